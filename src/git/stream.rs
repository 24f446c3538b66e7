//! Gives the bytes of a file piece by piece, however large it is.

use std::fs::File;
use std::io::Read;

use camino::Utf8Path;

use crate::git::{ReadError, Snapshot, Source, SourceError};

/// As much as is held at a time.
const PIECE_BYTES: usize = 128 << 10;

impl Source {
    /// Hands the content of the file at `path` to `take`, piece by piece, following links that
    /// stay inside, and returns its size.
    ///
    /// # Errors
    /// Says why its bytes are not to be had.
    pub fn stream(&self, path: &Utf8Path, take: &mut dyn FnMut(&[u8])) -> Result<u64, ReadError> {
        let target = self.whole_target(&self.below.join(path))?;
        if self.snapshot == Snapshot::WorkTree {
            let file = File::open(self.root.join(target)).map_err(|error| unreadable(&error))?;
            return pieces(file, take);
        }
        let broken = |error: &SourceError| ReadError::Unreadable(error.to_string());
        let listing = self.stored().map_err(|error| broken(&error))?;
        let repository = self.history().map_err(|error| broken(&error))?;
        listing.stream(&repository, &target, take)
    }
}

/// Reads to the end.
pub(super) fn pieces(mut from: impl Read, take: &mut dyn FnMut(&[u8])) -> Result<u64, ReadError> {
    let mut piece = vec![0; PIECE_BYTES];
    let mut size = 0;
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok(size),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(&error)),
        };
        size += read as u64;
        take(piece.get(..read).unwrap_or_default());
    }
}

/// Returns the reason in words that are the same on every system.
fn unreadable(error: &std::io::Error) -> ReadError {
    ReadError::Unreadable(error.kind().to_string())
}
