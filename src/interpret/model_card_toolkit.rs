//! Cards of the Model Card Toolkit, in both versions of its schema.

use serde_json::Value;

use super::huggingface::{items, text};
use super::measure::{self, Measure};
use super::metrics;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads identity, datasets and the metrics of a card.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let card = &script.artifact.value;
    let details = Pointer::root().join("model_details");
    let version = details.join("version").join("name");
    reading.identify(
        "name",
        &details.join("name"),
        card.pointer("/model_details/name"),
    );
    reading.identify("version", &version, version.resolve(card));
    datasets(reading, card);
    let at = Pointer::root()
        .join("quantitative_analysis")
        .join("performance_metrics");
    for (at, metric) in items(&at, at.resolve(card)) {
        if let Some(mut claim) = claim(script, &at, metric) {
            claim.model = reading.name().map(str::to_owned);
            reading.claims.push(claim);
        }
    }
}

/// In 0.0.2 a list, before a mapping of `train` and `eval`.
fn datasets(reading: &mut Reading, card: &Value) {
    let at = Pointer::root().join("model_parameters").join("data");
    match at.resolve(card) {
        Some(Value::Object(parts)) => {
            for (part, dataset) in parts {
                reading.uses_named(dataset.get("name"), at.join(part).join("name"));
            }
        }
        list => {
            for (at, dataset) in items(&at, list) {
                reading.uses_named(dataset.get("name"), at.join("name"));
            }
        }
    }
}

fn claim(script: &Script<'_>, at: &Pointer, metric: &Value) -> Option<Measure> {
    let name = text(metric.get("type"))?;
    let value_at = at.join("value");
    let written = script.number_of(&value_at, metric.get("value")?)?;
    let mut claim = Measure::new(value_at, metrics::name(&name), &name, written);
    claim.slice = measure::slice(metric.get("slice"));
    let ends = ["lower_bound", "upper_bound"];
    claim.bound(script, &at.join("confidence_interval"), ends);
    Some(claim)
}
