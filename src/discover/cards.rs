//! Tells a model card from a dataset card, and both from any other page with front matter.

use camino::Utf8Path;

use crate::discover::Recognised;
use crate::glossary::{Kind, Standard};

/// Keys that only a dataset card has.
const OF_DATASETS: [&str; 14] = [
    "annotations_creators",
    "configs",
    "dataset_info",
    "language_creators",
    "language_bcp47",
    "multilinguality",
    "pretty_name",
    "size_categories",
    "source_datasets",
    "task_categories",
    "task_ids",
    "train-eval-index",
    "viewer",
    "paperswithcode_id",
];

/// Keys that only a model card has.
const OF_MODELS: [&str; 12] = [
    "base_model",
    "base_model_relation",
    "co2_eq_emissions",
    "datasets",
    "inference",
    "library_name",
    "metrics",
    "model-index",
    "model_name",
    "model_type",
    "pipeline_tag",
    "widget",
];

/// Keys that no other page of the world has, whatever its name.
const UNMISTAKABLE: [&str; 6] = [
    "annotations_creators",
    "dataset_info",
    "model-index",
    "pipeline_tag",
    "size_categories",
    "task_categories",
];

/// Keys of the pages of site generators, and of the demos of the same hub.
const OF_OTHERS: [&str; 13] = [
    "app_file",
    "colorFrom",
    "sdk",
    "layout",
    "date",
    "slug",
    "sidebar_position",
    "permalink",
    "weight",
    "draft",
    "author",
    "authors",
    "categories",
];

/// What lies beside a file.
#[derive(Clone, Copy)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own about one folder"
)]
pub(super) struct Neighbours<'p> {
    pub(super) path: &'p Utf8Path,
    pub(super) has_weights: bool,
    pub(super) has_data: bool,
    /// Whether its folder is the root of a declared system.
    pub(super) is_in_root: bool,
    /// Whether its folder is a model asset of Azure Machine Learning.
    pub(super) is_in_asset: bool,
}

/// Returns the kind of card whose front matter has these keys.
pub(super) fn recognise(keys: &[&str], near: &Neighbours<'_>) -> Option<Recognised> {
    let has = |key: &&str| keys.contains(key);
    let count = |list: &[&str]| list.iter().filter(|key| has(key)).count();
    let is_readme = near
        .path
        .file_stem()
        .is_some_and(|it| it.eq_ignore_ascii_case("readme"));
    let (datasets, models) = (count(&OF_DATASETS), count(&OF_MODELS));
    if !(is_readme || UNMISTAKABLE.iter().any(has)) {
        return None;
    }
    if count(&OF_OTHERS) > 0 && !UNMISTAKABLE.iter().any(has) {
        return None;
    }
    let of_dataset = if datasets == models {
        if datasets == 0 && !is_bare_card(keys, near) {
            return None;
        }
        is_beside_data(near)
    } else {
        datasets > models
    };
    Some(if of_dataset {
        Recognised::new(Kind::Datasheet, Standard::HuggingFaceDatasetCard)
    } else {
        Recognised::new(Kind::ModelCard, Standard::HuggingFaceModelCard)
    })
}

/// Returns whether so little front matter still is that of a card.
fn is_bare_card(keys: &[&str], near: &Neighbours<'_>) -> bool {
    let has = |key: &str| keys.contains(&key);
    let described = has("license") && (has("language") || has("tags"));
    let beside = near.has_weights || near.has_data;
    described && !has("title") || beside && (has("license") || has("tags") || has("language"))
}

fn is_beside_data(near: &Neighbours<'_>) -> bool {
    let in_data = near
        .path
        .components()
        .any(|step| matches!(step.as_str(), "datasets" | "data"));
    !near.has_weights && (near.has_data || in_data)
}
