//! Tells of records that are kept elsewhere whether the copy they name is here, and is that one.

use std::io::Read;

use camino::Utf8Path;
use serde_json::{Value, json};

use super::binding::{exported, is_decision};
use super::named::hash;
use crate::artifact::{Artifact, Evidence};
use crate::engine::hash::hex;
use crate::git::{Opened, ReadError, Source};
use crate::glossary::Kind;
use crate::interpret::named::Algorithm;

/// Where the digest of a copy is stated.
const DIGEST: &str = "/export/digest";

/// As much of a file is read at once.
const PIECE_BYTES: usize = 64 << 10;

/// Adds the fact `export` to every record that is kept elsewhere. Its `state` is `same` where the
/// copy has the digest that is stated, `differs` where it has another, `undigested` where none is
/// stated, `missing` where there is no such file, `unread` where it cannot be looked at, and
/// `absent` where no copy is named. A copy may lie in the folder of evidence, too.
pub(super) fn add(source: &Source, evidence: &mut Evidence) {
    let records = evidence.artifacts.iter_mut();
    for record in records.filter(|artifact| artifact.kind == Kind::ExternalRecord) {
        let found = look(source, record);
        if let Some((name, fact)) = found.further {
            record.facts.append(name, vec![fact]);
        }
        record.facts.insert("export", found.fact);
    }
    let shared = shared(evidence);
    for (index, place) in shared {
        if let Some(record) = evidence.artifacts.get_mut(index) {
            let mut fact = record.facts.get("export").cloned().unwrap_or_default();
            fact["elsewhere"] = place;
            record.facts.insert("export", fact);
        }
    }
}

/// Returns the decisions whose copy an earlier one has, too, that covers other content: each with
/// the place of that one. By date the earlier, and by path where the day is the same.
fn shared(evidence: &Evidence) -> Vec<(usize, Value)> {
    let artifacts = evidence.artifacts.iter().enumerate();
    let decisions = artifacts
        .filter(|(_, it)| it.kind == Kind::ExternalRecord && is_decision(it))
        .filter_map(|(index, it)| {
            let copy = it
                .value
                .pointer(DIGEST)?
                .as_str()
                .and_then(Algorithm::read)?;
            let content = it.value.get("subject_digest")?.as_str();
            let content = content.and_then(Algorithm::read)?;
            let date = it.value.get("date").and_then(Value::as_str);
            Some((copy, date.unwrap_or_default(), index, content, it))
        });
    let mut decisions: Vec<_> = decisions.collect();
    decisions.sort_by(|one, other| (&one.0, one.1, one.2).cmp(&(&other.0, other.1, other.2)));
    let mut found = Vec::new();
    let mut first: Option<&(_, _, _, _, &Artifact)> = None;
    for one in &decisions {
        match first {
            Some(earlier) if earlier.0 == one.0 => {
                if earlier.3 != one.3 {
                    let place = json!({"path": earlier.4.path, "root": earlier.4.root.as_str()});
                    found.push((one.2, place));
                }
            }
            _ => first = Some(one),
        }
    }
    found
}

/// What is known of a copy.
struct Found {
    fact: Value,
    /// Facts about its digest, where nothing else has told of it.
    further: Option<(&'static str, Value)>,
}

impl From<Value> for Found {
    fn from(fact: Value) -> Self {
        Self {
            fact,
            further: None,
        }
    }
}

fn look(source: &Source, record: &Artifact) -> Found {
    let export = record.value.get("export");
    let text = |key: &str| export.and_then(|export| export.get(key)?.as_str());
    let Some(named) = text("path") else {
        return json!({"state": "absent"}).into();
    };
    let stated = text("digest").and_then(Algorithm::read);
    let places = exported(record);
    if places.is_empty() {
        let why = "leads out of the repository";
        return json!({"state": "missing", "path": named, "why": why}).into();
    }
    for place in &places {
        match source.target(place) {
            Err(ReadError::Missing) => {}
            found => return inside(record, place, found.err(), stated.is_some()).into(),
        }
    }
    for place in &places {
        match source.open_evidence(place) {
            Err(ReadError::Missing) => {}
            found => return outside(place, found, stated.as_ref()),
        }
    }
    json!({"state": "missing", "path": named}).into()
}

/// Tells of a file of the repository, whose digest was compared already.
fn inside(record: &Artifact, path: &Utf8Path, error: Option<ReadError>, is_stated: bool) -> Value {
    let is_said = |fact: &str| {
        let facts = record.facts.get(fact).and_then(Value::as_array);
        facts.into_iter().flatten().any(|one| one["at"] == DIGEST)
    };
    let state = match error {
        Some(error @ ReadError::NotAFile(_)) => {
            return json!({"state": "missing", "path": path, "why": error.to_string()});
        }
        Some(_) => "unread",
        None if !is_stated => "undigested",
        None if is_said("unread_digests") => "unread",
        None if is_said("digest_mismatches") => "differs",
        None => "same",
    };
    json!({"state": state, "path": path})
}

/// Tells of a file in the folder of evidence.
fn outside(
    path: &Utf8Path,
    opened: Result<Opened, ReadError>,
    stated: Option<&(Algorithm, String)>,
) -> Found {
    let Some((algorithm, given)) = stated else {
        return json!({"state": "undigested", "path": path}).into();
    };
    let found = opened.and_then(|opened| digest(opened, *algorithm));
    let name = algorithm.name();
    let (state, further) = match found {
        Ok(hex) if hex == *given => ("same", None),
        Ok(hex) => {
            let other = json!({"digest": format!("{name}:{hex}"), "path": path, "by": "file"});
            let digest = format!("{name}:{given}");
            let fact = json!({"at": DIGEST, "file": path, "digest": digest, "other": other});
            ("differs", Some(("digest_mismatches", fact)))
        }
        Err(error) => {
            let fact = json!({"at": DIGEST, "file": path, "why": error.to_string()});
            ("unread", Some(("unread_digests", fact)))
        }
    };
    Found {
        fact: json!({"state": state, "path": path}),
        further,
    }
}

/// Takes the digest of a file, piece by piece.
fn digest(mut opened: Opened, algorithm: Algorithm) -> Result<String, ReadError> {
    let mut hash = hash(algorithm);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = opened.read(&mut piece);
        let length = read.map_err(|error| ReadError::Unreadable(error.kind().to_string()))?;
        match piece.get(..length) {
            Some(read) if length > 0 => hash.update(read),
            _ => return Ok(hex(&hash.finalize_reset())),
        }
    }
}
