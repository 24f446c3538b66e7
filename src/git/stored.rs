//! What git holds under names: the index, and the tree of a commit.

use camino::{Utf8Path, Utf8PathBuf};
use git2::{Index, IndexEntryExtendedFlag, ObjectType, Oid, Repository};
use sha1::{Digest as _, Sha1};

use crate::git::marks;
use crate::git::resolve::{self, Node};
use crate::git::stream;
use crate::git::{Entry, EntryKind, ReadError, SourceError, worktree};

/// More files than any repository has; small trees can claim to hold many more.
const MAX_FILES: usize = 3_000_000;
/// A link's target longer than any system allows.
const MAX_TARGET_BYTES: u64 = 4096;

/// A file that was so small in the work tree is read at once.
const MAX_SMALL_BYTES: u32 = 1 << 20;

/// A packed file larger than this is not unpacked.
const MAX_PACKED_BYTES: u64 = 1 << 30;

const MODE_LINK: u32 = 0o120_000;
const MODE_SUBMODULE: u32 = 0o160_000;
const MODE_TREE: u32 = 0o040_000;
const MODE_TYPE: u32 = 0o170_000;

/// Files by path, as the index or a tree names them.
#[derive(Default)]
pub(super) struct Listing {
    /// Sorted by the bytes of the path.
    rows: Vec<Row>,
}

/// One file.
pub(super) struct Row {
    pub(super) path: String,
    pub(super) kind: EntryKind,
    pub(super) mode: u32,
    pub(super) id: Oid,
    /// How large the index says that the file was; 0 is not known.
    size: u32,
}

impl Listing {
    /// Reads the index of `repository`, or the one in `file`.
    pub(super) fn of_index(
        repository: &Repository,
        file: Option<&Utf8Path>,
    ) -> Result<Self, SourceError> {
        let index = match file {
            Some(file) => Index::open(file.as_std_path())?,
            None => repository.index()?,
        };
        refuse_conflicts(&index)?;
        Ok(Self::of_entries(&index))
    }

    /// Reads what the work tree of `repository` tracks; conflicts are the work tree's own matter.
    pub(super) fn tracked(repository: &Repository) -> Result<Self, SourceError> {
        let mut listing = Self::of_entries(&repository.index()?);
        // Each side of a conflict has a row.
        listing.rows.dedup_by(|a, b| a.path == b.path);
        Ok(listing)
    }

    /// Reads the tree `id` with all trees below it.
    pub(super) fn of_tree(repository: &Repository, id: Oid) -> Result<Self, SourceError> {
        let mut rows = Vec::new();
        let mut ahead = vec![(Vec::new(), id)];
        while let Some((folder, id)) = ahead.pop() {
            for entry in &repository.find_tree(id)? {
                let name = entry.name_bytes();
                refuse_name(name)?;
                let mut path: Vec<u8> = folder.clone();
                path.extend_from_slice(name);
                let mode = entry.filemode_raw().unsigned_abs();
                if mode & MODE_TYPE == MODE_TREE {
                    path.push(b'/');
                    ahead.push((path, entry.id()));
                } else {
                    rows.push(Row::new(&path, mode, entry.id(), 0));
                }
            }
            if rows.len() + ahead.len() > MAX_FILES {
                return Err(SourceError::Git(format!("more than {MAX_FILES} files")));
            }
        }
        Ok(Self::sorted(rows))
    }

    /// Returns how many files there are.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the files, sorted by path.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = (self.rows.iter())
            .map(|row| Entry {
                path: Utf8PathBuf::from(&row.path),
                kind: row.kind,
            })
            .collect();
        entries.sort_unstable_by(Entry::order);
        entries
    }

    /// Returns the files as rows, sorted by the bytes of the path.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Reads the file that `path` leads to.
    pub(super) fn read(
        &self,
        repository: &Repository,
        path: &Utf8Path,
        limit_bytes: u64,
    ) -> Result<Vec<u8>, ReadError> {
        let file = self.target(repository, path)?;
        let row = self.row(file.as_str()).ok_or(ReadError::Missing)?;
        if row.was_small() {
            return small_content(repository, row.id, limit_bytes);
        }
        content(repository, row.id, limit_bytes)
    }

    /// Returns the content of a file as the work tree at `root` has it, where that is what the
    /// index names: reading it there is quicker than unpacking it.
    pub(super) fn beside(
        &self,
        root: &Utf8Path,
        path: &Utf8Path,
        limit_bytes: u64,
    ) -> Option<Vec<u8>> {
        let row = self.row(path.as_str())?;
        let size = u64::from(row.size);
        if row.kind != EntryKind::File || !row.was_small() || size > limit_bytes {
            return None;
        }
        let bytes = worktree::read_plain(&root.join(path), size).ok()?;
        // Whoever can make two texts of one name has put the index in doubt before: git refuses
        // to add what the known attacks make.
        (name_of("blob", &bytes) == row.id.as_bytes()).then_some(bytes)
    }

    /// Hands the content of a file to `take`, piece by piece where git can give it so.
    pub(super) fn stream(
        &self,
        repository: &Repository,
        file: &Utf8Path,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<u64, ReadError> {
        let row = self.row(file.as_str()).ok_or(ReadError::Missing)?;
        Self::pieces(repository, row.id, take)
    }

    /// Hands the content `id` to `take`, piece by piece where git can give it so.
    pub(super) fn pieces(
        repository: &Repository,
        id: Oid,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<u64, ReadError> {
        // What is packed comes whole or not at all.
        if let Ok(objects) = repository.odb()
            && let Ok((reader, _, ObjectType::Blob)) = objects.reader(id)
        {
            return stream::pieces(reader, take);
        }
        let bytes = content(repository, id, MAX_PACKED_BYTES)?;
        take(&bytes);
        Ok(bytes.len() as u64)
    }

    /// Returns the mode, as git writes it, and the content of a path; links are not followed.
    pub(super) fn held(&self, path: &str) -> Option<(&'static str, Oid)> {
        let row = self.row(path)?;
        Some((marks::canonical(row.mode), row.id))
    }

    /// Returns the file that `path` leads to.
    pub(super) fn target(
        &self,
        repository: &Repository,
        path: &Utf8Path,
    ) -> Result<Utf8PathBuf, ReadError> {
        resolve::resolve(path, |here| self.node(repository, here))
    }

    fn node(&self, repository: &Repository, path: &Utf8Path) -> Node {
        let Some(row) = self.row(path.as_str()) else {
            let folder = format!("{path}/");
            let at = self.rows.partition_point(|row| *row.path < *folder);
            let inside = self
                .rows
                .get(at)
                .is_some_and(|row| row.path.starts_with(&folder));
            return if inside { Node::Folder } else { Node::Missing };
        };
        match row.kind {
            EntryKind::Submodule => Node::Submodule,
            EntryKind::Link => match content(repository, row.id, MAX_TARGET_BYTES) {
                Ok(target) => Node::Link(String::from_utf8_lossy(&target).into_owned()),
                Err(error) => Node::Unreadable(error.to_string()),
            },
            EntryKind::NotUtf8 => Node::Unreadable("its name is not UTF-8".to_owned()),
            EntryKind::File | EntryKind::Unlisted => Node::File,
        }
    }

    /// Returns whether one of the files has this content.
    pub(super) fn holds(&self, id: Oid) -> bool {
        self.rows.iter().any(|row| row.id == id)
    }

    pub(super) fn row(&self, path: &str) -> Option<&Row> {
        let at = self
            .rows
            .binary_search_by(|row| row.path.as_str().cmp(path))
            .ok()?;
        self.rows.get(at)
    }

    fn of_entries(index: &Index) -> Self {
        let mut rows = Vec::with_capacity(index.len());
        for entry in index.iter() {
            let flags = IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended);
            // `git add -N` only announces a file: a commit would leave it out.
            if !flags.is_intent_to_add() {
                let size = entry.file_size;
                rows.push(Row::new(&entry.path, entry.mode, entry.id, size));
            }
        }
        Self::sorted(rows)
    }

    fn sorted(mut rows: Vec<Row>) -> Self {
        rows.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { rows }
    }
}

impl Row {
    fn new(path: &[u8], mode: u32, id: Oid, size: u32) -> Self {
        let kind = match (std::str::from_utf8(path), mode & MODE_TYPE) {
            (Err(_), _) => EntryKind::NotUtf8,
            (_, MODE_LINK) => EntryKind::Link,
            (_, MODE_SUBMODULE) => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let path = String::from_utf8_lossy(path).into_owned();
        Self {
            path,
            kind,
            mode,
            id,
            size,
        }
    }

    /// Returns what it names.
    pub(super) const fn named(&self) -> (u32, Oid) {
        (self.mode, self.id)
    }

    /// Whether it was small, so that it need not be looked at twice.
    fn was_small(&self) -> bool {
        (1..=MAX_SMALL_BYTES).contains(&self.size)
    }
}

fn refuse_conflicts(index: &Index) -> Result<(), SourceError> {
    if !index.has_conflicts() {
        return Ok(());
    }
    let mut paths: Vec<Utf8PathBuf> = Vec::new();
    for conflict in index.conflicts()? {
        let conflict = conflict?;
        if let Some(side) = conflict.our.or(conflict.their).or(conflict.ancestor) {
            paths.push(Utf8PathBuf::from(
                String::from_utf8_lossy(&side.path).as_ref(),
            ));
        }
    }
    paths.sort_unstable();
    Err(SourceError::Conflicts {
        count: paths.len(),
        first: paths.into_iter().next().unwrap_or_default(),
    })
}

/// Refuses names that git itself never writes and that would make a path lie.
pub(super) fn refuse_name(name: &[u8]) -> Result<(), SourceError> {
    let lies =
        name.is_empty() || name.contains(&b'/') || [&b"."[..], b"..", b".git"].contains(&name);
    if lies {
        let name = String::from_utf8_lossy(name);
        return Err(SourceError::Git(format!("a tree names a file `{name}`")));
    }
    Ok(())
}

/// Returns the name that git gives to an object of a `kind`: the SHA-1 of the kind, a space, the
/// length, a NUL and the bytes (gitformat-pack, "Object names").
pub(super) fn name_of(kind: &str, bytes: &[u8]) -> [u8; 20] {
    let name = Sha1::new().chain_update(format!("{kind} {}\0", bytes.len()));
    name.chain_update(bytes).finalize().into()
}

/// Reads content without asking first how large it is.
fn small_content(repository: &Repository, id: Oid, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let objects = repository.odb().map_err(|error| absent(&error))?;
    let object = objects.read(id).map_err(|error| absent(&error))?;
    refuse_content(object.kind(), object.len() as u64, limit_bytes)?;
    Ok(object.data().to_vec())
}

fn content(repository: &Repository, id: Oid, limit_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let objects = repository.odb().map_err(|error| absent(&error))?;
    let (size, kind) = objects.read_header(id).map_err(|error| absent(&error))?;
    refuse_content(kind, size as u64, limit_bytes)?;
    let object = objects.read(id).map_err(|error| absent(&error))?;
    Ok(object.data().to_vec())
}

fn absent(error: &git2::Error) -> ReadError {
    ReadError::Unreadable(if error.code() == git2::ErrorCode::NotFound {
        "its content is not in this clone".to_owned()
    } else {
        error.message().to_owned()
    })
}

fn refuse_content(kind: ObjectType, size: u64, limit: u64) -> Result<(), ReadError> {
    if kind != ObjectType::Blob {
        let told = "git holds no file content for it";
        return Err(ReadError::Unreadable(told.to_owned()));
    }
    if size > limit {
        return Err(ReadError::TooLarge { size, limit });
    }
    Ok(())
}
