//! The files as they lie in a folder.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fs::{self, File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use camino::{Utf8Path, Utf8PathBuf};
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::git::resolve::{self, Node};
use crate::git::stored::Listing;
use crate::git::stream;
use crate::git::{Entry, EntryKind, ReadError, SourceError};

/// Folders that were seen to be real folders, not links.
#[derive(Default)]
pub(super) struct Folders(Mutex<HashSet<String>>);

/// Lists the files below `root`; with a repository, those that git ignores only if `tracked`.
pub(super) fn list(root: &Utf8Path, tracked: Option<&Listing>) -> Result<Vec<Entry>, SourceError> {
    let inner = Arc::new(Mutex::new(Vec::new()));
    let walk = walk(root, tracked.is_some(), Arc::clone(&inner));
    let is_large = tracked.is_none_or(|tracked| tracked.len() > FEW);
    let mut entries = if is_large {
        side_by_side(root, &walk)?
    } else {
        let steps = walk.build().filter_map(|step| listed(root, step));
        steps.collect::<Result<_, _>>()?
    };
    for folder in inner
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .drain(..)
    {
        entries.push(named(root, &folder, EntryKind::Submodule));
    }
    if let Some(tracked) = tracked {
        entries.sort_unstable_by(Entry::order);
        add_tracked(root, tracked, &mut entries);
    }
    entries.sort_unstable_by(Entry::order);
    entries.dedup_by(|a, b| a.path == b.path);
    Ok(entries)
}

/// So few files are listed before threads have started.
const FEW: usize = 2_000;

/// Walks on all cores; the order is any.
fn side_by_side(root: &Utf8Path, walk: &WalkBuilder) -> Result<Vec<Entry>, SourceError> {
    let (give, take) = mpsc::channel();
    walk.build_parallel().run(|| {
        let give = give.clone();
        Box::new(move |step| {
            // Nobody stops taking before the walk ends.
            let _ = listed(root, step).map(|entry| give.send(entry));
            WalkState::Continue
        })
    });
    drop(give);
    take.into_iter().collect()
}

/// Returns what a step of the walk lists, if anything.
fn listed(
    root: &Utf8Path,
    step: Result<DirEntry, ignore::Error>,
) -> Option<Result<Entry, SourceError>> {
    match step {
        Ok(entry) if entry.depth() == 0 => None,
        Ok(entry) => {
            let kind = entry.file_type().and_then(kind_of)?;
            Some(Ok(named(root, entry.path(), kind)))
        }
        Err(error) => Some(unlisted(root, &error)),
    }
}

/// Reads the file that `path` leads to.
pub(super) fn read(
    root: &Utf8Path,
    path: &Utf8Path,
    limit_bytes: u64,
    folders: &Folders,
    in_repository: bool,
) -> Result<Vec<u8>, ReadError> {
    let file = target(root, path, folders, in_repository)?;
    read_plain(&root.join(file), limit_bytes)
}

/// Reads a file by its place in the file system, whatever leads there.
pub(super) fn read_plain(file: &Utf8Path, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Unreadable(reason(&error));
    let found = match fs::metadata(file) {
        Ok(found) => found,
        Err(error) if is_absent(&error) => return Err(ReadError::Missing),
        Err(error) => return Err(unreadable(error)),
    };
    if !found.is_file() {
        let is_folder = found.is_dir();
        return Err(ReadError::NotAFile(if is_folder {
            "folder"
        } else {
            "device"
        }));
    }
    let size = found.len();
    if size > limit_bytes {
        return Err(ReadError::TooLarge {
            size,
            limit: limit_bytes,
        });
    }
    let opened = File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // A file may grow while it is read; the limit holds all the same.
    opened
        .take(limit_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit_bytes {
        return Err(ReadError::TooLarge {
            size: bytes.len() as u64,
            limit: limit_bytes,
        });
    }
    Ok(bytes)
}

/// Returns the place of `path` with all links followed, wherever they lead.
pub(super) fn real(path: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
    match path.canonicalize_utf8() {
        Ok(real) => Ok(real),
        Err(error) if is_absent(&error) => Err(ReadError::Missing),
        Err(error) => Err(ReadError::Unreadable(reason(&error))),
    }
}

/// Returns the file that `path` leads to.
pub(super) fn target(
    root: &Utf8Path,
    path: &Utf8Path,
    folders: &Folders,
    in_repository: bool,
) -> Result<Utf8PathBuf, ReadError> {
    resolve::resolve(path, |here| node(root, here, folders, in_repository))
}

/// Reads the first `head_bytes` bytes of the file that `path` leads to, and its whole size.
pub(super) fn head(
    root: &Utf8Path,
    path: &Utf8Path,
    head_bytes: usize,
    folders: &Folders,
    in_repository: bool,
) -> Result<(Vec<u8>, u64), ReadError> {
    beginning(
        &root.join(target(root, path, folders, in_repository)?),
        head_bytes,
    )
}

/// Reads the first `head_bytes` bytes of a file by its place, and its whole size.
pub(super) fn beginning(file: &Utf8Path, head_bytes: usize) -> Result<(Vec<u8>, u64), ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Unreadable(reason(&error));
    let opened = File::open(file).map_err(unreadable)?;
    let size = opened.metadata().map_err(unreadable)?.len();
    let expected = usize::try_from(size).unwrap_or(head_bytes).min(head_bytes);
    let mut bytes = Vec::with_capacity(expected);
    opened
        .take(head_bytes as u64)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok((bytes, size))
}

/// Hands the content of a file, by its place, to `take`, piece by piece.
pub(super) fn pieces(file: &Utf8Path, take: &mut dyn FnMut(&[u8])) -> Result<u64, ReadError> {
    let opened = File::open(file).map_err(|error| ReadError::Unreadable(reason(&error)))?;
    stream::pieces(opened, take)
}

/// Refuses a `.git` file that leads nowhere: a linked work tree or a submodule whose repository
/// is not here, and whose history would be missed in silence.
pub(super) fn refuse_dangling(folder: &Utf8Path) -> Result<(), SourceError> {
    match folder
        .ancestors()
        .map(|it| it.join(".git"))
        .find(|it| it.is_file())
    {
        Some(link) => Err(SourceError::Git(format!("`{link}` leads to no repository"))),
        None => Ok(()),
    }
}

/// Prepares the walk; repositories inside this one are noted in `inner`, not entered.
///
/// Only what the repository itself says is ignored: a user's own ignore file would make the
/// verdict depend on the machine. A plain folder has nothing untracked, so nothing is ignored.
fn walk(root: &Utf8Path, in_repository: bool, inner: Arc<Mutex<Vec<PathBuf>>>) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .git_ignore(in_repository)
        .git_exclude(in_repository)
        .require_git(false)
        .filter_entry(move |entry| {
            if entry.file_name() == ".git" {
                return false;
            }
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let enters =
                !(in_repository && entry.depth() > 0 && is_folder && is_repository(entry.path()));
            if !enters {
                let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
                inner.push(entry.path().to_owned());
            }
            enters
        });
    builder
}

fn is_repository(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok()
}

/// Returns what to list something as; `None` for folders. What is neither file nor link is
/// listed too, so that a pipe named like evidence is refused aloud when it is read.
fn kind_of(kind: FileType) -> Option<EntryKind> {
    match kind {
        kind if kind.is_dir() => None,
        kind if kind.is_symlink() => Some(EntryKind::Link),
        _ => Some(EntryKind::File),
    }
}

fn named(root: &Utf8Path, path: &Path, kind: EntryKind) -> Entry {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let name = inside.to_string_lossy();
    let kind = if inside.to_str().is_some() {
        kind
    } else {
        EntryKind::NotUtf8
    };
    let name = if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.into_owned()
    };
    Entry {
        path: Utf8PathBuf::from(name),
        kind,
    }
}

fn unlisted(root: &Utf8Path, error: &ignore::Error) -> Result<Entry, SourceError> {
    match path_in(error) {
        Some(path) if path != root.as_std_path() => Ok(named(root, path, EntryKind::Unlisted)),
        _ => Err(SourceError::Io {
            path: root.to_owned(),
            message: error.to_string(),
        }),
    }
}

fn path_in(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_in(err)
        }
        _ => None,
    }
}

/// Adds what git tracks and the walk passed over: ignored files, and all submodules.
fn add_tracked(root: &Utf8Path, tracked: &Listing, entries: &mut Vec<Entry>) {
    let mut missed = Vec::new();
    let mut listed = entries.iter().peekable();
    // Both are sorted, so one walk along both finds what only git knows.
    for entry in tracked.entries() {
        while listed
            .next_if(|held| held.order(&entry) == Ordering::Less)
            .is_some()
        {}
        if listed.peek().is_some_and(|held| held.path == entry.path) {
            continue;
        }
        let kind = match entry.kind {
            EntryKind::File | EntryKind::Link => {
                match fs::symlink_metadata(root.join(&entry.path)) {
                    // A folder took the place of the file: git calls the file deleted.
                    Ok(found) => kind_of(found.file_type()),
                    Err(error) if is_absent(&error) => None,
                    Err(_) => Some(EntryKind::File),
                }
            }
            other => Some(other),
        };
        missed.extend(kind.map(|kind| Entry {
            path: entry.path,
            kind,
        }));
    }
    entries.append(&mut missed);
}

fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

fn node(root: &Utf8Path, path: &Utf8Path, folders: &Folders, in_repository: bool) -> Node {
    if folders.contains(path) {
        return Node::Folder;
    }
    let place = root.join(path);
    let kind = match fs::symlink_metadata(&place) {
        Ok(found) => found.file_type(),
        Err(error) if is_absent(&error) => return Node::Missing,
        Err(error) => return Node::Unreadable(reason(&error)),
    };
    if kind.is_symlink() {
        return match fs::read_link(&place) {
            Ok(target) => Node::Link(target.to_string_lossy().into_owned()),
            Err(error) => Node::Unreadable(reason(&error)),
        };
    }
    if kind.is_dir() {
        if in_repository && is_repository(place.as_std_path()) {
            return Node::Submodule;
        }
        folders.insert(path);
        return Node::Folder;
    }
    if kind.is_file() {
        Node::File
    } else {
        Node::Special(special(kind))
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        kind if kind.is_fifo() => "named pipe",
        kind if kind.is_socket() => "socket",
        _ => "device",
    }
}

#[cfg(not(unix))]
fn special(_kind: FileType) -> &'static str {
    "device"
}

/// Returns the reason in words that are the same on every system.
pub(super) fn reason(error: &std::io::Error) -> String {
    error.kind().to_string()
}

impl Folders {
    fn contains(&self, path: &Utf8Path) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(path.as_str())
    }

    fn insert(&self, path: &Utf8Path) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.as_str().to_owned());
    }
}
