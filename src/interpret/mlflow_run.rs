//! Runs of MLflow, as its REST interface answers and its export tools write them.

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::reading::{Reading, Role, Script};
use crate::span::Pointer;

const CONTEXT: &str = "mlflow.data.context";

/// Reads the last value of every known metric of a finished run as a result.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let root = Pointer::root();
    // `{run: …}` of the interface, `{mlflow: …}` of an export, or the run itself.
    let (at, run) = ["run", "mlflow"]
        .into_iter()
        .find_map(|key| Some((root.join(key), file.get(key)?)))
        .unwrap_or((root, file));
    let (data_at, data) = match run.get("data") {
        Some(data) => (at.join("data"), data),
        None => (at.clone(), run),
    };
    let inputs_at = at.join("inputs").join("dataset_inputs");
    for (at, input) in items(&inputs_at, run.pointer("/inputs/dataset_inputs")) {
        let at = at.join("dataset");
        let digest = input.pointer("/dataset/digest");
        let role = context(input).and_then(|context| Role::from_name(&context));
        if let (Some(role), Some(dataset)) = (role, input.get("dataset")) {
            reading.plays(role, &at, dataset);
        }
        reading.uses(input.pointer("/dataset/name"), at.join("name"), digest);
    }
    let mut found = metrics_of(script, &data_at.join("metrics"), data.get("metrics"));
    let data = reading.datasets_used.iter().map(|used| used.name.clone());
    let data: Vec<String> = data.collect();
    for result in &mut found {
        result.dataset.names.clone_from(&data);
    }
    let status_at = at.join("info").join("status");
    let stated = run.pointer("/info/status");
    let status = text(stated).unwrap_or_default();
    // An export may leave the status out; one that says nothing says no good.
    let is_finished = stated.is_none() || matches!(status.as_str(), "FINISHED" | "3");
    if is_finished {
        reading.results.extend(found);
    } else if let Some(first) = found.first() {
        let fact = json!({
            "status": status,
            "at": status_at.as_str(),
            "finished": false,
            "metrics": found.len(),
            "metrics_at": first.at.as_str(),
        });
        reading.more.insert("run".to_owned(), fact);
    }
}

/// Returns what an input was logged for: the tag that `mlflow.log_input` writes.
fn context(input: &Value) -> Option<String> {
    let tags = input.get("tags").and_then(Value::as_array)?;
    let is_context = |tag: &&Value| tag.get("key").and_then(Value::as_str) == Some(CONTEXT);
    text(tags.iter().find(is_context)?.get("value"))
}

/// Metrics are a list of `{key, value}`, or lists of moments or values by name.
fn metrics_of(script: &Script<'_>, at: &Pointer, metrics: Option<&Value>) -> Vec<Measure> {
    let result = |name: &str, at: Pointer| {
        let named = metrics::name(name);
        named.scale?;
        Some(Measure::new(at.clone(), named, name, script.number(&at)?))
    };
    match metrics {
        Some(Value::Array(_)) => items(at, metrics)
            .into_iter()
            .filter_map(|(at, metric)| result(&text(metric.get("key"))?, at.join("value")))
            .collect(),
        Some(Value::Object(by_name)) => by_name
            .iter()
            .filter_map(|(name, value)| {
                let at = at.join(name);
                let Value::Array(moments) = value else {
                    return result(name, at);
                };
                let step = |(_, moment): &(usize, &Value)| {
                    moment.get("step").and_then(Value::as_i64).unwrap_or(0)
                };
                let (last, _) = moments.iter().enumerate().max_by_key(step)?;
                result(name, at.join(last).join("value"))
            })
            .collect(),
        _ => Vec::new(),
    }
}
