//! CycloneDX bills of materials that describe a model.
//!
//! The model card in a bill states metrics as text, and names datasets inline
//! or by the `bom-ref` of a component.

use std::collections::HashMap;

use serde_json::Value;

use super::huggingface::{items, text};
use super::measure::{self, Measure};
use super::metrics;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the models of a bill: identity, datasets and the metrics of their cards.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let bill = &script.artifact.value;
    let parts = parts(bill);
    let is_model = |part: &Value| {
        text(part.get("type")).as_deref() == Some("machine-learning-model")
            || part.get("modelCard").is_some()
    };
    let models: Vec<_> = parts.iter().filter(|(_, part)| is_model(part)).collect();
    // What a bill is about stands first; of several that it only lists, none alone is it.
    let main = match models.as_slice() {
        [first, ..] if first.0.as_str() == "/metadata/component" => Some(*first),
        [one] => Some(*one),
        _ => None,
    };
    if let Some((at, model)) = main {
        identify(reading, at, model);
    }
    let named: HashMap<String, &(Pointer, &Value)> = parts
        .iter()
        .filter_map(|part| Some((text(part.1.get("bom-ref"))?, part)))
        .collect();
    for (at, model) in models {
        datasets(reading, &named, at, model);
        claims(script, reading, at, model);
    }
}

/// Returns every component, the one that the bill is about first.
fn parts(bill: &Value) -> Vec<(Pointer, &Value)> {
    let main = Pointer::root().join("metadata").join("component");
    let listed = Pointer::root().join("components");
    let mut open: Vec<(Pointer, &Value)> = items(&listed, listed.resolve(bill));
    open.reverse();
    open.extend(main.resolve(bill).map(|component| (main, component)));
    let mut found = Vec::new();
    while let Some((at, part)) = open.pop() {
        let mut inner = items(&at.join("components"), part.get("components"));
        inner.reverse();
        open.extend(inner);
        found.push((at, part));
    }
    found
}

fn identify(reading: &mut Reading, at: &Pointer, model: &Value) {
    reading.identify("name", &at.join("name"), model.get("name"));
    reading.identify("version", &at.join("version"), model.get("version"));
    if let Some((at, digest)) = digest(at, model) {
        reading.identify("digest", &at, Some(&digest));
    }
    let ancestors = at.join("pedigree").join("ancestors");
    if let [(at, base)] = items(&ancestors, model.pointer("/pedigree/ancestors")).as_slice() {
        reading.identify("base_model", &at.join("name"), base.get("name"));
    }
}

fn digest(at: &Pointer, part: &Value) -> Option<(Pointer, Value)> {
    let hashes = items(&at.join("hashes"), part.get("hashes"));
    let (at, hash) = hashes
        .into_iter()
        .find(|(_, hash)| text(hash.get("alg")).as_deref() == Some("SHA-256"))?;
    let hex = text(hash.get("content"))?.to_ascii_lowercase();
    Some((at.join("content"), format!("sha256:{hex}").into()))
}

fn datasets(
    reading: &mut Reading,
    named: &HashMap<String, &(Pointer, &Value)>,
    at: &Pointer,
    model: &Value,
) {
    let at = at
        .join("modelCard")
        .join("modelParameters")
        .join("datasets");
    let list = model.pointer("/modelCard/modelParameters/datasets");
    for (at, dataset) in items(&at, list) {
        let Some(name) = text(dataset.get("ref")) else {
            reading.uses_named(dataset.get("name"), at.join("name"));
            continue;
        };
        let part = named.get(&name);
        let digest = part.and_then(|(at, part)| Some(digest(at, part)?.1));
        let called = part.and_then(|(_, part)| part.get("name"));
        let own = Value::from(name);
        reading.uses(
            Some(called.unwrap_or(&own)),
            at.join("ref"),
            digest.as_ref(),
        );
    }
}

fn claims(script: &Script<'_>, reading: &mut Reading, at: &Pointer, model: &Value) {
    let at = at
        .join("modelCard")
        .join("quantitativeAnalysis")
        .join("performanceMetrics");
    let list = model.pointer("/modelCard/quantitativeAnalysis/performanceMetrics");
    for (at, metric) in items(&at, list) {
        let value_at = at.join("value");
        let written = metric
            .get("value")
            .and_then(|value| script.number_of(&value_at, value));
        let (Some(name), Some(written)) = (text(metric.get("type")), written) else {
            continue;
        };
        let mut claim = Measure::new(value_at, metrics::name(&name), &name, written);
        claim.model = text(model.get("name"));
        claim.task = text(model.pointer("/modelCard/modelParameters/task"));
        claim.slice = measure::slice(metric.get("slice"));
        let ends = ["lowerBound", "upperBound"];
        claim.bound(script, &at.join("confidenceInterval"), ends);
        reading.claims.push(claim);
    }
}
