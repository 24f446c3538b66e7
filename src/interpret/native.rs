//! raigate's own kinds: envelopes, results, manifests, datasheets and claims.

use serde_json::{Map, Value};

use super::cases::CELLS;
use super::huggingface::{items, text};
use super::measure::{Dataset, Measure};
use super::metrics::{self, Unit};
use super::reading::{Reading, Script};
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind, Standard};
use crate::span::Pointer;

/// What an artifact says of itself to the gate.
pub(super) struct Envelope<'v> {
    /// Where it stands, relative to the artifact.
    pub at: Pointer,
    /// Its members.
    pub fields: &'v Map<String, Value>,
}

impl<'v> Envelope<'v> {
    /// Returns a member with its place.
    pub(super) fn get(&self, key: &str) -> Option<(Pointer, &'v Value)> {
        Some((self.at.join(key), self.fields.get(key)?))
    }
}

/// Finds the envelope: the front matter's `raigate`, a log's first line, or the value itself.
pub(super) fn envelope(artifact: &Artifact) -> Option<Envelope<'_>> {
    let (at, value) = match artifact.format {
        Format::Markdown => (
            Pointer::root().join("raigate"),
            artifact.value.get("raigate"),
        ),
        Format::JsonLines => (Pointer::root().join(0), artifact.value.get(0)),
        _ => (Pointer::root(), Some(&*artifact.value)),
    };
    let fields = value?.as_object()?;
    let is_named = fields
        .get("schema")
        .and_then(Value::as_str)
        .is_some_and(|schema| schema.starts_with("raigate/"));
    let is_ours =
        is_named || artifact.standard == Standard::Native || artifact.format == Format::Markdown;
    is_ours.then_some(Envelope { at, fields })
}

/// Reads what the kind of the artifact is known to hold.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let artifact = script.artifact;
    let Some(envelope) = envelope(artifact) else {
        return;
    };
    if let Some((at, model)) = envelope.get("model") {
        for part in ["name", "version", "digest"] {
            reading.identify(part, &at.join(part), model.get(part));
        }
    }
    match artifact.kind {
        Kind::ModelManifest => {
            identify(&envelope, reading);
            datasets(&envelope, reading);
        }
        Kind::EvalResult => eval_result(script, &envelope, reading),
        Kind::FairnessReport => groups(script, &envelope, reading),
        Kind::Datasheet => datasheet(artifact, &envelope, reading),
        Kind::ModelCard | Kind::SystemCard => {
            // The name in a system card's envelope is the system's, not a model's.
            if artifact.kind == Kind::ModelCard {
                identify(&envelope, reading);
            }
            datasets(&envelope, reading);
            claims(script, &envelope, reading);
        }
        _ => {}
    }
}

fn identify(envelope: &Envelope<'_>, reading: &mut Reading) {
    for part in ["name", "version", "digest", "base_model"] {
        reading.identify(part, &envelope.at.join(part), envelope.fields.get(part));
    }
}

fn datasets(envelope: &Envelope<'_>, reading: &mut Reading) {
    let Some((at, list)) = envelope.get("datasets") else {
        return;
    };
    for (at, dataset) in items(&at, Some(list)) {
        match dataset {
            Value::String(_) => reading.uses(Some(dataset), at, None),
            _ => reading.uses(dataset.get("name"), at.join("name"), dataset.get("digest")),
        }
    }
}

fn datasheet(artifact: &Artifact, envelope: &Envelope<'_>, reading: &mut Reading) {
    let front_matter = artifact
        .value
        .get("name")
        .filter(|_| artifact.format == Format::Markdown);
    let own = ["name", "id"].map(|key| envelope.fields.get(key));
    for name in own
        .into_iter()
        .flatten()
        .chain(front_matter)
        .filter_map(Value::as_str)
    {
        reading.describes(name);
    }
}

fn eval_result(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let dataset = envelope.get("dataset");
    if let Some((at, data)) = &dataset {
        match data {
            Value::String(_) => reading.uses(Some(data), at.clone(), None),
            _ => reading.uses(data.get("name"), at.join("name"), data.get("digest")),
        }
    }
    let shared = dataset
        .map(|(_, data)| dataset_of(data))
        .unwrap_or_default();
    let model = reading.name().map(str::to_owned);
    let Some((at, list)) = envelope.get("metrics") else {
        return;
    };
    for (at, metric) in items(&at, Some(list)) {
        let Some(mut result) = measure(script, &at, metric) else {
            continue;
        };
        result.model.clone_from(&model);
        result.task = text(envelope.fields.get("task"));
        let split = result.dataset.split.take();
        result.dataset = shared.clone();
        result.dataset.split = result.dataset.split.or(split);
        result.support = support(&at, metric);
        reading.results.push(result);
    }
}

/// Reads the rates of each group, with the counts beside them.
fn groups(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let Some((at, list)) = envelope.get("groups") else {
        return;
    };
    let data = envelope.get("dataset").map(|(_, data)| dataset_of(data));
    let model = reading.name().map(str::to_owned);
    for (at, group) in items(&at, Some(list)) {
        let support = support(&at, group);
        let metrics = group.get("metrics").and_then(Value::as_object);
        for (name, value) in metrics.into_iter().flatten() {
            let value_at = at.join("metrics").join(name);
            let Some(written) = script.number_of(&value_at, value) else {
                continue;
            };
            let mut result = Measure::new(value_at, metrics::name(name), name, written);
            // In a report of groups every rate is a fraction; a loss has no unit.
            result.unit = result.unit.map(|_| Unit::Fraction);
            result.model.clone_from(&model);
            let split = result.dataset.split.take();
            result.dataset = data.clone().unwrap_or_default();
            result.dataset.split = result.dataset.split.or(split);
            result.slice = slice(group.get("group"));
            result.support.clone_from(&support);
            reading.results.push(result);
        }
    }
}

fn claims(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let model = reading.name().map(str::to_owned);
    let Some((at, list)) = envelope.get("claims") else {
        return;
    };
    for (at, claim) in items(&at, Some(list)) {
        let Some(mut measured) = measure(script, &at, claim) else {
            continue;
        };
        measured.model = text(claim.get("model"))
            .or_else(|| text(claim.pointer("/model/name")))
            .or_else(|| model.clone());
        measured.task = text(claim.get("task"));
        measured.result = text(claim.get("result"));
        if let Some(data) = claim.get("dataset") {
            let split = measured.dataset.split.take();
            measured.dataset = dataset_of(data);
            measured.dataset.split = measured.dataset.split.or(split);
        }
        reading.claims.push(measured);
    }
}

fn measure(script: &Script<'_>, at: &Pointer, metric: &Value) -> Option<Measure> {
    let metric_name = text(metric.get("type")).or_else(|| text(metric.get("metric")))?;
    let value_at = at.join("value");
    let written = script.number_of(&value_at, metric.get("value")?)?;
    let mut measured = Measure::new(value_at, metrics::name(&metric_name), &metric_name, written);
    if let Some(unit) = text(metric.get("unit")).and_then(|unit| Unit::from_name(&unit)) {
        measured.unit = Some(unit);
    }
    measured.slice = slice(metric.get("slice"));
    Some(measured)
}

fn dataset_of(data: &Value) -> Dataset {
    let part = |key| text(data.get(key));
    Dataset {
        names: text(Some(data))
            .or_else(|| part("name"))
            .into_iter()
            .collect(),
        config: part("config"),
        split: part("split"),
        revision: part("revision"),
    }
}

fn slice(value: Option<&Value>) -> Box<[(String, String)]> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    let mut slice: Vec<_> = members
        .filter_map(|(feature, value)| Some((feature.clone(), text(Some(value))?)))
        .collect();
    slice.sort_unstable();
    slice.into()
}

fn support(at: &Pointer, metric: &Value) -> Map<String, Value> {
    let mut support = Map::new();
    for key in ["n", "ci", "counts"] {
        let Some(value) = metric.get(key) else {
            continue;
        };
        let fits = match key {
            "n" => value.is_number(),
            "ci" => is_interval(value),
            _ => is_counts(value),
        };
        // Cells of another name are the schema's business, too.
        let value = match value.as_object() {
            Some(cells) => Value::Object(
                CELLS
                    .iter()
                    .filter_map(|cell| cells.get_key_value(*cell))
                    .map(|(cell, number)| (cell.clone(), number.clone()))
                    .collect(),
            ),
            None => value.clone(),
        };
        // What does not fit is the schema's business, and would make arithmetic fail.
        if fits {
            support.insert(key.to_owned(), value);
            support.insert(format!("{key}_at"), at.join(key).as_str().into());
        }
    }
    support
}

fn is_interval(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|ends| ends.len() == 2 && ends.iter().all(Value::is_number))
}

/// Whether it names a cell at least, and gives a number for each that it names.
fn is_counts(value: &Value) -> bool {
    let cells = || CELLS.iter().filter_map(|cell| value.get(*cell));
    cells().next().is_some() && cells().all(Value::is_number)
}
