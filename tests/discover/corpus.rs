//! What is recognised in real files, family by family.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::config::Config;
use raigate::discover;
use raigate::git::{Snapshot, Source};

/// What each family of the corpus holds, by standard: (family, files, [(standard and kind, count)]).
const CORPUS: [(&str, &[(&str, usize)]); 15] = [
    (
        "aiverify",
        &[
            ("ai-verify fairness-report", 3),
            ("ai-verify launch-checklist", 12),
        ],
    ),
    (
        "azureml-models",
        &[
            ("azure-ml model-manifest", 210),
            ("mlmodel model-manifest", 72),
            ("plain-card model-card", 210),
        ],
    ),
    ("croissant", &[("croissant datasheet", 60)]),
    ("cyclonedx", &[("cyclonedx model-card", 3)]),
    (
        "eval-results-eee",
        &[
            ("every-eval-ever eval-result", 2),
            ("helm eval-result", 2),
            ("inspect eval-result", 5),
            ("lm-eval eval-result", 1),
        ],
    ),
    ("dvc", &[("metrics-file eval-result", 1)]),
    ("fairness-aequitas", &[("results-table fairness-report", 4)]),
    ("garak", &[("garak safety-test-log", 1)]),
    (
        "hf-dataset-cards",
        &[
            ("dataset-infos data-statistics", 252),
            ("hugging-face-dataset-card datasheet", 382),
        ],
    ),
    ("inspect-logs", &[("inspect eval-result", 13)]),
    (
        "model-card-toolkit",
        &[("model-card-toolkit model-card", 3)],
    ),
    ("model-signing", &[("model-signing model-signature", 1)]),
    (
        "omz-models",
        &[
            ("accuracy-check eval-result", 126),
            ("open-model-zoo model-manifest", 139),
        ],
    ),
    (
        "timm-model-index",
        &[("model-index-comment model-card", 32)],
    ),
    ("timm-results-csv", &[("results-table eval-result", 5)]),
];

#[test]
fn the_corpus_is_recognised_family_by_family() {
    let beside = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let named = std::env::var_os("RAIGATE_CORPUS").and_then(|it| it.into_string().ok());
    let corpus = named.map_or(beside, Utf8PathBuf::from);
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no corpus; name its folder in RAIGATE_CORPUS");
        return;
    }
    for (family, expected) in CORPUS {
        let source = Source::open(&corpus.join(family), &Snapshot::WorkTree).unwrap();
        let found = discover::evidence(&source, &Config::default()).unwrap();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for file in &found.files {
            *counts
                .entry(format!("{} {}", file.standard, file.kind))
                .or_default() += 1;
        }
        let counts: Vec<(&str, usize)> = counts
            .iter()
            .map(|(name, count)| (name.as_str(), *count))
            .collect();
        assert_eq!(counts, expected, "{family}");
    }
}
