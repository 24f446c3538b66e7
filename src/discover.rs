//! Finds which files are evidence, and of which kind.

use camino::Utf8PathBuf;

use crate::config::Config;
use crate::git::{ReadError, Source, SourceError};
use crate::glossary::{Kind, Standard};

/// One file that is, or claims to be, evidence.
#[derive(Debug, Clone)]
pub struct EvidenceFile {
    /// From the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// Its bytes, or why there are none.
    pub bytes: Result<Vec<u8>, ReadError>,
    /// Its kind as configuration, content or path say; an envelope inside outranks content and path.
    pub kind: Kind,
    /// The convention it was recognised by.
    pub standard: Standard,
    /// Whether `[[artifact]]` states the kind, which outranks everything.
    pub kind_is_configured: bool,
    /// The system an `[[artifact]]` entry names.
    pub system: Option<String>,
}

/// What was found, and what was not looked at.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// The evidence, sorted by path.
    pub files: Vec<EvidenceFile>,
    /// Model files, sorted by path; their bytes are not read.
    pub model_files: Vec<Utf8PathBuf>,
    /// Paths that were left out, each with the reason, sorted.
    pub left_out: Vec<(Utf8PathBuf, String)>,
}

/// Lists the snapshot, picks the evidence and reads it.
///
/// # Errors
/// The snapshot cannot be listed.
pub fn evidence(_source: &Source, _config: &Config) -> Result<Discovery, SourceError> {
    Ok(Discovery::default())
}
