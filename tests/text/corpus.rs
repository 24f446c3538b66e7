//! Lists what the detectors find in the corpus, for reading by hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use raigate::artifact::Artifact;
use raigate::glossary::{Format, Kind, Standard};
use raigate::interpret::text;
use raigate::span::LineIndex;
use rayon::prelude::*;

use super::{artifact, range, said};

/// Where the corpus lies; `None`, loudly, where it does not.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = std::env::var_os("RAIGATE_CORPUS").map_or(beside, PathBuf::from);
    if !found.is_dir() {
        eprintln!("SKIPPED: no corpus at {}", found.display());
        return None;
    }
    Some(found)
}

fn files_below(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn corpus_artifacts(root: &Path) -> Vec<Artifact> {
    let mut files = Vec::new();
    files_below(root, &mut files);
    // All of it takes minutes without optimisation; a tenth shows a slip as well.
    let every = if std::env::var_os("RAIGATE_WHOLE_CORPUS").is_some() {
        1
    } else {
        10
    };
    files
        .iter()
        .step_by(every)
        .filter_map(|file| {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap();
            let format = Format::of_path(path.into())?;
            let bytes = std::fs::read(file).unwrap();
            let kind = match (format, path.starts_with("hf-dataset-cards")) {
                (Format::Markdown, true) => Kind::Datasheet,
                (Format::Markdown, false) => Kind::ModelCard,
                _ => Kind::EvalResult,
            };
            Some(artifact(path, kind, Standard::PlainCard, &bytes))
        })
        .collect()
}

#[test]
fn every_hit_in_the_corpus_is_listed_with_its_line() {
    let Some(root) = corpus() else { return };
    let artifacts = corpus_artifacts(&root);
    let mut table = String::new();
    let said = artifacts.par_iter().map(said);
    let (facts, shingles): (Vec<_>, Vec<_>) = said.map(|said| (said.facts, said.shingles)).unzip();
    for (one, facts) in artifacts.iter().zip(facts) {
        let lines = LineIndex::new(&one.text);
        for (name, list) in facts {
            for fact in list.as_array().unwrap() {
                let at = fact["at"].as_str().unwrap();
                let (position, around) = shown(&one.text, &lines, at);
                let _ = writeln!(table, "{name}\t{}:{position}\t{fact}\t{around}", one.path);
            }
        }
    }
    for (index, list) in text::similar(
        &artifacts,
        &shingles.iter().map(Option::as_ref).collect::<Vec<_>>(),
        &vec![true; artifacts.len()],
    ) {
        for fact in list.as_array().unwrap() {
            let _ = writeln!(table, "similar\t{}\t{fact}\t", artifacts[index].path);
        }
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("text-hits.tsv");
    std::fs::write(&target, table).unwrap();
    eprintln!(
        "{} artifacts, hits in {}",
        artifacts.len(),
        target.display()
    );
}

fn shown(text: &str, lines: &LineIndex, at: &str) -> (String, String) {
    let Some(span) = range(at) else {
        return (at.to_owned(), String::new());
    };
    assert!(
        text.get(span.start..span.end).is_some(),
        "{at} is no range of the text"
    );
    let position = lines.position(text, span.start);
    let mut from = span.start.saturating_sub(100);
    let mut to = (span.end + 100).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let around = format!(
        "{}«{}»{}",
        &text[from..span.start],
        span.slice(text),
        &text[span.end..to]
    );
    (
        format!("{}:{}", position.line, position.column),
        around.replace(['\n', '\t', '\r'], "⏎"),
    )
}
