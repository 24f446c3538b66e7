//! What the history of a repository answers.

use camino::Utf8PathBuf;
use git2::{ErrorCode, Oid, Repository};

use crate::git::{Source, SourceError, lock, stored};

impl Source {
    /// Returns whether history is cut short here.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.repository
            .as_ref()
            .is_some_and(|held| lock(held).is_shallow())
    }

    /// Returns the 40 hexadecimal digits of the commit that is judged, or is checked out.
    #[must_use]
    pub fn commit(&self) -> Option<String> {
        self.commit.map(|id| id.to_string())
    }

    /// Returns the 40 hexadecimal digits of the commit that `revision` names.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn resolve(&self, revision: &str) -> Result<String, SourceError> {
        Ok(commit_of(&*self.history()?, revision)?.to_string())
    }

    /// Returns the merge base of the judged commit with `revision`.
    ///
    /// # Errors
    /// The revision is not there, the histories share nothing, or history is cut short.
    pub fn merge_base(&self, revision: &str) -> Result<String, SourceError> {
        let repository = self.history()?;
        let theirs = commit_of(&repository, revision)?;
        let shallow = repository.is_shallow();
        let ours = self.commit.ok_or_else(|| SourceError::NoCommit {
            revision: "HEAD".to_owned(),
            shallow,
        })?;
        match repository.merge_base(ours, theirs) {
            Ok(base) => Ok(base.to_string()),
            Err(error) if error.code() == ErrorCode::NotFound => Err(SourceError::NoMergeBase {
                revision: revision.to_owned(),
                shallow,
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the paths in which the index differs from the commit that is checked out:
    /// added, changed and deleted ones, and both names of a renamed one; sorted.
    ///
    /// # Errors
    /// There is no repository.
    pub fn staged_paths(&self) -> Result<Vec<Utf8PathBuf>, SourceError> {
        let repository = self.history()?;
        let staged = stored::Listing::of_index(&repository, self.index_file.as_deref())?;
        let committed = match repository.head().and_then(|head| head.peel_to_tree()) {
            Ok(tree) => stored::Listing::of_tree(&repository, tree.id())?,
            Err(_) => stored::Listing::default(),
        };
        let differing = staged.differences(&committed);
        Ok(differing
            .iter()
            .filter_map(|path| self.inside(path))
            .collect())
    }
}

impl Source {
    /// Returns the folder that git takes hooks from; `None` without a repository.
    #[must_use]
    pub fn hooks_folder(&self) -> Option<Utf8PathBuf> {
        let repository = self.history().ok()?;
        let configured = repository.config().ok().and_then(|config| {
            let path = config.get_path("core.hooksPath").ok()?;
            Utf8PathBuf::from_path_buf(path).ok()
        });
        let common = Utf8PathBuf::from_path_buf(repository.commondir().to_owned()).ok()?;
        let root = repository.workdir().and_then(camino::Utf8Path::from_path);
        match configured {
            Some(path) => Some(root.map_or_else(|| path.clone(), |root| root.join(&path))),
            None => Some(common.join("hooks")),
        }
    }
}

/// Returns the commit that `revision` names.
pub(super) fn commit_of(repository: &Repository, revision: &str) -> Result<Oid, SourceError> {
    let found = repository.revparse_single(revision);
    let commit = found.and_then(|object| object.peel_to_commit());
    commit
        .map(|commit| commit.id())
        .map_err(|_| SourceError::NoCommit {
            revision: revision.to_owned(),
            shallow: repository.is_shallow(),
        })
}
