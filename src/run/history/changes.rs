//! What of evidence and of models changed since the base of a change.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::artifact::{Artifact, Changes, Evidence, System};
use crate::config;
use crate::git::{Source, SourceError};

/// Notes the changes of each system, and marks each artifact that changed.
pub(super) fn add(source: &Source, evidence: &mut Evidence, base: &str) -> Result<(), SourceError> {
    let mut changed = source.changed_since(base)?;
    // What is gone changed nothing that is still there.
    let entries = source.entries()?;
    let there: BTreeSet<&Utf8Path> = entries.iter().map(|entry| entry.path.as_path()).collect();
    changed.retain(|path| there.contains(path.as_path()));
    let all: BTreeSet<&Utf8PathBuf> = evidence.artifacts.iter().map(|it| &it.path).collect();
    let of_system = |system: &System| of(system, &evidence.artifacts, &changed, &all);
    let found: Vec<Changes> = evidence.systems.iter().map(of_system).collect();
    for (system, changes) in evidence.systems.iter_mut().zip(found) {
        system.changes = Some(changes);
    }
    for artifact in &mut evidence.artifacts {
        if changed.contains(&artifact.path) {
            artifact
                .facts
                .insert("changed", serde_json::Value::Bool(true));
        }
    }
    Ok(())
}

fn of(
    system: &System,
    artifacts: &[Artifact],
    changed: &BTreeSet<Utf8PathBuf>,
    evidence: &BTreeSet<&Utf8PathBuf>,
) -> Changes {
    let own = system.artifacts.iter().filter_map(|at| artifacts.get(*at));
    let own: BTreeSet<&Utf8PathBuf> = own.map(|artifact| &artifact.path).collect();
    // `config` has refused every glob that does not compile.
    let globs = config::glob_set(&system.watch).unwrap_or_default();
    let mut found = Changes::default();
    for path in changed {
        if own.contains(path) {
            found.evidence.push(path.clone());
        } else if system.model_files.contains(path) {
            found.models.push(path.clone());
        } else if globs.is_match(path.as_std_path()) && !evidence.contains(path) {
            found.watched.push(path.clone());
        }
    }
    found
}
