//! Builds the documents that policies see as `input`.
//!
//! The shape is a promise to the authors of policies: `docs/writing-rules.md`.

use serde_json::{Map, Value, json};

use crate::artifact::{Artifact, Evidence, System};
use crate::engine::Input;

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
pub fn system(system: &System) -> Value {
    Value::Object(of_system(system))
}

/// Returns the input of a rule about the whole repository.
#[must_use]
pub fn repository(evidence: &Evidence) -> Value {
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
                .map(|artifact| Value::Object(without_value(artifact)))
                .collect();
            seen.insert("evidence".to_owned(), list);
            Value::Object(seen)
        })
        .collect();
    json!({ "systems": systems })
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
    let Value::Object(mut members) = seen else {
        return Map::new();
    };
    if let Some(changes) = &system.changes {
        let seen = json!({
            "models": changes.models,
            "watched": changes.watched,
            "evidence": changes.evidence,
        });
        members.insert("changes".to_owned(), seen);
    }
    members
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
