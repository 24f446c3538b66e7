//! Which files each digest covers, and what they come to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::history;
use crate::artifact::{Artifact, Evidence, System};
use crate::git::{EntryKind, Source, SourceError};
use crate::glossary::Kind;
use crate::interpret::named::inside;

/// Records about evidence: to add one changes nothing of what it is about.
const RECORDS: [Kind; 4] = [
    Kind::Approval,
    Kind::Waiver,
    Kind::Incident,
    Kind::ExternalRecord,
];

/// The endings of files that hold the signature of the file whose name stands before them, as
/// `ssh-keygen -Y sign` and `gpg --detach-sign --armor` write them.
pub(super) const SIGNATURES: [&str; 2] = ["sig", "asc"];

/// Returns whether an artifact records a decision: an approval, or one that is kept elsewhere.
#[must_use]
pub fn is_decision(artifact: &Artifact) -> bool {
    let states = |key: &str| artifact.value.get(key);
    match artifact.kind {
        Kind::Approval => true,
        Kind::ExternalRecord => {
            states("decision_type").is_some()
                || states("record_kind").and_then(Value::as_str) == Some(Kind::Approval.name())
        }
        _ => false,
    }
}

/// What an approval of some type is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The evidence of the system and what it watches.
    Evidence,
    /// The files that it names.
    Subject,
    /// Everything that decides how the repository is judged.
    TrustRoots,
}

impl Scope {
    /// Returns what an approval of that type is bound to; `None` for a type that is not known.
    #[must_use]
    pub fn of(decision_type: &str) -> Option<Self> {
        Some(match decision_type {
            "launch" | "residual-risk" | "external-statement" => Self::Evidence,
            "intake" | "tier-change" | "evaluation" | "metric" | "waiver" => Self::Subject,
            "gate-change" => Self::TrustRoots,
            _ => return None,
        })
    }
}

/// The files that an approval names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Those that are there.
    pub files: Vec<Utf8PathBuf>,
    /// What leads to no file, as it was written.
    pub missing: Vec<String>,
}

/// The files of one snapshot, by the digests that cover them.
pub struct Covers {
    /// By system: what it watches, evidence excepted.
    watched: Vec<Vec<Utf8PathBuf>>,
    /// By system: its artifacts, records excepted.
    artifacts: Vec<Vec<Utf8PathBuf>>,
    files: BTreeSet<Utf8PathBuf>,
    by_reference: BTreeMap<String, Utf8PathBuf>,
    /// What belongs to a record: its signature, and the copy of what is kept elsewhere.
    attached: BTreeSet<Utf8PathBuf>,
}

impl Covers {
    /// Looks at the files of `source`, of which `evidence` was read.
    ///
    /// # Errors
    /// The snapshot cannot be listed.
    pub fn new(source: &Source, evidence: &Evidence) -> Result<Self, SourceError> {
        let files = source.entries()?.into_iter().filter(|entry| {
            let kinds = [EntryKind::File, EntryKind::Link, EntryKind::Submodule];
            kinds.contains(&entry.kind)
        });
        let mut by_reference = BTreeMap::new();
        for artifact in &evidence.artifacts {
            if let Some(id) = &artifact.id {
                let name = format!("{}:{id}", artifact.kind.name());
                by_reference.entry(name).or_insert(artifact.path.clone());
            }
        }
        let mut covers = Self {
            watched: history::watched(source, evidence)?,
            artifacts: evidence
                .systems
                .iter()
                .map(|it| own(it, evidence))
                .collect(),
            files: files.map(|entry| entry.path).collect(),
            by_reference,
            attached: BTreeSet::new(),
        };
        covers.attach(evidence);
        Ok(covers)
    }

    /// Finds what belongs to records. A copy does where it lies beside its record or below, and
    /// nothing else looks at it: code that is called a copy stays code.
    fn attach(&mut self, evidence: &Evidence) {
        let is_evidence: BTreeSet<&Utf8Path> = evidence
            .artifacts
            .iter()
            .map(|it| it.path.as_path())
            .collect();
        let watched: BTreeSet<&Utf8PathBuf> = self.watched.iter().flatten().collect();
        let records = evidence.artifacts.iter();
        let mut attached = BTreeSet::new();
        for record in records.filter(|artifact| RECORDS.contains(&artifact.kind)) {
            attached.extend(signatures(&record.path).filter(|path| self.files.contains(path)));
            if record.kind != Kind::ExternalRecord {
                continue;
            }
            let folder = record.path.parent().unwrap_or(Utf8Path::new(""));
            let copies = exported(record).into_iter().filter(|path| {
                path.starts_with(folder)
                    && self.files.contains(path)
                    && !watched.contains(path)
                    && !is_evidence.contains(path.as_path())
            });
            attached.extend(copies);
        }
        self.attached = attached;
    }

    /// Returns whether there is a file of that path.
    #[must_use]
    pub fn holds(&self, path: &Utf8Path) -> bool {
        self.files.contains(path)
    }

    /// Returns whether a file holds nothing but records about evidence, or belongs to one.
    pub(super) fn is_record(&self, path: &Utf8Path, evidence: &Evidence) -> bool {
        self.attached.contains(path) || holds_records(path, evidence)
    }

    /// Returns what the `watched_digest` of the system at `index` covers.
    #[must_use]
    pub fn watched(&self, index: usize) -> &[Utf8PathBuf] {
        self.watched.get(index).map_or(&[], Vec::as_slice)
    }

    /// Returns what the `evidence_digest` of the system at `index` covers.
    #[must_use]
    pub fn evidence(&self, index: usize) -> Vec<Utf8PathBuf> {
        let own = self.artifacts.get(index).into_iter().flatten();
        own.chain(self.watched(index)).cloned().collect()
    }

    /// Returns what an approval names: files, folders, and artifacts as `KIND:ID`.
    #[must_use]
    pub fn subject(&self, approval: &Artifact) -> Subject {
        let mut files = BTreeSet::new();
        let mut missing = Vec::new();
        for text in texts(approval.value.get("subject")) {
            let found = self.named(text, &approval.path);
            if found.is_empty() {
                missing.push(text.to_owned());
            }
            files.extend(found);
        }
        let files = files.into_iter().collect();
        Subject { files, missing }
    }

    fn named(&self, text: &str, from: &Utf8Path) -> Vec<Utf8PathBuf> {
        let text = text.split_once('#').map_or(text, |(path, _)| path).trim();
        if let Some(path) = self.by_reference.get(text) {
            return vec![path.clone()];
        }
        let text = text.trim_end_matches('/');
        if text.is_empty() {
            return Vec::new();
        }
        let beside = from.parent().unwrap_or(Utf8Path::new("")).join(text);
        let found = self.below(&plain(&beside));
        if found.is_empty() {
            return self.below(&plain(Utf8Path::new(text)));
        }
        found
    }

    /// Returns the file of that path, or the files of that folder.
    fn below(&self, path: &Utf8Path) -> Vec<Utf8PathBuf> {
        if self.files.contains(path) {
            return vec![path.to_owned()];
        }
        let from = (Bound::Included(path), Bound::Unbounded);
        let inside = self.files.range::<Utf8Path, _>(from);
        let inside = inside.take_while(|file| file.starts_with(path));
        inside.cloned().collect()
    }
}

/// Returns whether artifacts of a kind are records about evidence.
pub(super) fn is_record(kind: Kind) -> bool {
    RECORDS.contains(&kind)
}

/// Returns where the signature of a file may lie.
pub(super) fn signatures(path: &Utf8Path) -> impl Iterator<Item = Utf8PathBuf> {
    SIGNATURES
        .iter()
        .map(move |ending| Utf8PathBuf::from(format!("{path}.{ending}")))
}

/// Returns where the copy of a record that is kept elsewhere may lie: from the root, else
/// beside the record; what leads outside is nowhere.
pub(super) fn exported(record: &Artifact) -> Vec<Utf8PathBuf> {
    let export = record.value.get("export");
    let Some(text) = export.and_then(|export| export.get("path")?.as_str()) else {
        return Vec::new();
    };
    let folder = record.path.parent().unwrap_or(Utf8Path::new(""));
    let places = [Utf8Path::new(""), folder].map(|folder| inside(folder, text.trim()));
    let mut places: Vec<Utf8PathBuf> = places.into_iter().flatten().collect();
    places.dedup();
    places
}

/// Returns whether a file holds nothing but records about evidence.
fn holds_records(path: &Utf8Path, evidence: &Evidence) -> bool {
    // Artifacts are sorted by path.
    let first = evidence
        .artifacts
        .partition_point(|artifact| artifact.path.as_path() < path);
    let own = evidence.artifacts.iter().skip(first);
    let mut own = own.take_while(|artifact| artifact.path == path).peekable();
    own.peek().is_some() && own.all(|artifact| RECORDS.contains(&artifact.kind))
}

/// Returns the texts of a list, or the one that stands in its place.
pub(super) fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Returns the files of a system's artifacts; one that holds records beside others counts whole.
fn own(system: &System, evidence: &Evidence) -> Vec<Utf8PathBuf> {
    let artifacts = system.artifacts.iter();
    let artifacts = artifacts.filter_map(|at| evidence.artifacts.get(*at));
    let others = artifacts.filter(|artifact| !RECORDS.contains(&artifact.kind));
    let paths: BTreeSet<&Utf8PathBuf> = others.map(|artifact| &artifact.path).collect();
    paths.into_iter().cloned().collect()
}

/// Returns a path without `.` and `..`.
pub(super) fn plain(path: &Utf8Path) -> Utf8PathBuf {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        match part.as_str() {
            ".." => drop(plain.pop()),
            "." | "/" => {}
            part => plain.push(part),
        }
    }
    plain
}
