//! The root that is judged: of the repository, or of a folder in it.

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::Source;

impl Source {
    /// Narrows this source to `folder`, a path from its root, which becomes the root.
    #[must_use]
    pub fn below(mut self, folder: &Utf8Path) -> Self {
        self.below = self.below.join(folder);
        self
    }

    /// Returns the root of what is judged: of the repository, or the folder; absolute.
    #[must_use]
    pub fn root(&self) -> Utf8PathBuf {
        match self.below.as_str() {
            "" => self.root.clone(),
            below => self.root.join(below),
        }
    }

    /// Returns the folder that is judged, from the root of the repository; "" is all of it.
    #[must_use]
    pub fn folder(&self) -> &Utf8Path {
        &self.below
    }

    /// Returns the path from the root of a file that a user names; `None` outside the root.
    ///
    /// The file need not exist, its folder must: a link is not followed, the folders above it are.
    #[must_use]
    pub fn path_of(&self, named: &Utf8Path) -> Option<Utf8PathBuf> {
        let root = self.root().canonicalize_utf8().ok()?;
        let whole = camino::absolute_utf8(named).ok()?;
        let inside = if named.is_dir() && !named.is_symlink() {
            whole.canonicalize_utf8().ok()?
        } else {
            whole
                .parent()?
                .canonicalize_utf8()
                .ok()?
                .join(whole.file_name()?)
        };
        let inside = inside.strip_prefix(root).ok()?;
        Some(Utf8PathBuf::from(inside.as_str().replace('\\', "/")))
    }

    /// Returns `path`, which starts at the root of the repository, from the judged root.
    pub(super) fn inside(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        path.strip_prefix(&self.below).ok().map(Utf8Path::to_owned)
    }
}
