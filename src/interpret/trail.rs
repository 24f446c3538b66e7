//! The way through a value, of which a pointer is written only where something is found.

use crate::span::{Pointer, Step};

/// A place in a value: steps behind each other, each lent by the one who goes there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trail<'t> {
    /// Where it begins.
    From(&'t Pointer),
    /// One step further.
    Step(&'t Self, Step<'t>),
}

impl Trail<'_> {
    /// Returns the trail with one more step.
    pub(super) const fn to<'s>(&'s self, step: Step<'s>) -> Trail<'s> {
        Trail::Step(self, step)
    }

    /// Writes out where the trail has come to.
    pub(super) fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            match at {
                Self::From(start) => {
                    steps.reverse();
                    return start.concat(&Pointer::of(&steps));
                }
                Self::Step(before, step) => {
                    steps.push(*step);
                    at = before;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_comes_to_where_its_steps_lead() {
        let start = Pointer::root().join("raigate");
        let start = Trail::From(&start);
        assert_eq!(start.pointer().as_str(), "/raigate");
        let risks = start.to(Step::Key("a/b"));
        let risk = risks.to(Step::Index(2));
        assert_eq!(risk.pointer().as_str(), "/raigate/a~1b/2");
    }
}
