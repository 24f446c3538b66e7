//! Where git takes hooks from.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::git::Source;

/// The folder that git takes hooks from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooks {
    /// The folder; it need not be there.
    pub folder: Utf8PathBuf,
    /// Whether it belongs to this repository, and not to every one on the machine.
    pub is_own: bool,
    /// The folder that is judged, from where git runs hooks; "" is that folder itself.
    pub judged: Utf8PathBuf,
}

impl Source {
    /// Returns where git takes hooks from: `core.hooksPath`, else the folder that all work
    /// trees of the repository share; `None` without a repository or a work tree.
    #[must_use]
    pub fn hooks(&self) -> Option<Hooks> {
        let repository = self.history().ok()?;
        let root = Utf8Path::from_path(repository.workdir()?)?;
        let common = Utf8Path::from_path(repository.commondir())?;
        let configured = repository.config().ok().and_then(|config| {
            let path = config.get_path("core.hooksPath").ok()?;
            Utf8PathBuf::from_path_buf(path).ok()
        });
        let folder = configured.map_or_else(|| common.join("hooks"), |path| root.join(path));
        let real = real(&folder);
        let holds = |home: &Utf8Path| {
            let home = home.canonicalize_utf8().ok();
            home.is_some_and(|home| real.as_ref().is_some_and(|real| real.starts_with(home)))
        };
        Some(Hooks {
            is_own: holds(root) || holds(common),
            judged: self.below.clone(),
            folder,
        })
    }
}

/// Returns the real path of a folder that need not be there; `None` where that cannot be said.
fn real(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut above = folder.ancestors();
    let there = above.find_map(|above| Some((above, above.canonicalize_utf8().ok()?)));
    let (above, real) = there?;
    let rest = folder.strip_prefix(above).ok()?;
    let is_plain = |part: Utf8Component| matches!(part, Utf8Component::Normal(_));
    rest.components().all(is_plain).then(|| real.join(rest))
}
