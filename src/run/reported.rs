//! Which systems a run reports: all, or those that named or staged files touch.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Request, trouble};
use crate::artifact::{Artifact, Evidence, System};
use crate::git::{Snapshot, Source};
use crate::verdict::Trouble;

/// Returns the systems that the named or staged files touch; `None` is all of them.
pub(super) fn systems(
    request: &Request,
    source: &Source,
    evidence: &Evidence,
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
    let reported = evidence.systems.iter().filter(|system| {
        let is_touched = paths.iter().any(|path| touches(path, system, evidence));
        (is_touched || !is_narrowed) && request.system.as_ref().is_none_or(|id| *id == system.id)
    });
    Ok(Some(reported.map(|system| system.id.clone()).collect()))
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
pub(super) fn touches(path: &Utf8Path, system: &System, evidence: &Evidence) -> bool {
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
        || watches(&system.watch, path)
}

/// Returns whether one of the globs in `watch` takes `path`.
fn watches(watch: &[String], path: &Utf8Path) -> bool {
    watch.iter().any(|glob| {
        // `config` has refused every glob that does not compile.
        globset::Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path))
    })
}
