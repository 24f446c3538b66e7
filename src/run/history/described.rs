//! Tells when evidence was last changed, and what that it describes changed after it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::super::binding::{is_record, signatures};
use super::{Fact, Last, Missing, Past, SECONDS_OF_A_DAY, SHOWN, date, history};
use crate::artifact::{Artifact, Evidence, System};
use crate::config;
use crate::git::{Commit, EntryKind, Source, SourceError, States};
use crate::glossary::Kind;

/// The kinds that describe the files their system watches, and age with them.
const DESCRIBING: [Kind; 3] = [Kind::ModelCard, Kind::SystemCard, Kind::RiskAssessment];

/// Says which globs in `watch` fit no file: a mistyped one would never make anything stale.
pub(super) fn unmet(source: &Source, evidence: &Evidence) -> Vec<String> {
    let watching = evidence.judged().flat_map(|system| {
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

/// Returns the facts `history` and `outdated` of what describes watched files.
///
/// What is changed and not yet committed is as new as can be, and has neither.
pub(super) fn facts(
    source: &Source,
    evidence: &Evidence,
    described: &BTreeMap<usize, BTreeSet<Utf8PathBuf>>,
    (last, past): (&Last<'_>, Past<'_>),
) -> Result<Vec<Fact>, Missing> {
    let mapping = past.mailmap.mapping();
    let mut found = Vec::new();
    for (index, files) in described {
        let Some(artifact) = evidence.artifacts.get(*index) else {
            continue;
        };
        let mut watched = Vec::new();
        for path in files {
            watched.extend(last.known(path)?.map(|commit| (path, &**commit)));
        }
        if let Some(own) = last.known(&artifact.path)? {
            found.push((*index, own, watched));
        }
    }
    let own = found.iter().map(|(_, own, _)| own.id.as_str());
    let theirs = found.iter().flat_map(|(_, _, watched)| watched);
    let theirs = theirs.map(|(_, commit)| commit.id.as_str());
    let order = source.order(&own.collect(), &theirs.collect())?;
    let mut facts = Vec::new();
    for (index, own, watched) in found {
        facts.push((index, "history", history(own, &mapping).into()));
        let after = watched.into_iter();
        let after = after.filter(|(_, commit)| !order.holds(&own.id, &commit.id));
        let outdated = outdated(own, after);
        facts.extend(outdated.map(|fact| (index, "outdated", fact)));
    }
    Ok(facts)
}

/// Returns what describes watched files, each with these files; what is changed and not yet
/// committed is left out.
pub(super) fn files(
    source: &Source,
    evidence: &Evidence,
    states: &States,
) -> Result<BTreeMap<usize, BTreeSet<Utf8PathBuf>>, SourceError> {
    let mut described: BTreeMap<usize, BTreeSet<Utf8PathBuf>> = BTreeMap::new();
    let is_describing = |artifact: &Artifact| DESCRIBING.contains(&artifact.kind);
    let mut judged = evidence.judged();
    let is_watched = judged.any(|system| !system.watch.is_empty());
    if !is_watched || !evidence.artifacts.iter().any(is_describing) {
        return Ok(described);
    }
    let watched = watched(source, evidence)?;
    for (system, files) in evidence.systems.iter().zip(watched) {
        for index in &system.artifacts {
            let is_committed = evidence.artifacts.get(*index).is_some_and(|artifact| {
                is_describing(artifact) && !states.contains_key(&artifact.path)
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

/// Returns, for each system that is judged, the files it watches, evidence and signatures of
/// records excepted.
pub(in crate::run) fn watched(
    source: &Source,
    evidence: &Evidence,
) -> Result<Vec<Vec<Utf8PathBuf>>, SourceError> {
    let entries = source.entries()?;
    let is_evidence: HashSet<&Utf8PathBuf> = evidence
        .artifacts
        .iter()
        .map(|artifact| &artifact.path)
        .collect();
    let records = evidence.artifacts.iter().filter(|it| is_record(it.kind));
    let signatures: BTreeSet<Utf8PathBuf> = records.flat_map(|it| signatures(&it.path)).collect();
    let files = entries.iter().filter(|entry| {
        matches!(
            entry.kind,
            EntryKind::File | EntryKind::Link | EntryKind::Submodule
        ) && !is_evidence.contains(&entry.path)
            && !signatures.contains(&entry.path)
    });
    let files: Vec<&Utf8PathBuf> = files.map(|entry| &entry.path).collect();
    let of_system = |system: &System| {
        if system.watch.is_empty() || !evidence.is_judged(system) {
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

/// Returns what changed after `own`, the latest first; `None` where nothing did.
fn outdated<'c>(
    own: &Commit,
    files: impl Iterator<Item = (&'c Utf8PathBuf, &'c Commit)>,
) -> Option<Value> {
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
