//! Run folders of HELM: `run_spec.json` names model and scenario, `stats.json` beside it
//! holds the numbers.

use std::collections::HashMap;

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use super::Words;
use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics::{self, Scale, Unit};
use super::numbers;
use super::reading::{Reading, Script};
use crate::artifact::Artifact;
use crate::glossary::Standard;
use crate::span::Pointer;

/// Reads the identity of a run, or its statistics as results.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let root = Pointer::root();
    if file.is_object() {
        let at = root.join("adapter_spec").join("model");
        reading.identify("name", &at, file.pointer("/adapter_spec/model"));
        let scenario = text(file.get("name")).map(|name| scenario(&name));
        reading.uses_benchmark(scenario.map(Value::from).as_ref(), root.join("name"));
        return;
    }
    let statistics = items(&root, Some(file));
    let sizes = sizes(&statistics);
    for (at, statistic) in &statistics {
        let part = |key| text(statistic.get("name").and_then(|name| name.get(key)));
        let (Some(name), Some(mean)) = (part("name"), statistic.get("mean")) else {
            continue;
        };
        // Most of what is counted is no measurement: tokens, seconds, reasons to stop.
        let named = metrics::name(&name);
        let at = at.join("mean");
        let (Some(scale), Some(written)) = (named.scale, script.number_of(&at, mean)) else {
            continue;
        };
        let mut result = Measure::new(at, named, &name, written);
        if matches!(scale, Scale::Share | Scale::OpenShare | Scale::Correlation) {
            result.unit = Some(Unit::Fraction);
        }
        result.of_benchmark = true;
        result.dataset.split = part("split");
        result.variant = part("sub_split");
        let perturbed = statistic.pointer("/name/perturbation/name");
        let perturbed = text(perturbed).map(|how| ("perturbation".to_owned(), how));
        result.slice = perturbed.into_iter().collect();
        result.support = support(&sizes, statistic);
        reading.results.push(result);
    }
}

/// Tells the results of each run folder which model and data its specification names.
pub(super) fn join(artifacts: &mut [Artifact], words: &mut [Words]) {
    let runs: HashMap<Utf8PathBuf, (Value, Vec<String>)> = artifacts
        .iter()
        .zip(words.iter())
        .filter(|(artifact, _)| artifact.standard == Standard::Helm)
        .filter_map(|(artifact, Words { reading, .. })| {
            let data = reading.datasets_used.iter().map(|used| used.name.clone());
            let said = (reading.name()?.into(), data.collect());
            Some((artifact.path.parent()?.to_owned(), said))
        })
        .collect();
    for (artifact, Words { reading, .. }) in artifacts.iter_mut().zip(words) {
        let run = artifact.path.parent().and_then(|folder| runs.get(folder));
        let (Standard::Helm, false, Some((model, data))) =
            (artifact.standard, reading.results.is_empty(), run)
        else {
            continue;
        };
        for result in &mut reading.results {
            result.model = model.as_str().map(str::to_owned);
            result.dataset.names.clone_from(data);
        }
        // The facts of the file alone are written already.
        let mut facts = artifact.facts.get("results").cloned().unwrap_or_default();
        for fact in facts.as_array_mut().into_iter().flatten() {
            fact["model"] = model.clone();
            if let Some(name) = data.first() {
                fact["dataset"]["name"] = name.as_str().into();
            }
        }
        artifact.facts.insert("results", facts);
        artifact.facts.pack();
    }
}

/// `mmlu:subject=anatomy,model=openai_gpt2` is the scenario `mmlu`.
fn scenario(run: &str) -> String {
    run.split(':').next().unwrap_or(run).to_owned()
}

/// The instances of each part of the data, with the place of the count.
type Sizes = HashMap<String, (Pointer, u64)>;

/// Finds how many instances each split has, as HELM counts them among its statistics.
fn sizes(statistics: &[(Pointer, &Value)]) -> Sizes {
    let mut sizes = Sizes::new();
    for (at, statistic) in statistics {
        if statistic.pointer("/name/name").and_then(Value::as_str) == Some("num_instances")
            && let Some(n) = statistic.get("mean").and_then(Value::as_f64)
            && let Some(n) = numbers::count(n)
        {
            let first = (at.join("mean"), n);
            sizes.entry(part(statistic)).or_insert(first);
        }
    }
    sizes
}

/// What a statistic is of: everything in its name but the name.
fn part(statistic: &Value) -> String {
    let members = ["split", "sub_split", "perturbation"];
    let members = members.map(|key| statistic.get("name").and_then(|name| name.get(key)));
    json!(members).to_string()
}

/// How many instances stand behind a number.
fn support(sizes: &Sizes, statistic: &Value) -> Map<String, Value> {
    sizes
        .get(&part(statistic))
        .map_or_else(Map::new, |(at, n)| {
            Map::from_iter([
                ("n".to_owned(), json!(n)),
                ("n_at".to_owned(), at.as_str().into()),
            ])
        })
}
