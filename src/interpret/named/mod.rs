//! The files that artifacts name: where values were copied from, and whose digest is stated.
//!
//! What is asked of them is gathered first; `run` reads them, and here the answers become facts.

pub mod dvc;

pub(super) mod digests;
pub(super) mod sources;
mod theirs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::git::ReadError;
use crate::span::Pointer;

/// How content is put into few digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// MD5, as DVC keeps it.
    Md5,
    /// MD5 of a text whose lines end in LF, as DVC kept it before version 3.
    Md5OfText,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// Returns what stands in front of a digest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 | Self::Md5OfText => "md5",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// Reads a digest: `sha256:…`, or 64 digits alone; in lower case.
    #[must_use]
    pub fn read(text: &str) -> Option<(Self, String)> {
        let text = text.trim().to_ascii_lowercase();
        let (name, hex) = text.split_once(':').unwrap_or(("", &text));
        let (digits, end) = hex.split_once('.').unwrap_or((hex, ""));
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let algorithm = match (name, digits.len()) {
            ("sha256" | "", 64) => Self::Sha256,
            ("sha384", 96) => Self::Sha384,
            ("sha512", 128) => Self::Sha512,
            ("md5", 32) => Self::Md5,
            _ => return None,
        };
        let is_folder = algorithm == Self::Md5 && end == "dir";
        (is_hex && (end.is_empty() || is_folder)).then(|| (algorithm, hex.to_owned()))
    }
}

/// What is asked of a file.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Its digests.
    pub algorithms: BTreeSet<Algorithm>,
    /// Its values at these places.
    pub places: BTreeSet<Pointer>,
    /// Whether what DVC says of it is wanted, too.
    pub is_data: bool,
}

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Where links lead; the path itself where there are none.
    pub target: Utf8PathBuf,
    /// The digests of its content.
    pub digests: BTreeMap<Algorithm, String>,
    /// The SHA-256 of the content that is not here, where it is a pointer of Git LFS.
    pub lfs: Option<String>,
    /// The values that stand at the places asked for.
    pub values: BTreeMap<Pointer, Value>,
    /// What reading it as evidence makes of each of these values.
    pub results: BTreeMap<Pointer, Vec<Value>>,
    /// What reading it as evidence counts at these places: attempts, and failures among them.
    pub trials: BTreeMap<Pointer, Value>,
    /// How many datasets its results name.
    pub datasets: usize,
    /// How many models its results name.
    pub models: usize,
    /// Why its values could not be looked at.
    pub unread: Option<String>,
    /// Its text, where its values were looked at.
    pub text: Arc<str>,
}

/// What DVC says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The file that says so.
    pub path: Utf8PathBuf,
    /// Where in it.
    pub at: Pointer,
    /// The digest.
    pub digest: String,
    /// Whether the digest may be of a text whose lines end in LF.
    pub is_of_text: bool,
    /// The text of that file.
    pub text: Arc<str>,
}

/// What was found of all files that are named.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// By path from the root.
    pub files: BTreeMap<Utf8PathBuf, Result<Answer, ReadError>>,
    /// What DVC says, by the path of the data.
    pub tracked: BTreeMap<Utf8PathBuf, Vec<Tracked>>,
}

impl Answers {
    /// Returns the first of `paths` that is there, with what it says; else the first and why.
    fn first<'p>(
        &self,
        paths: &'p [Utf8PathBuf],
    ) -> Option<(&'p Utf8Path, Result<&Answer, &ReadError>)> {
        let answer = |path: &'p Utf8PathBuf| {
            let answer = self.files.get(path)?;
            Some((path.as_path(), answer.as_ref()))
        };
        let is_there = |(_, answer): &(_, Result<&Answer, &ReadError>)| {
            !matches!(answer, Err(ReadError::Missing))
        };
        let mut all = paths.iter().filter_map(answer);
        let first = all.next();
        first
            .filter(is_there)
            .or_else(|| all.find(is_there))
            .or(first)
    }
}

/// Returns a path from the root without `.` and `..`; `None` where it leads out or is no path.
#[must_use]
pub fn inside(folder: &Utf8Path, path: &str) -> Option<Utf8PathBuf> {
    let path = path.trim();
    let is_elsewhere = path.is_empty()
        || path.contains("://")
        || path.starts_with(['/', '\\', '~'])
        || path.as_bytes().get(1) == Some(&b':');
    if is_elsewhere {
        return None;
    }
    super::references::plain(&folder.join(path)).filter(|plain| !plain.as_str().is_empty())
}
