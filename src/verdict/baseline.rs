//! Findings that a team already knows of, by fingerprint.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

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

    /// Returns all fingerprints.
    #[must_use]
    pub fn fingerprints(&self) -> BTreeSet<String> {
        self.findings
            .iter()
            .map(|entry| entry.fingerprint.clone())
            .collect()
    }

    /// Returns this baseline without the entries that `findings` no longer hold,
    /// and the findings that it does not hold yet.
    #[must_use]
    pub fn shrink<'f>(&self, findings: &'f [Finding]) -> (Self, Vec<&'f Finding>) {
        let there: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        let known = self.fingerprints();
        let kept = self
            .findings
            .iter()
            .filter(|entry| there.contains(entry.fingerprint.as_str()));
        let shrunk = Self {
            schema: self.schema.clone(),
            findings: kept.cloned().collect(),
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
        }
    }
}
