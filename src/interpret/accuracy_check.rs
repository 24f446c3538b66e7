//! `accuracy-check.yml` of the Open Model Zoo: what its accuracy checker measured before,
//! as a reference for each metric of each dataset.

use serde_json::Value;

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics::{self, Named};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Metrics of the checker that go by a usual name elsewhere.
const OF_CHECKER: [(&str, &str); 4] = [
    ("detection_accuracy", "accuracy"),
    ("ner_accuracy", "accuracy"),
    ("ner_f_score", "f1"),
    ("salience_f-measure", "f1"),
];

/// Reads every reference value as a result.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let root = Pointer::root();
    let models = items(&root.join("models"), file.get("models"));
    // A model of several networks is evaluated by a module, whose settings stand apart.
    let modules = items(&root.join("evaluations"), file.get("evaluations"));
    let modules = modules.into_iter().filter_map(|(at, evaluation)| {
        let settings = evaluation.get("module_config")?;
        Some((at.join("module_config"), evaluation, settings))
    });
    let models = models.into_iter().map(|(at, model)| (at, model, model));
    for (at, model, settings) in models.chain(modules) {
        let datasets_at = at.join("datasets");
        for (at, dataset) in items(&datasets_at, settings.get("datasets")) {
            let beside = dataset.get("metrics").and_then(Value::as_array);
            let beside = beside.map_or(&[][..], Vec::as_slice);
            for (at, metric) in items(&at.join("metrics"), dataset.get("metrics")) {
                for mut result in results(script, &at, metric, beside) {
                    result.model = text(model.get("name"));
                    result.dataset.names = text(dataset.get("name")).into_iter().collect();
                    // What ran the network tells apart two entries of one name.
                    result.variant = text(settings.pointer("/launchers/0/framework"));
                    reading.results.push(result);
                }
            }
        }
    }
}

/// A reference is a number, or one for the mean and each class.
fn results(script: &Script<'_>, at: &Pointer, metric: &Value, beside: &[Value]) -> Vec<Measure> {
    let Some((named, name)) = named(metric, beside) else {
        return Vec::new();
    };
    let at = at.join("reference");
    let mut places = Vec::new();
    match metric.get("reference") {
        Some(Value::Object(parts)) => {
            for part in parts.keys().filter(|part| *part != "std") {
                let is_whole = parts.len() == 1 || part == "mean";
                places.push((at.join(part), (!is_whole).then_some(part)));
            }
        }
        _ => places.push((at, None)),
    }
    let mut results = Vec::new();
    for (at, class) in places {
        let Some(written) = script.number(&at) else {
            continue;
        };
        let mut result = Measure::new(at, named.clone(), &name, written);
        result.slice = class
            .map(|class| ("class".to_owned(), class.clone()))
            .into_iter()
            .collect();
        // The mean over the classes of a detector of one class is the precision of that class.
        if result.named.metric == "mean_average_precision" && class.is_none() {
            let single = Measure {
                named: metrics::name("average_precision"),
                ..result.clone()
            };
            results.push(single);
        }
        results.push(result);
    }
    results
}

/// A metric goes by its name where that is known, else by its type.
fn named(metric: &Value, beside: &[Value]) -> Option<(Named, String)> {
    let name = text(metric.get("name"));
    let by_type = text(metric.get("type"))?;
    let by_type = match text(metric.get("top_k")) {
        Some(k) if by_type == "accuracy" => format!("top {k} accuracy"),
        // COCO's own mean is the mean, unless a mean of another kind stands beside it.
        _ if by_type == "coco_precision" => {
            let is_map = |other: &Value| text(other.get("type")).as_deref() == Some("map");
            let is_other = beside.iter().any(is_map);
            if is_other { "coco_precision" } else { "map" }.to_owned()
        }
        _ => OF_CHECKER
            .iter()
            .find(|(name, _)| *name == by_type)
            .map_or(by_type, |(_, usual)| (*usual).to_owned()),
    };
    let known = name.filter(|name| metrics::name(name).scale.is_some());
    let shown = known.unwrap_or(by_type);
    Some((metrics::name(&shown), shown))
}
