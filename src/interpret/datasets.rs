//! `dataset_infos.json`, and the size a dataset card states beside one.

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::artifact::Artifact;
use crate::span::Pointer;

/// Reads the name that the loader gives the dataset, and its columns.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let configs = script.artifact.value.as_object();
    for (key, config) in configs.into_iter().flatten() {
        let at = Pointer::root().join(key).join("features");
        let features = config.get("features").and_then(Value::as_object);
        for name in features.into_iter().flat_map(Map::keys) {
            reading.has_column(name, &at.join(name));
        }
        if let Some(name) = text(config.get("builder_name")) {
            reading.describes(&name);
        }
    }
}

/// Returns the columns that `infos` counts beside a `card` that lists none itself.
pub(super) fn columns(card: &Artifact, infos: &Artifact) -> Vec<Value> {
    let list = |artifact: &Artifact| {
        let columns = artifact.facts.get("columns").and_then(Value::as_array);
        columns.cloned().unwrap_or_default()
    };
    let own = list(card);
    if !own.is_empty() {
        return own;
    }
    let mut columns = list(infos);
    for column in columns.iter_mut().filter_map(Value::as_object_mut) {
        column.insert("path".to_owned(), infos.path.as_str().into());
        column.insert("root".to_owned(), infos.root.as_str().into());
    }
    columns
}

/// Compares the `size_categories` of `card` with the rows that `infos` counts.
///
/// A dataset is as large as its largest configuration or as all together: the
/// convention allows both, so the one that agrees is taken.
pub(super) fn size_categories(card: &Artifact, infos: &Artifact) -> Option<Value> {
    let list_at = Pointer::root().join("size_categories");
    let stated = card.value.get("size_categories")?;
    let mut all = items(&list_at, Some(stated));
    if !stated.is_array() {
        all.push((list_at.clone(), stated));
    }
    let names: Option<Vec<&str>> = all.iter().map(|(_, one)| one.as_str()).collect();
    let names = names.filter(|names| names.iter().all(|name| is_category(name)))?;
    let at = match all.as_slice() {
        [] => return None,
        [(at, _)] => at,
        _ => &list_at,
    };
    let configs = rows(&infos.value);
    let sum = configs
        .iter()
        .try_fold(0u64, |sum, (_, rows)| sum.checked_add(*rows))?;
    let (largest_at, largest) = configs.iter().max_by_key(|(_, rows)| *rows)?;
    let agrees = |rows: u64| {
        categories(rows)
            .into_iter()
            .any(|category| names.contains(&category))
    };
    let rows = if !agrees(sum) && agrees(*largest) {
        *largest
    } else {
        sum
    };
    let fitting = categories(rows);
    let expected = fitting.iter().find(|category| names.contains(category));
    let counted_at = if configs.len() == 1 {
        largest_at.as_str()
    } else {
        ""
    };
    Some(json!({
        "at": at.as_str(),
        "stated": names,
        "expected": expected.or(fitting.first())?,
        "rows": rows,
        "source": {"path": infos.path.as_str(), "root": infos.root.as_str(), "at": counted_at},
    }))
}

/// The rows of each configuration, and the place that counts them.
fn rows(infos: &Value) -> Vec<(Pointer, u64)> {
    let configs = infos.as_object().into_iter().flatten();
    configs
        .filter_map(|(name, config)| {
            let at = Pointer::root().join(name).join("splits");
            let splits = config.get("splits")?.as_object()?;
            let counts = splits
                .values()
                .filter_map(|split| split.get("num_examples")?.as_u64());
            let rows = counts.fold(0u64, u64::saturating_add);
            let only = splits.keys().next().filter(|_| splits.len() == 1);
            let at = only.map_or(at.clone(), |split| at.join(split).join("num_examples"));
            (rows > 0).then_some((at, rows))
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
