//! Findings that a team already knows of, by fingerprint.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::known::Known;
use crate::finding::Finding;

/// The `schema` of a baseline file.
pub const SCHEMA: &str = "raigate/baseline/v1";

/// A baseline file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The known findings, sorted by path, rule and fingerprint.
    pub findings: Vec<Entry>,
}

/// One known finding; only the fingerprint counts, the rest is for readers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file it was found in.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What was said.
    pub message: String,
    /// The fingerprint.
    pub fingerprint: String,
    /// The fingerprint that it keeps while its file moves; "" where it is about no file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub moved_fingerprint: String,
}

impl Baseline {
    /// Returns the baseline of exactly `findings`.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut entries: Vec<Entry> = findings.iter().map(Entry::of).collect();
        entries.sort();
        Self {
            schema: SCHEMA.to_owned(),
            findings: entries,
        }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// It is not JSON, not a baseline, or of another version; with line and column.
    pub fn read(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.schema == SCHEMA {
            Ok(baseline)
        } else {
            Err(format!(
                "`schema` is `{}`, this version reads `{SCHEMA}`",
                baseline.schema
            ))
        }
    }

    /// Returns the file's text.
    #[must_use]
    pub fn write(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }

    /// Returns all of it, to be looked up.
    #[must_use]
    pub fn known(&self) -> Known {
        let mut known = Known::default();
        for entry in &self.findings {
            known.add(&entry.fingerprint, &entry.moved_fingerprint);
        }
        known
    }

    /// Returns this baseline without the entries that `findings` no longer hold, and the
    /// findings that it does not hold yet. An entry whose file has moved moves with it.
    #[must_use]
    pub fn shrink<'f>(&self, findings: &'f [Finding]) -> (Self, Vec<&'f Finding>) {
        let there: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        let known = self.known().among(findings);
        let own: BTreeSet<&str> = (self.findings.iter())
            .map(|entry| entry.fingerprint.as_str())
            .collect();
        let kept = self.findings.iter();
        let kept = kept.filter(|entry| there.contains(entry.fingerprint.as_str()));
        let moved = findings.iter().filter(|finding| {
            let print = &finding.fingerprint;
            known.contains(print) && !own.contains(print.as_str())
        });
        let mut entries: Vec<Entry> = kept.cloned().chain(moved.map(Entry::of)).collect();
        entries.sort();
        let shrunk = Self {
            schema: self.schema.clone(),
            findings: entries,
        };
        let fresh = findings
            .iter()
            .filter(|finding| !known.contains(&finding.fingerprint));
        (shrunk, fresh.collect())
    }
}

impl Entry {
    fn of(finding: &Finding) -> Self {
        Self {
            path: finding.location.path.to_string(),
            rule: finding.rule.to_string(),
            message: finding.message.clone(),
            fingerprint: finding.fingerprint.clone(),
            moved_fingerprint: finding.moved_fingerprint.clone(),
        }
    }
}
