//! raigate's own kinds: envelopes, results, manifests, datasheets and claims.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::cases::CELLS;
use super::comparisons;
use super::disparities;
use super::huggingface::{items, text};
use super::measure::{Dataset, Measure};
use super::metrics::{self, Unit};
use super::plan;
use super::reading::{Reading, Role, Script};
use super::tallies::Frame;
use super::trials;
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
    reading.frame = frame(&envelope);
    match artifact.kind {
        Kind::ModelManifest => {
            identify(&envelope, reading);
            datasets(&envelope, reading);
        }
        Kind::EvalResult => eval_result(script, &envelope, reading),
        Kind::FairnessReport => fairness_report(script, &envelope, reading),
        Kind::Datasheet => datasheet(artifact, &envelope, reading),
        Kind::SafetyTestLog if artifact.standard == Standard::Native => {
            trials::read_cases(script, &envelope, reading);
        }
        Kind::EvalPlan if script.is_whole => {
            plan::read(script, &envelope, reading);
            reading.note("limits", disparities::of_plan(script, &envelope));
        }
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

/// Reads what holds for all that the artifact counts.
fn frame(envelope: &Envelope<'_>) -> Frame {
    let of = |key: &str, part: &str| text(envelope.fields.get(key)?.get(part));
    let status = envelope.fields.get("status").and_then(Value::as_str);
    Frame {
        version: of("model", "version"),
        digest: of("dataset", "digest"),
        total: envelope.fields.get("total_n").and_then(Value::as_u64),
        is_over: matches!(status, Some("superseded" | "retired")),
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
        if dataset.is_string() {
            reading.uses(Some(dataset), at, None);
            continue;
        }
        let role = text(dataset.get("role")).and_then(|role| Role::from_name(&role));
        if let Some(role) = role {
            reading.plays(role, &at, dataset);
        }
        reading.uses(dataset.get("name"), at.join("name"), dataset.get("digest"));
    }
}

fn datasheet(artifact: &Artifact, envelope: &Envelope<'_>, reading: &mut Reading) {
    let front_matter = artifact
        .value
        .get("name")
        .filter(|_| artifact.format == Format::Markdown);
    splits(envelope, reading);
    if let Some((at, digest)) = envelope.get("digest") {
        reading.own_digest = Some(json!({
            "digest": digest,
            "path": artifact.path.as_str(),
            "root": artifact.root.as_str(),
            "at": at.as_str(),
            "by": "artifact",
        }));
    }
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

fn fairness_report(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let names = envelope.fields.get("control_features");
    let names = names.and_then(Value::as_array).into_iter().flatten();
    let controls: Vec<String> = names.filter_map(|name| text(Some(name))).collect();
    if let Some((at, groups)) = envelope.get("groups") {
        let groups = comparisons::of_report(script, &at, groups, &mut reading.results);
        let model = reading.name().map(str::to_owned);
        let data = envelope.get("dataset").map(|(_, data)| dataset_of(data));
        for result in &mut reading.results {
            result.model.clone_from(&model);
            result.dataset = data.clone().unwrap_or_default();
        }
        let subject = comparisons::subject(model.as_deref(), None, &data.unwrap_or_default());
        reading.note(
            "comparisons",
            comparisons::compared(groups, &controls, &subject),
        );
    }
    reading.note("disparities", disparities::of_report(script, envelope));
}

/// Notes the splits of a datasheet, by their digests and by the hashes of their rows.
fn splits(envelope: &Envelope<'_>, reading: &mut Reading) {
    let Some((at, list)) = envelope.get("splits") else {
        return;
    };
    let name = envelope.fields.get("name");
    let mut named = Vec::new();
    for (at, split) in items(&at, Some(list)) {
        let Some(called) = text(split.get("name")) else {
            continue;
        };
        let Some(role) = Role::from_name(&called) else {
            continue;
        };
        if let Some(digest) = split.get("digest") {
            let data = json!({"name": name, "split": called, "digest": digest});
            reading.plays(role, &at.join("digest"), &data);
        }
        let hashes = split.get("row_hashes").and_then(Value::as_array);
        let hashes: Vec<String> = hashes
            .into_iter()
            .flatten()
            .filter_map(|hash| Some(hash.as_str()?.trim().to_ascii_lowercase()))
            .collect();
        named.push((role, called, at.join("row_hashes"), hashes));
    }
    let overlaps = shared_rows(&named);
    if !overlaps.is_empty() {
        reading
            .more
            .insert("shared_rows".to_owned(), overlaps.into());
    }
}

/// A split: what it is for, its name, and its rows by their hashes, with their place.
type Rows = (Role, String, Pointer, Vec<String>);

/// Counts, for each split for evaluation, how many of its rows a split for training holds too.
fn shared_rows(splits: &[Rows]) -> Vec<Value> {
    let of_role = |wanted: Role| splits.iter().filter(move |(role, ..)| *role == wanted);
    let mut found = Vec::new();
    for (_, seen, seen_at, rows) in of_role(Role::Training) {
        let rows: HashSet<&String> = rows.iter().collect();
        for (_, tested, at, all) in of_role(Role::Evaluation) {
            let shared = all.iter().filter(|row| rows.contains(row)).count();
            if shared > 0 {
                found.push(json!({
                    "at": at.as_str(), "split": tested, "shared": shared, "of": all.len(),
                    "training": seen, "training_at": seen_at.as_str(),
                }));
            }
        }
    }
    found
}

fn eval_result(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let data = envelope.get("dataset");
    if let Some((at, data)) = &data {
        reading.plays(Role::Evaluation, at, data);
        uses(reading, at, data);
    }
    let shared = data.map_or_else(Dataset::default, |(_, data)| dataset_of(data));
    let model = reading.name().map(str::to_owned);
    let Some((at, list)) = envelope.get("metrics") else {
        return;
    };
    for (at, metric) in items(&at, Some(list)) {
        let Some(mut result) = measure(script, &at, metric) else {
            continue;
        };
        result.model.clone_from(&model);
        result.task = text(metric.get("task")).or_else(|| text(envelope.fields.get("task")));
        result.variant = text(metric.get("variant"));
        result.shots = text(metric.get("shots"));
        let split = result.dataset.split.take();
        result.dataset = match metric.get("dataset") {
            Some(data) => {
                uses(reading, &at.join("dataset"), data);
                dataset_of(data).or(&shared)
            }
            None => shared.clone(),
        };
        result.dataset.split = result.dataset.split.or(split);
        let data = metric.get("dataset").or(envelope.fields.get("dataset"));
        result.of_benchmark = data.and_then(|data| data.get("benchmark")) == Some(&true.into());
        if result.of_benchmark {
            // A benchmark goes by the name of its task as well.
            result.dataset.names.extend(result.task.clone());
        }
        if script.is_whole {
            result.support = support(&at, metric);
        }
        reading.results.push(result);
    }
}

/// Notes the data of a result, which is a name or a mapping.
fn uses(reading: &mut Reading, at: &Pointer, data: &Value) {
    match data {
        Value::String(_) => reading.uses(Some(data), at.clone(), None),
        _ if data.get("benchmark") == Some(&true.into()) => {
            reading.uses_benchmark(data.get("name"), at.join("name"));
        }
        _ => reading.uses(data.get("name"), at.join("name"), data.get("digest")),
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
    let unit = text(metric.get("unit")).and_then(|unit| match unit.as_str() {
        "%" => Some(Unit::Percent),
        name => Unit::from_name(name),
    });
    measured.unit = unit.or(measured.unit);
    measured.slice = slice(metric.get("slice"));
    Some(measured)
}

/// Returns the data that a name, or a mapping that says more, means.
pub(super) fn dataset_of(data: &Value) -> Dataset {
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

/// Returns the part of the data that a mapping means, by feature.
pub(super) fn slice(value: Option<&Value>) -> Box<[(String, String)]> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    let mut slice: Vec<_> = members
        .filter_map(|(feature, value)| Some((feature.clone(), text(Some(value))?)))
        .collect();
    slice.sort_unstable();
    slice.into()
}

fn support(at: &Pointer, metric: &Value) -> Map<String, Value> {
    let mut support = Map::new();
    for key in ["n", "of", "ci", "counts"] {
        let Some(value) = metric.get(key) else {
            continue;
        };
        let fits = match key {
            "n" => value.is_number(),
            // Of no more than there are, `n` is all.
            "of" => value.as_f64() > metric.get("n").and_then(Value::as_f64),
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
