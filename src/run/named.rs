//! Asks the files that artifacts name what has to be known of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use md5::Md5;
use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::digest::DynDigest;
use sha2::{Sha256, Sha384, Sha512};

use crate::artifact::Evidence;
use crate::discover::{self, EvidenceFile};
use crate::engine::hash::hex;
use crate::git::{EntryKind, ReadError, Source};
use crate::glossary::{Format, Kind};
use crate::interpret::named::{Algorithm, Answer, Answers, Question, Tracked, dvc};
use crate::interpret::{self, Alone};
use crate::parse;
use crate::span::Pointer;

/// Values of a larger file are not looked at.
const LIMIT_BYTES: u64 = 64 << 20;
/// A pointer of Git LFS is smaller, and so is what DVC writes.
const POINTER_BYTES: usize = 1024;
const LOCK_BYTES: u64 = 16 << 20;

/// Answers what `files` ask; each file is read once, however many name it.
pub(super) fn answers(source: &Source, files: &[Alone]) -> Answers {
    let mut questions: BTreeMap<Utf8PathBuf, Question> = BTreeMap::new();
    for (path, asked) in files.iter().flat_map(Alone::questions) {
        let question = questions.entry(path).or_default();
        question.algorithms.extend(asked.algorithms);
        question.places.extend(asked.places);
        question.is_data |= asked.is_data;
    }
    if questions.is_empty() {
        return Answers::default();
    }
    let tracked = tracked(source, &questions);
    for (path, question) in &mut questions {
        let by_dvc = tracked.get(path).into_iter().flatten();
        for tracked in by_dvc {
            question.algorithms.insert(Algorithm::Md5);
            if tracked.is_of_text {
                question.algorithms.insert(Algorithm::Md5OfText);
            }
        }
    }
    // Of what is only named, being there is no question.
    questions.retain(|path, question| {
        !question.algorithms.is_empty() || !question.places.is_empty() || tracked.contains_key(path)
    });
    let answered = questions
        .par_iter()
        .map(|(path, question)| (path.clone(), answer(source, path, question)));
    Answers {
        files: answered.collect(),
        tracked,
    }
}

/// Says of which signatures only the digests were looked at.
pub(super) fn unverified(evidence: &Evidence) -> Option<String> {
    let artifacts = evidence.artifacts.iter();
    let count = artifacts
        .filter(|artifact| artifact.kind == Kind::ModelSignature)
        .count();
    let (are, they) = match count {
        0 => return None,
        1 => ("1 signature of a model was".to_owned(), "it is"),
        count => (format!("{count} signatures of models were"), "they are"),
    };
    Some(format!(
        "{are} read for the digests of its files; whether {they} genuine is for `model_signing \
         verify`"
    ))
}

/// Returns what DVC says of the data that is named.
fn tracked(
    source: &Source,
    questions: &BTreeMap<Utf8PathBuf, Question>,
) -> BTreeMap<Utf8PathBuf, Vec<Tracked>> {
    let of_data = questions.iter().filter(|(_, question)| question.is_data);
    let places: BTreeSet<Utf8PathBuf> = of_data.flat_map(|(path, _)| dvc::places(path)).collect();
    let mut tracked: BTreeMap<Utf8PathBuf, Vec<Tracked>> = BTreeMap::new();
    for place in places {
        let Ok(bytes) = source.read(&place, LOCK_BYTES) else {
            continue;
        };
        for (path, one) in dvc::read(&place, &bytes) {
            if questions.contains_key(&path) {
                tracked.entry(path).or_default().push(one);
            }
        }
    }
    tracked
}

fn answer(source: &Source, path: &Utf8Path, question: &Question) -> Result<Answer, ReadError> {
    let target = match source.target(path) {
        Err(ReadError::NotAFile("folder")) if question.is_data => {
            return folder(source, path, question);
        }
        target => target?,
    };
    let mut answer = Answer {
        target,
        ..Answer::default()
    };
    if !question.algorithms.is_empty() {
        digest(source, path, question, &mut answer)?;
    }
    if !question.places.is_empty() && answer.lfs.is_none() {
        match source.read(path, LIMIT_BYTES) {
            Ok(bytes) => look(path, bytes, question, &mut answer),
            Err(error @ ReadError::TooLarge { .. }) => answer.unread = Some(error.to_string()),
            Err(error) => return Err(error),
        }
    }
    Ok(answer)
}

/// Takes the digests of a file, piece by piece.
fn digest(
    source: &Source,
    path: &Utf8Path,
    question: &Question,
    answer: &mut Answer,
) -> Result<(), ReadError> {
    let mut hashes: Vec<(Algorithm, Box<dyn DynDigest>)> = question
        .algorithms
        .iter()
        .map(|algorithm| (*algorithm, hash(*algorithm)))
        .collect();
    let mut head = Vec::new();
    let mut ends_in_cr = false;
    let size = source.stream(path, &mut |piece| {
        let room = POINTER_BYTES.saturating_sub(head.len()).min(piece.len());
        head.extend_from_slice(piece.get(..room).unwrap_or_default());
        for (algorithm, hash) in &mut hashes {
            if *algorithm == Algorithm::Md5OfText {
                unix(piece, &mut ends_in_cr, &mut |part| hash.update(part));
            } else {
                hash.update(piece);
            }
        }
    })?;
    if size < POINTER_BYTES as u64
        && let Some(oid) = lfs(&head)
    {
        answer.lfs = Some(oid);
        return Ok(());
    }
    for (algorithm, mut hash) in hashes {
        if ends_in_cr && algorithm == Algorithm::Md5OfText {
            hash.update(b"\r");
        }
        answer
            .digests
            .insert(algorithm, hex(&hash.finalize_reset()));
    }
    Ok(())
}

pub(super) fn hash(algorithm: Algorithm) -> Box<dyn DynDigest> {
    match algorithm {
        Algorithm::Md5 | Algorithm::Md5OfText => Box::<Md5>::default(),
        Algorithm::Sha256 => Box::<Sha256>::default(),
        Algorithm::Sha384 => Box::<Sha384>::default(),
        Algorithm::Sha512 => Box::<Sha512>::default(),
    }
}

/// Hands on a text whose lines end in LF; a CR at the end of a piece waits for the next.
fn unix(piece: &[u8], ends_in_cr: &mut bool, take: &mut dyn FnMut(&[u8])) {
    let mut rest = piece;
    if *ends_in_cr && !piece.is_empty() {
        if piece.first() != Some(&b'\n') {
            take(b"\r");
        }
        *ends_in_cr = false;
    }
    while let Some(at) = rest.iter().position(|byte| *byte == b'\r') {
        let (before, after) = rest.split_at(at);
        take(before);
        match after.get(1) {
            None => {
                *ends_in_cr = true;
                return;
            }
            Some(b'\n') => {}
            Some(_) => take(b"\r"),
        }
        rest = after.get(1..).unwrap_or_default();
    }
    take(rest);
}

/// Reads the digest of a pointer of Git LFS.
fn lfs(head: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(head).ok()?;
    if !text.starts_with(discover::LFS_POINTER) {
        return None;
    }
    let oid = text.lines().find_map(|line| line.strip_prefix("oid "))?;
    let (algorithm, hex) = Algorithm::read(oid)?;
    (algorithm == Algorithm::Sha256).then_some(hex)
}

/// Takes the digest that DVC gives a folder: that of the list of its files.
fn folder(source: &Source, path: &Utf8Path, question: &Question) -> Result<Answer, ReadError> {
    let mut answer = Answer {
        target: path.to_owned(),
        ..Answer::default()
    };
    if !question.algorithms.contains(&Algorithm::Md5) {
        return Err(ReadError::NotAFile("folder"));
    }
    let unreadable = |error: crate::git::SourceError| ReadError::Unreadable(error.to_string());
    let entries = source.entries().map_err(unreadable)?;
    let inside = entries.iter().filter(|entry| entry.path.starts_with(path));
    let inside: Vec<_> = inside
        .filter(|entry| entry.kind == EntryKind::File)
        .collect();
    let listed = |algorithm: Algorithm| -> Result<String, ReadError> {
        let one = |entry: &&crate::git::Entry| {
            let question = Question {
                algorithms: BTreeSet::from([algorithm]),
                ..Question::default()
            };
            let mut answer = Answer::default();
            digest(source, &entry.path, &question, &mut answer)?;
            let relative = entry.path.strip_prefix(path).unwrap_or(&entry.path);
            let md5 = answer.digests.remove(&algorithm).unwrap_or_default();
            Ok((relative.as_str().to_owned(), md5))
        };
        let mut list: Vec<(String, String)> = inside
            .par_iter()
            .map(one)
            .collect::<Result<_, ReadError>>()?;
        list.sort();
        let mut hash = hash(Algorithm::Md5);
        hash.update(json_of(&list).as_bytes());
        Ok(format!("{}.dir", hex(&hash.finalize_reset())))
    };
    for algorithm in question.algorithms.iter().copied() {
        if matches!(algorithm, Algorithm::Md5 | Algorithm::Md5OfText) {
            answer.digests.insert(algorithm, listed(algorithm)?);
        }
    }
    Ok(answer)
}

/// Writes the list of a folder as DVC does, byte by byte: `json.dumps` of Python.
fn json_of(list: &[(String, String)]) -> String {
    let quoted = |text: &str| {
        let mut ascii = String::new();
        for c in Value::from(text).to_string().chars() {
            if c.is_ascii() {
                ascii.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
        ascii
    };
    let items: Vec<String> = list
        .iter()
        .map(|(path, md5)| format!("{{\"md5\": \"{md5}\", \"relpath\": {}}}", quoted(path)))
        .collect();
    format!("[{}]", items.join(", "))
}

/// Looks up the values that were copied, as the gate reads the file.
fn look(path: &Utf8Path, bytes: Vec<u8>, question: &Question, answer: &mut Answer) {
    if bytes.len() < POINTER_BYTES
        && let Some(oid) = lfs(&bytes)
    {
        answer.lfs = Some(oid);
        return;
    }
    let Some(format) = Format::of_path(path) else {
        answer.unread = Some("is read as no format".to_owned());
        return;
    };
    let document = parse::document(format, &bytes);
    if let Some(fault) = document.faults.first().filter(|_| document.value.is_null()) {
        answer.unread = Some(fault.message.clone());
        return;
    }
    for place in &question.places {
        if let Some(value) = place.resolve(&document.value) {
            answer.values.insert(place.clone(), value.clone());
        }
    }
    answer.text = Arc::clone(&document.text);
    let expected = Some(crate::glossary::Kind::EvalResult);
    let Some((kind, standard)) = discover::recognise(path, &bytes, expected) else {
        return;
    };
    let file = EvidenceFile::recognised(path.to_owned(), bytes, kind, standard);
    look_at_results(interpret::alone(&file, document), question, answer);
}

/// Looks up what was copied of results and trials, and how many data sets and models there are.
fn look_at_results(mut alone: interpret::Alone, question: &Question, answer: &mut Answer) {
    let (mut datasets, mut models) = (BTreeSet::new(), BTreeSet::new());
    for artifact in alone.artifacts_mut() {
        let trials = artifact.facts.get("trials").and_then(Value::as_array);
        for trial in trials.into_iter().flatten() {
            let at = trial.get("at").and_then(Value::as_str);
            let at = at.and_then(Pointer::parse);
            let at = at.map(|at| artifact.root.concat(&at));
            if let Some(at) = at.filter(|at| question.places.contains(at)) {
                answer.trials.insert(at, trial.clone());
            }
        }
        let results = artifact.facts.get("results").and_then(Value::as_array);
        for result in results.into_iter().flatten() {
            let at = result.get("at").and_then(Value::as_str);
            let at = at.and_then(Pointer::parse);
            let at = at.map(|at| artifact.root.concat(&at));
            let name = result.pointer("/dataset/name").and_then(Value::as_str);
            datasets.extend(name.map(str::to_owned));
            let name = result.get("model").and_then(Value::as_str);
            models.extend(name.map(str::to_owned));
            if let Some(at) = at.filter(|at| question.places.contains(at)) {
                answer.results.entry(at).or_default().push(seen(result));
            }
        }
    }
    answer.datasets = datasets.len();
    answer.models = models.len();
}

/// Keeps of a result what its copy is held against.
fn seen(result: &Value) -> Value {
    let part = |key: &str| result.get(key).cloned();
    json!({
        "metric": part("metric"),
        "value": part("value"),
        "unit": part("unit"),
        "slice": part("slice"),
        "dataset": part("dataset"),
        "model": part("model"),
    })
}
