//! Everything a reference can lead to, by id and by path.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use camino::{Utf8Path, Utf8PathBuf};

use super::super::Words;
use crate::artifact::{Artifact, System};
use crate::glossary::Kind;
use crate::span::Pointer;

/// What a reference can lead to.
pub(super) struct Index<'a> {
    /// All artifacts.
    pub artifacts: &'a [Artifact],
    /// The first artifact of each kind and id; `None` for a system of the configuration.
    pub by_id: HashMap<(Kind, &'a str), Option<usize>>,
    /// The ids of each kind.
    pub ids: BTreeMap<Kind, BTreeSet<&'a str>>,
    /// The ids of single risks.
    pub risks: BTreeSet<&'a str>,
    /// The artifacts of each file.
    pub by_path: BTreeMap<&'a Utf8Path, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Sorts all artifacts by id and path.
    pub(super) fn new(
        artifacts: &'a [Artifact],
        words: &'a [Words],
        systems: &'a [System],
    ) -> Self {
        let mut index = Self {
            artifacts,
            by_id: HashMap::new(),
            ids: BTreeMap::new(),
            risks: BTreeSet::new(),
            by_path: BTreeMap::new(),
        };
        for (position, (artifact, words)) in artifacts.iter().zip(words).enumerate() {
            index
                .by_path
                .entry(&artifact.path)
                .or_default()
                .push(position);
            if let Some(id) = artifact.id.as_deref() {
                index
                    .by_id
                    .entry((artifact.kind, id))
                    .or_insert(Some(position));
                index.ids.entry(artifact.kind).or_default().insert(id);
            }
            index.risks.extend(words.risks.iter().map(String::as_str));
        }
        for system in systems.iter().filter(|system| system.declared.is_some()) {
            index
                .by_id
                .entry((Kind::System, &system.id))
                .or_insert(None);
            index
                .ids
                .entry(Kind::System)
                .or_default()
                .insert(&system.id);
        }
        index
    }

    /// Finds a file by a path from the folder of `from`, or from the repository root.
    pub(super) fn path(&self, from: &Utf8Path, path: &str) -> Option<&[usize]> {
        if path.is_empty() {
            return self.by_path.get(from).map(Vec::as_slice);
        }
        let folder = from.parent().unwrap_or(Utf8Path::new(""));
        let beside = plain(&folder.join(path.trim_start_matches('/')));
        let below_root = plain(Utf8Path::new(path.trim_start_matches('/')));
        [beside, below_root]
            .into_iter()
            .flatten()
            .find_map(|path| self.by_path.get(path.as_path()))
            .map(Vec::as_slice)
    }

    /// Finds the artifact of a file that has a value at `pointer`, counted from the file's root.
    pub(super) fn inside(&self, places: &[usize], pointer: &Pointer) -> Option<usize> {
        places.iter().copied().find(|place| {
            let Some(artifact) = self.artifacts.get(*place) else {
                return false;
            };
            let below = pointer.as_str().strip_prefix(artifact.root.as_str());
            // What could not be read is objected to at its own place.
            artifact.value.is_null()
                || below
                    .and_then(Pointer::parse)
                    .is_some_and(|below| below.resolve(&artifact.value).is_some())
        })
    }
}

/// Resolves `.` and `..`; `None` where the path leaves the repository.
pub(in crate::interpret) fn plain(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        match part.as_str() {
            "." => {}
            ".." => {
                if !plain.pop() {
                    return None;
                }
            }
            part => plain.push(part),
        }
    }
    Some(plain)
}
