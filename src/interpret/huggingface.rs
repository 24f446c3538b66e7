//! Cards of the Hugging Face Hub: front matter of models and datasets.

use serde_json::{Map, Value, json};

use super::measure::{Dataset, Measure};
use super::metrics::{self, Named};
use super::reading::{Reading, Role, Script};
use crate::span::Pointer;

/// Reads identity, datasets and `model-index` of a model card.
pub(super) fn read_model_card(script: &Script<'_>, reading: &mut Reading) {
    let card = &script.artifact.value;
    let index_at = Pointer::root().join("model-index");
    let index = entries(&index_at, card.get("model-index"));
    if let [(at, model)] = index.as_slice() {
        reading.identify("name", &at.join("name"), model.get("name"));
    }
    let base_at = Pointer::root().join("base_model");
    match card.get("base_model") {
        Some(Value::Array(bases)) if bases.len() == 1 => {
            reading.identify("base_model", &base_at.join(0), bases.first());
        }
        base => reading.identify("base_model", &base_at, base),
    }
    let used_at = Pointer::root().join("datasets");
    match card.get("datasets") {
        Some(Value::Array(_)) => {
            for (at, name) in items(&used_at, card.get("datasets")) {
                reading.uses(Some(name), at, None);
            }
        }
        one => reading.uses(one, used_at, None),
    }
    for (at, model) in index {
        for (at, result) in entries(&at.join("results"), model.get("results")) {
            read_result(script, reading, model.get("name"), &at, result);
        }
    }
}

/// Reads the names of the dataset that a card describes.
pub(super) fn read_dataset_card(script: &Script<'_>, reading: &mut Reading) {
    let artifact = script.artifact;
    let card = &artifact.value;
    if let Some(folder) = artifact.path.parent().and_then(camino::Utf8Path::file_name) {
        reading.describes(folder);
    }
    for (_, info) in items(&Pointer::root(), card.get("dataset_info")) {
        if let Some(name) = info.get("dataset_name").and_then(Value::as_str) {
            reading.describes(name);
        }
    }
    let infos_at = Pointer::root().join("dataset_info");
    for (at, info) in entries(&infos_at, card.get("dataset_info")) {
        for (at, feature) in items(&at.join("features"), info.get("features")) {
            if let Some(name) = text(feature.get("name")) {
                reading.has_column(&name, &at.join("name"));
            }
        }
    }
    for key in ["pretty_name", "paperswithcode_id"] {
        if let Some(name) = card.get(key).and_then(Value::as_str) {
            reading.describes(name);
        }
    }
}

/// Returns the members of a list with their pointers; nothing for what is no list.
pub(super) fn items<'v>(at: &Pointer, list: Option<&'v Value>) -> Vec<(Pointer, &'v Value)> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, item)| (at.join(index), item))
        .collect()
}

/// Returns the members of a list, or the one member that is written without a list.
fn entries<'v>(at: &Pointer, list: Option<&'v Value>) -> Vec<(Pointer, &'v Value)> {
    match list {
        Some(one @ Value::Object(_)) => vec![(at.clone(), one)],
        list => items(at, list),
    }
}

/// Returns the text of a scalar.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn read_result(
    script: &Script<'_>,
    reading: &mut Reading,
    model: Option<&Value>,
    at: &Pointer,
    result: &Value,
) {
    let data = result.get("dataset");
    let part = |key| text(data.and_then(|data| data.get(key)));
    let dataset = Dataset {
        names: [part("type"), part("name")].into_iter().flatten().collect(),
        config: part("config"),
        split: part("split"),
        revision: part("revision"),
    };
    if let Some(data) = data {
        // The id on the Hub is the type; the name is for readers.
        let name = data.get("type").or_else(|| data.get("name"));
        let [config, split, revision] = ["config", "split", "revision"].map(|key| data.get(key));
        let data = json!({"name": name, "config": config, "split": split, "revision": revision});
        reading.plays(Role::Evaluation, &at.join("dataset"), &data);
    }
    for (measured_at, metric) in entries(&at.join("metrics"), result.get("metrics")) {
        reading
            .metadata_errors
            .extend(no_number(script, &measured_at, metric));
        for mut claim in metric_claims(script, &measured_at, metric) {
            let split = claim.dataset.split.take();
            claim.dataset = dataset.clone();
            claim.dataset.split = claim.dataset.split.or(split);
            claim.model = text(model);
            claim.task = text(result.pointer("/task/type"));
            claim.shots = text(result.pointer("/dataset/args/num_few_shot"));
            claim.support = source(at, result, &measured_at, metric);
            claim.variant =
                text(metric.pointer("/args/filter")).or_else(|| text(metric.get("config")));
            reading.claims.push(claim);
        }
    }
}

/// Whose record a number is said to be taken from, and whether the hub vouches for it.
fn source(at: &Pointer, result: &Value, metric_at: &Pointer, metric: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    if let Some(url) = text(result.pointer("/source/url")) {
        let at = at.join("source").join("url");
        let source = json!({"url": url, "at": at.as_str()});
        found.insert("source".to_owned(), source);
    }
    if metric.get("verified") == Some(&Value::Bool(true))
        && text(metric.get("verifyToken")).is_some()
    {
        let at = metric_at.join("verifyToken");
        found.insert("verified".to_owned(), json!({"at": at.as_str()}));
    }
    found
}

/// Reads `{type: accuracy, value: 0.9}`, and `{accuracy: 0.9}` which says the same.
fn metric_claims(script: &Script<'_>, at: &Pointer, metric: &Value) -> Vec<Measure> {
    let claim = |at: Pointer, named: Named, name: &str| {
        let written = script.number(&at)?;
        Some(Measure::new(at, named, name, written))
    };
    if metric.get("value").is_some() {
        let named = name_metric(metric).and_then(|named| {
            let written = text(metric.get("name")).or_else(|| text(metric.get("type")));
            let written = written.unwrap_or_else(|| named.metric.clone());
            claim(at.join("value"), named, &written)
        });
        return named.into_iter().collect();
    }
    let members = metric.as_object().into_iter().flatten();
    let short = members.filter_map(|(name, _)| {
        let named = metrics::name(name);
        named.scale?;
        claim(at.join(name), named, name)
    });
    short.collect()
}

/// Objects to a value that no reader of the index could rank or compare.
///
/// The Hub keeps whatever stands there, and gives `20.0 ± 1.2` as an example; a bound, a list and
/// a word it shows, and no leaderboard counts them. What a metric of one's own holds is one's own.
fn no_number(script: &Script<'_>, at: &Pointer, metric: &Value) -> Option<Value> {
    let at = at.join("value");
    let value = metric.get("value").filter(|value| !value.is_null())?;
    name_metric(metric)?.scale?;
    if script.number(&at).is_some() {
        return None;
    }
    let what = match value {
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
        _ => "no number",
    };
    let message = format!("`value` is {what}, expected one number such as 0.91 or 20.0 ± 1.2");
    Some(json!({"at": at.as_str(), "key": false, "message": message}))
}

/// Takes the display name where it narrows the type, as `Macro F1` does for `f1`.
fn name_metric(metric: &Value) -> Option<Named> {
    let by_type = text(metric.get("type")).map(|name| metrics::name(&name));
    let average = text(metric.pointer("/args/average"));
    let averaged = by_type
        .as_ref()
        .zip(average)
        .map(|(named, average)| metrics::name(&format!("{} {average}", named.metric)))
        .filter(|named| named.scale.is_some());
    let by_name = text(metric.get("name")).map(|name| metrics::name(&name));
    let Some(typed) = averaged.or(by_type) else {
        return by_name;
    };
    let narrower = by_name.filter(|named| {
        named.scale.is_some()
            && (named.metric.starts_with(&typed.metric) || named.metric.ends_with(&typed.metric))
    });
    Some(narrower.unwrap_or(typed))
}
