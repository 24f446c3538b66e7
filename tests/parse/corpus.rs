//! Reads every file of the corpus, where there is one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use raigate::glossary::Format;
use raigate::parse;

use crate::check_places;

/// The files that are not what they claim, each with what is wrong with it.
const BROKEN: &[(&str, &str)] = &[];

#[test]
fn every_file_of_the_corpus_is_read_and_only_the_broken_are_at_fault() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut found = BTreeMap::new();
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
        for fault in document.faults {
            let lines = raigate::span::LineIndex::new(&document.text);
            let position = lines.position(&document.text, fault.span.start);
            let place = format!("{name}:{}:{}", position.line, position.column);
            found.insert(place, (fault.rule, fault.message));
        }
    }
    for (place, (rule, message)) in &found {
        println!("{place} {rule} {message}");
    }
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
