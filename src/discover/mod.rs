//! Finds which files are evidence, and of which kind.

mod cards;
mod content;
mod head;
mod look;
mod outputs;
mod pick;
mod places;

use camino::{Utf8Path, Utf8PathBuf};

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
    /// The model its results are of, where they name none and an `[[artifact]]` entry does.
    pub model: Option<String>,
    /// The dataset its results are of, where they name none and an `[[artifact]]` entry does.
    pub dataset: Option<String>,
}

impl EvidenceFile {
    /// Makes a file that was recognised, and of which configuration says nothing.
    #[must_use]
    pub fn recognised(path: Utf8PathBuf, bytes: Vec<u8>, kind: Kind, standard: Standard) -> Self {
        Self {
            path,
            bytes: Ok(bytes),
            kind,
            standard,
            kind_is_configured: false,
            system: None,
            model: None,
            dataset: None,
        }
    }
}

/// How a [pointer of Git LFS](https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md) begins.
pub const LFS_POINTER: &str = "version https://git-lfs.github.com/spec/";

/// What was found, and what was not looked at.
#[derive(Debug, Clone)]
pub struct Discovery<F = EvidenceFile> {
    /// The evidence, or what was made of it, sorted by path as the listing is.
    pub files: Vec<F>,
    /// Model files, sorted by path; their bytes are not read.
    pub model_files: Vec<Utf8PathBuf>,
    /// Tables and lists of rows, sorted by path; they are evidence only where something says so.
    pub tables: Vec<Utf8PathBuf>,
    /// Paths that were left out, each with the reason, sorted.
    pub left_out: Vec<(Utf8PathBuf, String)>,
    /// Entries of the configuration that no file fits, each as a sentence.
    pub unmet: Vec<String>,
}

/// What a file was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Recognised {
    kind: Kind,
    standard: Standard,
}

impl Recognised {
    const fn new(kind: Kind, standard: Standard) -> Self {
        Self { kind, standard }
    }
}

/// Recognises one file by its content and name, wherever it lies.
///
/// `expected` is the kind that somebody calls it, which settles what content leaves open.
#[must_use]
pub fn recognise(
    path: &Utf8Path,
    bytes: &[u8],
    expected: Option<Kind>,
) -> Option<(Kind, Standard)> {
    look::recognise(path, bytes, expected).map(|seen| (seen.kind, seen.standard))
}

/// Lists the snapshot, picks the evidence and reads it.
///
/// ```
/// use raigate::{config::Config, discover, git};
/// # let folder = tempfile::tempdir()?;
/// # let folder = camino::Utf8Path::from_path(folder.path()).ok_or("not UTF-8")?;
/// std::fs::write(folder.join("MODEL_CARD.md"), "# Digits\n")?;
/// let source = git::Source::open(folder, &git::Snapshot::WorkTree)?;
/// let found = discover::evidence(&source, &Config::default())?;
/// assert_eq!(found.files[0].path, "MODEL_CARD.md");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The snapshot cannot be listed.
pub fn evidence(source: &Source, config: &Config) -> Result<Discovery, SourceError> {
    evidence_as(source, config, |file| file)
}

/// Finds the evidence as [`evidence`] does, and makes something of each file as soon as it is
/// read, so that the bytes of all files are never held at once.
///
/// # Errors
/// As for [`evidence`].
pub fn evidence_as<F: Send>(
    source: &Source,
    config: &Config,
    make: impl Fn(EvidenceFile) -> F + Sync,
) -> Result<Discovery<F>, SourceError> {
    let entries = source.entries()?;
    let pick::Plan {
        candidates,
        mut left_out,
        model_files,
        tables,
        unmet,
    } = pick::plan(config, &entries)?;
    let mut files = Vec::new();
    for (path, looked) in look::read(source, &candidates, &make) {
        match looked {
            look::Looked::Evidence(file) => files.push(file),
            look::Looked::LeftOut(reason) => left_out.push((path, reason)),
            look::Looked::Ordinary => {}
        }
    }
    look::drop_second_names(source, &candidates, &mut files, &mut left_out);
    left_out.sort_unstable();
    left_out.dedup();
    Ok(Discovery {
        files: files.into_iter().map(|file| file.made).collect(),
        model_files,
        tables,
        left_out,
        unmet,
    })
}
