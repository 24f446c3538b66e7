//! Reads a file together with those it extends.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::draft::{self, Draft};
use crate::config::load::{LIMIT_BYTES, bare, objections, read, text_of};
use crate::config::roles::contested;
use crate::config::table::Page;
use crate::config::tighten::{Loosening, tighten};
use crate::config::{ConfigError, Placed};
use crate::git::{ReadError, Source};

/// What was read so far.
pub(super) struct Reading<'s> {
    source: &'s Source,
    pub(super) files: BTreeMap<Utf8PathBuf, Arc<str>>,
    pub(super) mistakes: Vec<ConfigError>,
    /// The files that are being read, each extending the next.
    ahead: Vec<Utf8PathBuf>,
}

impl<'s> Reading<'s> {
    pub(super) const fn new(source: &'s Source) -> Self {
        Self {
            source,
            files: BTreeMap::new(),
            mistakes: Vec::new(),
            ahead: Vec::new(),
        }
    }

    /// Reads `file` on top of what it extends.
    pub(super) fn file(&mut self, file: &Utf8Path, text: &str) -> Option<Draft> {
        let page = Page::new(file, text);
        self.files.insert(file.to_owned(), Arc::clone(&page.text));
        let draft = read(&page);
        if let Some(draft) = &draft {
            objections(&page, draft);
        }
        self.mistakes.extend(page.into_mistakes());
        let mut draft = draft?;
        self.ahead.push(file.to_owned());
        let mut base: Option<Draft> = None;
        for extended in std::mem::take(&mut draft.extends) {
            let Some(next) = self.extended(file, &extended) else {
                continue;
            };
            base = Some(match base {
                Some(base) => self.merge(base, next),
                None => next,
            });
        }
        self.ahead.pop();
        Some(match base {
            Some(base) => self.merge(base, draft),
            None => draft,
        })
    }

    fn merge(&mut self, base: Draft, own: Draft) -> Draft {
        let mut loose = Vec::new();
        let merged = tighten(base, own, &mut loose);
        for Loosening { key, here, there } in loose {
            let text = self
                .files
                .get(&here.path)
                .map(Arc::clone)
                .unwrap_or_default();
            let line = there.start.line;
            self.mistakes.push(ConfigError {
                message: format!(
                    "`{key}` may only be tightened: {}:{line} states it",
                    there.path
                ),
                help: Some("remove it here, or ask for a change there".to_owned()),
                location: Some(here),
                text,
            });
        }
        for claim in contested(&merged.claims) {
            // Within one file it has been objected to.
            if claim.here.path != claim.there.path {
                let text = self.files.get(&claim.here.path).map(Arc::clone);
                self.mistakes.push(ConfigError {
                    message: claim.message,
                    help: Some(claim.help),
                    location: Some(claim.here),
                    text: text.unwrap_or_default(),
                });
            }
        }
        merged
    }

    /// Reads the file that `entry` of `file` names.
    fn extended(&mut self, file: &Utf8Path, entry: &Placed<String>) -> Option<Draft> {
        let name = entry.value.as_str();
        if name.contains("://") {
            let help =
                "keep a copy in the repository, or check it out beside it, and name its path";
            return self.object(
                entry,
                format!("a path is needed: `{name}` cannot be fetched"),
                help,
            );
        }
        if name.starts_with('/') || name.contains('\\') || name.contains(':') {
            let help = "write it relative to this file, with `/`";
            return self.object(entry, format!("`{name}` is no relative path"), help);
        }
        let place = beside(file, name);
        if self.ahead.contains(&place) {
            let message = format!("`{name}` extends itself");
            return self.object(entry, message, "let one of them extend nothing");
        }
        let text = match self.bytes(&place) {
            Ok(bytes) => text_of(&place, bytes),
            Err(error) => Err(vec![bare(format!("`{place}`: {error}"))]),
        };
        match text {
            Ok(text) => {
                let draft = self.file(&place, &text)?;
                Some(self.rebased(draft, &place))
            }
            Err(errors) => {
                let message = errors
                    .into_iter()
                    .map(|error| error.message)
                    .collect::<String>();
                self.object(entry, message, "")
            }
        }
    }

    /// Gives an extended file's paths their meaning from the root of the repository.
    fn rebased(&mut self, mut draft: Draft, file: &Utf8Path) -> Draft {
        for location in draft
            .systems
            .iter()
            .map(|it| &it.table)
            .chain(draft.artifacts.iter().map(|it| &it.location))
        {
            self.mistakes.push(ConfigError {
                message: "an extended file declares neither systems nor artifacts".to_owned(),
                help: Some("declare them where they are".to_owned()),
                location: Some(location.clone()),
                text: self.files.get(file).map(Arc::clone).unwrap_or_default(),
            });
        }
        let folder = file.parent().unwrap_or(Utf8Path::new(""));
        let signers = draft.allowed_signers.iter_mut();
        let revoked = draft.revoked_signers.iter_mut();
        let keys = draft.openpgp_keys.iter_mut();
        let paths = draft
            .policy
            .paths
            .iter_mut()
            .chain(&mut draft.policy.data)
            .chain(signers)
            .chain(revoked)
            .chain(keys);
        for path in paths {
            let whole = folder.join(&path.value);
            match draft::normal(whole.as_str()) {
                Some(whole) => path.value = whole,
                None => self.mistakes.push(ConfigError {
                    message: format!("`{whole}` lies outside the repository and is not read yet"),
                    help: Some("keep a copy in the repository, and extend that".to_owned()),
                    location: Some(path.location.clone()),
                    text: self.files.get(file).map(Arc::clone).unwrap_or_default(),
                }),
            }
        }
        draft
    }

    /// Reads a file of the snapshot, or one that is checked out beside the repository.
    fn bytes(&self, place: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        if !place.starts_with("..") {
            return self.source.read(place, LIMIT_BYTES);
        }
        self.source.read_beside(place, LIMIT_BYTES)
    }

    fn object(&mut self, entry: &Placed<String>, message: String, help: &str) -> Option<Draft> {
        let location = entry.location.clone();
        let text = self
            .files
            .get(&location.path)
            .map(Arc::clone)
            .unwrap_or_default();
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.mistakes.push(ConfigError {
            message,
            help,
            location: Some(location),
            text,
        });
        None
    }
}

/// Returns the path of `name` seen from the root, `..` in front where it lies outside.
fn beside(file: &Utf8Path, name: &str) -> Utf8PathBuf {
    let mut whole = file.parent().map(Utf8Path::to_owned).unwrap_or_default();
    for step in name.split('/') {
        match step {
            "" | "." => {}
            ".." if whole.file_name().is_some() && !whole.ends_with("..") => {
                whole.pop();
            }
            step => whole.push(step),
        }
    }
    whole
}
