//! Tells how far groups were apart where a change began, and what that was held against.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use super::{reading, records};
use crate::artifact::{Artifact, Evidence};
use crate::config::Config;
use crate::discover::EvidenceFile;
use crate::glossary::Kind;

/// What has to be understood for it: systems own the rest.
pub(super) const KINDS: [Kind; 4] = [
    Kind::System,
    Kind::EvalPlan,
    Kind::EvalResult,
    Kind::FairnessReport,
];

/// Facts of an artifact that say how groups are compared, and whether it still counts.
const FACTS: [&str; 5] = [
    "comparisons",
    "disparities",
    "limits",
    "fields",
    "references",
];

/// Members of an artifact that say the same.
const MEMBERS: [&str; 3] = ["status", "sensitive_features", "raigate"];

/// Understands what of `files` measures something or plans to; `None` where `now` has the same.
pub(super) fn before(files: &[EvidenceFile], config: &Config, now: &Evidence) -> Option<Evidence> {
    let is_same = texts_before(files) == texts_now(now);
    (!is_same).then(|| reading::of_files(files, config, &KINDS))
}

/// Returns what compared groups or set limits, by the id of its system, as policies see artifacts:
/// of each only what says so.
pub(super) fn facts(before: &Evidence) -> BTreeMap<String, Vec<Value>> {
    records::by_system(before, |artifact| {
        let compares = ["comparisons", "limits"]
            .iter()
            .any(|name| artifact.facts.get(name).is_some());
        compares.then(|| bare(artifact))
    })
}

fn bare(artifact: &Artifact) -> Value {
    let facts = FACTS.iter().filter_map(|name| {
        let fact = artifact.facts.get(name)?;
        Some(((*name).to_owned(), fact.clone()))
    });
    let members = MEMBERS.iter().filter_map(|name| {
        let member = artifact.value.get(name)?;
        Some(((*name).to_owned(), member.clone()))
    });
    json!({
        "path": artifact.path,
        "root": artifact.root.as_str(),
        "kind": artifact.kind.name(),
        "id": artifact.id,
        "value": members.collect::<Map<_, _>>(),
        "facts": facts.collect::<Map<_, _>>(),
    })
}

fn is_measured(kind: Kind) -> bool {
    kind != Kind::System && KINDS.contains(&kind)
}

fn texts_before(files: &[EvidenceFile]) -> BTreeMap<&Utf8PathBuf, String> {
    let measured = files.iter().filter(|file| is_measured(file.kind));
    let text = |file: &EvidenceFile| {
        let bytes = file.bytes.as_deref().unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    };
    measured.map(|file| (&file.path, text(file))).collect()
}

fn texts_now(now: &Evidence) -> BTreeMap<&Utf8PathBuf, String> {
    let measured = now.artifacts.iter().filter(|it| is_measured(it.kind));
    measured
        .map(|artifact| (&artifact.path, artifact.text.to_string()))
        .collect()
}
