//! Cards, manifests and datasheets: what identifies a thing, and what its source states of it.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::fill::{Filled, names, narrow, place};
use super::options::ImportArgs;
use super::origin::Origin;
use crate::span::Pointer;

/// Where the formats keep fields that are no part of the identity: field, and its places.
const PLACES: [(&str, &[&str]); 6] = [
    (
        "license",
        &[
            "/license",
            "/sc:license",
            "/metadata/component/licenses/0/license/id",
            "/metadata/component/licenses/0/license/name",
            "/components/0/licenses/0/license/id",
            "/components/0/licenses/0/license/name",
            "/model_details/licenses/0/identifier",
        ],
    ),
    ("library_name", &["/library_name"]),
    ("pipeline_tag", &["/pipeline_tag"]),
    ("revision", &["/model_details/version/commit"]),
    (
        "run_id",
        &[
            "/run_id",
            "/info/run_id",
            "/run/info/run_id",
            "/mlflow/info/run_id",
        ],
    ),
    (
        "source_uri",
        &["/info/artifact_uri", "/run/info/artifact_uri"],
    ),
];

/// Fields of a datasheet that Croissant and its vocabulary for responsible AI have as well.
const OF_DATA: [&str; 25] = [
    "name",
    "version",
    "license",
    "creator",
    "datePublished",
    "dataCollection",
    "dataCollectionType",
    "dataCollectionRawData",
    "dataCollectionTimeframe",
    "dataCollectionMissingData",
    "dataPreprocessingProtocol",
    "dataManipulationProtocol",
    "dataImputationProtocol",
    "dataAnnotationProtocol",
    "dataAnnotationPlatform",
    "dataAnnotationAnalysis",
    "annotationsPerItem",
    "annotatorDemographics",
    "machineAnnotationTools",
    "personalSensitiveInformation",
    "dataSocialImpact",
    "dataBiases",
    "dataLimitations",
    "dataUseCases",
    "dataReleaseMaintenancePlan",
];

/// Returns what a source keeps as `field`, with its place; nothing where it keeps none.
pub(super) fn named(origin: &Origin, field: &str) -> Vec<(Value, Pointer)> {
    let places = PLACES.iter().find(|(name, _)| *name == field);
    let places = places.map_or(&[][..], |(_, places)| places);
    let found = places.iter().filter_map(|at| {
        let at = Pointer::parse(at)?;
        Some((plain(origin.value(&at)?)?, at))
    });
    found.collect()
}

/// Fills a model card: what identifies the model, and what is claimed of it.
pub(super) fn model_card(origin: &Origin, args: &ImportArgs) -> Result<Filled> {
    let mut filled = Filled::default();
    let mut claims = origin.facts("claims");
    let name = narrow(&mut claims, "model", args.model.as_deref(), |fact| {
        fact.get("model")?.as_str()
    })
    .map_err(|error| anyhow::anyhow!("`{}` {error}", origin.named))?;
    identify(
        origin,
        &mut filled,
        &["version", "base_model"],
        name.or(args.model.clone()),
    );
    field(origin, &mut filled, "license");
    let used = used(origin);
    if !used.is_empty() {
        let used: Vec<Value> = used.iter().map(|used| used["name"].clone()).collect();
        filled.known.insert("datasets".to_owned(), used.into());
    }
    let mut list = Vec::new();
    for fact in claims {
        let mut claim = Map::new();
        for (key, from) in [
            ("metric", "metric"),
            ("value", "value"),
            ("unit", "unit"),
            ("task", "task"),
            ("dataset", "dataset"),
            ("slice", "slice"),
        ] {
            let value = fact.1.get(from).filter(|value| !is_empty(value));
            if let Some(value) = value {
                claim.insert(key.to_owned(), value.clone());
            }
        }
        let at = Pointer::root()
            .join("claims")
            .join(list.len())
            .join("value");
        if let Some(value) = claim.get("value") {
            filled.copy(origin, &at, value, place(fact, "at"));
        }
        list.push(Value::Object(claim));
    }
    if !list.is_empty() {
        filled.known.insert("claims".to_owned(), list.into());
    }
    Ok(filled)
}

/// Fills a manifest of one version of a model.
pub(super) fn manifest(origin: &Origin, args: &ImportArgs) -> Filled {
    let mut filled = Filled::default();
    let parts = ["version", "digest", "base_model"];
    identify(origin, &mut filled, &parts, args.model.clone());
    for (key, _) in PLACES {
        field(origin, &mut filled, key);
    }
    let used = used(origin);
    if !used.is_empty() {
        filled.known.insert("datasets".to_owned(), used.into());
    }
    filled
}

/// Fills a datasheet.
pub(super) fn datasheet(origin: &Origin, args: &ImportArgs) -> Filled {
    let mut filled = Filled::default();
    for key in OF_DATA {
        let found = of_data(origin, key);
        let shaped = found.and_then(|(value, at)| Some((shaped(key, value)?, at)));
        if let Some((value, at)) = shaped {
            filled.put(origin, key, value, Some(at));
        }
    }
    if let Some(name) = &args.dataset {
        filled.fields.remove("/name");
        filled.known.insert("name".to_owned(), name.as_str().into());
    } else if !filled.known.contains_key("name") {
        let pretty = Pointer::root().join("pretty_name");
        let pretty = said(origin, &pretty).map(|value| (value, Some(pretty)));
        let first = names(origin).into_iter().next();
        let told = first.map(|name| (name.into(), None));
        if let Some((name, at)) = pretty.or(told) {
            filled.put(origin, "name", name, at);
        }
    }
    // Of several files, none has the digest of the whole.
    if let [(artifact, only)] = origin.facts("digests").as_slice()
        && let Some(digest) = only.get("digest").filter(|it| is_sha(it))
    {
        let at = place((artifact, only), "at");
        filled.put(origin, "digest", digest.clone(), at);
    }
    filled
}

/// Returns a field of a dataset's description, whatever its format calls it.
fn of_data(origin: &Origin, key: &str) -> Option<(Value, Pointer)> {
    let prefixes = ["", "rai:", "sc:", "cr:"];
    let usual = prefixes.iter().find_map(|prefix| {
        let at = Pointer::root().join(format!("{prefix}{key}"));
        Some((said(origin, &at)?, at))
    });
    usual.or_else(|| {
        let mut all = origin.artifacts.iter();
        let field = all.find_map(|one| one.facts.get("fields")?.get(key))?;
        let at = Pointer::parse(field.get("at")?.as_str()?)?;
        Some((plain(field.get("value")?)?, at))
    })
}

/// Returns a field in the shape that a datasheet has for it.
fn shaped(key: &str, value: Value) -> Option<Value> {
    match (key, value) {
        ("datePublished", Value::String(text)) => {
            let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
            Some(day.to_string().into())
        }
        ("name" | "version", Value::Number(number)) => Some(number.to_string().into()),
        ("name" | "version", Value::Array(all)) => all.into_iter().next(),
        (_, value) => Some(value),
    }
}

fn is_sha(digest: &Value) -> bool {
    digest.as_str().is_some_and(|text| text.starts_with("sha"))
}

fn identify(origin: &Origin, filled: &mut Filled, parts: &[&str], name: Option<String>) {
    let own = origin.identity("name");
    let is_same = match (&name, &own) {
        (Some(name), Some((own, _))) => own.as_str() == Some(name),
        _ => true,
    };
    match (name, own) {
        (Some(name), own) => {
            let at = own.map(|(_, at)| at);
            filled.put(origin, "name", name.into(), at);
        }
        (None, Some((own, at))) => filled.put(origin, "name", own.clone(), Some(at)),
        (None, None) => {}
    }
    for part in parts {
        if let (Some((value, at)), true) = (origin.identity(part), is_same)
            && value.is_string()
        {
            filled.put(origin, part, value.clone(), Some(at));
        }
    }
}

fn field(origin: &Origin, filled: &mut Filled, key: &str) {
    let found = named(origin, key).into_iter().next();
    if let Some((value, at)) = found {
        let value = match value {
            Value::Array(all) if all.len() == 1 => all[0].clone(),
            Value::Array(_) => return,
            value => value,
        };
        filled.put(origin, key, value, Some(at));
    }
}

/// Returns the datasets that were used, as a manifest lists them.
fn used(origin: &Origin) -> Vec<Value> {
    let used = origin.facts("datasets_used").into_iter();
    used.filter_map(|(_, used)| {
        let mut dataset = json!({"name": used.get("name")?});
        if let Some(digest) = used.get("digest").filter(|it| is_sha(it)) {
            dataset["digest"] = digest.clone();
        }
        Some(dataset)
    })
    .collect()
}

/// Returns what is said at `at`: text, or texts; of people and organisations, their names.
fn said(origin: &Origin, at: &Pointer) -> Option<Value> {
    plain(origin.value(at)?)
}

fn plain(value: &Value) -> Option<Value> {
    let plain = match value {
        Value::Object(members) => ["name", "sc:name", "@value"]
            .iter()
            .find_map(|key| members.get(*key).and_then(plain))?,
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(plain).collect();
            items.into()
        }
        Value::String(text) => text.trim().into(),
        Value::Number(_) => value.clone(),
        Value::Bool(_) | Value::Null => return None,
    };
    let is_said = !is_empty(&plain);
    is_said.then_some(plain)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
