//! Evaluation results: each number with what it is of, and where it was copied from.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::fill::{Fact, Filled, model, narrow, place};
use super::options::ImportArgs;
use super::origin::Origin;
use crate::glossary::Standard;
use crate::interpret::copies::is_copy;
use crate::span::Pointer;

/// Fills an evaluation result.
pub(super) fn fill(origin: &Origin, args: &ImportArgs) -> Result<Filled> {
    let mut filled = Filled::default();
    let (results, name, dataset) = results(origin, args)?;
    model(origin, &mut filled, name);
    more(origin, &mut filled);
    let mut metrics: Vec<Map<String, Value>> = results
        .iter()
        .map(|fact| metric(origin, *fact, dataset.as_deref()))
        .collect();
    filled.copied += metrics.len();
    for key in ["task", "dataset"] {
        hoist(&mut filled.known, &mut metrics, key);
    }
    let metrics = metrics.into_iter().map(Value::Object).collect();
    filled.known.insert("metrics".to_owned(), metrics);
    Ok(filled)
}

/// Returns the results of the one model that is meant, its name, and that of the data.
pub(super) fn results<'o>(
    origin: &'o Origin,
    args: &ImportArgs,
) -> Result<(Vec<Fact<'o>>, Option<String>, Option<String>)> {
    let mut results = origin.facts("results");
    let of_source = |error: anyhow::Error| anyhow::anyhow!("`{}` {error}", origin.named);
    let model = narrow(&mut results, "model", args.model.as_deref(), |fact| {
        fact.get("model")?.as_str()
    })
    .map_err(of_source)?;
    let model = model.or_else(|| Some(origin.identity("name")?.0.as_str()?.to_owned()));
    let dataset = narrow(&mut results, "dataset", args.dataset.as_deref(), |fact| {
        fact.pointer("/dataset/name")?.as_str()
    })
    .map_err(of_source)?;
    Ok((results, model, dataset))
}

fn metric(origin: &Origin, fact: Fact<'_>, dataset: Option<&str>) -> Map<String, Value> {
    let said = fact.1;
    let mut metric = Map::new();
    let mut copy = |key: &str, from: &str| {
        if let Some(value) = said.get(from).filter(|value| !value.is_null()) {
            metric.insert(key.to_owned(), value.clone());
        }
    };
    copy("type", "metric");
    for key in ["value", "unit", "n", "of", "ci", "counts"] {
        copy(key, key);
    }
    let has_slice = said
        .get("slice")
        .and_then(Value::as_object)
        .is_some_and(|slice| !slice.is_empty());
    let whats_left: &[&str] = if has_slice {
        &["slice", "variant", "shots", "task"]
    } else {
        &["variant", "shots", "task"]
    };
    for key in whats_left {
        copy(key, key);
    }
    let mut data = said.get("dataset").cloned().unwrap_or_else(|| json!({}));
    if let Some(name) = dataset {
        data["name"] = name.into();
    }
    if said.get("benchmark") == Some(&Value::Bool(true)) {
        data["benchmark"] = true.into();
    }
    if data.as_object().is_some_and(|data| !data.is_empty()) {
        metric.insert("dataset".to_owned(), data);
    }
    let mut source = origin.derived_from();
    if let Some(at) = place(fact, "at") {
        source["pointer"] = at.as_str().into();
    }
    let fields = supports(origin, fact, &metric);
    if !fields.is_empty() {
        source["fields"] = Value::Object(fields);
    }
    metric.insert("derived_from".to_owned(), source);
    metric
}

/// Returns where the numbers beside a value were copied from, as far as each stands there.
fn supports(origin: &Origin, fact: Fact<'_>, metric: &Map<String, Value>) -> Map<String, Value> {
    let keys = ["n", "of", "ci", "counts"].into_iter();
    let found = keys.filter_map(|key| {
        let value = metric.get(key)?;
        let at = place(fact, &format!("{key}_at"))?;
        let theirs = origin.value(&at)?;
        let is_there = is_copy(value, theirs);
        is_there.then(|| {
            (
                Pointer::root().join(key).as_str().to_owned(),
                at.as_str().into(),
            )
        })
    });
    found.collect()
}

/// Says once what all metrics say.
fn hoist(known: &mut Map<String, Value>, metrics: &mut [Map<String, Value>], key: &str) {
    let first = metrics.first().and_then(|metric| metric.get(key)).cloned();
    let is_shared = metrics
        .iter()
        .all(|metric| metric.get(key) == first.as_ref());
    match (first, is_shared) {
        (Some(shared), true) => {
            for metric in metrics {
                metric.remove(key);
            }
            known.insert(key.to_owned(), shared);
        }
        (None, true) => {}
        // Each says it for itself, so that nobody is asked for what all have in common.
        _ => drop(known.insert(key.to_owned(), Value::Null)),
    }
}

/// Adds what only some formats tell: when, with which code, from which seed.
fn more(origin: &Origin, filled: &mut Filled) {
    let places: &[(&str, &str)] = match origin.standard {
        Standard::LmEval => &[("seed", "/config/random_seed"), ("date", "/date")],
        Standard::Inspect => &[
            ("date", "/eval/created"),
            ("code_commit", "/eval/revision/commit"),
        ],
        Standard::AiVerify => &[("date", "/startTime")],
        _ => &[],
    };
    for (key, at) in places {
        let Some(at) = Pointer::parse(at) else {
            continue;
        };
        let value = origin.value(&at).and_then(|value| match *key {
            "seed" => value.as_u64().map(Value::from),
            "date" => day(value),
            _ => commit(value),
        });
        if let Some(value) = value {
            filled.put(origin, key, value, Some(at));
        }
    }
}

/// Reads a day or a time: as text, or in seconds since 1970.
fn day(value: &Value) -> Option<Value> {
    if let Some(text) = value.as_str() {
        if text.parse::<jiff::Timestamp>().is_ok() {
            return Some(text.into());
        }
        let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
        return Some(day.to_string().into());
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a time too far away is refused in the next line"
    )]
    let seconds = value.as_f64()?.floor() as i64;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.to_string().into())
}

fn commit(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && (7..=64).contains(&text.len())).then(|| text.into())
}
