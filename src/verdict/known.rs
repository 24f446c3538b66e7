//! Findings that stood before: at a base, or in a baseline file.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;

/// What stood before, by fingerprint, with the fingerprint that a moved file keeps.
#[derive(Debug, Clone, Default)]
pub struct Known(BTreeMap<String, String>);

impl Known {
    /// Adds a finding; `moved_fingerprint` is "" where it is about no file.
    pub fn add(&mut self, fingerprint: &str, moved_fingerprint: &str) {
        self.0
            .insert(fingerprint.to_owned(), moved_fingerprint.to_owned());
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the fingerprints of those of `findings` that stood before.
    ///
    /// A finding that is gone from where it stood, and stands in the same content elsewhere,
    /// has moved with its file. It moves once: a copy is another finding.
    #[must_use]
    pub fn among(&self, findings: &[Finding]) -> BTreeSet<String> {
        let all: Vec<&Finding> = with_consequences(findings).collect();
        let prints = all.iter().map(|finding| finding.fingerprint.as_str());
        let there: BTreeSet<&str> = prints.collect();
        let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
        for (print, moved) in &self.0 {
            if !there.contains(print.as_str()) && !moved.is_empty() {
                *gone.entry(moved).or_default() += 1;
            }
        }
        let mut known = BTreeSet::new();
        for finding in all {
            let print = &finding.fingerprint;
            let left = gone.get_mut(finding.moved_fingerprint.as_str());
            if self.0.contains_key(print) {
                known.insert(print.clone());
            } else if let Some(left) = left.filter(|left| **left > 0) {
                *left -= 1;
                known.insert(print.clone());
            }
        }
        known
    }
}

/// Goes over findings, each with what it explains.
pub(super) fn with_consequences(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    let each = findings.iter();
    each.flat_map(|finding| std::iter::once(finding).chain(&finding.consequences))
}
