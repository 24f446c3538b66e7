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
    seen.insert("value".to_owned(), artifact.value.clone());
    Value::Object(seen)
}

/// Returns the same as [`artifact`], ready for the engine; the value is not copied first.
#[must_use]
pub fn ready(artifact: &Artifact) -> Input {
    let seen = without_value(artifact);
    let members = seen
        .iter()
        .map(|(name, value)| (name.as_str(), Input::new(value)));
    Input::object(members.chain([("value", Input::new(&artifact.value))]))
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
    });
    match seen {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn without_value(artifact: &Artifact) -> Map<String, Value> {
    let mut facts = artifact.facts.clone();
    if !artifact.faults.is_empty() {
        let faults = artifact.faults.iter().map(|fault| {
            let at = format!("@{}-{}", fault.span.start, fault.span.end);
            json!({"rule": fault.rule, "at": at, "message": fault.message})
        });
        facts.insert("faults".to_owned(), faults.collect());
    }
    let mut seen = Map::new();
    seen.insert("path".to_owned(), Value::from(artifact.path.as_str()));
    seen.insert("root".to_owned(), Value::from(artifact.root.as_str()));
    seen.insert("kind".to_owned(), Value::from(artifact.kind.name()));
    seen.insert("format".to_owned(), Value::from(artifact.format.name()));
    seen.insert("standard".to_owned(), Value::from(artifact.standard.name()));
    seen.insert(
        "id".to_owned(),
        artifact.id.clone().map_or(Value::Null, Value::from),
    );
    seen.insert("facts".to_owned(), Value::Object(facts));
    seen
}
