//! What is understood of real files, beside what others found in them.

use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;
use raigate::artifact::Evidence;
use raigate::discover::EvidenceFile;
use raigate::glossary::{Format, Kind, Standard};
use raigate::{interpret, parse};
use serde_json::{Value, json};

use super::{configuration, read};

/// Returns a folder of the corpus; says so and returns nothing where there is none.
#[expect(clippy::disallowed_methods, reason = "a test finds its own data")]
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn corpus(family: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let root = std::env::var("RAIGATE_CORPUS").map_or(beside, PathBuf::from);
    let folder = root.join(family);
    if !folder.is_dir() {
        eprintln!(
            "SKIPPED: no corpus at {}; set RAIGATE_CORPUS",
            folder.display()
        );
    }
    folder.is_dir().then_some(folder)
}

/// Understands files, each given with its kind, standard and text.
pub(crate) fn understand(files: Vec<(String, Kind, Standard, String)>) -> Evidence {
    let files = files.into_iter().map(|(path, kind, standard, text)| {
        let path = Utf8PathBuf::from(path);
        let format = Format::of_path(&path).expect("the path has a known format");
        let document = parse::document(format, text.as_bytes());
        let bytes = Ok(text.into_bytes());
        let (kind_is_configured, system) = (false, None);
        (
            EvidenceFile {
                path,
                bytes,
                kind,
                standard,
                kind_is_configured,
                system,
                model: None,
                dataset: None,
            },
            document,
        )
    });
    interpret::evidence(files.collect(), &[], &configuration("version = 1\n"))
}

#[test]
fn sizes_of_real_dataset_cards_agree_with_what_was_counted() {
    let Some(folder) = corpus("hf-dataset-cards") else {
        return;
    };
    let oracle: Value = serde_json::from_str(&read(&folder.join("expected-consistency.json")))
        .expect("the oracle is JSON");
    let oracle = oracle["files"].as_object().expect("one entry a card");
    let mut files = Vec::new();
    for name in oracle.keys() {
        let card = read(&folder.join(name).join("README.md"));
        // The size stands in the front matter; reading all text would only take time.
        let end = card
            .match_indices("\n---")
            .next()
            .map_or(card.len(), |(at, _)| at + 5);
        let front_matter = card[..end.min(card.len())].to_owned();
        let standard = Standard::HuggingFaceDatasetCard;
        files.push((
            format!("{name}/README.md"),
            Kind::Datasheet,
            standard,
            front_matter,
        ));
        let infos = read(&folder.join(name).join("dataset_infos.json"));
        let standard = Standard::DatasetInfos;
        files.push((
            format!("{name}/dataset_infos.json"),
            Kind::DataStatistics,
            standard,
            infos,
        ));
    }
    let mut differences = Vec::new();
    let found = understand(files);
    for artifact in found
        .artifacts
        .iter()
        .filter(|artifact| artifact.kind == Kind::Datasheet)
    {
        let name = artifact
            .path
            .parent()
            .expect("each card has a folder")
            .as_str();
        let consistent = artifact.facts.get("size_categories").map(|size| {
            let stated = size["stated"].as_array().expect("a list");
            stated.contains(&size["expected"])
        });
        if oracle[name]["size_category_consistent"] != json!(consistent) {
            differences.push(format!("{name}: {consistent:?}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn numbers_of_real_model_pages_are_read_as_written_and_matched_with_no_guess() {
    let Some(folder) = corpus("timm-model-index") else {
        return;
    };
    let oracle: Value =
        serde_json::from_str(&read(&folder.join("expected.json"))).expect("the oracle is JSON");
    let pages = oracle["files"].as_object().expect("one entry a page");
    let page = |path: &String| {
        let text = read(&folder.join(path));
        (
            path.clone(),
            Kind::ModelCard,
            Standard::ModelIndexComment,
            text,
        )
    };
    let mut files: Vec<_> = pages.keys().map(page).collect();
    // The measured names carry a tag that the pages leave out.
    let models = pages
        .values()
        .filter_map(|page| page["models"].as_array())
        .flatten();
    for (index, model) in models
        .filter(|model| model["nearest_csv_name"].is_string())
        .enumerate()
    {
        let value = &model["nearest_csv_top1"];
        let text = json!({"model": {"name": model["nearest_csv_name"]}, "dataset": {"name": "ImageNet"},
            "metrics": [{"type": "top1", "value": value, "unit": "percent"}]});
        let path = format!("models/rai/eval/results/{index}.json");
        files.push((path, Kind::EvalResult, Standard::Native, text.to_string()));
    }
    let found = understand(files);
    for artifact in found
        .artifacts
        .iter()
        .filter(|artifact| artifact.kind == Kind::ModelCard)
    {
        let claims = artifact.facts.get("claims").and_then(Value::as_array);
        let top1 = claims
            .into_iter()
            .flatten()
            .filter(|claim| claim["metric"] == "accuracy");
        let top1: Vec<_> = top1
            .map(|claim| json!([claim["model"], claim["text"]]))
            .collect();
        let models = pages[artifact.path.as_str()]["models"].as_array();
        let models = models
            .into_iter()
            .flatten()
            .map(|model| json!([model["name"], model["card_top1"]]));
        assert_eq!(top1, models.collect::<Vec<_>>(), "{}", artifact.path);
        for claim in claims.into_iter().flatten() {
            assert_eq!(claim.get("matches"), None, "{}: {claim}", artifact.path);
        }
    }
}
