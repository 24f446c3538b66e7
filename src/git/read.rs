//! Gives the bytes of a file, whichever snapshot it is in.

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::{ReadError, Snapshot, Source, SourceError, worktree};

/// More than is read into memory only to look at its beginning.
const HUGE_BYTES: u64 = 64 << 20;

impl Source {
    /// Reads the file at `path`, following links that stay inside.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn read(&self, path: &Utf8Path, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
        let path = &self.below.join(path);
        if self.snapshot == Snapshot::WorkTree {
            let nested = self.repository.is_some();
            return worktree::read(&self.root, path, limit_bytes, &self.folders, nested);
        }
        let unreadable = |error: &SourceError| ReadError::Unreadable(error.to_string());
        let listing = self.stored().map_err(|error| unreadable(&error))?;
        if self.snapshot == Snapshot::Index
            && let Some(bytes) = listing.beside(&self.root, path, limit_bytes)
        {
            return Ok(bytes);
        }
        let read = self.reading(|repository| listing.read(repository, path, limit_bytes));
        read.map_err(|error| unreadable(&error))?
    }

    /// Returns the file that `path` leads to, following links that stay inside.
    ///
    /// # Errors
    /// Says why it leads to no file.
    pub fn target(&self, path: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
        let found = self.whole_target(&self.below.join(path))?;
        self.inside(&found)
            .ok_or_else(|| ReadError::Escapes(found.to_string()))
    }

    /// The same, with both paths from the root of the repository.
    pub(super) fn whole_target(&self, path: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
        if self.snapshot == Snapshot::WorkTree {
            let nested = self.repository.is_some();
            return worktree::target(&self.root, path, &self.folders, nested);
        }
        let unreadable = |error: &SourceError| ReadError::Unreadable(error.to_string());
        let listing = self.stored().map_err(|error| unreadable(&error))?;
        let target = self.reading(|repository| listing.target(repository, path));
        target.map_err(|error| unreadable(&error))?
    }

    /// Reads the first `head_bytes` bytes of the file at `path`, and tells its whole size.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn read_head(
        &self,
        path: &Utf8Path,
        head_bytes: usize,
    ) -> Result<(Vec<u8>, u64), ReadError> {
        if self.snapshot == Snapshot::WorkTree {
            let nested = self.repository.is_some();
            let path = &self.below.join(path);
            return worktree::head(&self.root, path, head_bytes, &self.folders, nested);
        }
        // git gives whole objects only: of a huge one, the size has to do.
        match self.read(path, HUGE_BYTES) {
            Ok(mut bytes) => {
                let size = bytes.len() as u64;
                bytes.truncate(head_bytes);
                Ok((bytes, size))
            }
            Err(ReadError::TooLarge { size, .. }) => Ok((Vec::new(), size)),
            Err(error) => Err(error),
        }
    }

    /// Reads a file beside the judged root, where a policy of an organisation is kept; `path`
    /// begins with `..`. Inside the repository it is part of the snapshot, outside it is not.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn read_beside(&self, path: &Utf8Path, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
        match self.read(path, limit_bytes) {
            Err(ReadError::Escapes(_)) => {
                worktree::read_plain(&self.root().join(path), limit_bytes)
            }
            read => read,
        }
    }
}
