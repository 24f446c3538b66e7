//! Files of metrics as training scripts and DVC keep them: numbers by name, and parts of
//! the data or of the report one level below.

use serde_json::{Map, Value, json};

use super::measure::Measure;
use super::metrics;
use super::numbers;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads every known metric as a result; what the numbers are of, the file does not say.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let Some(file) = script.artifact.value.as_object() else {
        return;
    };
    let root = Pointer::root();
    read_values(script, &root, file, None, reading);
    for (part, values) in file {
        if let Some(values) = values.as_object() {
            // Some wrap all they measured in one member, which is no part of the data.
            let part_of = Some(part.as_str()).filter(|part| !is_wrapping(part));
            read_values(script, &root.join(part), values, part_of, reading);
        }
    }
    let stem = script.artifact.path.file_stem().unwrap_or_default();
    let of_file = metrics::split(stem.split(['_', '-']).next().unwrap_or_default());
    for result in &mut reading.results {
        if result.dataset.split.is_none() {
            result.dataset.split = of_file.map(str::to_owned);
        }
    }
}

fn is_wrapping(part: &str) -> bool {
    ["metrics", "results", "scores", "eval", "evaluation"].contains(&part.to_lowercase().as_str())
}

fn read_values(
    script: &Script<'_>,
    at: &Pointer,
    values: &Map<String, Value>,
    part: Option<&str>,
    reading: &mut Reading,
) {
    let split = part.and_then(metrics::split);
    let average = part.filter(|part| {
        let part = part.to_lowercase();
        ["macro avg", "micro avg", "weighted avg"].contains(&part.as_str())
    });
    for (name, value) in values {
        let shown = average.map_or_else(|| name.clone(), |average| format!("{average} {name}"));
        let named = metrics::name(&shown);
        let place = at.join(name);
        let (Some(_), Some(written)) = (named.scale, script.number_of(&place, value)) else {
            continue;
        };
        let mut result = Measure::new(place, named, &shown, written);
        match (part, split) {
            (_, Some(split)) => result.dataset.split = Some(split.to_owned()),
            // A class of the report, or a group: not the whole.
            (Some(part), None) if average.is_none() => {
                result.slice = Box::new([("part".to_owned(), part.to_owned())]);
            }
            _ => {}
        }
        result.support = support(at, values, name);
        reading.results.push(result);
    }
}

/// `eval_accuracy` stands beside `eval_samples`, and a class beside its `support`.
fn support(at: &Pointer, values: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let prefix = name.split('_').next().unwrap_or_default();
    let keys = [format!("{prefix}_samples"), "support".to_owned()];
    let found = keys.iter().find_map(|key| {
        let n = numbers::count(values.get(key)?.as_f64()?)?;
        // Of a class that no case has, a report still prints rates, as 0.
        (n > 0).then(|| (at.join(key), n))
    });
    found.map_or_else(Map::new, |(at, n)| {
        Map::from_iter([
            ("n".to_owned(), json!(n)),
            ("n_at".to_owned(), at.as_str().into()),
        ])
    })
}
