//! An artifact, as far as it can stand for a link of a chain.

use serde_json::{Value, json};

use crate::artifact::Artifact;
use crate::glossary::Kind;
use crate::interpret::huggingface::text;
use crate::interpret::native::Envelope;
use crate::interpret::{Words, names};

/// The kinds that can stand for a link.
const LINKED: [Kind; 5] = [
    Kind::ModelManifest,
    Kind::EvalResult,
    Kind::Approval,
    Kind::ExternalRecord,
    Kind::LaunchChecklist,
];

/// The fields by which such an artifact is placed and shown.
const SIGNS: [&str; 18] = [
    "status",
    "decision_type",
    "decision",
    "role",
    "record_kind",
    "release",
    "supplier",
    "revision",
    "run_id",
    "model_uuid",
    "code_commit",
    "approver",
    "responsible",
    "reviewer",
    "assessor",
    "owner",
    "date",
    "created",
];

/// A field with its text.
pub(in crate::interpret) type Sign = (&'static str, String);

/// Returns the fields of an artifact that the chain looks at, as long as it is unpacked.
pub(in crate::interpret) fn signs(
    artifact: &Artifact,
    envelope: Option<&Envelope<'_>>,
) -> Vec<Sign> {
    if !LINKED.contains(&artifact.kind) {
        return Vec::new();
    }
    let stated = |key: &str| {
        let own = envelope.and_then(|envelope| envelope.fields.get(key));
        text(own.or_else(|| artifact.value.get(key)))
    };
    let signs = SIGNS.iter().filter_map(|key| Some((*key, stated(key)?)));
    signs.filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// An artifact, as far as the chain looks at it.
pub(super) struct Seen<'a> {
    /// The artifact itself.
    pub artifact: &'a Artifact,
    /// What it says.
    pub words: &'a Words,
    /// The names of the models it is about, in their normal form; empty where it names none.
    pub names: Vec<String>,
}

impl<'a> Seen<'a> {
    /// Looks at an artifact.
    pub(super) fn new(artifact: &'a Artifact, words: &'a Words) -> Self {
        let mut names: Vec<&str> = Vec::new();
        if LINKED.contains(&artifact.kind) {
            let own = words.reading.name().into_iter();
            let measured = words.reading.results.iter();
            let measured = measured.filter_map(|result| result.model.as_deref());
            names.extend(own.chain(measured));
            names.sort_unstable();
            names.dedup();
        }
        let names = names.into_iter().map(names::normal).collect();
        Self {
            artifact,
            words,
            names,
        }
    }

    /// Returns what it is about.
    pub(super) const fn kind(&self) -> Kind {
        self.artifact.kind
    }

    /// Returns a field as text, where it says something.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        let (_, text) = self.words.signs.iter().find(|(known, _)| *known == key)?;
        Some(text)
    }

    /// Returns whether it is kept for the record only.
    pub(super) fn is_past(&self) -> bool {
        matches!(self.text("status"), Some("superseded" | "retired"))
    }

    /// Returns a part of the identity of the model it is about.
    pub(super) fn part(&self, part: &str) -> Option<&'a str> {
        self.words
            .reading
            .identity
            .get(part)?
            .get("value")?
            .as_str()
    }

    /// Returns this artifact as a node, with what a reader sees of it.
    pub(super) fn node(&self, says: &str, at: &str) -> Value {
        let who = ["approver", "responsible", "reviewer", "assessor", "owner"];
        let who = who.iter().find_map(|key| self.text(key));
        let date = ["date", "created"].iter().find_map(|key| self.text(key));
        let artifact = self.artifact;
        json!({
            "path": artifact.path.as_str(), "root": artifact.root.as_str(), "at": at,
            "kind": artifact.kind.name(), "id": artifact.id, "says": says,
            "who": who, "date": date,
        })
    }
}
