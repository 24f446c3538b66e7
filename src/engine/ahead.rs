//! What is known of a rule before it is asked: its needs and its numbers, looked up once.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use regorus::Value;

use super::asked::{APPLICABLE, Declared, SETS};
use super::foresight::{Foreseen, Foresight, Numbers, Seen};
use super::needs::{Bodies, Needs};

/// What is known of rules, by their packages without `data.`.
pub(super) type Known = HashMap<String, Ahead, FixedState>;

/// What is known of one rule.
pub(super) struct Ahead {
    declared: Declared,
    /// What it needs in order to be applicable.
    applicable: Option<Bodies>,
    /// What each set that it answers with needs.
    sets: Vec<Option<Bodies>>,
    /// How it is followed without the engine.
    numbers: OnceLock<Numbers>,
}

/// Returns what is known of the rules that packages declare.
pub(super) fn known(declared: &BTreeMap<String, (Declared, usize)>, needs: &Needs) -> Known {
    let one = |(package, (declared, _)): (&String, &(Declared, usize))| {
        let sets = SETS.iter().filter(|set| declared.contains(*set));
        let of_set = |set: &&str| needs.sets.get(&format!("data.{package}.{set}")).cloned();
        let ahead = Ahead {
            declared: declared.clone(),
            applicable: needs.applicable.get(package).cloned(),
            sets: sets.map(of_set).collect(),
            numbers: OnceLock::new(),
        };
        (package.clone(), ahead)
    };
    declared.iter().map(one).collect()
}

impl Ahead {
    /// Returns what is known of the rule of `package` for an input, of which more is `seen` by
    /// that.
    pub(super) fn foreseen(
        &self,
        package: &str,
        foresight: &Foresight,
        (data, input): (&Value, &Value),
        seen: &mut Seen,
    ) -> Foreseen {
        let is_idle = |needs: &Option<Bodies>| needs.as_ref().is_some_and(|it| it.are_idle(input));
        if is_idle(&self.applicable) {
            return Foreseen::NotApplicable;
        }
        let has_applicable = self.declared.contains(APPLICABLE);
        if !has_applicable && self.sets.iter().all(is_idle) {
            return Foreseen::Silent;
        }
        let sets = SETS.into_iter().filter(|set| self.declared.contains(set));
        let numbers = self
            .numbers
            .get_or_init(|| foresight.numbers(package, has_applicable, sets));
        foresight.of(numbers, (data, input), seen)
    }
}
