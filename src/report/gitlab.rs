//! Code Quality of GitLab, for the widget of a merge request.
//!
//! The widget compares fingerprints with the report of the target branch, shows one of those
//! that are the same, and takes what is gone for fixed. So every finding is in it, the waived
//! and the known ones as `info`, and a second one of the same fingerprint gets one of its own.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::account::{Account, Entry, NOWHERE, Standing};
use super::escape::{self, Untrusted};
use crate::engine::hash;
use crate::glossary::Severity;

/// Renders `account`; nothing to say is an empty list.
pub(super) fn render(account: &Account) -> String {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let entries = account.entries.iter().map(|entry| {
        let times = seen.entry(&entry.fingerprint).or_default();
        *times += 1;
        degradation(entry, *times)
    });
    let list: Vec<Value> = entries.collect();
    escape::json(&format!("{:#}", Value::from(list))) + "\n"
}

/// GitLab drops an entry that is not of this shape, and every entry behind it.
fn degradation(entry: &Entry, times: usize) -> Value {
    let severity = match (entry.standing, entry.severity) {
        (Standing::NoVerdict | Standing::Blocks, _) => "blocker",
        (Standing::Waived | Standing::Known, _) | (_, Severity::Note) => "info",
        (_, Severity::Error) => "critical",
        (_, Severity::Warning) => "minor",
    };
    let fingerprint = match times {
        1 => entry.fingerprint.clone(),
        _ => hash::sha256(format!("{}/{times}", entry.fingerprint).as_bytes()),
    };
    let place = entry.place.as_ref();
    let nowhere = Untrusted::new(NOWHERE);
    json!({
        "description": entry.sentence().terminal(),
        "check_name": entry.code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": place.map_or(&nowhere, |place| &place.path).value(),
            "lines": {"begin": place.map_or(1, |place| place.start.line)},
        },
    })
}
