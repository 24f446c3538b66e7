//! What the content of an evaluation output says it is, where no key names the tool.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::bytes::Regex;

use crate::discover::content::{Look, Top, evidence, pattern};
use crate::discover::head;
use crate::glossary::{Format, Kind, Standard};

/// The part of a name by which a table can hold results: others are data, and are not read.
const TABLES: [&str; 8] = [
    "result", "metric", "eval", "fairness", "bias", "group", "aequitas", "score",
];

/// The names under which training scripts and DVC keep metrics.
const METRICS_FILES: [&str; 9] = [
    "metrics.json",
    "eval_metrics.json",
    "test_metrics.json",
    "all_results.json",
    "eval_results.json",
    "test_results.json",
    "train_results.json",
    "classification_report.json",
    "scores.json",
];

static MEASURED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)"[a-z0-9_ @/-]*(?:acc|f1|auc|precision|recall|rmse|mse|mae|r2|bleu|rouge|wer|iou"#,
        r#"|perplexity|avg_prec|map|exact_match)[a-z0-9_ @/-]*"\s*:\s*-?[0-9]"#
    ))
});
static MEASURED_YAML: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?mi)^\s*["']?[a-z0-9_ @/-]*(?:acc|f1|auc|precision|recall|rmse|mse|mae|r2|bleu|rouge|wer"#,
        r#"|iou|perplexity|avg_prec|map|exact_match)[a-z0-9_ @/-]*["']?\s*:\s*-?[0-9]"#
    ))
});
/// What only raigate's own form has at the margin: an envelope, a list of metrics.
static OWN_YAML: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^schema\s*:\s*["']?raigate|^metrics\s*:\s*[-\[#]"#));
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^(?:models|evaluations):[\s\S]*^\s+reference:"));
static REDTEAM: LazyLock<Regex> = LazyLock::new(|| pattern(r#""redteam"\s*:\s*\{"#));

/// Returns whether the name of a table leaves open that it holds results.
pub(super) fn may_be_table(path: &Utf8Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_ascii_lowercase();
    TABLES.iter().any(|part| stem.contains(part))
}

/// Recognises a table of results by its header.
pub(super) fn table(bytes: &[u8]) -> Look {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let header = String::from_utf8_lossy(line).to_ascii_lowercase();
    let titles: Vec<&str> = header
        .split([',', ';'])
        .map(|title| title.trim().trim_matches('"'))
        .collect();
    let has = |name: &str| titles.contains(&name);
    if has("attribute_name") && has("attribute_value") && (has("fpr") || has("tpr")) {
        return evidence(Kind::FairnessReport, Standard::ResultsTable);
    }
    if has("model") && has("top1") {
        return evidence(Kind::EvalResult, Standard::ResultsTable);
    }
    Look::Nothing
}

/// Returns whether the file is a configuration of the accuracy checker that states references.
pub(super) fn is_accuracy_check(bytes: &[u8], path: &Utf8Path) -> bool {
    let is_named = matches!(
        path.file_name(),
        Some("accuracy-check.yml" | "accuracy-check.yaml")
    );
    is_named && REFERENCE.is_match(bytes)
}

/// Returns whether the file is a manifest of the Open Model Zoo: the name alone says too little.
pub(super) fn is_zoo_manifest(bytes: &[u8], path: &Utf8Path) -> bool {
    let parts = match path.file_name() {
        Some("model.yml") => "files",
        Some("composite-model.yml") => "stages_order",
        _ => return false,
    };
    let keys = head::yaml_keys(bytes);
    ["description", "task_type", "framework", "license", parts]
        .iter()
        .all(|key| keys.contains(key))
}

/// Returns whether the file holds metrics by name, in one of the usual places.
pub(super) fn is_metrics_file(bytes: &[u8], path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    METRICS_FILES.contains(&name) && MEASURED.is_match(bytes)
}

/// Returns whether a file that somebody calls a result holds metrics by name, and not in
/// raigate's own form.
pub(super) fn holds_metrics(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Json => {
            let (members, is_list) = head::json_members(bytes);
            let is_own = members.iter().any(|member| {
                let opens = member.value.first();
                member.key == b"schema" || (member.key == b"metrics" && opens == Some(&b'['))
            });
            !is_list && !is_own && MEASURED.is_match(bytes)
        }
        Format::Yaml => !OWN_YAML.is_match(bytes) && MEASURED_YAML.is_match(bytes),
        _ => false,
    }
}

/// Returns whether the object is a run of MLflow: itself, or wrapped by what wrote it.
pub(super) fn is_mlflow_run(top: &Top<'_>) -> bool {
    let is_run = |value: &[u8]| {
        let (members, _) = head::json_members(value);
        let has = |key: &[u8]| members.iter().any(|member| member.key == key);
        has(b"info") && (has(b"metrics") || has(b"data"))
    };
    let wrapped = ["mlflow", "run"].iter().find_map(|key| top.value(key));
    let info = top.value("info").unwrap_or_default();
    let is_whole = top.opens("data", b'{') && info.windows(8).any(|part| part == b"\"run_id\"");
    wrapped.is_some_and(is_run) || is_whole
}

/// Recognises an evaluation of promptfoo: of attacks where it configures a red team.
pub(super) fn promptfoo(top: &Top<'_>) -> Option<Kind> {
    let results = top
        .value("results")
        .filter(|value| value.first() == Some(&b'{'))?;
    let (members, _) = head::json_members(results);
    let has = |key: &[u8]| members.iter().any(|member| member.key == key);
    let is_named = top.has("evalId") || top.has("config");
    if !(is_named && has(b"stats") && has(b"results")) {
        return None;
    }
    let config = top.value("config").unwrap_or_default();
    Some(if REDTEAM.is_match(config) {
        Kind::SafetyTestLog
    } else {
        Kind::EvalResult
    })
}
