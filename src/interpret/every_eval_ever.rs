//! Records of Every Eval Ever: one file a model, one entry a score.

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics::{self, Named, Unit};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads every score as a result, and where the record says its samples are.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let root = Pointer::root();
    let info = root.join("model_info");
    reading.identify("name", &info.join("id"), file.pointer("/model_info/id"));
    let name = file.pointer("/model_info/name");
    reading.identify("name", &info.join("name"), name);
    let relation = text(file.pointer("/source_metadata/evaluator_relationship"));
    let scores_at = root.join("evaluation_results");
    for (at, score) in items(&scores_at, file.get("evaluation_results")) {
        if let Some(result) = result(script, reading, &at, score) {
            reading.results.push(result);
        }
        // Whoever copies the board of another has not used its data.
        let is_copied = relation.as_deref() == Some("third_party");
        let used = ["hf_repo", "dataset_name"].into_iter().find_map(|key| {
            let name = score.get("source_data")?.get(key)?;
            name.is_string().then_some((key, name))
        });
        if let (Some((key, name)), false) = (used, is_copied) {
            reading.uses(Some(name), at.join("source_data").join(key), None);
        }
    }
    let detail_at = root.join("detailed_evaluation_results");
    if let Some(detail) = file.get("detailed_evaluation_results")
        && let Some(path) = text(detail.get("file_path"))
    {
        let mut fact = json!({"path": path, "at": detail_at.join("file_path").as_str()});
        let algorithm = text(detail.get("hash_algorithm"));
        if let (Some(algorithm), Some(sum)) = (algorithm, text(detail.get("checksum"))) {
            fact["digest"] = format!("{algorithm}:{sum}").into();
            fact["digest_at"] = detail_at.join("checksum").as_str().into();
        }
        if let Some(rows) = detail.get("total_rows").filter(|rows| rows.is_u64()) {
            fact["rows"] = rows.clone();
            fact["rows_at"] = detail_at.join("total_rows").as_str().into();
        }
        reading.more.insert("attachments".to_owned(), json!([fact]));
    }
}

fn result(script: &Script<'_>, reading: &Reading, at: &Pointer, score: &Value) -> Option<Measure> {
    let value_at = at.join("score_details").join("score");
    let written = script.number_of(&value_at, score.pointer("/score_details/score")?)?;
    let config = score.get("metric_config");
    let (named, shown) = named(config, score)?;
    let mut result = Measure::new(value_at, named, &shown, written);
    result.unit = unit(config).or(result.unit);
    result.model = reading.name().map(str::to_owned);
    result.of_benchmark = true;
    let data = |key| text(score.get("source_data").and_then(|data| data.get(key)));
    result.dataset.names = ["dataset_name", "hf_repo"]
        .into_iter()
        .filter_map(data)
        .chain(text(
            score.pointer("/source_data/additional_details/benchmark_hf_repo"),
        ))
        .collect();
    result.dataset.split = data("hf_split");
    // What the record calls the evaluation tells two scores of one metric and dataset apart.
    result.variant =
        text(score.get("evaluation_name")).filter(|name| !result.dataset.names.contains(name));
    result.support = support(at, score);
    Some(result)
}

/// Finds the metric under the first of its names that is known, else under its kind.
fn named(config: Option<&Value>, score: &Value) -> Option<(Named, String)> {
    let names: Vec<String> = ["metric_kind", "metric_name", "metric_id"]
        .into_iter()
        .filter_map(|key| text(config.and_then(|config| config.get(key))))
        .chain(text(score.get("evaluation_name")))
        .collect();
    let known = names
        .iter()
        .find(|name| metrics::name(name).scale.is_some());
    let shown = known.or(names.first())?;
    Some((metrics::name(shown), shown.clone()))
}

/// A record states its unit, or the range of its scores.
fn unit(config: Option<&Value>) -> Option<Unit> {
    let stated = text(config.and_then(|config| config.get("metric_unit")));
    match stated.as_deref() {
        Some("proportion" | "fraction" | "ratio") => return Some(Unit::Fraction),
        Some("percent" | "percentage" | "%") => return Some(Unit::Percent),
        Some("points") => return Some(Unit::Points),
        _ => {}
    }
    let most = config.and_then(|config| config.get("max_score")?.as_f64())?;
    let least = config.and_then(|config| config.get("min_score")?.as_f64())?;
    #[allow(
        clippy::float_cmp,
        reason = "the ends of a range are stated, not computed"
    )]
    match (least == 0.0, most == 1.0, most == 100.0) {
        (true, true, _) => Some(Unit::Fraction),
        (true, _, true) => Some(Unit::Percent),
        _ => None,
    }
}

fn support(at: &Pointer, score: &Value) -> Map<String, Value> {
    let mut support = Map::new();
    let doubt_at = at.join("score_details").join("uncertainty");
    let Some(doubt) = score.pointer("/score_details/uncertainty") else {
        return support;
    };
    if let Some(n) = doubt.get("num_samples").filter(|n| n.is_u64()) {
        support.insert("n".to_owned(), n.clone());
        let at = doubt_at.join("num_samples");
        support.insert("n_at".to_owned(), at.as_str().into());
    }
    let ends = ["lower", "upper"].map(|end| doubt.get("confidence_interval")?.get(end));
    if let [Some(lower), Some(upper)] = ends
        && lower.is_number()
        && upper.is_number()
    {
        support.insert("ci".to_owned(), json!([lower, upper]));
        let at = doubt_at.join("confidence_interval");
        support.insert("ci_at".to_owned(), at.as_str().into());
    }
    support
}
