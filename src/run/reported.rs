//! Which systems a run reports: all, or those that named or staged files touch.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Request, reading, trouble};
use crate::artifact::{Artifact, Evidence, System};
use crate::config::{self, Config};
use crate::git::{Entry, Snapshot, Source};
use crate::verdict::Trouble;

/// Returns the systems that the named or staged files touch; `None` is all of them.
pub(super) fn systems(
    request: &Request,
    source: &Source,
    evidence: &Evidence,
    config: &Config,
) -> Result<Option<BTreeSet<String>>, Vec<Trouble>> {
    let mut paths = named(request, source)?;
    let is_narrowed = !paths.is_empty() || request.snapshot == Snapshot::Index;
    if request.snapshot == Snapshot::Index {
        let staged = source.staged_paths();
        paths.extend(staged.map_err(|error| vec![trouble::from_source(&error)])?);
    }
    if let Some(id) = &request.system {
        if !evidence.systems.iter().any(|system| system.id == *id) {
            return Err(vec![trouble::no_such_system(id, evidence)]);
        }
    } else if !is_narrowed {
        return Ok(None);
    }
    let files = source.entries();
    let files = files.map_err(|error| vec![trouble::from_source(&error)])?;
    let gone = gone(request, source, &paths, &files, config)?;
    let reported = evidence.systems.iter().filter(|system| {
        let mut paths = paths.iter();
        let is_touched =
            gone.contains(&system.id) || paths.any(|path| touches(path, system, evidence, &files));
        (is_touched || !is_narrowed) && request.system.as_ref().is_none_or(|id| *id == system.id)
    });
    Ok(Some(reported.map(|system| system.id.clone()).collect()))
}

/// Returns the systems that lose what they had in the last commit: it is no part of them now.
fn gone(
    request: &Request,
    source: &Source,
    paths: &[Utf8PathBuf],
    files: &[Entry],
    config: &Config,
) -> Result<BTreeSet<String>, Vec<Trouble>> {
    let is_there = |path: &Utf8Path| files.iter().any(|file| file.path.starts_with(path));
    let gone: Vec<&Utf8PathBuf> = paths.iter().filter(|path| !is_there(path)).collect();
    if gone.is_empty() || request.snapshot != Snapshot::Index {
        return Ok(BTreeSet::new());
    }
    let unread = |error| vec![trouble::from_source(&error)];
    let before = source.at(&Snapshot::Commit("HEAD".to_owned()));
    let before = before.map_err(unread)?;
    let (evidence, _) = reading::read(&before, config)?;
    let files = before.entries().map_err(unread)?;
    let losing = evidence.systems.iter().filter(|system| {
        let mut gone = gone.iter();
        gone.any(|path| touches(path, system, &evidence, &files))
    });
    Ok(losing.map(|system| system.id.clone()).collect())
}

/// Returns the named paths from the judged root; naming the root itself narrows nothing.
fn named(request: &Request, source: &Source) -> Result<Vec<Utf8PathBuf>, Vec<Trouble>> {
    let mut inside = Vec::new();
    for path in &request.paths {
        match source.path_of(path) {
            None => return Err(vec![trouble::outside(path, &source.root())]),
            Some(path) if path.as_str().is_empty() => return Ok(Vec::new()),
            Some(path) => inside.push(path),
        }
    }
    Ok(inside)
}

/// Returns whether `path`, a file or a folder, is part of `system` or of what it describes.
pub(super) fn touches(
    path: &Utf8Path,
    system: &System,
    evidence: &Evidence,
    files: &[Entry],
) -> bool {
    let is_declared_there = system
        .declared
        .as_ref()
        .is_some_and(|declared| declared.path == path);
    let holds = |file: &Utf8PathBuf| file.starts_with(path);
    let holds_it = |file: Utf8PathBuf| holds(&file);
    let mut artifacts = system
        .artifacts
        .iter()
        .filter_map(|at| evidence.artifacts.get(*at));
    let rests_on =
        |artifact: &Artifact| super::recount::predictions(artifact).is_some_and(holds_it);
    is_declared_there
        || artifacts.any(|artifact| holds(&artifact.path) || rests_on(artifact))
        || system.model_files.iter().any(holds)
        || watches(&system.watch, path, files)
}

/// Returns whether one of the globs in `watch` takes `path`, or one of the `files` below it.
fn watches(watch: &[String], path: &Utf8Path, files: &[Entry]) -> bool {
    if watch.is_empty() {
        return false;
    }
    // `config` has refused every glob that does not compile.
    let globs = config::glob_set(watch).unwrap_or_default();
    let mut below = files.iter().filter(|file| file.path.starts_with(path));
    globs.is_match(path.as_std_path()) || below.any(|file| globs.is_match(file.path.as_std_path()))
}

/// Returns how many artifacts the systems in `touched` have; without them, how many there are.
pub(super) fn artifacts(touched: Option<&BTreeSet<String>>, evidence: &Evidence) -> usize {
    let Some(touched) = touched else {
        return evidence.artifacts.len();
    };
    let systems = evidence.systems.iter();
    let reported = systems.filter(|system| touched.contains(&system.id));
    let indices: BTreeSet<&usize> = reported.flat_map(|system| &system.artifacts).collect();
    indices.len()
}
