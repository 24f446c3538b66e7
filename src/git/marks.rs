//! What files hold, as digests bind it: mode and content, as git stores them.
//!
//! Neither commits nor dates are part of it, so that a rebase, a squash or a cherry-pick changes
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use git2::{Oid, Repository};
use sha2::{Digest as _, Sha256};

use crate::engine::hash;
use crate::git::stored::Listing;
use crate::git::{Entry, ReadError, Snapshot, Source, SourceError, history, lock, worktree};

/// What one path holds: its mode, and the SHA-256 of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    mode: &'static str,
    content: String,
}

/// What several paths hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Sorted by the bytes of the path, from the judged root.
    files: BTreeMap<String, Mark>,
    /// Paths whose content is not to be had, each with the reason.
    unread: BTreeMap<String, ReadError>,
}

impl Marks {
    /// Returns the digest of all: `sha256:` and the SHA-256 over a line for each file,
    /// `MODE SHA256-OF-CONTENT PATH`, in the order of the bytes of the paths.
    ///
    /// # Errors
    /// The first file whose content is not to be had.
    pub fn digest(&self) -> Result<String, (Utf8PathBuf, ReadError)> {
        if let Some((path, error)) = self.unread.first_key_value() {
            return Err((path.into(), error.clone()));
        }
        let mut lines = String::new();
        for (path, Mark { mode, content }) in &self.files {
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{mode} {content} {path}");
        }
        Ok(format!("sha256:{}", hash::sha256(lines.as_bytes())))
    }

    /// Returns the paths that the two do not hold alike, in order.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Utf8PathBuf> {
        let lacks = |one: &Self, path: &String| one.files.get(path) != other.files.get(path);
        let mine = self.files.keys().filter(|path| lacks(self, path));
        let theirs = other.files.keys();
        let mut paths: Vec<&String> = mine
            .chain(theirs.filter(|path| !self.files.contains_key(*path)))
            .collect();
        paths.sort_unstable();
        paths.into_iter().map(Utf8PathBuf::from).collect()
    }

    /// Returns what these paths hold, of all that is known here.
    #[must_use]
    pub fn only(&self, paths: &[Utf8PathBuf]) -> Self {
        let mut marks = Self::default();
        for path in paths.iter().map(|path| path.as_str()) {
            if let Some((path, mark)) = self.files.get_key_value(path) {
                marks.files.insert(path.clone(), mark.clone());
            } else if let Some((path, error)) = self.unread.get_key_value(path) {
                marks.unread.insert(path.clone(), error.clone());
            }
        }
        marks
    }

    /// Returns how many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len() + self.unread.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Content is hashed once, however many snapshots hold it.
pub(super) type Hashes = BTreeMap<Oid, String>;

impl Source {
    /// Returns what `paths` hold in the judged snapshot. A folder stands for no file, and a path
    /// that is not there for none.
    ///
    /// # Errors
    /// The snapshot cannot be listed.
    pub fn marks(&self, paths: &[Utf8PathBuf]) -> Result<Marks, SourceError> {
        if self.snapshot != Snapshot::WorkTree {
            let repository = self.history()?;
            return Ok(self.stored_marks(&repository, self.stored()?, paths));
        }
        let held = self.repository.as_ref().map(lock);
        let around = held.as_deref().map(Around::new).transpose()?;
        let mut marks = Marks::default();
        for path in paths {
            let found = self.lying(around.as_ref(), &self.below.join(path));
            marks.note(path, found);
        }
        Ok(marks)
    }

    /// Lists the files of another commit, sorted by path.
    ///
    /// # Errors
    /// There is no such commit here.
    pub fn entries_at(&self, commit: &str) -> Result<Vec<Entry>, SourceError> {
        let repository = self.history()?;
        let entries = tree(&repository, commit)?.entries().into_iter();
        let inside = entries.filter_map(|entry| {
            Some(Entry {
                path: self.inside(&entry.path)?,
                ..entry
            })
        });
        Ok(inside.collect())
    }

    /// Returns what `paths` hold in another commit.
    ///
    /// # Errors
    /// There is no such commit here.
    pub fn marks_at(&self, commit: &str, paths: &[Utf8PathBuf]) -> Result<Marks, SourceError> {
        let repository = self.history()?;
        let listing = tree(&repository, commit)?;
        Ok(self.stored_marks(&repository, &listing, paths))
    }

    fn stored_marks(
        &self,
        repository: &Repository,
        listing: &Listing,
        paths: &[Utf8PathBuf],
    ) -> Marks {
        let mut marks = Marks::default();
        for path in paths {
            let whole = self.below.join(path);
            let found = listing.held(whole.as_str()).map(|(mode, id)| {
                let content = self.hashed(repository, mode, id)?;
                Ok(Mark { mode, content })
            });
            marks.note(path, found.unwrap_or(Err(ReadError::Missing)));
        }
        marks
    }

    /// Returns the hash of what git stores under `id`.
    fn hashed(&self, repository: &Repository, mode: &str, id: Oid) -> Result<String, ReadError> {
        if mode == SUBMODULE {
            // git stores no content of a submodule, only which commit of it is meant.
            return Ok(hash::sha256(id.to_string().as_bytes()));
        }
        if let Some(known) = lock(&self.hashes).get(&id) {
            return Ok(known.clone());
        }
        let mut hasher = Sha256::new();
        Listing::pieces(repository, id, &mut |piece| hasher.update(piece))?;
        let hashed = hash::hex(&hasher.finalize());
        lock(&self.hashes).insert(id, hashed.clone());
        Ok(hashed)
    }

    /// Returns what lies at a path of the work tree, as git would store it.
    fn lying(&self, around: Option<&Around<'_>>, path: &Utf8Path) -> Result<Mark, ReadError> {
        let place = self.root.join(path);
        let unreadable = |error: &std::io::Error| ReadError::Unreadable(error.kind().to_string());
        let stored = around.and_then(|around| around.tracked.held(path.as_str()));
        let found = match fs::symlink_metadata(&place) {
            Ok(found) => found,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ReadError::Missing);
            }
            Err(error) => return Err(unreadable(&error)),
        };
        if found.is_symlink() {
            let target = fs::read_link(&place).map_err(|error| unreadable(&error))?;
            let target = target.to_string_lossy().replace('\\', "/");
            let content = hash::sha256(target.as_bytes());
            return Ok(Mark {
                mode: LINK,
                content,
            });
        }
        if found.is_dir() {
            return match (stored, around) {
                (Some((SUBMODULE, id)), Some(around)) => Ok(Mark {
                    mode: SUBMODULE,
                    content: self.hashed(around.repository, SUBMODULE, id)?,
                }),
                _ => Err(ReadError::Missing),
            };
        }
        if !found.is_file() {
            return Err(ReadError::NotAFile("device"));
        }
        let keeps_modes = around.map_or(cfg!(unix), |around| around.keeps_modes);
        let mode = match stored {
            Some((mode, _)) if !keeps_modes => mode,
            _ if keeps_modes && is_program(&found) => PROGRAM,
            _ => FILE,
        };
        let content = match around {
            Some(around) => self.as_stored(around, path, &place)?,
            None => plain(&place)?,
        };
        Ok(Mark { mode, content })
    }

    /// Returns the hash of what git would store of a file: line endings may differ from those
    /// that lie in the work tree, and Git LFS stores a pointer.
    fn as_stored(
        &self,
        around: &Around<'_>,
        path: &Utf8Path,
        place: &Utf8Path,
    ) -> Result<String, ReadError> {
        let stored = around.tracked.held(path.as_str());
        if let Some((mode, id)) = stored
            && !around.changed.contains(path.as_str())
        {
            return self.hashed(around.repository, mode, id);
        }
        let attribute = |name| {
            let none = git2::AttrCheckFlags::default();
            let value = around.repository.get_attr(path.as_std_path(), name, none);
            git2::AttrValue::from_string(value.ok().flatten())
        };
        if matches!(attribute("filter"), git2::AttrValue::String("lfs")) {
            return lfs_pointer(place);
        }
        let is_text = match attribute("text") {
            git2::AttrValue::True | git2::AttrValue::String(_) => true,
            git2::AttrValue::Unspecified => {
                around.converts || matches!(attribute("eol"), git2::AttrValue::String(_))
            }
            _ => false,
        };
        if !is_text {
            return plain(place);
        }
        let bytes = match worktree::read_plain(place, MAX_TEXT_BYTES) {
            Err(ReadError::TooLarge { .. }) => return plain(place),
            read => read?,
        };
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => {
                Ok(hash::sha256(text.replace("\r\n", "\n").as_bytes()))
            }
            Ok(text) => Ok(hash::sha256(text.as_bytes())),
            Err(error) => Ok(hash::sha256(error.as_bytes())),
        }
    }
}

/// What git knows of the work tree.
struct Around<'r> {
    repository: &'r Repository,
    tracked: Listing,
    /// What does not lie there as the index holds it.
    changed: BTreeSet<String>,
    /// Whether line endings are converted unless something else is said.
    converts: bool,
    /// Whether the file system says which files are programs.
    keeps_modes: bool,
}

impl<'r> Around<'r> {
    fn new(repository: &'r Repository) -> Result<Self, SourceError> {
        let mut options = git2::StatusOptions::new();
        options.show(git2::StatusShow::Workdir);
        let statuses = repository.statuses(Some(&mut options))?;
        let changed = statuses
            .iter()
            .map(|status| String::from_utf8_lossy(status.path_bytes()).into_owned());
        let config = repository.config()?;
        let word = config.get_string("core.autocrlf").unwrap_or_default();
        Ok(Self {
            repository,
            tracked: Listing::tracked(repository)?,
            changed: changed.collect(),
            converts: ["true", "input"].contains(&word.as_str()),
            keeps_modes: config.get_bool("core.fileMode").unwrap_or(cfg!(unix)),
        })
    }
}

/// Larger than any text whose line endings are converted.
const MAX_TEXT_BYTES: u64 = 256 << 20;

const FILE: &str = "100644";
const PROGRAM: &str = "100755";
const LINK: &str = "120000";
const SUBMODULE: &str = "160000";

/// Returns a mode as git writes it; old trees hold others that mean the same.
pub(super) const fn canonical(mode: u32) -> &'static str {
    match mode & 0o170_000 {
        0o120_000 => LINK,
        0o160_000 => SUBMODULE,
        _ if mode & 0o100 != 0 => PROGRAM,
        _ => FILE,
    }
}

impl Marks {
    fn note(&mut self, path: &Utf8Path, found: Result<Mark, ReadError>) {
        match found {
            Ok(mark) => drop(self.files.insert(path.to_string(), mark)),
            Err(ReadError::Missing) => {}
            Err(error) => drop(self.unread.insert(path.to_string(), error)),
        }
    }
}

fn tree(repository: &Repository, commit: &str) -> Result<Listing, SourceError> {
    let id = history::commit_of(repository, commit)?;
    Listing::of_tree(repository, repository.find_commit(id)?.tree_id())
}

#[cfg(unix)]
fn is_program(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_program(_: &fs::Metadata) -> bool {
    false
}

fn plain(place: &Utf8Path) -> Result<String, ReadError> {
    let mut hasher = Sha256::new();
    worktree::pieces(place, &mut |piece| hasher.update(piece))?;
    Ok(hash::hex(&hasher.finalize()))
}

/// Returns the hash of the [pointer](https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)
/// that Git LFS keeps for a file, which may be the pointer already.
fn lfs_pointer(place: &Utf8Path) -> Result<String, ReadError> {
    let (head, _) = worktree::beginning(place, LFS.len())?;
    if head.starts_with(LFS.as_bytes()) {
        return plain(place);
    }
    let mut hasher = Sha256::new();
    let size = worktree::pieces(place, &mut |piece| hasher.update(piece))?;
    let content = hash::hex(&hasher.finalize());
    let pointer = format!("{LFS}oid sha256:{content}\nsize {size}\n");
    Ok(hash::sha256(pointer.as_bytes()))
}

const LFS: &str = "version https://git-lfs.github.com/spec/v1\n";
