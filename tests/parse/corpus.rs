//! Reads every file of the corpus, where there is one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use raigate::glossary::Format;
use raigate::parse;
use raigate::span::LineIndex;

use crate::check_places;

/// The places that are not what their file claims to be, each read by hand.
const BROKEN: &[(&str, &str)] = &[
    (
        "aiverify/common/schemas/aiverify.testrun.task.schema.json:64:43",
        "comma with nothing after it but `}`",
    ),
    (
        "hf-model-cards/sample_invalid_card_data.md:2:1",
        "front matter is a list, not a mapping of keys to values",
    ),
];

/// The files with learning rates such as `5e-6`, which are text to half of all readers.
const AMBIGUOUS: &[&str] = &[
    "azureml-models/system/phi-3-medium-4k-instruct/spec.yaml",
    "azureml-models/system/phi-3-mini-128k-instruct/spec.yaml",
    "azureml-models/system/phi-3-small-8k-instruct/spec.yaml",
];

#[test]
fn every_file_of_the_corpus_is_read_and_only_the_broken_are_at_fault() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut broken = Vec::new();
    let mut ambiguous = BTreeSet::new();
    for path in files(&corpus) {
        let name = path
            .strip_prefix(&corpus)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let Some(format) = Format::of_path(Utf8Path::new(&name)) else {
            continue;
        };
        let document = parse::document(format, &fs::read(&path).unwrap());
        check_places(format, &document, &name);
        let lines = LineIndex::new(&document.text);
        for fault in document.faults {
            let at = lines.position(&document.text, fault.span.start);
            if fault.rule == "artifact/ambiguous-scalar" {
                ambiguous.insert(name.clone());
            } else {
                broken.push((format!("{name}:{}:{}", at.line, at.column), fault.message));
            }
        }
    }
    let broken: Vec<_> = broken
        .iter()
        .map(|(place, message)| (place.as_str(), message.as_str()))
        .collect();
    assert_eq!(broken, BROKEN);
    assert_eq!(
        ambiguous.iter().map(String::as_str).collect::<Vec<_>>(),
        AMBIGUOUS
    );
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var("RAIGATE_CORPUS").map_or(beside, PathBuf::from);
    if corpus.is_dir() {
        return Some(corpus);
    }
    eprintln!(
        "SKIPPED: no corpus at {}, RAIGATE_CORPUS names one",
        corpus.display()
    );
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
