//! Reads a team's own policies from the repository.

use camino::{Utf8Path, Utf8PathBuf};

use crate::engine::{EngineError, Module};
use crate::git::{Entry, EntryKind, Source};

use super::metadata;

/// Larger than any policy a person writes.
const LIMIT_BYTES: u64 = 4 << 20;

/// Packages and data that a team's policy may not add to, because raigate judges by them.
pub(super) const RESERVED: &[&str] = &["raigate", "settings", "run", "roles", "conftest"];

/// Returns the policies under `paths`, tests left out, and what is wrong with them.
pub(super) fn modules(source: &Source, paths: &[Utf8PathBuf]) -> (Vec<Module>, Vec<EngineError>) {
    let mut modules = Vec::new();
    let mut errors = Vec::new();
    if paths.is_empty() {
        return (modules, errors);
    }
    let entries = match entries(source) {
        Ok(entries) => entries,
        Err(error) => return (modules, vec![error]),
    };
    for folder in paths {
        let mut is_empty = true;
        for entry in under(&entries, folder) {
            if !is_policy(&entry.path) || modules.iter().any(|one: &Module| one.path == entry.path)
            {
                continue;
            }
            is_empty = false;
            match text(source, &entry.path) {
                Ok(text) => modules.push(Module {
                    path: entry.path.to_string(),
                    text: text.into(),
                }),
                Err(error) => errors.push(error),
            }
        }
        if is_empty {
            errors.push(EngineError {
                message: format!("`policy.paths` names `{folder}`, where there is no policy"),
                place: None,
            });
        }
    }
    (modules, errors)
}

/// Lists the repository.
pub(super) fn entries(source: &Source) -> Result<Vec<Entry>, EngineError> {
    source.entries().map_err(|error| EngineError {
        message: error.to_string(),
        place: None,
    })
}

/// Returns the files that are `folder` or lie under it.
pub(super) fn under<'e>(
    entries: &'e [Entry],
    folder: &'e Utf8Path,
) -> impl Iterator<Item = &'e Entry> {
    let folder = folder
        .as_str()
        .trim_start_matches("./")
        .trim_end_matches('/');
    entries
        .iter()
        .filter(|entry| entry.kind != EntryKind::Submodule)
        .filter(move |entry| folder.is_empty() || folder == "." || entry.path.starts_with(folder))
}

/// Reads one file as text.
pub(super) fn text(source: &Source, path: &Utf8Path) -> Result<String, EngineError> {
    let bytes = source
        .read(path, LIMIT_BYTES)
        .map_err(|error| error.to_string());
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned()));
    text.map_err(|message| EngineError {
        message,
        place: Some((path.to_string(), 1, 1)),
    })
}

/// A package that would change what raigate's own rules say.
pub(super) fn trespass(module: &Module) -> Option<EngineError> {
    let (package, line) = metadata::package_clause(&module.text)?;
    let root = package.split(['.', '[']).next().unwrap_or_default();
    let is_rule = package.starts_with(metadata::RULES);
    (RESERVED.contains(&root) && !is_rule).then(|| EngineError {
        message: format!(
            "package `{package}` is raigate's own; a rule is in `{}<family>.<name>`, \
             a library in a package of your own, such as `acme.lib`",
            metadata::RULES
        ),
        place: Some((module.path.clone(), line, 1)),
    })
}

fn is_policy(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    path.extension() == Some("rego") && !name.ends_with("_test.rego")
}
