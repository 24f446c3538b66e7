//! Reads the files of a repository: the work tree, the index, a commit, or a plain folder.

use camino::{Utf8Path, Utf8PathBuf};

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
    /// A submodule; its files are not listed.
    Submodule,
}

/// One path of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// One state of one repository, or of a plain folder.
pub struct Source {
    root: Utf8PathBuf,
}

impl Source {
    /// Opens the repository around `folder`, or the folder itself where there is none.
    ///
    /// # Errors
    /// The folder, the repository or the revision is not there.
    pub fn open(folder: &Utf8Path, _snapshot: &Snapshot) -> Result<Self, SourceError> {
        Ok(Self {
            root: folder.to_owned(),
        })
    }

    /// Opens another snapshot of the same repository.
    ///
    /// # Errors
    /// The revision is not there, or this is a plain folder.
    pub fn at(&self, snapshot: &Snapshot) -> Result<Self, SourceError> {
        Self::open(&self.root, snapshot)
    }

    /// Returns the root of the repository, or the plain folder; absolute.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Returns the 40 hexadecimal digits of the commit that is judged, or is checked out.
    #[must_use]
    pub fn commit(&self) -> Option<String> {
        None
    }

    /// Returns the merge base of the judged commit with `revision`.
    ///
    /// # Errors
    /// The revision is not there, the histories share nothing, or history is cut short.
    pub fn merge_base(&self, _revision: &str) -> Result<String, SourceError> {
        Ok(String::new())
    }

    /// Lists all files, sorted by path; ignored files only where git tracks them.
    ///
    /// # Errors
    /// A folder that cannot be listed.
    pub fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        Ok(Vec::new())
    }

    /// Returns the paths that differ from the judged commit's parent state in the index
    /// (`--staged`): added, changed, renamed and deleted ones.
    ///
    /// # Errors
    /// There is no repository.
    pub fn staged_paths(&self) -> Result<Vec<Utf8PathBuf>, SourceError> {
        Ok(Vec::new())
    }

    /// Reads the file at `path`, following links that stay inside.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn read(&self, _path: &Utf8Path, _limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
        Err(ReadError::Missing)
    }
}
