//! Fairness reports: the groups with their counts and metrics, and the gaps that were reported.

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::fill::{Fact, Filled, model, place};
use super::measured;
use super::options::ImportArgs;
use super::origin::Origin;
use crate::interpret::copies::is_copy;
use crate::span::Pointer;

/// Fills a fairness report.
pub(super) fn fill(origin: &Origin, args: &ImportArgs) -> Result<Filled> {
    let mut filled = Filled::default();
    let (results, name, dataset) = measured::results(origin, args)?;
    model(origin, &mut filled, name);
    if let Some(name) = dataset {
        filled
            .known
            .insert("dataset".to_owned(), json!({"name": name}));
    }
    let features = features(&results);
    let mut groups: Vec<Map<String, Value>> = Vec::new();
    let mut disparities = Vec::new();
    for fact in results {
        let slice = fact.1.get("slice").cloned().unwrap_or_else(|| json!({}));
        if is_gap(fact.1) {
            disparities.push(gap(origin, fact));
            filled.copied += 1;
            continue;
        }
        let index = groups
            .iter()
            .position(|group| group.get("group") == Some(&slice))
            .unwrap_or(groups.len());
        if index == groups.len() {
            groups.push(Map::from_iter([("group".to_owned(), slice)]));
        }
        if let Some(group) = groups.get_mut(index) {
            add(origin, fact, group, index, &mut filled)?;
        }
    }
    let whole = |group: &&Map<String, Value>| group.get("group") == Some(&json!({}));
    if let Some(n) = groups.iter().find(whole).and_then(|group| group.get("n")) {
        filled.known.insert("total_n".to_owned(), n.clone());
    }
    if !features.is_empty() {
        let features = features.into();
        filled
            .known
            .insert("sensitive_features".to_owned(), features);
    }
    let groups = groups.into_iter().map(Value::Object).collect();
    filled.known.insert("groups".to_owned(), groups);
    if !disparities.is_empty() {
        filled
            .known
            .insert("disparities".to_owned(), disparities.into());
    }
    Ok(filled)
}

/// Returns the features that the groups are of, in the order they are met.
fn features(results: &[Fact<'_>]) -> Vec<String> {
    let mut features: Vec<String> = Vec::new();
    for (_, fact) in results {
        let slice = fact.get("slice").and_then(Value::as_object);
        for (feature, _) in slice.into_iter().flatten() {
            if !features.contains(feature) {
                features.push(feature.clone());
            }
        }
    }
    features
}

/// Adds a metric to its group, with the cases it rests on.
fn add(
    origin: &Origin,
    fact: Fact<'_>,
    group: &mut Map<String, Value>,
    index: usize,
    filled: &mut Filled,
) -> Result<()> {
    let here = Pointer::root().join("groups").join(index);
    for key in ["n", "counts"] {
        if let (Some(value), false) = (fact.1.get(key), group.contains_key(key)) {
            let at = place(fact, &format!("{key}_at"));
            filled.copy(origin, &here.join(key), value, at);
            group.insert(key.to_owned(), value.clone());
        }
    }
    let (Some(name), Some(value)) = (
        fact.1.get("metric").and_then(Value::as_str),
        fraction(fact.1),
    ) else {
        return Ok(());
    };
    let known = group.get("metrics").and_then(|metrics| metrics.get(name));
    if known.is_some_and(|known| *known != value) {
        bail!(
            "`{}` has several values of `{name}` for one group\n  \
             help: `--as eval-result` keeps what tells them apart",
            origin.named
        );
    }
    filled.copy(
        origin,
        &here.join("metrics").join(name),
        &value,
        place(fact, "at"),
    );
    let metrics = group
        .entry("metrics".to_owned())
        .or_insert_with(|| json!({}));
    metrics[name] = value;
    Ok(())
}

/// Whether a number compares groups, instead of being of one.
fn is_gap(fact: &Value) -> bool {
    let name = fact.get("metric").and_then(Value::as_str).unwrap_or("");
    let compares = ["_difference", "_ratio", "_disparity", "_gap"];
    compares.iter().any(|ending| name.ends_with(ending))
}

fn gap(origin: &Origin, fact: Fact<'_>) -> Value {
    let mut source = origin.derived_from();
    if let Some(at) = place(fact, "at") {
        source["pointer"] = at.as_str().into();
    }
    let mut gap = json!({"metric": fact.1.get("metric"), "value": fraction(fact.1)});
    let slice = fact.1.get("slice").and_then(Value::as_object);
    if let Some(feature) = slice.and_then(|slice| slice.keys().next()) {
        gap["feature"] = feature.as_str().into();
    }
    if let Some(ci) = fact.1.get("ci") {
        gap["ci"] = ci.clone();
        let at = place(fact, "ci_at");
        if let Some(at) = at.filter(|at| origin.value(at).is_some_and(|it| is_copy(ci, it))) {
            source["fields"] = json!({"/ci": at.as_str()});
        }
    }
    gap["derived_from"] = source;
    gap
}

/// Returns the value as a fraction, where it is a share.
fn fraction(fact: &Value) -> Option<Value> {
    let value = fact.get("value")?;
    if fact.get("unit").and_then(Value::as_str) != Some("percent") {
        return Some(value.clone());
    }
    // Moving the point keeps the digits, which dividing by a hundred does not.
    let shifted: f64 = format!("{}e-2", value.as_f64()?).parse().ok()?;
    Some(json!(shifted))
}
