//! What a launch checklist ticks, and what ticks and closed mitigations name as their evidence.
//!
//! Whether a file or a commit that is named is there, only the repository knows: that is told
//! by the run.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::huggingface::items;
use super::native::{self, Envelope};
use super::references::{plain, tasks};
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind};
use crate::parse::markdown;
use crate::span::Pointer;

/// Adds the facts `items` and `proofs`; the references of `artifacts` are known by then.
pub(super) fn add(artifacts: &mut [Artifact]) {
    for artifact in artifacts {
        let fact = match artifact.kind {
            Kind::LaunchChecklist => ("items", checklist(artifact)),
            Kind::Mitigation => ("proofs", mitigation(artifact)),
            _ => continue,
        };
        artifact.facts.append(fact.0, fact.1);
    }
}

fn mitigation(artifact: &Artifact) -> Vec<Value> {
    let envelope = native::envelope(artifact);
    let named = envelope.and_then(|envelope| {
        let (at, list) = envelope.get("evidence")?;
        Some(listed(artifact, &at, list))
    });
    named.unwrap_or_default()
}

fn checklist(artifact: &Artifact) -> Vec<Value> {
    let envelope = native::envelope(artifact);
    let mut found: Vec<Value> = envelope
        .as_ref()
        .map(|envelope| structured(artifact, envelope))
        .unwrap_or_default();
    if artifact.format == Format::Markdown {
        found.extend(written(artifact));
    }
    found
}

/// Returns the items of a list in the envelope.
fn structured(artifact: &Artifact, envelope: &Envelope<'_>) -> Vec<Value> {
    let Some((at, list)) = envelope.get("items") else {
        return Vec::new();
    };
    let none = json!([]);
    let entries = items(&at, Some(list)).into_iter();
    let entries = entries.filter(|(_, item)| item.is_object());
    let entries = entries.map(|(at, item)| {
        let proofs = item.get("evidence");
        let proofs = proofs.map(|list| listed(artifact, &at.join("evidence"), list));
        json!({
            "at": at.as_str(),
            "id": item.get("id"),
            "done": item.get("done") == Some(&Value::Bool(true)),
            "control": item.get("control").filter(|control| control.is_array()).unwrap_or(&none),
            "proofs": proofs.unwrap_or_default(),
        })
    });
    entries.collect()
}

/// Returns the items of task lists in Markdown.
fn written(artifact: &Artifact) -> Vec<Value> {
    let outline = markdown::outline(&artifact.text);
    let entries = tasks::all(&outline).map(|(at, task)| {
        let named = tasks::named(task, &artifact.text);
        let place = at.join("text");
        let proofs = named.iter().map(|text| proof(artifact, &place, text));
        json!({
            "at": place.as_str(),
            "id": null,
            "done": task.is_done,
            "control": [],
            "proofs": proofs.collect::<Vec<_>>(),
        })
    });
    entries.collect()
}

fn listed(artifact: &Artifact, at: &Pointer, list: &Value) -> Vec<Value> {
    let texts = items(at, Some(list)).into_iter();
    let texts = texts.filter_map(|(at, item)| Some((at, item.as_str()?)));
    let texts = texts.filter(|(_, text)| !text.trim().is_empty());
    texts.map(|(at, text)| proof(artifact, &at, text)).collect()
}

/// Returns what one word of evidence is, and where it leads.
fn proof(artifact: &Artifact, at: &Pointer, text: &str) -> Value {
    let text = text.trim();
    let mut proof = Map::new();
    proof.insert("at".to_owned(), at.as_str().into());
    proof.insert("text".to_owned(), text.into());
    let references = artifact.facts.get("references").and_then(Value::as_array);
    let mut references = references.into_iter().flatten();
    let reference = references.find(|one| one["at"] == at.as_str() && one["text"] == text);
    let form = match reference {
        Some(reference) => {
            proof.insert("resolves".to_owned(), reference["resolves"].clone());
            let place = reference.get("leads_to").and_then(Value::as_object);
            proof.extend(place.cloned().unwrap_or_default());
            "evidence"
        }
        None => form(text),
    };
    if form == "file" {
        let paths = candidates(&artifact.path, text);
        let paths: Vec<&str> = paths.iter().map(|path| path.as_str()).collect();
        proof.insert("paths".to_owned(), json!(paths));
    }
    proof.insert("form".to_owned(), form.into());
    Value::Object(proof)
}

fn form(text: &str) -> &'static str {
    let is_one_word = !text.contains(char::is_whitespace);
    if text.contains("://") || (is_one_word && (text.contains(':') || is_ticket(text))) {
        "elsewhere"
    } else if !is_one_word {
        "words"
    } else if is_commit(text) {
        "commit"
    } else if text.contains('/') || Utf8Path::new(text).extension().is_some() {
        "file"
    } else {
        "words"
    }
}

/// Whether a word has the form of a ticket, such as `OPS-41`, `#41` or `acme/shop#41`.
fn is_ticket(text: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let is_project = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let of_tracker = text.split_once('-');
    let of_forge = text.split_once('#');
    of_tracker.is_some_and(|(project, number)| is_project(project) && is_number(number))
        || of_forge.is_some_and(|(place, number)| !place.contains('.') && is_number(number))
}

/// Whether a word can only be the name of a commit: long enough, and not all digits.
fn is_commit(text: &str) -> bool {
    let is_hex = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
    (7..=64).contains(&text.len())
        && text.chars().all(is_hex)
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().any(|c| !c.is_ascii_digit())
}

/// Returns where a file may lie: beside the artifact, or from the root.
fn candidates(from: &Utf8Path, text: &str) -> Vec<Utf8PathBuf> {
    let path = text.split('#').next().unwrap_or_default();
    let path = path.trim_start_matches('/');
    let folder = from.parent().unwrap_or(Utf8Path::new(""));
    let places = [plain(&folder.join(path)), plain(Utf8Path::new(path))];
    let mut places: Vec<_> = places.into_iter().flatten().collect();
    places.dedup();
    places
}
