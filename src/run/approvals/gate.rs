//! The records that approve what a change does to the gate.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::super::binding::Scope;
use super::said::Record;
use crate::artifact::Evidence;

/// Returns what policies see of each record that approves a change to the gate; `facts` are those
/// of all approvals, by artifact.
pub(super) fn approvals(
    records: &[Record<'_>],
    evidence: &Evidence,
    facts: &BTreeMap<usize, Value>,
) -> Vec<Value> {
    let of_gate = records.iter();
    let of_gate = of_gate.filter(|record| record.scope == Some(Scope::TrustRoots));
    let indices: BTreeSet<usize> = of_gate.map(|record| record.artifact).collect();
    let one = |index: usize| {
        let artifact = evidence.artifacts.get(index)?;
        let fact = facts.get(&index)?;
        let mut seen = Map::new();
        for key in ["role", "decision", "status", "date", "expires"] {
            seen.extend(
                artifact
                    .value
                    .get(key)
                    .map(|it| (key.to_owned(), it.clone())),
            );
        }
        for key in ["approver", "who", "problem", "holds", "signed"] {
            seen.extend(fact.get(key).map(|it| (key.to_owned(), it.clone())));
        }
        // What decides is the same for all systems that it may belong to.
        let binding = fact["bindings"].get(0).and_then(Value::as_object);
        seen.extend(binding.cloned().unwrap_or_default());
        seen.insert("path".to_owned(), artifact.path.as_str().into());
        seen.insert("root".to_owned(), artifact.root.as_str().into());
        let stood = artifact.facts.get("stood_before").is_some();
        seen.insert("stood_before".to_owned(), json!(stood));
        Some(Value::Object(seen))
    };
    indices.into_iter().filter_map(one).collect()
}
