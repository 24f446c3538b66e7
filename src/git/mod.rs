//! Reads the files of a repository: the work tree, the index, a commit, or a plain folder.

mod advice;
mod held;
mod history;
pub mod hooks;
mod mailmap;
mod makers;
mod marks;
mod names;
mod open;
mod order;
mod read;
mod root;
pub mod signature;
mod staged;
mod states;
mod resolve;
mod stored;
mod stream;
mod walk;
mod worktree;

use std::cmp::Ordering;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use git2::{ErrorClass, ErrorCode, Oid, Repository, RepositoryOpenFlags};

pub use self::history::{Commit, LastChange, Person};
pub use self::mailmap::{Mailmap, Mapping};
pub use self::makers::{Change, Changes};
pub use self::marks::{Mark, Marks};
pub use self::names::Names;
pub use self::open::Opened;
pub use self::order::Order;
pub use self::states::{Named, State, States};

/// Which state of the repository is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Snapshot {
    /// The files as they lie in the folder.
    WorkTree,
    /// What is about to be committed.
    Index,
    /// A commit, by any revision git understands.
    Commit(String),
}

/// Why a repository could not be read at all.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    /// The folder is not there; usually a mistyped path.
    #[error("no folder `{0}`")]
    NoFolder(Utf8PathBuf),
    /// The revision does not exist here; usually a shallow clone or a typing mistake.
    #[error("no commit `{revision}` here")]
    NoCommit {
        /// As it was asked for.
        revision: String,
        /// Whether the clone is shallow, so that `fetch-depth: 0` would help.
        shallow: bool,
    },
    /// The index or a commit was asked for outside a repository.
    #[error("`{0}` is not in a git repository")]
    NoRepository(Utf8PathBuf),
    /// A work tree or an index was asked for in a bare repository.
    #[error("`{0}` is a bare repository: it has neither files nor an index")]
    Bare(Utf8PathBuf),
    /// The repository belongs to another user, as in many containers.
    #[error("`{0}` belongs to another user, so git does not trust it")]
    ForeignOwner(Utf8PathBuf),
    /// The index holds unresolved conflicts.
    #[error("the index holds unresolved conflicts ({count}), the first in `{first}`")]
    Conflicts {
        /// The first path with a conflict.
        first: Utf8PathBuf,
        /// How many paths have one.
        count: usize,
    },
    /// Two histories have no common ancestor here; usually a shallow clone.
    #[error("no common ancestor with `{revision}` here")]
    NoMergeBase {
        /// The other side, as it was asked for.
        revision: String,
        /// Whether the clone is shallow, so that `fetch-depth: 0` would help.
        shallow: bool,
    },
    /// A local file gives commits other parents than they have, so that no answer about
    /// history could be repeated elsewhere.
    #[error("`info/grafts` gives commits other parents here than they have")]
    Grafted,
    /// git says something else.
    #[error("git: {0}")]
    Git(String),
    /// The operating system says something else.
    #[error("{path}: {message}")]
    Io {
        /// Where.
        path: Utf8PathBuf,
        /// What.
        message: String,
    },
}

/// Why one file's bytes are not to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A symbolic link that leads out of the repository.
    #[error("symbolic link leads out of the repository, to `{0}`")]
    Escapes(String),
    /// A symbolic link to nothing, or in a circle.
    #[error("symbolic link leads nowhere, to `{0}`")]
    Dangling(String),
    /// It cannot be opened.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than the reader takes.
    #[error("file has {size} bytes, limit is {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is a folder or a submodule where a file was expected.
    #[error("is a {0}, not a file")]
    NotAFile(&'static str),
    /// It is not there.
    #[error("does not exist")]
    Missing,
}

/// What a listed path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A symbolic link.
    Link,
    /// A submodule, or a repository inside this one; its files are not listed.
    Submodule,
    /// A file whose name is not UTF-8: the path only resembles it, and it cannot be read.
    NotUtf8,
    /// A folder that cannot be listed.
    Unlisted,
}

/// One path of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

impl Entry {
    /// Compares paths as [`Utf8Path`] does, folder by folder, in a fraction of the time.
    fn order(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (
            self.path.as_str().as_bytes(),
            other.path.as_str().as_bytes(),
        );
        let rank = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
        let differing = mine
            .iter()
            .zip(theirs)
            .find(|(mine, theirs)| mine != theirs);
        match differing {
            Some((mine, theirs)) => rank(mine).cmp(&rank(theirs)),
            None => mine.len().cmp(&theirs.len()),
        }
    }
}

/// One state of one repository, or of a plain folder.
pub struct Source {
    root: Utf8PathBuf,
    repository: Option<Mutex<Repository>>,
    /// The same repository, opened again by those who read its content side by side.
    spare: Mutex<Vec<Repository>>,
    /// Where git keeps it.
    git_folder: Option<PathBuf>,
    snapshot: Snapshot,
    index_file: Option<Utf8PathBuf>,
    /// What the commit or the index holds, read on first use; unused for a work tree.
    stored: OnceLock<Result<stored::Listing, SourceError>>,
    /// Where the index differs from the commit.
    staged: OnceLock<Result<Vec<Utf8PathBuf>, SourceError>>,
    /// The files of the snapshot, listed on first use.
    listed: OnceLock<Result<Vec<Entry>, SourceError>>,
    folders: worktree::Folders,
    /// How files of the work tree stand to the commit, where that was asked ahead, and of which.
    states: OnceLock<(HashSet<Utf8PathBuf>, Result<States, SourceError>)>,
    commit: Option<Oid>,
    /// The folder that is judged, from the root of the repository; "" is all of it.
    below: Utf8PathBuf,
    /// Where files lie that are no part of the repository.
    evidence_dir: Option<Utf8PathBuf>,
    /// The SHA-256 of what git stores, as far as it was asked for.
    hashes: Arc<Mutex<marks::Hashes>>,
}

impl Source {
    /// Opens the repository around `folder`, or the folder itself where there is none.
    ///
    /// The environment is not asked: a `GIT_DIR` of a calling hook changes nothing.
    ///
    /// # Errors
    /// The folder, the repository or the revision is not there.
    pub fn open(folder: &Utf8Path, snapshot: &Snapshot) -> Result<Self, SourceError> {
        if !folder.is_dir() {
            return Err(SourceError::NoFolder(folder.to_owned()));
        }
        let none: [&str; 0] = [];
        match Repository::open_ext(folder, RepositoryOpenFlags::CROSS_FS, none) {
            Ok(repository) => Self::of_repository(repository, snapshot),
            Err(error) if error.code() == ErrorCode::NotFound => {
                worktree::refuse_dangling(&absolute(folder)?)?;
                Self::of_folder(folder, snapshot)
            }
            Err(error) if error.code() == ErrorCode::Owner => {
                Err(SourceError::ForeignOwner(absolute(folder)?))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the index of the repository around `folder`, as it stands in `index_file`.
    ///
    /// `git commit` gives its hooks another index than the usual one in `GIT_INDEX_FILE`;
    /// a relative path starts at the root of the work tree.
    ///
    /// # Errors
    /// The folder, the repository or the index is not there.
    pub fn open_index(folder: &Utf8Path, index_file: &Utf8Path) -> Result<Self, SourceError> {
        let mut source = Self::open(folder, &Snapshot::Index)?;
        source.index_file = Some(source.root.join(index_file));
        Ok(source)
    }

    /// Opens another snapshot of the same repository.
    ///
    /// # Errors
    /// The revision is not there, or this is a plain folder.
    pub fn at(&self, snapshot: &Snapshot) -> Result<Self, SourceError> {
        let mut source = Self::open(&self.root, snapshot)?;
        source.index_file.clone_from(&self.index_file);
        source.below.clone_from(&self.below);
        source.evidence_dir.clone_from(&self.evidence_dir);
        source.hashes = Arc::clone(&self.hashes);
        Ok(source)
    }

    /// Returns whether there is a repository, so that history can be asked.
    #[must_use]
    pub const fn has_history(&self) -> bool {
        self.repository.is_some()
    }

    /// Lists all files, sorted by path; ignored files only where git tracks them.
    ///
    /// # Errors
    /// The root cannot be listed, or the index or commit cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        let inside = |entry: &Entry| {
            Some(Entry {
                path: self.inside(&entry.path)?,
                kind: entry.kind,
            })
        };
        Ok(self.all_entries()?.iter().filter_map(inside).collect())
    }

    fn all_entries(&self) -> Result<&[Entry], SourceError> {
        let listed = self.listed.get_or_init(|| {
            if self.snapshot != Snapshot::WorkTree {
                return Ok(self.stored()?.entries());
            }
            let tracked = match &self.repository {
                Some(held) => Some(stored::Listing::tracked(&lock(held))?),
                None => None,
            };
            worktree::list(&self.root, tracked.as_ref())
        });
        listed.as_deref().map_err(Clone::clone)
    }

    fn of_folder(folder: &Utf8Path, snapshot: &Snapshot) -> Result<Self, SourceError> {
        if *snapshot != Snapshot::WorkTree {
            return Err(SourceError::NoRepository(folder.to_owned()));
        }
        Ok(Self::new(absolute(folder)?, None, snapshot, None))
    }

    fn of_repository(repository: Repository, snapshot: &Snapshot) -> Result<Self, SourceError> {
        let folder = repository.workdir().unwrap_or_else(|| repository.path());
        let root = Utf8Path::from_path(folder)
            .ok_or_else(|| SourceError::Git(format!("{}: not UTF-8", folder.display())))?;
        let root = match root.as_str().trim_end_matches('/') {
            "" => Utf8PathBuf::from("/"),
            trimmed => Utf8PathBuf::from(trimmed),
        };
        let commit = match snapshot {
            Snapshot::Commit(revision) => Some(history::commit_of(&repository, revision)?),
            _ if repository.is_bare() => return Err(SourceError::Bare(root)),
            _ => repository
                .head()
                .and_then(|head| head.peel_to_commit())
                .ok()
                .map(|it| it.id()),
        };
        Ok(Self::new(root, Some(repository), snapshot, commit))
    }

    fn new(
        root: Utf8PathBuf,
        repository: Option<Repository>,
        snapshot: &Snapshot,
        commit: Option<Oid>,
    ) -> Self {
        Self {
            root,
            git_folder: repository.as_ref().map(|it| it.path().to_owned()),
            repository: repository.map(Mutex::new),
            spare: Mutex::default(),
            snapshot: snapshot.clone(),
            index_file: None,
            stored: OnceLock::new(),
            staged: OnceLock::new(),
            listed: OnceLock::new(),
            folders: worktree::Folders::default(),
            states: OnceLock::new(),
            commit,
            below: Utf8PathBuf::new(),
            evidence_dir: None,
            hashes: Arc::default(),
        }
    }

    fn history(&self) -> Result<MutexGuard<'_, Repository>, SourceError> {
        let held = self.repository.as_ref().map(lock);
        held.ok_or_else(|| SourceError::NoRepository(self.root.clone()))
    }

    /// Lets `read` read content that git stores, beside others who do.
    fn reading<T>(&self, read: impl FnOnce(&Repository) -> T) -> Result<T, SourceError> {
        let held = self.repository.as_ref();
        let held = held.ok_or_else(|| SourceError::NoRepository(self.root.clone()))?;
        if let Ok(free) = held.try_lock() {
            return Ok(read(&free));
        }
        let spare = lock(&self.spare).pop();
        let open = || Repository::open(self.git_folder.as_ref()?).ok();
        let Some(spare) = spare.or_else(open) else {
            return Ok(read(&lock(held)));
        };
        let answer = read(&spare);
        lock(&self.spare).push(spare);
        Ok(answer)
    }

    fn stored(&self) -> Result<&stored::Listing, SourceError> {
        let stored = self.stored.get_or_init(|| {
            let repository = self.history()?;
            match (&self.snapshot, self.commit) {
                (Snapshot::Commit(_), Some(commit)) => {
                    let tree = repository.find_commit(commit)?.tree_id();
                    stored::Listing::of_tree(&repository, tree)
                }
                _ => stored::Listing::of_index(&repository, self.index_file.as_deref()),
            }
        });
        stored.as_ref().map_err(Clone::clone)
    }
}

impl From<git2::Error> for SourceError {
    fn from(error: git2::Error) -> Self {
        Self::Git(match error.class() {
            ErrorClass::None => error.message().to_owned(),
            _ => error.message().trim_end_matches('.').to_owned(),
        })
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves a repository that is only read as it was.
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn absolute(folder: &Utf8Path) -> Result<Utf8PathBuf, SourceError> {
    folder.canonicalize_utf8().map_err(|error| SourceError::Io {
        path: folder.to_owned(),
        message: error.to_string(),
    })
}
