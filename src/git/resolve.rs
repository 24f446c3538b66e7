//! Follows symbolic links inside a repository, never out of it, for every kind of snapshot.

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::ReadError;

/// As many links as Linux follows in one path.
const MAX_LINKS: usize = 40;

/// What stands at a path of a snapshot, its last step not followed.
pub(super) enum Node {
    Missing,
    Folder,
    File,
    Link(String),
    Submodule,
    Special(&'static str),
    Unreadable(String),
}

/// Returns the path of the regular file that `path` leads to.
///
/// `look` is only ever asked for paths whose folders are known to be real folders, so no step
/// of a chain of links can leave the root unseen.
pub(super) fn resolve(
    path: &Utf8Path,
    mut look: impl FnMut(&Utf8Path) -> Node,
) -> Result<Utf8PathBuf, ReadError> {
    let mut walk = Walk {
        path,
        first_target: None,
        links: 0,
    };
    if is_absolute(path.as_str()) {
        return Err(walk.escapes());
    }
    let mut here = Utf8PathBuf::new();
    let mut ahead = steps(path.as_str());
    while let Some(step) = ahead.pop() {
        match step.as_str() {
            "." | "" => continue,
            ".." if here.pop() => continue,
            ".." => return Err(walk.escapes()),
            // What git keeps for itself is no file of the repository.
            name if name.eq_ignore_ascii_case(".git") => return Err(walk.hidden()),
            name => here.push(name),
        }
        match look(&here) {
            Node::Folder if ahead.is_empty() => return Err(ReadError::NotAFile("folder")),
            Node::Folder => {}
            Node::File if ahead.is_empty() => return Ok(here),
            Node::Missing | Node::File => return Err(walk.nowhere()),
            Node::Submodule => return Err(ReadError::NotAFile("submodule")),
            Node::Special(name) => return Err(ReadError::NotAFile(name)),
            Node::Unreadable(why) => return Err(ReadError::Unreadable(why)),
            Node::Link(target) => {
                walk.follow(&target)?;
                here.pop();
                ahead.extend(steps(&target));
            }
        }
    }
    Err(ReadError::NotAFile("folder"))
}

/// What a walk tells of itself when it ends early: the path, or the first link on it.
struct Walk<'p> {
    path: &'p Utf8Path,
    first_target: Option<String>,
    links: usize,
}

impl Walk<'_> {
    fn follow(&mut self, target: &str) -> Result<(), ReadError> {
        self.first_target.get_or_insert_with(|| target.to_owned());
        self.links += 1;
        if is_absolute(target) {
            return Err(self.escapes());
        }
        if self.links > MAX_LINKS || target.is_empty() {
            return Err(self.nowhere());
        }
        Ok(())
    }

    fn escapes(&self) -> ReadError {
        let told = self.first_target.as_deref().unwrap_or(self.path.as_str());
        ReadError::Escapes(told.to_owned())
    }

    fn nowhere(&self) -> ReadError {
        self.first_target
            .clone()
            .map_or(ReadError::Missing, ReadError::Dangling)
    }

    fn hidden(&self) -> ReadError {
        self.first_target
            .clone()
            .map_or(ReadError::Missing, ReadError::Escapes)
    }
}

/// Returns whether a target names a place from the root of some machine on.
fn is_absolute(target: &str) -> bool {
    let drive = target.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    target.starts_with('/') || (cfg!(windows) && target.starts_with('\\')) || drive
}

/// Splits a path into its steps, the first one last.
fn steps(path: &str) -> Vec<String> {
    let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
    path.split(separators).rev().map(str::to_owned).collect()
}
