//! Finds where the index differs from a commit, without reading what is the same in both.
//!
//! Each folder of the index has the name that git would give its tree. A folder of the commit
//! with that name holds the same, and is not read.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use git2::{ObjectType, Oid, Repository, TreeEntry};

use crate::git::stored::{Listing, Row, name_of, refuse_name};
use crate::git::{EntryKind, SourceError};

/// Returns the paths at which the index and a tree name different content, sorted; without a
/// tree, all of the index.
pub(super) fn differences(
    repository: &Repository,
    index: &Listing,
    tree: Option<Oid>,
) -> Result<Vec<Utf8PathBuf>, SourceError> {
    let mut search = Search {
        repository,
        paths: Vec::new(),
    };
    let is_deep = |row: &Row| row.path.matches('/').count() > DEEPEST;
    match tree {
        Some(tree) if index.rows().iter().any(is_deep) => search.plainly(index, tree)?,
        Some(tree) => search.folder(index.rows(), "", tree)?,
        None => search.added(&Part::Folder(index.rows())),
    }
    let mut paths = search.paths;
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// Deeper folders than anybody makes would be named again for each of them.
const DEEPEST: usize = 32;

/// What the index has of a folder: a file of it, or all that is below a folder in it.
enum Part<'l> {
    File(&'l Row),
    Folder(&'l [Row]),
}

struct Search<'r> {
    repository: &'r Repository,
    paths: Vec<Utf8PathBuf>,
}

impl Search<'_> {
    /// Compares the `rows` below `prefix`, which is empty or ends in `/`, with the tree `id`.
    fn folder(&mut self, rows: &[Row], prefix: &str, id: Oid) -> Result<(), SourceError> {
        if tree_of(rows, prefix.len()).is_some_and(|own| own == id.as_bytes()) {
            return Ok(());
        }
        let mut parts: BTreeMap<&str, Part<'_>> = parts(rows, prefix.len()).collect();
        for entry in &self.repository.find_tree(id)? {
            refuse_name(entry.name_bytes())?;
            let name = String::from_utf8_lossy(entry.name_bytes());
            let is_tree = entry.kind() == Some(ObjectType::Tree);
            let step = if is_tree {
                format!("{name}/")
            } else {
                name.into_owned()
            };
            match parts.remove(step.as_str()) {
                Some(Part::Folder(rows)) => {
                    self.folder(rows, &format!("{prefix}{step}"), entry.id())?;
                }
                Some(Part::File(row)) => {
                    let held = (entry.filemode_raw().unsigned_abs(), entry.id());
                    self.paths
                        .extend((row.named() != held).then(|| row.path.clone().into()));
                }
                None => self.removed(&format!("{prefix}{step}"), &entry)?,
            }
        }
        for part in parts.values() {
            self.added(part);
        }
        Ok(())
    }

    /// Reads all of the tree `id`, and compares row by row.
    fn plainly(&mut self, index: &Listing, id: Oid) -> Result<(), SourceError> {
        let committed = Listing::of_tree(self.repository, id)?;
        for (rows, others) in [(index, &committed), (&committed, index)] {
            let differs = |row: &&Row| {
                let other = others.row(&row.path);
                other.map(Row::named) != Some(row.named())
            };
            let differing = rows.rows().iter().filter(differs);
            self.paths
                .extend(differing.map(|row| Utf8PathBuf::from(&row.path)));
        }
        Ok(())
    }

    fn added(&mut self, part: &Part<'_>) {
        let rows = match part {
            Part::File(row) => std::slice::from_ref(*row),
            Part::Folder(rows) => rows,
        };
        self.paths
            .extend(rows.iter().map(|row| row.path.clone().into()));
    }

    /// Notes what a tree has at `path`, which ends in `/` where that is a folder.
    fn removed(&mut self, path: &str, entry: &TreeEntry<'_>) -> Result<(), SourceError> {
        if entry.kind() != Some(ObjectType::Tree) {
            self.paths.push(path.into());
            return Ok(());
        }
        let below = Listing::of_tree(self.repository, entry.id())?;
        let below = below.rows().iter().map(|row| format!("{path}{}", row.path));
        self.paths.extend(below.map(Utf8PathBuf::from));
        Ok(())
    }
}

/// Returns the parts of a folder whose path is `depth` bytes long, in the order of git; the
/// names of folders end in `/`.
fn parts(rows: &[Row], depth: usize) -> impl Iterator<Item = (&str, Part<'_>)> {
    let step = move |row: &Row| {
        let rest = row.path.get(depth..).unwrap_or_default();
        rest.find('/').map_or(rest.len(), |slash| slash + 1)
    };
    let is_beside = move |one: &Row, other: &Row| {
        let name = one.path.get(..depth + step(one)).unwrap_or_default();
        name.ends_with('/') && other.path.starts_with(name)
    };
    let groups = rows.chunk_by(is_beside);
    groups.filter_map(move |group| {
        let first = group.first()?;
        let name = first.path.get(depth..depth + step(first))?;
        Some(if name.ends_with('/') {
            (name, Part::Folder(group))
        } else {
            (name, Part::File(first))
        })
    })
}

/// Returns the name that git would give to the tree of these rows (gitformat-pack, "Object names";
/// an entry is its mode in octal digits, a space, its name, a NUL and the name of its content).
///
/// A name that is no UTF-8 is not known here to the byte.
fn tree_of(rows: &[Row], depth: usize) -> Option<[u8; 20]> {
    let mut tree = Vec::new();
    for (name, part) in parts(rows, depth) {
        match part {
            Part::File(row) if row.kind == EntryKind::NotUtf8 => return None,
            Part::File(row) => {
                tree.extend(format!("{:o} {name}\0", row.mode).bytes());
                tree.extend(row.id.as_bytes());
            }
            Part::Folder(rows) => {
                let id = tree_of(rows, depth + name.len())?;
                tree.extend(format!("40000 {}\0", name.trim_end_matches('/')).bytes());
                tree.extend(id);
            }
        }
    }
    Some(name_of("tree", &tree))
}
