//! Tells when evidence was last changed, and what that it describes changed after it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::trouble;
use crate::artifact::{Artifact, Evidence, System};
use crate::config;
use crate::git::{Commit, EntryKind, LastChange, Source, SourceError};
use crate::glossary::Kind;
use crate::verdict::Trouble;

/// The kinds that describe the files their system watches, and age with them.
const DESCRIBING: [Kind; 3] = [Kind::ModelCard, Kind::SystemCard, Kind::RiskAssessment];

/// As many changed files as a reader looks at.
const SHOWN: usize = 20;

/// Adds the facts `history` and `outdated` to what describes watched files.
///
/// Without a repository there are none, and what is changed and not yet committed is as
/// new as can be.
///
/// # Errors
/// History is needed and cut short, or cannot be read.
pub(super) fn add(source: &Source, evidence: &mut Evidence) -> Result<(), Vec<Trouble>> {
    let is_watching = |system: &System| !system.watch.is_empty();
    if !source.has_history() || !evidence.systems.iter().any(is_watching) {
        return Ok(());
    }
    let facts = facts(source, evidence).map_err(|error| match error {
        Missing::CutShort(path) => vec![trouble::history_cut_short(&path)],
        Missing::Unreadable(error) => vec![trouble::from_source(&error)],
    })?;
    for (index, name, fact) in facts {
        if let Some(artifact) = evidence.artifacts.get_mut(index) {
            artifact.facts.insert(name, fact);
        }
    }
    Ok(())
}

/// Says which globs in `watch` fit no file: a mistyped one would never make anything stale.
pub(super) fn unmet(source: &Source, evidence: &Evidence) -> Vec<String> {
    let watching = evidence.systems.iter().flat_map(|system| {
        let globs = system.watch.iter();
        globs.map(move |glob| (glob, system))
    });
    let watching: Vec<_> = watching.collect();
    if watching.is_empty() {
        return Vec::new();
    }
    // A snapshot that cannot be listed has said so before.
    let entries = source.entries().unwrap_or_default();
    let fits_none = |glob: &String| {
        let glob = config::glob_set(std::slice::from_ref(glob)).unwrap_or_default();
        !entries
            .iter()
            .any(|entry| glob.is_match(entry.path.as_std_path()))
    };
    let unmet = watching.into_iter().filter(|(glob, _)| fits_none(glob));
    unmet
        .map(|(glob, system)| {
            format!(
                "no file fits `{glob}`, which system `{}` watches",
                system.id
            )
        })
        .collect()
}

/// Why history does not tell.
enum Missing {
    /// A shallow clone ends before the last change of this file.
    CutShort(Utf8PathBuf),
    Unreadable(SourceError),
}

impl From<SourceError> for Missing {
    fn from(error: SourceError) -> Self {
        Self::Unreadable(error)
    }
}

/// Returns facts by artifact, with their names.
fn facts(
    source: &Source,
    evidence: &Evidence,
) -> Result<Vec<(usize, &'static str, Value)>, Missing> {
    let described = described(source, evidence)?;
    let path_of = |index: &usize| {
        evidence
            .artifacts
            .get(*index)
            .map(|artifact| &artifact.path)
    };
    let paths: BTreeSet<&Utf8PathBuf> = described
        .values()
        .flatten()
        .chain(described.keys().filter_map(path_of))
        .collect();
    let paths: Vec<Utf8PathBuf> = paths.into_iter().cloned().collect();
    let mut changes = BTreeMap::new();
    for (path, change) in paths.iter().zip(source.last_changes(&paths)?) {
        match change {
            LastChange::At(commit) => drop(changes.insert(path, commit)),
            LastChange::CutShort => return Err(Missing::CutShort(path.clone())),
            LastChange::Never => {}
        }
    }
    let mut later: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut facts = Vec::new();
    for (index, files) in &described {
        let Some(own) = path_of(index).and_then(|path| changes.get(path)) else {
            continue;
        };
        facts.push((*index, "history", history(own)));
        if !later.contains_key(own.id.as_str()) {
            later.insert(&own.id, source.commits_after(&own.id)?);
        }
        let after = later.get(own.id.as_str());
        let files = files.iter().filter_map(|path| {
            let commit = changes.get(path)?;
            after?.contains(&commit.id).then_some((path, &**commit))
        });
        facts.extend(outdated(own, files).map(|fact| (*index, "outdated", fact)));
    }
    Ok(facts)
}

/// Returns what describes watched files, each with these files; what is changed and not yet
/// committed is left out.
fn described(
    source: &Source,
    evidence: &Evidence,
) -> Result<BTreeMap<usize, BTreeSet<Utf8PathBuf>>, SourceError> {
    let mut described: BTreeMap<usize, BTreeSet<Utf8PathBuf>> = BTreeMap::new();
    let is_describing = |artifact: &Artifact| DESCRIBING.contains(&artifact.kind);
    if !evidence.artifacts.iter().any(is_describing) {
        return Ok(described);
    }
    let uncommitted = source.uncommitted_paths()?;
    let watched = watched(source, evidence)?;
    for (system, files) in evidence.systems.iter().zip(watched) {
        for index in &system.artifacts {
            let is_committed = evidence.artifacts.get(*index).is_some_and(|artifact| {
                is_describing(artifact) && !uncommitted.contains(&artifact.path)
            });
            if is_committed && !files.is_empty() {
                described
                    .entry(*index)
                    .or_default()
                    .extend(files.iter().cloned());
            }
        }
    }
    Ok(described)
}

/// Returns, for each system, the files it watches, evidence excepted.
fn watched(source: &Source, evidence: &Evidence) -> Result<Vec<Vec<Utf8PathBuf>>, SourceError> {
    let entries = source.entries()?;
    let is_evidence: BTreeSet<&Utf8PathBuf> = evidence
        .artifacts
        .iter()
        .map(|artifact| &artifact.path)
        .collect();
    let files = entries.iter().filter(|entry| {
        matches!(
            entry.kind,
            EntryKind::File | EntryKind::Link | EntryKind::Submodule
        ) && !is_evidence.contains(&entry.path)
    });
    let files: Vec<&Utf8PathBuf> = files.map(|entry| &entry.path).collect();
    let of_system = |system: &System| {
        if system.watch.is_empty() {
            return Vec::new();
        }
        // `config` has refused every glob that does not compile.
        let globs = config::glob_set(&system.watch).unwrap_or_default();
        let mine = files
            .iter()
            .filter(|path| globs.is_match(path.as_std_path()));
        mine.map(|path| (*path).clone()).collect()
    };
    Ok(evidence.systems.iter().map(of_system).collect())
}

fn history(commit: &Commit) -> Value {
    let [author, committer] = [&commit.author, &commit.committer].map(
        |person| json!({"name": person.name, "email": person.email, "date": date(person.time)}),
    );
    json!({"commit": commit.id, "author": author, "committer": committer})
}

/// Returns what changed after `own`, the latest first; `None` where nothing did.
fn outdated<'c>(
    own: &Commit,
    files: impl Iterator<Item = (&'c Utf8PathBuf, &'c Commit)>,
) -> Option<Value> {
    const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
    let mut files: Vec<_> = files.collect();
    files.sort_by_key(|(path, commit)| (-commit.committer.time, *path));
    let latest: Vec<Value> = files
        .iter()
        .take(SHOWN)
        .map(|(path, commit)| {
            let seconds = commit.committer.time.saturating_sub(own.committer.time);
            json!({
                "path": path,
                "commit": commit.id,
                "date": date(commit.committer.time),
                "days": seconds / SECONDS_OF_A_DAY,
            })
        })
        .collect();
    (!files.is_empty()).then(|| json!({"n": files.len(), "latest": latest}))
}

fn date(seconds: i64) -> Value {
    day(seconds).map_or(Value::Null, Value::from)
}

/// Returns a day as YYYY-MM-DD, in UTC; `None` for a time that no calendar has.
pub(super) fn day(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}
