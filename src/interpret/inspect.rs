//! Logs of `inspect_ai`.

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::numbers;
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
    uses(reading, log);
    let support = support(log);
    let mut found = Vec::new();
    let scores_at = Pointer::root().join("results").join("scores");
    for (at, score) in items(&scores_at, log.pointer("/results/scores")) {
        let values = score.get("metrics").and_then(Value::as_object);
        let at_of_score = at;
        for (name, metric) in values.into_iter().flatten() {
            let at = at_of_score.join("metrics").join(name).join("value");
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
            // The error beside a mean is its own; of other metrics nothing says so.
            if ["accuracy", "mean"].contains(&name.as_str()) {
                let scored = at_of_score.join("metrics").join("stderr");
                result.note_error(script, &scored.join("value"));
            }
            found.push(result);
        }
    }
    let status = text(log.get("status")).unwrap_or_default();
    if status == "success" {
        reading.results.extend(found);
    } else if let Some(first) = found.first() {
        let fact = json!({
            "status": status,
            "at": Pointer::root().join("status").as_str(),
            "finished": false,
            "metrics": found.len(),
            "metrics_at": first.at.as_str(),
        });
        reading.more.insert("run".to_owned(), fact);
    }
}

/// Notes the data of the run.
fn uses(reading: &mut Reading, log: &Value) {
    let at = Pointer::root().join("eval").join("dataset").join("name");
    match log.pointer("/eval/dataset/name") {
        name if is_published(log) => reading.uses_benchmark(name, at),
        name => reading.uses(name, at, None),
    }
}

/// Whether the task comes with a package, or its data from the Hub: `org/name` and no file.
fn is_published(log: &Value) -> bool {
    let part = |at: &str| log.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let is_hub = |(owner, name): (&str, &str)| {
        let is_file = ["json", "jsonl", "csv"].iter().any(|ending| {
            name.rsplit_once('.')
                .is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
        });
        !owner.is_empty() && !owner.contains(['.', ':']) && !name.contains('/') && !is_file
    };
    part("/eval/task").contains('/')
        || part("/eval/dataset/location")
            .split_once('/')
            .is_some_and(is_hub)
}

fn support(log: &Value) -> Map<String, Value> {
    let mut support = Map::new();
    let results = Pointer::root().join("results");
    let whole = |value: &Value| numbers::count(value.as_f64()?);
    let count = |key| whole(log.get("results")?.get(key)?);
    if let Some(n) = count("completed_samples") {
        support.insert("n".to_owned(), json!(n));
        support.insert(
            "n_at".to_owned(),
            results.join("completed_samples").as_str().into(),
        );
        let epochs = log.pointer("/eval/config/epochs").and_then(whole);
        let data_at = Pointer::root().join("eval").join("dataset").join("samples");
        let of_data = data_at.resolve(log).and_then(whole);
        let of_data = of_data.and_then(|samples| samples.checked_mul(epochs.unwrap_or(1)));
        // What a limit left out of the dataset is missing no less than what broke.
        let all = [
            (of_data, data_at),
            (count("total_samples"), results.join("total_samples")),
        ];
        let all = all.into_iter().filter_map(|(all, at)| Some((all?, at)));
        if let Some((all, at)) = all.filter(|(all, _)| *all > n).max_by_key(|(all, _)| *all) {
            support.insert("of".to_owned(), json!(all));
            support.insert("of_at".to_owned(), at.as_str().into());
        }
    }
    support
}
