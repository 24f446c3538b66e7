//! Real outputs: each is imported, and its copies are held against it by the gate.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::{raigate, support};

/// The families of the corpus that hold sources, the ending of these, and what they fill.
const FAMILIES: [(&str, &str, &str); 13] = [
    ("eval-results-eee", ".json", "eval-result"),
    ("garak", ".jsonl", "safety-test-log"),
    ("dvc", "metrics.json", "eval-result"),
    ("timm-results-csv", ".csv", "eval-result"),
    ("fairness-aequitas", ".csv", "fairness-report"),
    ("inspect-logs", ".json", "eval-result"),
    ("omz-models", ".yml", "eval-result"),
    ("timm-model-index", ".mdx", "model-card"),
    ("model-card-toolkit", ".json", "model-card"),
    ("hf-model-cards", ".md", "model-manifest"),
    ("hf-dataset-cards", ".md", "datasheet"),
    ("croissant", ".json", "datasheet"),
    ("azureml-models", "MLmodel", "model-manifest"),
];

/// As many files of a family as are imported, and as many as are tried for that.
const IMPORTED: usize = 3;
const TRIED: usize = 16;

#[test]
fn what_is_imported_from_real_files_is_read_again_and_equals_them() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let (_guard, folder) = support::folder();
    let mut imported = BTreeMap::new();
    for (family, ending, kind) in FAMILIES {
        let mut files = Vec::new();
        gather(&corpus.join(family), ending, &mut files);
        let step = (files.len() / TRIED).max(1);
        for file in files.iter().step_by(step).take(TRIED) {
            let count = imported.entry(family).or_insert(0);
            if *count == IMPORTED {
                break;
            }
            let inside = file.strip_prefix(&corpus).unwrap();
            let copy = format!("src/{inside}");
            support::write(&folder, &copy, std::fs::read(file).unwrap());
            let output = format!("rai/{kind}/{family}-{count}.{}", format_of(kind));
            let args = ["import", &copy, "--as", kind, "-o", &output];
            let (mut code, said) = raigate(&folder, &args);
            // Of many models, the first.
            if let Some((_, names)) = said.split_once("models: ") {
                let name = names.split([',', '\n']).next().unwrap();
                let args = [&args[..], &["--model", name]].concat();
                (code, _) = raigate(&folder, &args);
            }
            assert!(!said.contains("foreseen"), "{copy}: {said}");
            *count += usize::from(code == 0);
        }
    }
    assert!(imported.values().all(|count| *count > 0), "{imported:?}");
    let report = support::check(&folder);
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let of_copies = report.findings.iter().filter(|finding| {
        let rule = finding.rule.to_string();
        let is_ours = finding.location.path.starts_with("rai") && rule == "artifact/unparsable";
        is_ours || rule.ends_with("-source")
    });
    let wrong: Vec<String> = of_copies
        .map(|it| format!("{}: {}", it.location.path, it.message))
        .collect();
    assert_eq!(wrong, [] as [String; 0]);
}

fn format_of(kind: &str) -> &'static str {
    if ["model-card", "datasheet"].contains(&kind) {
        "md"
    } else {
        "yaml"
    }
}

/// Collects the files below `folder` whose names end so, sorted.
fn gather(folder: &Utf8Path, ending: &str, found: &mut Vec<Utf8PathBuf>) {
    let mut entries: Vec<_> = folder
        .read_dir_utf8()
        .unwrap()
        .map(Result::unwrap)
        .collect();
    entries.sort_by(|one, other| one.path().cmp(other.path()));
    for entry in entries {
        if entry.path().is_dir() {
            gather(entry.path(), ending, found);
        } else if entry.file_name().ends_with(ending) {
            found.push(entry.into_path());
        }
    }
}
