//! Opens a file for streaming, where it may be too large to be held.

use std::fs::{self, File};
use std::io::{Cursor, Read, Result as IoResult, Seek};

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::{ReadError, Snapshot, Source, worktree};

/// The largest file of an index or a commit: git gives whole objects only.
const MAX_STORED_BYTES: u64 = 1 << 30;

/// A file that is read from its beginning.
pub enum Opened {
    /// It lies in a folder.
    File(File),
    /// It was stored by git.
    Bytes(Cursor<Vec<u8>>),
}

impl Opened {
    /// Returns whether the file begins so; it is read from its beginning all the same.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn starts_with(&mut self, start: &[u8]) -> IoResult<bool> {
        let mut head = Vec::new();
        self.by_ref()
            .take(start.len() as u64)
            .read_to_end(&mut head)?;
        match self {
            Self::File(file) => file.rewind()?,
            Self::Bytes(bytes) => bytes.set_position(0),
        }
        Ok(head == start)
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Source {
    /// Opens the file at `path`, following links that stay inside.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn open_file(&self, path: &Utf8Path) -> Result<Opened, ReadError> {
        if self.snapshot != Snapshot::WorkTree {
            let bytes = self.read(path, MAX_STORED_BYTES)?;
            return Ok(Opened::Bytes(Cursor::new(bytes)));
        }
        let nested = self.repository.is_some();
        let path = self.below.join(path);
        let file = worktree::target(&self.root, &path, &self.folders, nested)?;
        open(&self.root.join(file))
    }

    /// Looks for evidence in a folder that is no part of the repository, too.
    #[must_use]
    pub fn with_evidence(self, evidence_dir: Option<Utf8PathBuf>) -> Self {
        Self {
            evidence_dir,
            ..self
        }
    }

    /// Returns whether there is a folder of evidence to look into.
    #[must_use]
    pub const fn has_evidence_dir(&self) -> bool {
        self.evidence_dir.is_some()
    }

    /// Opens the file at `path` in the folder of evidence, following links that stay in it.
    ///
    /// # Errors
    /// Says why its bytes are not to be had; without such a folder it is missing.
    pub fn open_evidence(&self, path: &Utf8Path) -> Result<Opened, ReadError> {
        let folder = self.evidence_dir.as_ref().ok_or(ReadError::Missing)?;
        let folder = worktree::real(folder)?;
        let file = worktree::real(&folder.join(path))?;
        if !file.starts_with(&folder) {
            return Err(ReadError::Escapes(path.to_string()));
        }
        open(&file)
    }
}

fn open(file: &Utf8Path) -> Result<Opened, ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Unreadable(worktree::reason(&error));
    // A pipe would be waited for, so that its sort is asked before it is opened.
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => Err(ReadError::NotAFile("folder")),
        Ok(found) if !found.is_file() => Err(ReadError::NotAFile("device")),
        Ok(_) => File::open(file).map(Opened::File).map_err(unreadable),
        Err(error) => Err(unreadable(error)),
    }
}
