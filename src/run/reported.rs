//! Which systems a run reports: all, or those that named or staged files touch.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;

use super::{Request, reading, trouble};
use crate::artifact::{Artifact, Evidence, System};
use crate::config::{self, Config, SystemDeclaration};
use crate::git::{Entry, Snapshot, Source};
use crate::glossary::Kind;
use crate::verdict::Trouble;
use crate::verdict::waivers::Scope;

/// Returns the systems that the named or staged files touch; `None` is all of them.
pub(super) fn systems(
    request: &Request,
    source: &Source,
    evidence: &Evidence,
    config: &Config,
) -> Result<Option<BTreeSet<String>>, Vec<Trouble>> {
    let (paths, is_narrowed) = asked(request, source)?;
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
        let is_touched =
            gone.contains(&system.id) || touches(paths.iter(), system, evidence, &files);
        (is_touched || !is_narrowed) && request.system.as_ref().is_none_or(|id| *id == system.id)
    });
    Ok(Some(reported.map(|system| system.id.clone()).collect()))
}

/// The part of a repository that a narrowed run is about, as far as paths tell: a guess, which
/// decides only how much is read at once.
pub(super) struct Aim<'a> {
    roots: HashSet<&'a Utf8Path>,
    near: HashSet<&'a Utf8Path>,
    paths: Vec<Utf8PathBuf>,
}

impl Aim<'_> {
    /// Returns whether what lies at `path` may have to be judged.
    pub(super) fn is_near(&self, path: &Utf8Path) -> bool {
        let around = path.ancestors().skip(1);
        let mut around = around.filter(|folder| self.roots.contains(folder));
        let is_named = || self.paths.iter().any(|named| path.starts_with(named));
        around.next().is_none_or(|root| self.near.contains(root)) || is_named()
    }
}

/// Returns what a run aims at; `None` where that is everything.
pub(super) fn aim<'a>(
    request: &Request,
    source: &Source,
    config: &'a Config,
) -> Result<Option<Aim<'a>>, Vec<Trouble>> {
    let (paths, is_narrowed) = asked(request, source)?;
    let is_gate = |path: &Utf8PathBuf| config.files.keys().any(|file| file.starts_with(path));
    let is_all = !is_narrowed && request.system.is_none();
    if is_all || paths.iter().any(is_gate) {
        return Ok(None);
    }
    let files = source.entries();
    let files = files.map_err(|error| vec![trouble::from_source(&error)])?;
    let is_near = |system: &&SystemDeclaration| {
        let root = &system.root;
        let touches = |path: &Utf8PathBuf| path.starts_with(root) || root.starts_with(path);
        let watched = Watched::of(&system.watch);
        let is_touched = || {
            paths
                .iter()
                .any(|path| touches(path) || watched.holds(path, &files))
        };
        let is_named = request.system.as_ref().is_none_or(|id| *id == system.id);
        is_named && (!is_narrowed || is_touched())
    };
    let systems = config.systems.iter();
    Ok(Some(Aim {
        near: systems
            .clone()
            .filter(is_near)
            .map(|it| it.root.as_path())
            .collect(),
        roots: systems.map(|it| it.root.as_path()).collect(),
        paths,
    }))
}

/// Returns the systems that have to be judged where only those in `touched` are reported;
/// `None` is all of them.
///
/// What a waiver is worth is told by findings about it, and whether it is used by findings in
/// the system it is for.
pub(super) fn judged(
    touched: Option<&BTreeSet<String>>,
    evidence: &Evidence,
) -> Option<BTreeSet<String>> {
    let touched = touched?;
    let mut judged = touched.clone();
    let artifacts = evidence.artifacts.iter().enumerate();
    for (index, waiver) in artifacts.filter(|(_, it)| it.kind == Kind::Waiver) {
        let scope = Scope::read(waiver.value.get("scope")).system;
        let systems = evidence.systems.iter();
        let own = systems.filter(|system| system.artifacts.contains(&index));
        let about: BTreeSet<&String> = own.map(|system| &system.id).chain(&scope).collect();
        // Without a system it is about findings of the repository, which are always reported.
        if scope.is_none() || about.iter().any(|id| touched.contains(*id)) {
            judged.extend(about.into_iter().cloned());
        }
    }
    Some(judged)
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
        let gone = gone.iter().copied();
        touches(gone, system, &evidence, &files)
    });
    Ok(losing.map(|system| system.id.clone()).collect())
}

/// Returns the named and staged paths from the judged root, and whether they narrow the run.
fn asked(request: &Request, source: &Source) -> Result<(Vec<Utf8PathBuf>, bool), Vec<Trouble>> {
    let mut paths = named(request, source)?;
    let is_of_index = request.snapshot == Snapshot::Index;
    let is_narrowed = !paths.is_empty() || is_of_index;
    if is_of_index {
        let staged = source.staged_paths();
        paths.extend(staged.map_err(|error| vec![trouble::from_source(&error)])?);
    }
    Ok((paths, is_narrowed))
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

/// Returns whether one of `paths`, files or folders, is part of `system` or of what it describes.
pub(super) fn touches<'p>(
    mut paths: impl Iterator<Item = &'p Utf8PathBuf>,
    system: &System,
    evidence: &Evidence,
    files: &[Entry],
) -> bool {
    let watched = Watched::of(&system.watch);
    let indices = system.artifacts.iter();
    let artifacts: Vec<&Artifact> = indices
        .filter_map(|at| evidence.artifacts.get(*at))
        .collect();
    let declared = system.declared.as_ref();
    paths.any(|path| {
        let holds = |file: &Utf8PathBuf| file.starts_with(path);
        let rests_on = |artifact: &Artifact| {
            super::recount::predictions(artifact).is_some_and(|file| holds(&file))
        };
        declared.is_some_and(|declared| declared.path == *path)
            || artifacts
                .iter()
                .any(|artifact| holds(&artifact.path) || rests_on(artifact))
            || system.model_files.iter().any(holds)
            || super::tables::of(system).any(|table| holds(&table))
            || watched.holds(path, files)
    })
}

/// The globs that a system watches, compiled when a file is first held against them.
struct Watched<'w> {
    watch: &'w [String],
    globs: OnceCell<GlobSet>,
}

impl<'w> Watched<'w> {
    fn of(watch: &'w [String]) -> Self {
        Self {
            watch,
            globs: OnceCell::new(),
        }
    }

    /// Returns whether one of the globs takes `path`, or one of the `files` below it.
    fn holds(&self, path: &Utf8Path, files: &[Entry]) -> bool {
        if self.watch.is_empty() {
            return false;
        }
        // `config` has refused every glob that does not compile.
        let globs = || config::glob_set(self.watch).unwrap_or_default();
        let globs = self.globs.get_or_init(globs);
        let mut below = files.iter().filter(|file| file.path.starts_with(path));
        globs.is_match(path.as_std_path())
            || below.any(|file| globs.is_match(file.path.as_std_path()))
    }
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
