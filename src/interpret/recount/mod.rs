//! Results that name the predictions they were counted from, held against a new count.
//!
//! What is read of the artifact is how its rows were read; the rows themselves are streamed
//! by whoever has them, and come back as a table.

mod count;

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use self::count::Count;
use super::huggingface::{items, text};
use super::measure::Measure;
use super::native;
use crate::artifact::Artifact;
use crate::glossary::Kind;
use crate::predictions::{Columns, Labels, Layout, Meaning, Prediction, Table, Task};
use crate::span::Pointer;

/// How the rows behind an artifact are read.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The file, as the artifact names it; from the repository root or an evidence folder.
    pub path: Utf8PathBuf,
    /// How its rows are written.
    pub layout: Layout,
    /// Which column means what.
    pub columns: Columns,
    /// What the cells mean.
    pub meaning: Meaning,
    /// Whether the artifact says how its rows are read, so that they have to be there.
    pub is_stated: bool,
}

/// What came of looking for the rows.
#[derive(Debug)]
pub enum Rows {
    /// They were counted.
    Counted {
        /// The counts.
        table: Table,
        /// The digest of the file that was counted, `sha256:…`.
        digest: String,
        /// Whether the file lay in the evidence folder.
        is_outside: bool,
    },
    /// The file is not here; `was_asked` where an evidence folder was given.
    Absent {
        /// Whether it should have been there.
        was_asked: bool,
    },
    /// The path leads out of where evidence lies.
    Escapes,
    /// The file is there and cannot be counted, and why.
    Uncountable(String),
}

/// The member in which `raigate metrics` states how it read the rows.
pub const READING: &str = "x-reading";

/// Whether `artifact` states how its rows were read: they are counted again, and need not lie
/// in the repository.
pub(super) fn is_due(artifact: &Artifact) -> bool {
    let envelope = native::envelope(artifact);
    let source = envelope.and_then(|envelope| envelope.fields.get("derived_from"));
    source.is_some_and(|source| source.get(READING).is_some()) && recipe(artifact).is_some()
}

/// Returns how the rows behind `artifact` are read, where it names a file of rows.
pub(super) fn recipe(artifact: &Artifact) -> Option<Recipe> {
    if !matches!(artifact.kind, Kind::EvalResult | Kind::FairnessReport) {
        return None;
    }
    let envelope = native::envelope(artifact)?;
    let source = envelope.fields.get("derived_from")?;
    let reading = source.get(READING);
    // A pointer names a value that was copied, not rows that were counted.
    if source.get("pointer").is_some() && reading.is_none() {
        return None;
    }
    // Who states how rows were read has to name them, under whatever ending.
    let path = text(source.get("path")).or(reading.map(|_| String::new()))?;
    let path = Utf8PathBuf::from(path);
    let layout = Layout::of_path(&path).or(reading.map(|_| Layout::Csv))?;
    let word = |key: &str| text(reading?.get(key));
    let words = |key: &str| -> Vec<String> {
        let list = reading.and_then(|it| it.get(key)).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|word| text(Some(word)))
            .collect()
    };
    let threshold = reading.and_then(|it| it.get("threshold"));
    let prediction = match threshold.and_then(Value::as_f64) {
        Some(threshold) => Prediction::AtLeast(threshold),
        None => Prediction::Column(word("prediction").unwrap_or_else(|| "y_pred".to_owned())),
    };
    let (positive, negative) = (words("positive"), words("negative"));
    Some(Recipe {
        path,
        layout,
        columns: Columns {
            truth: word("truth").unwrap_or_else(|| "y_true".to_owned()),
            prediction,
            score: word("score"),
            weight: word("weight"),
            id: word("id"),
            groups: features(artifact, words("groups")),
        },
        meaning: Meaning {
            task: word("task")
                .and_then(|word| Task::from_name(&word))
                .unwrap_or_default(),
            labels: (!positive.is_empty()).then_some(Labels { positive, negative }),
            missing: words("missing"),
            skip_unlabelled: reading.and_then(|it| it.get("skip_unlabelled"))
                == Some(&Value::Bool(true)),
        },
        is_stated: reading.is_some(),
    })
}

/// Returns every feature by which the artifact slices, and those it says it compares.
fn features(artifact: &Artifact, read: Vec<String>) -> Vec<String> {
    let mut features = read;
    features.dedup();
    let mut add = |feature: &str| {
        if !features.iter().any(|known| known == feature) {
            features.push(feature.to_owned());
        }
    };
    for key in ["sensitive_features", "control_features"] {
        let list = artifact.value.get(key).and_then(Value::as_array);
        for feature in list.into_iter().flatten().filter_map(Value::as_str) {
            add(feature);
        }
    }
    for (_, record) in records(artifact) {
        for (feature, _) in slice(&record) {
            add(&feature);
        }
    }
    features
}

/// Returns what the artifact says of each slice: its groups, or its metrics.
fn records(artifact: &Artifact) -> Vec<(Pointer, Map<String, Value>)> {
    let key = if artifact.kind == Kind::FairnessReport {
        "groups"
    } else {
        "metrics"
    };
    let Some(envelope) = native::envelope(artifact) else {
        return Vec::new();
    };
    let found = items(&envelope.at.join(key), envelope.fields.get(key));
    let members = found.into_iter();
    members
        .filter_map(|(at, record)| Some((at, record.as_object()?.clone())))
        .collect()
}

fn slice(record: &Map<String, Value>) -> Vec<(String, String)> {
    let members = record.get("group").or_else(|| record.get("slice"));
    let members = members.and_then(Value::as_object).into_iter().flatten();
    members
        .filter_map(|(feature, value)| Some((feature.clone(), text(Some(value))?)))
        .collect()
}

/// Returns the fact `recounted`: what was read, and where it says something else.
///
/// `None` where the artifact only happens to name a table that is no file of predictions.
pub(super) fn fact(
    artifact: &Artifact,
    results: &[Measure],
    recipe: &Recipe,
    rows: &Rows,
) -> Option<Value> {
    let envelope = native::envelope(artifact)?;
    let source_at = envelope.at.join("derived_from");
    let mut fact = Map::new();
    let mut put = |key: &str, value: Value| fact.insert(key.to_owned(), value);
    put("path", recipe.path.as_str().into());
    put("at", source_at.join("path").as_str().into());
    match rows {
        Rows::Escapes => drop(put("escapes", true.into())),
        _ if !recipe.is_stated && !matches!(rows, Rows::Counted { .. }) => return None,
        Rows::Absent { was_asked } => drop(put("absent", json!({"was_asked": was_asked}))),
        Rows::Uncountable(why) => drop(put("uncountable", why.as_str().into())),
        Rows::Counted {
            table,
            digest,
            is_outside,
        } => {
            put("is_outside", (*is_outside).into());
            put("digest", digest.as_str().into());
            let stated = envelope.fields.get("derived_from")?.get("digest");
            if let Some(stated) = stated.and_then(Value::as_str).and_then(sha256) {
                put("digest_stated", stated.into());
                put("digest_at", source_at.join("digest").as_str().into());
            }
            fact.extend(Count::new(table).against(artifact, results));
        }
    }
    Some(fact.into())
}

/// Returns a SHA-256 as raigate writes it; none of another digest.
fn sha256(stated: &str) -> Option<String> {
    let hex = stated.strip_prefix("sha256:").unwrap_or(stated);
    (hex.len() == 64).then(|| format!("sha256:{}", hex.to_ascii_lowercase()))
}
