//! Builds the documents that policies see as `input`.
//!
//! The shape is a promise to the authors of policies: `docs/writing-rules.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::artifact::{Artifact, Change, Evidence, Stated, System};
use crate::engine::Input;
use crate::glossary::Kind;

/// Returns what a policy sees of one artifact.
#[must_use]
pub fn artifact(artifact: &Artifact) -> Value {
    let mut seen = without_value(artifact);
    seen.insert("value".to_owned(), Value::clone(&artifact.value));
    Value::Object(seen)
}

/// Returns the same as [`artifact`], ready for the engine; nothing is unpacked.
#[must_use]
pub fn ready(artifact: &Artifact) -> Input {
    let faults = faults(artifact).map(|faults| ("faults", Input::new(&faults)));
    let facts = artifact.facts.iter();
    let facts = facts.map(|(name, fact)| (name, Input::unpacked(fact)));
    let head = head(artifact);
    let members = head.iter().map(|(name, word)| (*name, Input::new(word)));
    Input::object(members.chain([
        ("facts", Input::object(facts.chain(faults))),
        ("value", Input::unpacked(&artifact.value)),
    ]))
}

/// Returns what a policy sees of one system.
#[must_use]
pub fn system(system: &System, change: Option<&Change>) -> Value {
    let mut seen = of_system(system);
    if let Some(change) = change {
        let of = |all: &BTreeMap<String, Vec<Value>>| all.get(&system.id).cloned();
        let plans = of(&change.plans).unwrap_or_default();
        seen.insert("plans_before".to_owned(), plans.into());
        let disparities = of(&change.disparities).unwrap_or_default();
        seen.insert("disparities_before".to_owned(), disparities.into());
        let gone = of(&change.gone).unwrap_or_default();
        seen.insert("gone".to_owned(), gone.into());
        let reviews = change.reviews.clone();
        seen.insert("change_reviews".to_owned(), reviews.into());
    }
    Value::Object(seen)
}

/// Returns the input of a rule about the whole repository.
///
/// Of the artifacts it holds those of `kinds`; of none named, all.
#[must_use]
pub fn repository(evidence: &Evidence, kinds: &BTreeSet<Kind>) -> Value {
    let systems: Value = evidence
        .systems
        .iter()
        .map(|system| {
            let mut seen = of_system(system);
            let artifacts = system
                .artifacts
                .iter()
                .filter_map(|at| evidence.artifacts.get(*at));
            let list = artifacts
                .filter(|artifact| kinds.is_empty() || kinds.contains(&artifact.kind))
                .map(|artifact| Value::Object(without_value(artifact)))
                .collect();
            seen.insert("evidence".to_owned(), list);
            Value::Object(seen)
        })
        .collect();
    let mut seen = json!({ "systems": systems });
    if let (Some(change), Value::Object(members)) = (&evidence.change, &mut seen) {
        let change = json!({
            "base": change.base,
            "weakened": change.weakened,
            "reviews": change.reviews,
            "approvals": change.approvals,
        });
        members.insert("change".to_owned(), change);
    }
    seen
}

fn of_system(system: &System) -> Map<String, Value> {
    let seen = json!({
        "id": system.id,
        "tier": system.tier.name(),
        "stage": system.stage.name(),
        "facets": system.facets,
        "root": system.root,
        "declared": system.declared.is_some(),
        "model_files": system.model_files,
        "facts": system.facts.to_map(),
    });
    let mut members = match seen {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    if let Some(changes) = &system.changes {
        let seen = json!({
            "models": changes.models,
            "watched": changes.watched,
            "evidence": changes.evidence,
        });
        members.insert("changes".to_owned(), seen);
    }
    // What a change made of its declaration is told only where there is a change.
    if let Some(before) = &system.before {
        members.insert("before".to_owned(), stated(before));
        let declared = system.declared.as_ref();
        if let Some(now) = declared.and_then(|declared| declared.stated.as_ref()) {
            members.insert("stated".to_owned(), stated(now));
        }
        let at = declared.map(|at| json!({"path": at.path, "at": at.pointer.as_str()}));
        members.extend(at.map(|at| ("declared_at".to_owned(), at)));
    }
    members
}

fn stated(stated: &Stated) -> Value {
    json!({
        "tier": stated.tier.name(),
        "stage": stated.stage.name(),
        "facets": stated.facets,
        "root": stated.root,
        "watch": stated.watch,
    })
}

fn without_value(artifact: &Artifact) -> Map<String, Value> {
    let mut facts = artifact.facts.to_map();
    facts.extend(faults(artifact).map(|faults| ("faults".to_owned(), faults)));
    let head = head(artifact).into_iter();
    let mut seen: Map<String, Value> = head.map(|(name, word)| (name.to_owned(), word)).collect();
    seen.insert("facts".to_owned(), Value::Object(facts));
    seen
}

/// Returns what an artifact is, without what it says.
fn head(artifact: &Artifact) -> [(&'static str, Value); 6] {
    let id = artifact.id.as_deref();
    [
        ("path", artifact.path.as_str().into()),
        ("root", artifact.root.as_str().into()),
        ("kind", artifact.kind.name().into()),
        ("format", artifact.format.name().into()),
        ("standard", artifact.standard.name().into()),
        ("id", id.map_or(Value::Null, Value::from)),
    ]
}

/// Returns what reading objects to, as facts; nothing is absent.
fn faults(artifact: &Artifact) -> Option<Value> {
    let faults = artifact.faults.iter().map(|fault| {
        let at = format!("@{}-{}", fault.span.start, fault.span.end);
        json!({"rule": fault.rule, "at": at, "message": fault.message})
    });
    (!artifact.faults.is_empty()).then(|| faults.collect())
}
