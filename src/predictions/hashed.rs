//! Takes the digest of a file while it is read.

use std::io::{Read, Result};

use sha2::{Digest as _, Sha256};

use crate::engine::hash;

/// An input whose bytes are hashed as they pass.
pub struct Hashed<R> {
    input: R,
    hasher: Sha256,
}

impl<R: Read> Hashed<R> {
    /// Starts with nothing read.
    pub fn new(input: R) -> Self {
        Self {
            input,
            hasher: Sha256::new(),
        }
    }

    /// Returns the digest of all that was read, `sha256:…`.
    pub fn digest(self) -> String {
        format!("sha256:{}", hash::hex(&self.hasher.finalize()))
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.input.read(buffer)?;
        self.hasher.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
