//! Tells what became of plans and records since a change began.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::binding::is_decision;
use crate::artifact::{Artifact, Evidence, System};
use crate::glossary::Kind;

/// Records that are added to, and neither edited nor taken back.
fn is_kept(artifact: &Artifact) -> bool {
    matches!(artifact.kind, Kind::Waiver | Kind::Incident) || is_decision(artifact)
}

/// Members of a record that say what became of it, and may be written later.
const LATER: [&str; 3] = ["status", "last_reviewed", "links"];

/// What a measurement is that a plan asks for, and how good it has to be.
const CELL: [&str; 10] = [
    "metric",
    "slice",
    "feature",
    "dataset",
    "threshold",
    "threshold_text",
    "unit",
    "direction",
    "stated_direction",
    "min_n",
];

/// What a limit for a disparity is.
const LIMIT: [&str; 7] = [
    "name",
    "rates",
    "form",
    "method",
    "named_aggregate",
    "value",
    "text",
];

/// Returns what the plans of each system asked for, by the id of the system.
pub(super) fn plans(before: &Evidence) -> BTreeMap<String, Vec<Value>> {
    let plan = |artifact: &Artifact| {
        let [planned, limits] = ["planned", "limits"].map(|name| artifact.facts.get(name));
        planned.or(limits)?;
        let status = artifact.value.get("status").cloned().unwrap_or_default();
        Some(json!({
            "path": artifact.path,
            "status": status,
            "planned": planned.map_or_else(|| json!([]), |cells| bare(cells, &CELL)),
            "limits": limits.map_or_else(|| json!([]), |limits| bare(limits, &LIMIT)),
        }))
    };
    by_system(before, plan)
}

/// Returns what a plan asks for, without its places and without the results that measure it.
fn bare(asked: &Value, kept: &[&str]) -> Value {
    let cells = asked.as_array().into_iter().flatten();
    let cell = |cell: &Value| -> Value {
        let members = kept.iter().filter_map(|key| {
            let member = cell.get(key).filter(|member| !member.is_null())?;
            Some(((*key).to_owned(), member.clone()))
        });
        Value::Object(members.collect())
    };
    cells.map(cell).collect()
}

/// Returns the approvals and incidents of each system that `now` has no more.
///
/// A waiver that is gone excuses nothing, so nobody misses it.
pub(super) fn gone(before: &Evidence, now: &Evidence) -> BTreeMap<String, Vec<Value>> {
    by_system(before, |artifact| {
        let is_missed = is_kept(artifact) && artifact.kind != Kind::Waiver;
        let is_gone = is_missed && same(now, artifact).is_none();
        is_gone.then(|| {
            let kind = artifact.kind.name();
            json!({"path": artifact.path, "kind": kind, "id": artifact.id})
        })
    })
}

/// Returns what `fact` says of the artifacts of each system, by its id; nothing is left out.
pub(super) fn by_system(
    evidence: &Evidence,
    fact: impl Fn(&Artifact) -> Option<Value>,
) -> BTreeMap<String, Vec<Value>> {
    let of = |system: &System| -> Vec<Value> {
        let own = system.artifacts.iter();
        own.filter_map(|index| evidence.artifacts.get(*index))
            .filter_map(&fact)
            .collect()
    };
    let systems = evidence.systems.iter();
    let all = systems.map(|system| (system.id.clone(), of(system)));
    all.filter(|(_, facts)| !facts.is_empty()).collect()
}

/// Notes on each record which of its members say something else than before: `rewritten`, each
/// `{at, key, before}`; `before` is null where the member was a list or a mapping.
pub(super) fn note_rewritten(before: &Evidence, now: &mut Evidence) {
    let kept = before.artifacts.iter();
    for earlier in kept.filter(|artifact| is_kept(artifact)) {
        let Some(index) = same(now, earlier) else {
            continue;
        };
        if let Some(artifact) = now.artifacts.get_mut(index) {
            let rewritten = rewritten(&earlier.value, &artifact.value);
            if !rewritten.is_empty() {
                artifact.facts.insert("rewritten", Value::from(rewritten));
            }
        }
    }
}

/// Notes on each decision whether it stood there before, also under another name: `stood_before`.
///
/// What was decided then was decided about another change, though it may fit this one, too.
pub(super) fn note_before(before: &Evidence, now: &mut Evidence) {
    let earlier = before.artifacts.iter().filter(|it| is_decision(it));
    let texts: BTreeSet<String> = earlier.clone().map(|it| it.value.to_string()).collect();
    let stood: Vec<usize> = earlier.filter_map(|it| same(now, it)).collect();
    for (index, artifact) in now.artifacts.iter_mut().enumerate() {
        let is_copy = || is_decision(artifact) && texts.contains(&artifact.value.to_string());
        if stood.contains(&index) || is_copy() {
            artifact.facts.insert("stood_before", Value::Bool(true));
        }
    }
}

fn rewritten(before: &Value, now: &Value) -> Vec<Value> {
    let members = before.as_object().into_iter().flatten();
    let changed = members.filter(|(key, member)| {
        let is_later = LATER.contains(&key.as_str());
        !is_later && !member.is_null() && now.get(key.as_str()) != Some(*member)
    });
    changed
        .map(|(key, member)| {
            let is_plain = !member.is_array() && !member.is_object();
            let before = if is_plain {
                member.clone()
            } else {
                Value::Null
            };
            let at = crate::span::Pointer::root().join(key);
            json!({"at": at.as_str(), "key": key, "before": before})
        })
        .collect()
}

/// Returns the index of the artifact that `earlier` is: the one at its place, else the one of
/// its kind with its id.
pub(super) fn same(now: &Evidence, earlier: &Artifact) -> Option<usize> {
    let at_place = |it: &Artifact| it.path == earlier.path && it.root == earlier.root;
    let by_id = |it: &Artifact| it.kind == earlier.kind && it.id.is_some() && it.id == earlier.id;
    let mut artifacts = now.artifacts.iter();
    artifacts
        .position(|it| it.kind == earlier.kind && at_place(it))
        .or_else(|| now.artifacts.iter().position(by_id))
}
