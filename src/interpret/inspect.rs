//! Logs of `inspect_ai`.

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the scores of a finished run as results.
///
/// A run that failed or was cancelled still carries metrics; they are of
/// however many samples it came to, and support nothing.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let log = &script.artifact.value;
    let eval = Pointer::root().join("eval");
    reading.identify("name", &eval.join("model"), log.pointer("/eval/model"));
    let data_at = eval.join("dataset").join("name");
    reading.uses(log.pointer("/eval/dataset/name"), data_at, None);
    if text(log.get("status")).as_deref() != Some("success") {
        return;
    }
    let support = support(log);
    let scores_at = Pointer::root().join("results").join("scores");
    for (at, score) in items(&scores_at, log.pointer("/results/scores")) {
        let values = score.get("metrics").and_then(Value::as_object);
        for (name, metric) in values.into_iter().flatten() {
            let at = at.join("metrics").join(name).join("value");
            let written = metric
                .get("value")
                .and_then(|value| script.number_of(&at, value));
            let (Some(written), false) = (written, name == "stderr") else {
                continue;
            };
            let mut result = Measure::new(at, metrics::name(name), name, written);
            result.model = text(log.pointer("/eval/model"));
            result.task = text(log.pointer("/eval/task"));
            result.of_benchmark = true;
            result.dataset.names = text(log.pointer("/eval/dataset/name"))
                .into_iter()
                .collect();
            result.variant = text(score.get("name"));
            result.support.clone_from(&support);
            reading.results.push(result);
        }
    }
}

fn support(log: &Value) -> Map<String, Value> {
    let mut support = Map::new();
    let results = Pointer::root().join("results");
    let count = |key| log.get("results")?.get(key)?.as_u64();
    if let Some(n) = count("completed_samples") {
        support.insert("n".to_owned(), json!(n));
        support.insert(
            "n_at".to_owned(),
            results.join("completed_samples").as_str().into(),
        );
        if let Some(all) = count("total_samples").filter(|all| *all > n) {
            support.insert("of".to_owned(), json!(all));
        }
    }
    support
}
