//! Scores that a model repository of the Hugging Face Hub keeps under `.eval_results/`.
//!
//! A list of `{dataset: {id, task_id, revision}, value, date, source, verifyToken}`, as
//! the hub's documentation has it (`docs/hub/eval-results`). The benchmark says what is
//! measured, the file does not: a score has no metric of its own.

use serde_json::{Map, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads every score as a result.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    for (at, entry) in items(&Pointer::root(), Some(&script.artifact.value)) {
        let data_at = at.join("dataset");
        let part = |key| text(entry.get("dataset").and_then(|data| data.get(key)));
        reading.uses_benchmark(entry.pointer("/dataset/id"), data_at.join("id"));
        let value_at = at.join("value");
        let Some(written) = script.number(&value_at) else {
            continue;
        };
        let task = part("task_id").filter(|task| task != "default");
        let known = task
            .as_deref()
            .map(metrics::name)
            .filter(|named| named.scale.is_some());
        let named = known.unwrap_or_else(|| metrics::name("score"));
        let mut result = Measure::new(value_at, named, "score", written);
        result.of_benchmark = true;
        result.task = task;
        result.variant = text(entry.get("notes"));
        result.dataset.names = part("id").into_iter().collect();
        result.dataset.revision = part("revision");
        if let Some(url) = text(entry.pointer("/source/url")) {
            let at = at.join("source").join("url");
            let source = json!({"url": url, "at": at.as_str()});
            result.support = Map::from_iter([("source".to_owned(), source)]);
        }
        reading.results.push(result);
    }
}
