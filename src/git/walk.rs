//! Finds, for many paths in one walk, the commit that last changed each.
//!
//! The answer is that of `git log -1 -- PATH`, without replaced or grafted commits. A
//! path that is the same in a parent was not changed here, and the search goes on in the
//! first such parent alone; so each path follows one chain of commits, and paths on the
//! same commit are moved on together. Dates decide only which commit is looked at next.

use std::collections::{BTreeMap, BinaryHeap, HashSet};

use git2::{Commit, ErrorCode, FileMode, Oid, Repository};

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
    let mut walk = Walk {
        repository,
        paths,
        ends: vec![End::Never; paths.len()],
        ahead: BinaryHeap::new(),
        waiting: BTreeMap::new(),
    };
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
    let walk = Walk {
        repository,
        paths,
        ends: Vec::new(),
        ahead: BinaryHeap::new(),
        waiting: BTreeMap::new(),
    };
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
}

impl Walk<'_> {
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
        let read = |folder: Option<Oid>| folder.map(|id| self.repository.find_tree(id)).transpose();
        let trees = [read(ours)?, read(theirs)?];
        let rest = |path: &usize| self.paths.get(*path).and_then(|path| path.get(from..));
        let step = |path: &usize| {
            rest(path).map(|rest| {
                rest.split_once('/')
                    .map_or((rest, false), |(step, _)| (step, true))
            })
        };
        for paths in paths.chunk_by(|one, other| step(one) == step(other)) {
            let Some((name, is_folder)) = paths.first().and_then(step) else {
                continue;
            };
            let entry = |tree: &Option<git2::Tree<'_>>| {
                let entry = tree.as_ref()?.get_name(name)?;
                Some((entry.id(), entry.filemode()))
            };
            let entries = [entry(&trees[0]), entry(&trees[1])];
            if is_folder {
                let folder = |entry: Option<(Oid, i32)>| {
                    entry
                        .filter(|(_, mode)| *mode == i32::from(FileMode::Tree))
                        .map(|(id, _)| id)
                };
                let [ours, theirs] = entries;
                self.compare(
                    [folder(ours), folder(theirs)],
                    from + name.len() + 1,
                    paths,
                    sides,
                )?;
            } else if entries[0] == entries[1] {
                sides.same.extend_from_slice(paths);
            } else {
                sides.changed.extend_from_slice(paths);
            }
        }
        Ok(())
    }
}

/// Paths, as indices, by whether two commits hold the same there.
#[derive(Default)]
struct Sides {
    same: Vec<usize>,
    changed: Vec<usize>,
}
