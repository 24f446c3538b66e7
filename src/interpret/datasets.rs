//! `dataset_infos.json`, and the size a dataset card states beside one.

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::artifact::Artifact;
use crate::span::Pointer;

/// Reads the name that the loader gives the dataset.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let configs = script.artifact.value.as_object();
    for config in configs.into_iter().flat_map(Map::values) {
        if let Some(name) = text(config.get("builder_name")) {
            reading.describes(&name);
        }
    }
}

/// Compares the `size_categories` of `card` with the rows that `infos` counts.
///
/// A dataset is as large as its largest configuration or as all together: the
/// convention allows both, so the one that agrees is taken.
pub(super) fn size_categories(card: &Artifact, infos: &Artifact) -> Option<Value> {
    let at = Pointer::root().join("size_categories");
    let stated: Vec<String> = match card.value.get("size_categories")? {
        list @ Value::Array(_) => items(&at, Some(list))
            .into_iter()
            .filter_map(|(_, one)| text(Some(one)))
            .collect(),
        one => text(Some(one)).into_iter().collect(),
    };
    if stated.is_empty() || stated.iter().any(|category| !is_category(category)) {
        return None;
    }
    let rows = rows(&infos.value);
    let sum = rows
        .iter()
        .try_fold(0u64, |sum, rows| sum.checked_add(*rows))?;
    let largest = rows.iter().copied().max()?;
    let agrees = |rows: u64| {
        categories(rows)
            .into_iter()
            .any(|category| stated.iter().any(|s| s == category))
    };
    let rows = if !agrees(sum) && agrees(largest) {
        largest
    } else {
        sum
    };
    let fitting = categories(rows);
    let expected = fitting
        .iter()
        .find(|category| stated.iter().any(|s| s == *category));
    Some(json!({
        "at": at.as_str(),
        "stated": stated,
        "expected": expected.or(fitting.first())?,
        "rows": rows,
        "source": {"path": infos.path.as_str(), "root": infos.root.as_str(), "at": ""},
    }))
}

/// The rows of each configuration.
fn rows(infos: &Value) -> Vec<u64> {
    let configs = infos.as_object().into_iter().flat_map(Map::values);
    configs
        .filter_map(|config| {
            let splits = config.get("splits")?.as_object()?;
            let rows = splits
                .values()
                .filter_map(|split| split.get("num_examples")?.as_u64());
            let rows = rows.fold(0u64, u64::saturating_add);
            (rows > 0).then_some(rows)
        })
        .collect()
}

const CATEGORIES: &[(&str, u64)] = &[
    ("n<1K", 1_000),
    ("1K<n<10K", 10_000),
    ("10K<n<100K", 100_000),
    ("100K<n<1M", 1_000_000),
    ("1M<n<10M", 10_000_000),
    ("10M<n<100M", 100_000_000),
    ("100M<n<1B", 1_000_000_000),
    ("1B<n<10B", 10_000_000_000),
    ("10B<n<100B", 100_000_000_000),
    ("100B<n<1T", 1_000_000_000_000),
    ("n>1T", u64::MAX),
];

fn is_category(text: &str) -> bool {
    CATEGORIES.iter().any(|(name, _)| *name == text)
}

/// The category of `rows`; both neighbours of a bound, which belongs to neither.
fn categories(rows: u64) -> Vec<&'static str> {
    let first = CATEGORIES
        .iter()
        .position(|(_, end)| rows <= *end)
        .unwrap_or_default();
    let on_bound = CATEGORIES.get(first).is_some_and(|(_, end)| *end == rows);
    let names = CATEGORIES
        .iter()
        .skip(first)
        .take(if on_bound { 2 } else { 1 });
    names.map(|(name, _)| *name).collect()
}
