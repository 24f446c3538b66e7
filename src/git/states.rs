//! Tells how files stand to what git holds, and what differs between commits.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use git2::{Delta, ErrorCode, ObjectType, Repository, Status, StatusOptions};

use crate::git::held::Held;
use crate::git::{Snapshot, Source, SourceError, history, stored};

/// How a file of the work tree, or of the index, stands to the commit that is checked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As the commit has it.
    Clean,
    /// Changed, and the change is about to be committed.
    Staged,
    /// Changed.
    Modified,
    /// Not held by git.
    Untracked,
    /// Not held by git, and never to be.
    Ignored,
}

/// The states of files that are not as the commit has them.
pub type States = BTreeMap<Utf8PathBuf, State>;

impl State {
    /// Returns the name that facts have for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Staged => "staged",
            Self::Modified => "modified",
            Self::Untracked => "untracked",
            Self::Ignored => "ignored",
        }
    }

    fn of(status: Status) -> Self {
        let staged = Status::INDEX_NEW
            | Status::INDEX_MODIFIED
            | Status::INDEX_DELETED
            | Status::INDEX_RENAMED
            | Status::INDEX_TYPECHANGE;
        match status {
            status if status.contains(Status::IGNORED) => Self::Ignored,
            status if status.contains(Status::WT_NEW) => Self::Untracked,
            status if status.is_empty() => Self::Clean,
            status if staged.contains(status) => Self::Staged,
            _ => Self::Modified,
        }
    }
}

/// What a text that is to name a commit leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The judged commit, or one that comes before it.
    Ancestor(String),
    /// A commit that does not come before the judged one.
    Unrelated(String),
    /// Something else that git holds.
    NoCommit,
    /// Nothing that this repository holds.
    Missing,
    /// History is cut short here, so that nothing can be said.
    CutShort,
}

impl Source {
    /// Returns the state of those of `paths` that are not as the commit has them.
    ///
    /// # Errors
    /// There is no repository.
    pub fn states(&self, paths: &[Utf8PathBuf]) -> Result<States, SourceError> {
        match self.snapshot {
            Snapshot::Commit(_) => return Ok(BTreeMap::new()),
            Snapshot::Index => {
                let staged: BTreeSet<Utf8PathBuf> = self.staged_paths()?.into_iter().collect();
                let asked = paths.iter().filter(|path| staged.contains(*path));
                return Ok(asked.map(|path| (path.clone(), State::Staged)).collect());
            }
            Snapshot::WorkTree => {}
        }
        if paths.is_empty() {
            return Ok(BTreeMap::new());
        }
        if let Some((asked, states)) = self.states.get()
            && paths.iter().all(|path| asked.contains(path))
        {
            let own = states.as_ref().map_err(Clone::clone)?;
            let own = paths.iter().filter_map(|path| own.get_key_value(path));
            return Ok(own.map(|(path, state)| (path.clone(), *state)).collect());
        }
        self.status(paths)
    }

    /// Finds out already how `paths` stand, which [`Source::states`] is going to be asked.
    pub fn look_at_states(&self, paths: Vec<Utf8PathBuf>) {
        let is_asked = self.states.get().is_some() || paths.is_empty();
        if self.snapshot == Snapshot::WorkTree && self.has_history() && !is_asked {
            let states = self.status(&paths);
            // Whoever was first has asked the same.
            let _ = self.states.set((paths.into_iter().collect(), states));
        }
    }

    fn status(&self, paths: &[Utf8PathBuf]) -> Result<States, SourceError> {
        let repository = self.history()?;
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .recurse_untracked_dirs(true)
            .include_ignored(true)
            .recurse_ignored_dirs(true)
            .disable_pathspec_match(true);
        for path in paths {
            options.pathspec(self.below.join(path).as_str());
        }
        let statuses = repository.statuses(Some(&mut options))?;
        let states = statuses.iter().filter_map(|status| {
            let path = String::from_utf8_lossy(status.path_bytes()).into_owned();
            let state = State::of(status.status());
            let path = self.inside(&Utf8PathBuf::from(path))?;
            (state != State::Clean).then_some((path, state))
        });
        Ok(states.collect())
    }

    /// Returns what `text`, the beginning of the hexadecimal digits of a commit, leads to.
    ///
    /// # Errors
    /// There is no repository.
    pub fn named(&self, text: &str) -> Result<Named, SourceError> {
        let repository = self.history()?;
        let shallow = repository.is_shallow();
        let unknown = if shallow {
            Named::CutShort
        } else {
            Named::Missing
        };
        // Names of branches and expressions are no digits; what they lead to changes.
        let is_prefix = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_prefix || !(4..=40).contains(&text.len()) {
            return Ok(Named::Missing);
        }
        let object = match repository.find_object_by_prefix(text, None) {
            Ok(object) => object,
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::Ambiguous) => {
                return Ok(unknown);
            }
            Err(error) => return Err(error.into()),
        };
        if object.kind() != Some(ObjectType::Commit) {
            return Ok(Named::NoCommit);
        }
        let id = object.id();
        let Some(head) = self.commit else {
            return Ok(Named::Unrelated(id.to_string()));
        };
        Ok(if head == id || repository.graph_descendant_of(head, id)? {
            Named::Ancestor(id.to_string())
        } else if shallow {
            Named::CutShort
        } else {
            Named::Unrelated(id.to_string())
        })
    }

    /// Returns the paths in which the judged files differ from those of `commit`: changed,
    /// added and deleted ones.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn changed_since(&self, commit: &str) -> Result<BTreeSet<Utf8PathBuf>, SourceError> {
        let mut changed = self.uncommitted_paths()?;
        let repository = self.history()?;
        let before = repository.find_commit(history::commit_of(&repository, commit)?)?;
        let now = match self.commit {
            Some(id) => Some(repository.find_commit(id)?.tree()?),
            None => None,
        };
        let diff = repository.diff_tree_to_tree(Some(&before.tree()?), now.as_ref(), None)?;
        for delta in diff.deltas() {
            let sides = match delta.status() {
                Delta::Added => vec![delta.new_file()],
                Delta::Deleted => vec![delta.old_file()],
                _ => vec![delta.old_file(), delta.new_file()],
            };
            let paths = sides.iter().filter_map(|side| {
                let path = String::from_utf8_lossy(side.path_bytes()?).into_owned();
                self.inside(Utf8Path::new(&path))
            });
            changed.extend(paths);
        }
        Ok(changed)
    }

    /// Returns those of `paths` that `commit` does not hold, nor under another folder, nor
    /// with other names and the same content.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn absent_at(
        &self,
        commit: &str,
        paths: &[Utf8PathBuf],
    ) -> Result<Vec<Utf8PathBuf>, SourceError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let repository = self.history()?;
        let tree = repository
            .find_commit(history::commit_of(&repository, commit)?)?
            .tree()?;
        let root = tree.id();
        let mut then = Held::of(&repository, tree);
        let is_missing = |path: &&Utf8PathBuf| !then.has(&self.below.join(path));
        let missing: Vec<&Utf8PathBuf> = paths.iter().filter(is_missing).collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        // A file that was moved since is looked for only where one is missing: what was moved
        // is gone from where it was.
        let held = stored::Listing::of_tree(&repository, root)?;
        let mut now = self.held(&repository)?;
        let entries = held.entries();
        let gone = entries
            .iter()
            .filter(|entry| now.as_mut().is_none_or(|now| !now.has(&entry.path)));
        let names: BTreeSet<&str> = gone.filter_map(|entry| entry.path.file_name()).collect();
        let mut moved = |path: &Utf8Path| {
            let by_name = path.file_name().is_some_and(|name| names.contains(name));
            let mut own = || now.as_mut()?.entry(&self.below.join(path));
            by_name || own().is_some_and(|(id, _)| held.holds(id))
        };
        let absent = missing.into_iter().filter(|path| !moved(path));
        Ok(absent.cloned().collect())
    }

    /// Returns what the commit holds that is judged, or checked out.
    fn held<'r>(&self, repository: &'r Repository) -> Result<Option<Held<'r>>, SourceError> {
        let Some(commit) = self.commit else {
            return Ok(None);
        };
        let tree = repository.find_commit(commit)?.tree()?;
        Ok(Some(Held::of(repository, tree)))
    }

    /// Returns the mode of each of `paths` in the commit that is judged, or checked out, as
    /// git writes it; 0 for one that is not there.
    ///
    /// # Errors
    /// There is no repository, or its history cannot be read.
    pub fn modes(&self, paths: &[Utf8PathBuf]) -> Result<Vec<u32>, SourceError> {
        let repository = self.history()?;
        let Some(mut held) = self.held(&repository)? else {
            return Ok(vec![0; paths.len()]);
        };
        let mode = |path: &Utf8PathBuf| {
            let entry = held.entry(&self.below.join(path));
            entry.map_or(0, |(_, mode)| mode)
        };
        Ok(paths.iter().map(mode).collect())
    }
}
