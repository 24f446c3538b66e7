//! What a commit holds at a path, however many are asked for: each folder is read once.
//!
//! libgit2 looks a path up folder by folder and keeps no large one, so that ten thousand files of
//! one folder would each read all of it.

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};
use git2::{Oid, Repository, Tree};

/// The folders of one tree, as far as they were looked into.
pub(super) struct Held<'r> {
    repository: &'r Repository,
    root: Tree<'r>,
    /// `None` is no folder there.
    folders: HashMap<Utf8PathBuf, Option<Tree<'r>>>,
}

impl<'r> Held<'r> {
    /// Begins to look into `root`.
    pub(super) fn of(repository: &'r Repository, root: Tree<'r>) -> Self {
        let folders = HashMap::new();
        Self {
            repository,
            root,
            folders,
        }
    }

    /// Returns what is at a path from the root of the tree, with its mode as git writes it.
    pub(super) fn entry(&mut self, path: &Utf8Path) -> Option<(Oid, u32)> {
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        let entry = self.folder(folder)?.get_name(path.file_name()?)?;
        Some((entry.id(), entry.filemode().unsigned_abs()))
    }

    /// Returns whether anything is at a path.
    pub(super) fn has(&mut self, path: &Utf8Path) -> bool {
        self.entry(path).is_some()
    }

    fn folder(&mut self, path: &Utf8Path) -> Option<&Tree<'r>> {
        if path.as_str().is_empty() {
            return Some(&self.root);
        }
        if !self.folders.contains_key(path) {
            let read = self
                .entry(path)
                .and_then(|(id, _)| self.repository.find_tree(id).ok());
            self.folders.insert(path.to_owned(), read);
        }
        self.folders.get(path)?.as_ref()
    }
}
