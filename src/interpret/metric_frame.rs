//! Exports of Fairlearn's `MetricFrame`: `overall` and `by_group`, as pandas writes them.
//!
//! A frame has no file format of its own; what is read is `to_json` or `to_dict` of the two,
//! by metric (`{"accuracy": {"female": 0.8}}`) or by group (`{"female": {"accuracy": 0.8}}`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::huggingface::text;
use super::measure::Measure;
use super::metrics;
use super::numbers;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the overall values and those of every group as results.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let root = Pointer::root();
    reading.identify("name", &root.join("model"), file.get("model"));
    let features: Vec<String> = file
        .get("sensitive_features")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| text(Some(name)))
        .collect();
    let overall = file.get("overall").and_then(Value::as_object);
    let overall_at = root.join("overall");
    let whole = overall.map(|overall| Support::of_row(overall, &overall_at));
    for (name, value) in overall.into_iter().flatten() {
        let at = overall_at.join(name);
        if let Some(mut result) = result(script, at, name, value) {
            if let Some(whole) = &whole {
                whole.stand_by(&mut result);
            }
            reading.results.push(result);
        }
    }
    let frame = file.get("by_group").and_then(Value::as_object);
    let frame_at = root.join("by_group");
    let is_by_metric = frame.is_some_and(|frame| {
        let mut keys = frame.keys();
        keys.any(|key| metrics::name(key).scale.is_some() || is_count(key) || cell(key).is_some())
    });
    let supports = frame.map_or_else(BTreeMap::new, |frame| supports(frame, &frame_at));
    for (outer, inner) in frame.into_iter().flatten() {
        let at = frame_at.join(outer);
        for (key, value) in inner.as_object().into_iter().flatten() {
            let (metric, group) = if is_by_metric {
                (outer, key)
            } else {
                (key, outer)
            };
            let found = result(script, at.join(key), metric, value);
            if let Some(mut result) = found {
                result.slice = slice(group, &features).into_iter().collect();
                if let Some(support) = supports.get(group) {
                    support.stand_by(&mut result);
                }
                reading.results.push(result);
            }
        }
    }
    let model = reading.name().map(str::to_owned);
    for result in &mut reading.results {
        result.model.clone_from(&model);
    }
}

fn result(script: &Script<'_>, at: Pointer, name: &str, value: &Value) -> Option<Measure> {
    let named = metrics::name(name);
    named.scale?;
    let written = script.number_of(&at, value)?;
    Some(Measure::new(at, named, name, written))
}

/// Whether a column counts the cases of each group, as `fairlearn.metrics.count` does.
pub(super) fn is_count(name: &str) -> bool {
    [
        "count",
        "n",
        "support",
        "group_size",
        "num_samples",
        "samples",
    ]
    .contains(&name.to_lowercase().as_str())
}

/// The cell of a table of errors that a column counts.
fn cell(name: &str) -> Option<&'static str> {
    match name.to_lowercase().as_str() {
        "tp" | "true_positives" => Some("tp"),
        "fp" | "false_positives" => Some("fp"),
        "fn" | "false_negatives" => Some("fn"),
        "tn" | "true_negatives" => Some("tn"),
        _ => None,
    }
}

/// The cases behind the metrics of a group.
#[derive(Default)]
struct Support {
    n: Option<(u64, Pointer)>,
    counts: Map<String, Value>,
    counts_at: Option<Pointer>,
}

impl Support {
    fn of_row(row: &Map<String, Value>, at: &Pointer) -> Self {
        let mut support = Self::default();
        for (name, value) in row {
            support.add(name, value, at.join(name));
        }
        support
    }

    /// Takes a number of cases; those of a frame of rates are written as floats.
    fn add(&mut self, name: &str, value: &Value, at: Pointer) {
        let Some(cases) = value.as_f64().and_then(numbers::count) else {
            return;
        };
        if let Some(cell) = cell(name) {
            self.counts.insert(cell.to_owned(), json!(cases));
            self.counts_at.get_or_insert(at);
        } else if is_count(name) {
            self.n = Some((cases, at));
        }
    }

    fn stand_by(&self, result: &mut Measure) {
        let mut put = |key: &str, value: Value, at: &Pointer| {
            result.support.insert(key.to_owned(), value);
            let place = at.as_str().into();
            result.support.insert(format!("{key}_at"), place);
        };
        if let Some((n, at)) = &self.n {
            put("n", json!(n), at);
        }
        if let Some(at) = &self.counts_at {
            put("counts", self.counts.clone().into(), at);
        }
    }
}

/// The cases of each group, whichever way round the frame is.
fn supports(frame: &Map<String, Value>, at: &Pointer) -> BTreeMap<String, Support> {
    let mut supports: BTreeMap<String, Support> = BTreeMap::new();
    let is_cases = |name: &str| is_count(name) || cell(name).is_some();
    for (outer, inner) in frame {
        for (key, value) in inner.as_object().into_iter().flatten() {
            let (group, name) = match (is_cases(outer), is_cases(key)) {
                (true, _) => (key, outer),
                (_, true) => (outer, key),
                _ => continue,
            };
            let at = at.join(outer).join(key);
            supports
                .entry(group.clone())
                .or_default()
                .add(name, value, at);
        }
    }
    supports
}

/// Reads the label of a group; one of an intersection is a tuple as Python or JSON prints it.
fn slice(group: &str, features: &[String]) -> BTreeMap<String, String> {
    let is_quote = |c| matches!(c, '\'' | '"' | ' ');
    let inside = group
        .strip_prefix(['(', '['])
        .and_then(|rest| rest.strip_suffix([')', ']']));
    let parts: Vec<String> = match inside {
        Some(inside) => inside
            .split(',')
            .map(|part| part.trim_matches(is_quote).to_owned())
            .collect(),
        None => vec![group.to_owned()],
    };
    if parts.len() == features.len() {
        return features.iter().cloned().zip(parts).collect();
    }
    BTreeMap::from([("group".to_owned(), group.to_owned())])
}
