//! Finds, for many paths in one walk, the commit that last changed each.
//!
//! The answer is that of `git log -1 -- PATH`, without replaced or grafted commits. A
//! path that is the same in a parent was not changed here, and the search goes on in the
//! first such parent alone; so each path follows one chain of commits, and paths on the
//! same commit are moved on together. Dates decide only which commit is looked at next.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

use git2::{Commit, ErrorCode, FileMode, Oid, Repository, Tree, TreeEntry};

use crate::git::SourceError;

/// Where the search for a path ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// This commit changed it last.
    Changed(Oid),
    /// History is cut short here, before it tells.
    CutShort,
    /// No commit on its chain holds it.
    Never,
}

/// Returns where the search for each of `paths`, from `start` on, ends.
///
/// `paths` are sorted by their bytes, each once. `boundary` are the commits whose
/// parents a shallow clone leaves out.
pub(super) fn ends(
    repository: &Repository,
    start: Oid,
    paths: &[&str],
    boundary: &HashSet<Oid>,
) -> Result<Vec<End>, SourceError> {
    let mut walk = Walk::new(repository, paths);
    walk.ends = vec![End::Never; paths.len()];
    walk.reach(&repository.find_commit(start)?, (0..paths.len()).collect());
    while let Some((_, id)) = walk.ahead.pop() {
        if let Some(here) = walk.waiting.remove(&id) {
            walk.pass(id, here, boundary.contains(&id))?;
        }
    }
    Ok(walk.ends)
}

/// Returns which of `paths`, as indices, a commit itself changed: those that it has like none of
/// its parents. A merge that only brings two sides together changes nothing.
pub(super) fn changed(
    repository: &Repository,
    id: Oid,
    paths: &[&str],
) -> Result<Vec<usize>, SourceError> {
    let walk = Walk::new(repository, paths);
    let commit = repository.find_commit(id)?;
    let tree = Some(commit.tree_id());
    let mut left: Vec<usize> = (0..paths.len()).collect();
    let parents = commit.parents().map(|parent| Some(parent.tree_id()));
    let none = (commit.parent_count() == 0).then_some(None);
    for parent in parents.chain(none) {
        let mut sides = Sides::default();
        walk.compare([tree, parent], 0, &left, &mut sides)?;
        left = sides.changed;
    }
    Ok(left)
}

struct Walk<'r> {
    repository: &'r Repository,
    paths: &'r [&'r str],
    ends: Vec<End>,
    /// Commits to look at, the latest first.
    ahead: BinaryHeap<(i64, Oid)>,
    /// The paths that have come to each of them, as sorted indices into `paths`.
    waiting: BTreeMap<Oid, Vec<usize>>,
    /// Folders that were read last: what is one commit's is mostly its parent's too.
    folders: RefCell<HashMap<Oid, Rc<Tree<'r>>>>,
}

/// As many folders are kept.
const MAX_FOLDERS: usize = 512;

impl<'r> Walk<'r> {
    fn new(repository: &'r Repository, paths: &'r [&'r str]) -> Self {
        Self {
            repository,
            paths,
            ends: Vec::new(),
            ahead: BinaryHeap::new(),
            waiting: BTreeMap::new(),
            folders: RefCell::default(),
        }
    }

    fn folder(&self, id: Oid) -> Result<Rc<Tree<'r>>, SourceError> {
        let mut folders = self.folders.borrow_mut();
        if let Some(known) = folders.get(&id) {
            return Ok(Rc::clone(known));
        }
        let tree = Rc::new(self.repository.find_tree(id)?);
        if folders.len() >= MAX_FOLDERS {
            folders.clear();
        }
        folders.insert(id, Rc::clone(&tree));
        Ok(tree)
    }

    /// Lets paths wait at a commit.
    fn reach(&mut self, commit: &Commit<'_>, paths: Vec<usize>) {
        let waiting = self.waiting.entry(commit.id()).or_default();
        if waiting.is_empty() {
            self.ahead.push((commit.time().seconds(), commit.id()));
            *waiting = paths;
        } else {
            waiting.extend(paths);
            waiting.sort_unstable();
        }
    }

    /// Moves the paths that wait at `id` on to its parents, or ends their search.
    fn pass(&mut self, id: Oid, paths: Vec<usize>, is_boundary: bool) -> Result<(), SourceError> {
        let commit = self.repository.find_commit(id)?;
        let tree = commit.tree_id();
        let mut left = paths;
        for parent in commit.parent_ids() {
            if left.is_empty() {
                return Ok(());
            }
            let parent = match self.repository.find_commit(parent) {
                Ok(parent) => parent,
                Err(error) if error.code() == ErrorCode::NotFound => {
                    self.end(&left, End::CutShort);
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            let mut sides = Sides::default();
            let trees = [Some(tree), Some(parent.tree_id())];
            self.compare(trees, 0, &left, &mut sides)?;
            if !sides.same.is_empty() {
                self.reach(&parent, sides.same);
            }
            left = sides.changed;
        }
        if is_boundary {
            self.end(&left, End::CutShort);
            return Ok(());
        }
        if commit.parent_count() == 0 {
            let mut sides = Sides::default();
            self.compare([Some(tree), None], 0, &left, &mut sides)?;
            left = sides.changed;
        }
        self.end(&left, End::Changed(id));
        Ok(())
    }

    fn end(&mut self, paths: &[usize], end: End) {
        for path in paths {
            if let Some(known) = self.ends.get_mut(*path) {
                *known = end;
            }
        }
    }

    /// Sorts `paths`, which agree up to byte `from`, by whether both folders hold the same there.
    fn compare(
        &self,
        folders: [Option<Oid>; 2],
        from: usize,
        paths: &[usize],
        sides: &mut Sides,
    ) -> Result<(), SourceError> {
        let [ours, theirs] = folders;
        if ours == theirs {
            sides.same.extend_from_slice(paths);
            return Ok(());
        }
        let read = |folder: Option<Oid>| folder.map(|id| self.folder(id)).transpose();
        let trees = [read(ours)?, read(theirs)?];
        if let ([Some(ours), Some(theirs)], true) = (&trees, paths.len() > FEW) {
            return self.compare_many((&trees, differing(ours, theirs)), from, paths, sides);
        }
        let mut left = paths;
        while let Some(path) = left.first().and_then(|path| self.rest(*path, from)) {
            let name = path.split_once('/').map_or(path, |(name, _)| name);
            // The name of a folder ends with a slash here.
            let step = path.get(..=name.len()).unwrap_or(name);
            // Whatever lies in one folder stands together; a file is there once.
            let together = left.partition_point(|path| self.is_at(*path, from, step));
            let (here, after) = left.split_at(together.clamp(1, left.len()));
            left = after;
            self.step(&trees, (step, from), here, sides)?;
        }
        Ok(())
    }

    /// Does the same for many paths: goes over the entries that differ, not over the paths.
    fn compare_many(
        &self,
        (trees, differing): (&Pair<'_>, BTreeSet<String>),
        from: usize,
        paths: &[usize],
        sides: &mut Sides,
    ) -> Result<(), SourceError> {
        let mut left = paths;
        for step in &differing {
            let before = |path: &usize| self.rest(*path, from).is_some_and(|it| it < step.as_str());
            let (same, after) = left.split_at(left.partition_point(before));
            sides.same.extend_from_slice(same);
            let together = after.partition_point(|path| self.is_at(*path, from, step));
            let (here, after) = after.split_at(together);
            left = after;
            if !here.is_empty() {
                self.step(trees, (step, from), here, sides)?;
            }
        }
        sides.same.extend_from_slice(left);
        Ok(())
    }

    /// Sorts `paths` that are all at one entry of a folder: a file, or what lies in a folder,
    /// whose name ends with a slash.
    fn step(
        &self,
        trees: &Pair<'_>,
        (step, from): (&str, usize),
        paths: &[usize],
        sides: &mut Sides,
    ) -> Result<(), SourceError> {
        let name = step.strip_suffix('/').unwrap_or(step);
        let entry = |tree: &Option<Rc<Tree<'_>>>| {
            let entry = tree.as_ref()?.get_name(name)?;
            Some((entry.id(), entry.filemode()))
        };
        let entries = [entry(&trees[0]), entry(&trees[1])];
        if entries[0] == entries[1] {
            sides.same.extend_from_slice(paths);
        } else if name.len() < step.len() {
            let folder = |entry: Option<(Oid, i32)>| {
                let entry = entry.filter(|(_, mode)| *mode == i32::from(FileMode::Tree));
                entry.map(|(id, _)| id)
            };
            self.compare(entries.map(folder), from + step.len(), paths, sides)?;
        } else {
            sides.changed.extend_from_slice(paths);
        }
        Ok(())
    }

    /// Returns a path from byte `from` on.
    fn rest(&self, path: usize, from: usize) -> Option<&str> {
        self.paths.get(path).and_then(|path| path.get(from..))
    }

    /// Returns whether a path is that file, or lies in that folder.
    fn is_at(&self, path: usize, from: usize, step: &str) -> bool {
        self.rest(path, from).is_some_and(|rest| {
            if step.ends_with('/') {
                rest.starts_with(step)
            } else {
                rest == step
            }
        })
    }
}

/// For as many paths it is quicker to look each up than to go over whole folders.
const FEW: usize = 8;

/// One folder in two commits, where it is there.
type Pair<'r> = [Option<Rc<Tree<'r>>>; 2];

/// Returns the names at which two folders hold something else, sorted as paths are. What is a
/// folder in one of them is there twice, with a slash for what lies in it and without for
/// itself. Paths have names in UTF-8, others are nobody's.
fn differing(ours: &Tree<'_>, theirs: &Tree<'_>) -> BTreeSet<String> {
    let key = |entry: &TreeEntry<'_>| {
        let mut name = entry.name_bytes().to_vec();
        if entry.filemode() == i32::from(FileMode::Tree) {
            name.push(b'/');
        }
        name
    };
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut differs = |entry: &TreeEntry<'_>| {
        let names = [key(entry), entry.name_bytes().to_vec()].map(String::from_utf8);
        found.extend(names.into_iter().flatten());
    };
    let (mut mine, mut yours) = (0, 0);
    loop {
        match (ours.get(mine), theirs.get(yours)) {
            (None, None) => break,
            (Some(one), Some(other)) if one.name_bytes() == other.name_bytes() => {
                let is_same = one.id() == other.id() && one.filemode() == other.filemode();
                if !is_same {
                    differs(&one);
                    differs(&other);
                }
                (mine, yours) = (mine + 1, yours + 1);
            }
            (Some(one), Some(other)) if key(&one) < key(&other) => {
                differs(&one);
                mine += 1;
            }
            (Some(one), None) => {
                differs(&one);
                mine += 1;
            }
            (_, Some(other)) => {
                differs(&other);
                yours += 1;
            }
        }
    }
    found
}

/// Paths, as indices, by whether two commits hold the same there.
#[derive(Default)]
struct Sides {
    same: Vec<usize>,
    changed: Vec<usize>,
}
