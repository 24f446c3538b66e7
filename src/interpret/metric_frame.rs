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
    for (name, value) in overall.into_iter().flatten() {
        let at = overall_at.join(name);
        reading.results.extend(result(script, at, name, value));
    }
    let frame = file.get("by_group").and_then(Value::as_object);
    let frame_at = root.join("by_group");
    let is_by_metric = frame.is_some_and(|frame| {
        let mut keys = frame.keys();
        keys.any(|key| metrics::name(key).scale.is_some() || is_count(key))
    });
    let sizes = frame.map_or_else(BTreeMap::new, |frame| sizes(frame, &frame_at));
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
                if let Some((n, at)) = sizes.get(group) {
                    result.support.insert("n".to_owned(), json!(n));
                    result.support.insert("n_at".to_owned(), at.as_str().into());
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

/// The cases of each group, with their places, whichever way round the frame is.
fn sizes(frame: &Map<String, Value>, at: &Pointer) -> BTreeMap<String, (u64, Pointer)> {
    let mut sizes = BTreeMap::new();
    for (outer, inner) in frame {
        for (key, value) in inner.as_object().into_iter().flatten() {
            let group = match (is_count(outer), is_count(key)) {
                (true, _) => key,
                (_, true) => outer,
                _ => continue,
            };
            // Counts of a frame of rates are written as floats.
            if let Some(n) = value.as_f64().and_then(numbers::count) {
                sizes.insert(group.clone(), (n, at.join(outer).join(key)));
            }
        }
    }
    sizes
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
