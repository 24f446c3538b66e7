//! Model pages that keep their `model-index` in an HTML comment.

use serde_json::Value;

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the results of every model of the page as claims.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let comments_at = Pointer::root().join("$body").join("comments");
    let comments = items(&comments_at, comments_at.resolve(&script.artifact.value));
    let mut models = Vec::new();
    for (at, comment) in comments {
        let Some(block) = comment.get("value") else {
            continue;
        };
        if block.get("Type").and_then(Value::as_str) == Some("model-index") {
            let at = at.join("value").join("Models");
            models.extend(items(&at, block.get("Models")));
        }
    }
    if let [(at, model)] = models.as_slice() {
        reading.identify("name", &at.join("Name"), model.get("Name"));
    }
    for (at, model) in models {
        let data_at = at.join("Metadata").join("Training Data");
        for (at, name) in items(&data_at, model.pointer("/Metadata/Training Data")) {
            reading.uses(Some(name), at, None);
        }
        for (at, result) in items(&at.join("Results"), model.get("Results")) {
            read_result(script, reading, model, &at, result);
        }
    }
}

fn read_result(
    script: &Script<'_>,
    reading: &mut Reading,
    model: &Value,
    at: &Pointer,
    result: &Value,
) {
    let values = result.get("Metrics").and_then(Value::as_object);
    for (name, value) in values.into_iter().flatten() {
        let at = at.join("Metrics").join(name);
        let Some(written) = script.number_of(&at, value) else {
            continue;
        };
        let mut claim = Measure::new(at, metrics::name(name), name, written);
        claim.model = text(model.get("Name"));
        claim.task = text(result.get("Task"));
        claim.dataset.names = text(result.get("Dataset")).into_iter().collect();
        reading.claims.push(claim);
    }
}
