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
    let mut here = Utf8PathBuf::new();
    let mut first_target: Option<String> = None;
    let mut links = 0;
    if is_absolute(path.as_str()) {
        return Err(ReadError::Escapes(path.to_string()));
    }
    let mut ahead = steps(path.as_str());
    while let Some(step) = ahead.pop() {
        match step.as_str() {
            "." | "" => continue,
            ".." if here.pop() => continue,
            ".." => {
                return Err(ReadError::Escapes(
                    first_target.unwrap_or_else(|| path.to_string()),
                ));
            }
            // What git keeps for itself is no file of the repository.
            ".git" if first_target.is_some() => {
                return Err(ReadError::Escapes(first_target.unwrap_or_default()));
            }
            _ => here.push(&step),
        }
        match look(&here) {
            Node::Folder if ahead.is_empty() => return Err(ReadError::NotAFile("folder")),
            Node::Folder => {}
            Node::File if ahead.is_empty() => return Ok(here),
            Node::Missing | Node::File => {
                return Err(first_target.map_or(ReadError::Missing, ReadError::Dangling));
            }
            Node::Submodule => return Err(ReadError::NotAFile("submodule")),
            Node::Special(name) => return Err(ReadError::NotAFile(name)),
            Node::Unreadable(why) => return Err(ReadError::Unreadable(why)),
            Node::Link(target) => {
                let told = first_target.get_or_insert_with(|| target.clone()).clone();
                links += 1;
                if is_absolute(&target) {
                    return Err(ReadError::Escapes(told));
                }
                if links > MAX_LINKS || target.is_empty() {
                    return Err(ReadError::Dangling(told));
                }
                here.pop();
                ahead.extend(steps(&target));
            }
        }
    }
    Err(ReadError::NotAFile("folder"))
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
