//! Results of lm-evaluation-harness.
//!
//! `results.<task>."<metric>,<filter>"`; older versions leave the filter out.

use serde_json::{Map, Value, json};

use super::huggingface::text;
use super::measure::{Dataset, Measure};
use super::metrics::{self, Scale, Unit};
use super::numbers;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads every metric of every task as a result.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    identify(reading, file);
    let model = reading.name().map(str::to_owned);
    let tasks = file.get("results").and_then(Value::as_object);
    for (task, values) in tasks.into_iter().flatten() {
        let Some(values) = values.as_object() else {
            continue;
        };
        let config = file
            .pointer("/configs")
            .and_then(|configs| configs.get(task));
        let dataset = dataset(task, config);
        if let Some(config) = config {
            let at = Pointer::root()
                .join("configs")
                .join(task)
                .join("dataset_path");
            reading.uses_benchmark(config.get("dataset_path"), at);
        }
        let support = support(file, task);
        let at = Pointer::root().join("results").join(task);
        for (key, value) in values {
            let at = at.join(key);
            if let Some(mut result) = result(script, &at, key, value) {
                result.model.clone_from(&model);
                result.task = Some(task.clone());
                result.of_benchmark = true;
                result.shots = text(file.get("n-shot").and_then(|shots| shots.get(task)));
                result.dataset = dataset.clone();
                result.support.clone_from(&support);
                // `acc,none` has its error at `acc_stderr,none`.
                let (metric, filter) = key.split_once(',').unwrap_or((key, ""));
                let comma = if filter.is_empty() { "" } else { "," };
                let error = format!("{metric}_stderr{comma}{filter}");
                let error_at = Pointer::root().join("results").join(task).join(&error);
                result.note_error(script, &error_at);
                reading.results.push(result);
            }
        }
    }
}

fn identify(reading: &mut Reading, file: &Value) {
    let root = Pointer::root();
    reading.identify("name", &root.join("model_name"), file.get("model_name"));
    let args_at = root.join("config").join("model_args");
    match file.pointer("/config/model_args") {
        Some(Value::Object(args)) => {
            reading.identify("name", &args_at.join("pretrained"), args.get("pretrained"));
        }
        Some(Value::String(args)) => {
            let name = args
                .split(',')
                .find_map(|arg| arg.trim().strip_prefix("pretrained="));
            reading.identify("name", &args_at, name.map(Value::from).as_ref());
        }
        _ => {}
    }
}

fn dataset(task: &str, config: Option<&Value>) -> Dataset {
    let part = |key| text(config.and_then(|config| config.get(key)));
    Dataset {
        names: [part("dataset_path"), Some(task.to_owned())]
            .into_iter()
            .flatten()
            .collect(),
        config: part("dataset_name"),
        // The harness evaluates the test split where there is one.
        split: part("test_split").or_else(|| part("validation_split")),
        revision: text(config.and_then(|config| config.pointer("/dataset_kwargs/revision"))),
    }
}

/// How many samples stand behind a task, and whether they were all.
fn support(file: &Value, task: &str) -> Map<String, Value> {
    let mut support = Map::new();
    let at = Pointer::root().join("n-samples").join(task);
    if let Some(samples) = at.resolve(file) {
        let count = |key| numbers::count(samples.get(key)?.as_f64()?);
        let [original, effective] = ["original", "effective"].map(count);
        if let Some(n) = effective {
            support.insert("n".to_owned(), json!(n));
            support.insert("n_at".to_owned(), at.join("effective").as_str().into());
        }
        if let (Some(original), Some(effective)) = (original, effective)
            && effective < original
        {
            support.insert("of".to_owned(), json!(original));
            support.insert("of_at".to_owned(), at.join("original").as_str().into());
        }
    }
    support
}

fn result(script: &Script<'_>, at: &Pointer, key: &str, value: &Value) -> Option<Measure> {
    let (metric, filter) = key.split_once(',').unwrap_or((key, "none"));
    // The length of a sample list is no measurement.
    if metric.ends_with("_stderr") || metric == "sample_len" || !value.is_number() {
        return None;
    }
    let named = metrics::name(metric);
    let mut result = Measure::new(at.clone(), named, key, script.number_of(at, value)?);
    // The harness writes shares as fractions, whatever their magnitude.
    if matches!(
        result.named.scale,
        Some(Scale::Share | Scale::OpenShare | Scale::Correlation)
    ) {
        result.unit = Some(Unit::Fraction);
    }
    result.variant = (filter != "none").then(|| filter.to_owned());
    Some(result)
}
