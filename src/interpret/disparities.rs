//! Disparities that a report states, by whatever name, and limits that a plan sets for them.
//!
//! Names are those of Fairlearn 0.15 and AIF360 0.6, of their papers, and the plain words
//! `gap` and `ratio` behind the name of a rate.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::comparisons;
use super::huggingface::items;
use super::measure::Measure;
use super::metrics;
use super::native::Envelope;
use super::numbers::{self, Written};
use super::reading::Script;
use crate::span::Pointer;

/// What a name says is compared, and how.
struct Named {
    /// The rates that are compared, by their registered names.
    rates: Vec<String>,
    /// `difference`, `ratio`, `least` or `greatest`.
    form: &'static str,
    /// The name among AIF360's directional metrics, where there is one.
    directional: Option<&'static str>,
    /// How several rates are put together, where the name says so.
    aggregate: Option<&'static str>,
}

/// Ends of a name, and the form they mean; longer ones first.
const FORMS: [(&str, &str); 12] = [
    ("_difference", "difference"),
    ("_diff", "difference"),
    ("_gap", "difference"),
    ("_delta", "difference"),
    ("_ratio", "ratio"),
    ("_group_min", "least"),
    ("_group_max", "greatest"),
    ("_min", "least"),
    ("_max", "greatest"),
    ("_impact", "ratio"),
    ("_rule", "ratio"),
    ("_fifths", "ratio"),
];

/// What criteria compare; `&` joins rates.
const CRITERIA: [(&str, &str); 8] = [
    (
        "demographic_parity dp statistical_parity parity",
        "selection_rate",
    ),
    (
        "disparate disparate_impact adverse adverse_impact impact four",
        "selection_rate",
    ),
    ("four_fifths 4_5 4_5ths 80 80_percent", "selection_rate"),
    ("equal_opportunity eopp equality_of_opportunity", "recall"),
    (
        "equalized_odds equalised_odds eq_odds average_odds average_abs_odds eo",
        "recall&false_positive_rate",
    ),
    ("predictive_parity", "precision"),
    ("predictive_equality", "false_positive_rate"),
    (
        "accuracy_parity overall_accuracy_equality zero_one_loss",
        "accuracy",
    ),
];

/// Words that say how a disparity is computed; any other is the schema's business.
const WORDS: &[(&str, &[&str])] = &[
    ("method", &["between_groups", "to_overall"]),
    ("aggregate", &["worst_case", "mean"]),
    ("family", &["fairlearn", "aif360"]),
];

/// AIF360's signed metrics.
const DIRECTIONAL: [&str; 4] = [
    "disparate_impact",
    "statistical_parity_difference",
    "equal_opportunity_difference",
    "average_odds_difference",
];

/// Understands the name of a disparity.
fn named(text: &str) -> Option<Named> {
    let whole = metrics::name(text).metric;
    let directional = DIRECTIONAL.into_iter().find(|name| *name == whole);
    let aggregate = whole.starts_with("average_").then_some("mean");
    let (stem, form) = FORMS
        .iter()
        .find_map(|(end, form)| Some((whole.strip_suffix(end)?, *form)))?;
    let is_of = |names: &str| names.split(' ').any(|name| name == stem);
    let found = CRITERIA.iter().find(|(names, _)| is_of(names));
    let rates = match found {
        // A ratio of errors is no ratio of what is right.
        Some(_) if stem == "zero_one_loss" => vec!["error_rate".to_owned()],
        Some((_, rates)) => rates.split('&').map(str::to_owned).collect(),
        None => {
            let rate = metrics::name(stem);
            rate.scale?;
            vec![rate.metric]
        }
    };
    Some(Named {
        rates,
        form,
        directional,
        aggregate,
    })
}

/// Returns the disparities that a report of raigate's own kind states.
pub(super) fn of_report(script: &Script<'_>, envelope: &Envelope<'_>) -> Vec<Value> {
    let Some((at, list)) = envelope.get("disparities") else {
        return Vec::new();
    };
    let disparity = |(at, stated): (Pointer, &Value)| {
        let name = stated.get("metric")?.as_str()?;
        let value_at = at.join("value");
        let written = script.number_of(&value_at, stated.get("value")?)?;
        let mut fact = described(name, value_at, written);
        fact.insert("metric_at".to_owned(), at.join("metric").as_str().into());
        for (key, known) in WORDS {
            let said = stated.get(*key).and_then(Value::as_str);
            let said = said.map(comparisons::feature_name);
            if let Some(word) = known.iter().find(|word| said.as_deref() == Some(**word)) {
                fact.insert((*key).to_owned(), (*word).into());
            }
        }
        for (key, name) in [("privileged_group", "privileged"), ("control", "control")] {
            if let Some(slice) = stated.get(key).and_then(Value::as_object) {
                fact.insert(name.to_owned(), json!(labels(slice)));
            }
        }
        if let Some(feature) = stated.get("feature").and_then(Value::as_str) {
            fact.insert("features".to_owned(), json!(features(feature)));
        }
        let threshold_at = at.join("threshold");
        let threshold = stated.get("threshold");
        if let Some(limit) = threshold.and_then(|limit| script.number_of(&threshold_at, limit)) {
            fact.insert("threshold".to_owned(), numbers::json(fraction(&limit)));
            fact.insert("threshold_at".to_owned(), threshold_at.as_str().into());
        }
        Some(Value::Object(fact))
    };
    let items = items(&at, Some(list)).into_iter();
    items.filter_map(disparity).collect()
}

/// Returns the disparities among results of everybody.
pub(super) fn of_results(results: &[Measure]) -> Vec<Value> {
    let stated = results.iter().filter(|result| {
        let is_unknown = result.named.scale.is_none() && result.slice.is_empty();
        is_unknown && named(&result.metric_name).is_some()
    });
    let disparity = |result: &Measure| {
        let fact = described(
            &result.metric_name,
            result.at.clone(),
            result.written.clone(),
        );
        Value::Object(fact)
    };
    stated.map(disparity).collect()
}

/// Returns the limits that a plan sets, and the metrics it names without one.
pub(super) fn of_plan(script: &Script<'_>, envelope: &Envelope<'_>) -> Vec<Value> {
    let Some((at, plan)) = envelope.get("fairness") else {
        return Vec::new();
    };
    let said = plan.get("method").and_then(Value::as_str);
    let said = said.map(comparisons::feature_name);
    let method = ["between_groups", "to_overall"]
        .into_iter()
        .find(|word| said.as_deref() == Some(*word));
    let thresholds = plan.get("thresholds").and_then(Value::as_object);
    let limits_at = at.join("thresholds");
    let limit = |(name, value): (&String, &Value)| {
        let at = limits_at.join(name);
        let written = script.number_of(&at, value)?;
        let mut fact = described(name, at, written);
        if let Some(method) = method {
            fact.insert("method".to_owned(), method.into());
        }
        Some(Value::Object(fact))
    };
    let limits = thresholds.into_iter().flatten().filter_map(limit);
    let metrics_at = at.join("metrics");
    let metric = |(at, name): (Pointer, &Value)| {
        let name = name.as_str()?;
        Some(Value::Object(known(name, &at)))
    };
    let metrics = items(&metrics_at, plan.get("metrics")).into_iter();
    limits.chain(metrics.filter_map(metric)).collect()
}

fn known(name: &str, at: &Pointer) -> Map<String, Value> {
    let mut fact = Map::new();
    fact.insert("at".to_owned(), at.as_str().into());
    fact.insert("name".to_owned(), name.into());
    if let Some(named) = named(name) {
        fact.insert("rates".to_owned(), json!(named.rates));
        fact.insert("form".to_owned(), named.form.into());
        if let Some(directional) = named.directional {
            fact.insert("directional".to_owned(), directional.into());
        }
        if let Some(aggregate) = named.aggregate {
            fact.insert("named_aggregate".to_owned(), aggregate.into());
        }
    }
    fact
}

fn described(name: &str, at: Pointer, written: Written) -> Map<String, Value> {
    let mut fact = known(name, &at);
    fact.insert("value".to_owned(), numbers::json(fraction(&written)));
    fact.insert("text".to_owned(), written.text.as_str().into());
    let mut measure = Measure::new(at, metrics::name("selection_rate"), name, written);
    let places = if measure.written.percent { 2 } else { 0 };
    // A disparity is written as a fraction, however large it is.
    measure.unit = Some(metrics::Unit::Fraction).filter(|_| places == 0);
    let off = numbers::shift(measure.tolerance(), -places);
    fact.insert("tolerance".to_owned(), numbers::json(off));
    fact
}

fn fraction(written: &Written) -> f64 {
    let places = if written.percent { -2 } else { 0 };
    numbers::shift(written.value, places)
}

fn labels(slice: &Map<String, Value>) -> BTreeMap<String, String> {
    let labels = slice.iter();
    labels
        .map(|(feature, value)| {
            (
                comparisons::feature_name(feature),
                comparisons::label(value),
            )
        })
        .collect()
}

/// Reads one feature, or several as people join them: `sex, race`, `sex × race`.
fn features(text: &str) -> Vec<String> {
    let spaced = text
        .replace(" x ", ",")
        .replace(" and ", ",")
        .replace(" by ", ",");
    let parts = spaced.split([',', '&', '×', '*', '+', '/', ';']);
    let mut names: Vec<String> = parts
        .map(comparisons::feature_name)
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
