//! Records of Every Eval Ever: one model, its results, and the file of single answers.

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::measure::{Dataset, Measure};
use super::metrics::{self, Named, Unit};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads every score as a result, and the digest of the answers behind them.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let record = &script.artifact.value;
    let id = Pointer::root().join("model_info").join("id");
    reading.identify("name", &id, id.resolve(record));
    answers(record, reading);
    let at = Pointer::root().join("evaluation_results");
    for (at, result) in items(&at, at.resolve(record)) {
        if let Some(mut measured) = measure(script, &at, result) {
            measured.model = reading.name().map(str::to_owned);
            reading.results.push(measured);
        }
    }
}

/// Notes the digest of the file that holds the single answers.
fn answers(record: &Value, reading: &mut Reading) {
    let at = Pointer::root().join("detailed_evaluation_results");
    let part = |key: &str| text(at.join(key).resolve(record));
    let is_sha256 = part("hash_algorithm").as_deref() == Some("sha256");
    if let Some(checksum) = part("checksum").filter(|_| is_sha256) {
        reading.digests.push(json!({
            "at": at.join("checksum").as_str(),
            "name": part("file_path"),
            "digest": format!("sha256:{}", checksum.to_ascii_lowercase()),
        }));
    }
}

fn measure(script: &Script<'_>, at: &Pointer, result: &Value) -> Option<Measure> {
    let config = result.get("metric_config");
    let part = |key: &str| text(config.and_then(|config| config.get(key)));
    let names = ["metric_id", "metric_name", "metric_kind"].map(part);
    let names: Vec<String> = names.into_iter().flatten().collect();
    let own = text(result.get("evaluation_name"));
    let called = names.first().cloned().or_else(|| own.clone())?;
    let score = at.join("score_details").join("score");
    let written = script.number_of(&score, result.pointer("/score_details/score")?)?;
    let mut measured = Measure::new(score, named(&names, &called), &called, written);
    let unit = match part("metric_unit").as_deref() {
        Some("proportion") => Some(Unit::Fraction),
        Some("percent") => Some(Unit::Percent),
        Some("points") => Some(Unit::Points),
        _ => None,
    };
    measured.unit = unit.or(measured.unit);
    measured.task = own;
    measured.of_benchmark = true;
    measured.dataset = dataset(result.get("source_data"));
    let uncertainty = at.join("score_details").join("uncertainty");
    measured.bound(
        script,
        &uncertainty.join("confidence_interval"),
        ["lower", "upper"],
    );
    measured.note_error(script, &uncertainty.join("standard_error").join("value"));
    let count = result.pointer("/score_details/uncertainty/num_samples");
    if let Some(count) = count.filter(|count| count.is_u64()) {
        let count_at = uncertainty.join("num_samples");
        measured.support.insert("n".to_owned(), count.clone());
        measured
            .support
            .insert("n_at".to_owned(), count_at.as_str().into());
    }
    // What a record says of a metric that nobody else knows is all there is.
    let ends = ["min_score", "max_score"].map(|end| config.and_then(|config| config.get(end)));
    if measured.named.scale.is_none() && ends.iter().flatten().any(|end| end.is_number()) {
        let end = |end: Option<&Value>| end.filter(|end| end.is_number()).cloned();
        let bounds = ends.map(|one| end(one).unwrap_or(Value::Null));
        measured.support.insert("bounds".to_owned(), json!(bounds));
    }
    Some(measured)
}

/// Returns the first name that is known; the kind tells a family of metrics, so it is asked last.
fn named(names: &[String], called: &str) -> Named {
    let known = names.iter().map(|name| metrics::name(name));
    let mut known = known.filter(|named| named.scale.is_some());
    known.next().unwrap_or_else(|| metrics::name(called))
}

fn dataset(source: Option<&Value>) -> Dataset {
    let part = |key: &str| text(source.and_then(|source| source.get(key)));
    Dataset {
        names: [part("hf_repo"), part("dataset_name")]
            .into_iter()
            .flatten()
            .collect(),
        split: part("hf_split"),
        ..Dataset::default()
    }
}
