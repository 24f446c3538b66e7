//! Fairness tests of AI Verify: rates by group, one list for each class of the output.

use serde_json::Value;

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics::{self, Unit};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the rates of every group as results.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file: &Value = &script.artifact.value;
    let root = Pointer::root();
    let arguments = root.join("testArguments");
    let model = file.pointer("/testArguments/modelFile");
    reading.identify("name", &arguments.join("modelFile"), model);
    // The output stands alone, or within the record of its run.
    let (at, output) = match file.get("output") {
        Some(output) => (root.join("output"), output),
        None => (root, file),
    };
    let features: Vec<String> = list(output.get("sensitive_feature"));
    let classes = list(output.get("output_classes"));
    for (index, (at, rates)) in items(&at.join("results"), output.get("results"))
        .into_iter()
        .enumerate()
    {
        for (name, groups) in rates.as_object().into_iter().flatten() {
            for (at, group) in items(&at.join(name), Some(groups)) {
                let class = classes.get(index);
                let result = result(script, &at, name, group, &features);
                if let Some(mut result) = result {
                    result.model = reading.name().map(str::to_owned);
                    result.variant = class.map(|class| format!("class {class}"));
                    reading.results.push(result);
                }
            }
        }
    }
}

fn result(
    script: &Script<'_>,
    at: &Pointer,
    name: &str,
    group: &Value,
    features: &[String],
) -> Option<Measure> {
    let members = list(group.get("group"));
    // A number about two groups compares them, and is no rate of either.
    if members.is_empty() || members.len() != features.len() {
        return None;
    }
    let named = metrics::name(name.trim_end_matches(" Parity"));
    named.scale?;
    let at = at.join("metric");
    let written = script.number_of(&at, group.get("metric")?)?;
    let mut result = Measure::new(at, named, name, written);
    result.unit = Some(Unit::Fraction);
    result.slice = features.iter().cloned().zip(members).collect();
    Some(result)
}

fn list(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| text(Some(item))).collect()
}
