//! Finds comparisons whose answer hangs on how doubles round.

use std::collections::BTreeMap;

use super::tree::{File, Node, Place, Rule, Shape, What};

/// Functions whose answer is a whole number.
const WHOLE: &[&str] = &[
    "bits.and",
    "bits.lsh",
    "bits.negate",
    "bits.or",
    "bits.rsh",
    "bits.xor",
    "ceil",
    "count",
    "floor",
    "indexof",
    "round",
    "semver.compare",
    "strings.count",
    "time.add_date",
    "time.parse_duration_ns",
    "time.parse_ns",
    "time.parse_rfc3339_ns",
    "units.parse_bytes",
];

/// Functions whose answer is a set.
const SETS: &[&str] = &["intersection", "object.keys", "set", "union"];

/// Returns the comparisons in `rule` that stand beside arithmetic on possible fractions.
pub(super) fn inexact_comparisons(rule: &Rule, file: &File) -> Vec<Place> {
    let mut assigned: BTreeMap<&str, &Node> = BTreeMap::new();
    let mut comparisons = Vec::new();
    for part in &rule.parts {
        part.walk(&mut |node| match (&node.what, node.parts.as_slice()) {
            (What::Assign, [left, right]) => {
                assigned.extend(variable(left).map(|name| (name, right)));
            }
            (What::Compare, [left, right]) => comparisons.push((node.place, left, right)),
            _ => {}
        });
    }
    let known = Known { assigned, file };
    comparisons
        .into_iter()
        .filter(|(_, left, right)| {
            !known.is_set(left, 0)
                && !known.is_set(right, 0)
                && (known.is_inexact(left, 0) || known.is_inexact(right, 0))
        })
        .map(|(place, ..)| place)
        .collect()
}

struct Known<'r> {
    assigned: BTreeMap<&'r str, &'r Node>,
    file: &'r File,
}

/// Deeper than any chain of assignments a person writes; a circle ends here.
const DEPTH: usize = 16;

impl<'r> Known<'r> {
    /// Whether `node` is arithmetic whose result may be a rounded fraction.
    fn is_inexact(&self, node: &'r Node, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match &node.what {
            What::Arithmetic(_) => !self.is_whole(node, depth) && !self.is_set(node, depth),
            What::Negation => node
                .parts
                .iter()
                .any(|part| self.is_inexact(part, depth + 1)),
            _ => self
                .value(node)
                .is_some_and(|value| self.is_inexact(value, depth + 1)),
        }
    }

    fn is_whole(&self, node: &'r Node, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match &node.what {
            What::Number(is_whole) => *is_whole,
            What::Call(name) => WHOLE.contains(&name.as_str()),
            What::Arithmetic('/') => false,
            What::Arithmetic(_) | What::Negation => {
                node.parts.iter().all(|part| self.is_whole(part, depth + 1))
            }
            _ => self
                .value(node)
                .is_some_and(|value| self.is_whole(value, depth + 1)),
        }
    }

    fn is_set(&self, node: &'r Node, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match &node.what {
            What::Set => true,
            What::Call(name) => SETS.contains(&name.as_str()),
            What::Arithmetic('-') => node.parts.iter().any(|part| self.is_set(part, depth + 1)),
            What::Reference(_) => {
                let is_rule = variable(node).is_some_and(|name| {
                    let mut rules = self.file.rules.iter();
                    rules.any(|rule| rule.name == name && rule.shape == Shape::Set)
                });
                is_rule
                    || self
                        .value(node)
                        .is_some_and(|value| self.is_set(value, depth + 1))
            }
            _ => false,
        }
    }

    /// What a variable was assigned in this rule.
    fn value(&self, node: &Node) -> Option<&'r Node> {
        self.assigned.get(variable(node)?).copied()
    }
}

fn variable(node: &Node) -> Option<&str> {
    match &node.what {
        What::Reference(path) if path.len() == 1 => node.first_name(),
        _ => None,
    }
}
