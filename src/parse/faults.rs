//! What reading objects to, so many times and no more.

use crate::artifact::Fault;
use crate::span::Span;

/// A file that is wrong everywhere is not worth a finding for every place.
const LISTED: usize = 20;

/// The id of the rule for a file that is not the syntax it claims.
pub(super) const UNPARSABLE: &str = "artifact/unparsable";

/// The id of the rule for a scalar that YAML 1.1 reads as something else.
pub(super) const AMBIGUOUS: &str = "artifact/ambiguous-scalar";

/// The faults of one file, the first of each rule in full.
#[derive(Debug, Default)]
pub(super) struct Faults {
    listed: Vec<Fault>,
    unlisted: Vec<(&'static str, usize)>,
}

impl Faults {
    /// Notes a place where the file is not the syntax it claims.
    pub(super) fn unparsable(&mut self, span: Span, message: impl Into<String>) {
        self.add(unparsable(span, message));
    }

    /// Notes a scalar that another reader reads as something else.
    pub(super) fn ambiguous(&mut self, span: Span, message: impl Into<String>) {
        self.add(Fault {
            rule: AMBIGUOUS,
            span,
            message: message.into(),
        });
    }

    /// Notes one fault, or counts it where there are many of its rule.
    pub(super) fn add(&mut self, fault: Fault) {
        let rule = fault.rule;
        if self.of(rule) < LISTED {
            self.listed.push(fault);
        } else if let Some(entry) = self.unlisted.iter_mut().find(|entry| entry.0 == rule) {
            entry.1 += 1;
        } else {
            self.unlisted.push((rule, 1));
        }
    }

    /// Returns all faults in file order; the last of a rule says how many more there are.
    pub(super) fn into_list(mut self) -> Vec<Fault> {
        self.listed.sort_by_key(|fault| fault.span);
        for (rule, more) in self.unlisted {
            if let Some(last) = self.listed.iter_mut().rfind(|fault| fault.rule == rule) {
                last.message = format!("{}, and {more} more in this file", last.message);
            }
        }
        self.listed
    }

    fn of(&self, rule: &str) -> usize {
        // Few enough to count: the list never grows past the limit of each rule.
        self.listed
            .iter()
            .filter(|fault| fault.rule == rule)
            .count()
    }
}

/// Returns the fault that ends the reading of a file.
pub(super) fn unparsable(span: Span, message: impl Into<String>) -> Fault {
    Fault {
        rule: UNPARSABLE,
        span,
        message: message.into(),
    }
}
