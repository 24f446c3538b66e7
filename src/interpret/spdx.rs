//! SPDX 3 documents about models, read for names only.

use serde_json::Value;

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads identity and dataset names, where the format has one place for them.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let graph_at = Pointer::root().join("@graph");
    let graph = items(&graph_at, graph_at.resolve(&script.artifact.value));
    let of_type = |wanted: &str| {
        let found = graph
            .iter()
            .filter(|(_, node)| text(node.get("type")).as_deref() == Some(wanted));
        found.cloned().collect::<Vec<_>>()
    };
    if let [(at, model)] = of_type("ai_AIPackage").as_slice() {
        reading.identify("name", &at.join("name"), model.get("name"));
        let version = "software_packageVersion";
        reading.identify("version", &at.join(version), model.get(version));
    }
    for (_, dataset) in of_type("dataset_DatasetPackage") {
        if let Some(name) = dataset.get("name").and_then(Value::as_str) {
            reading.describes(name);
        }
    }
}
