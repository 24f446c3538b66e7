//! What decides how a repository is judged: the files that an approval of a change to the gate
//! is bound to.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::binding::plain;
use super::{reading, trouble};
use crate::config::Config;
use crate::git::{EntryKind, Source};
use crate::glossary::Kind;
use crate::verdict::Trouble;

/// Longer than a list of signers, or a workflow, that anybody wrote.
const LIMIT_BYTES: u64 = 4 << 20;

/// The files that decide.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// Those of the judged folder, sorted by path.
    pub files: Vec<Utf8PathBuf>,
    /// Of those that lie elsewhere, and that no digest here covers, the first.
    pub outside: Option<Utf8PathBuf>,
}

/// Returns every file of `source` that decides how it is judged by `config`, the configuration
/// it holds itself: that and what it extends, policies and their data, who may sign, `.mailmap`,
/// waivers, what systems declare of themselves, and what runs raigate.
///
/// A file that stops to decide leaves the list, so that a digest over it changes.
///
/// # Errors
/// The snapshot cannot be listed.
pub fn of(source: &Source, config: &Config) -> Result<Roots, Vec<Trouble>> {
    let entries = source.entries();
    let entries = entries.map_err(|error| vec![trouble::from_source(&error)])?;
    let files = entries.into_iter().filter(|entry| {
        let kinds = [EntryKind::File, EntryKind::Link, EntryKind::Submodule];
        kinds.contains(&entry.kind)
    });
    let files = files.map(|entry| entry.path);
    let (outside, named) = named(config);
    let stated = reading::of_kinds(source, config, &[Kind::System, Kind::Waiver])?;
    let stated: BTreeSet<&Utf8Path> = stated
        .artifacts
        .iter()
        .map(|it| it.path.as_path())
        .collect();
    let is_root = |file: &Utf8PathBuf| {
        file.ancestors().any(|folder| named.contains(folder))
            || stated.contains(file.as_path())
            || (is_caller(file) && calls(&text(source, file)))
    };
    Ok(Roots {
        files: files.filter(is_root).collect(),
        outside: outside.into_iter().next(),
    })
}

/// Returns the files and folders that a configuration names: those that lie beside the judged
/// folder, and those in it.
fn named(config: &Config) -> (Vec<Utf8PathBuf>, BTreeSet<Utf8PathBuf>) {
    let (policy, provenance) = (&config.policy, &config.provenance);
    let folders = policy.paths.iter().chain(&policy.conftest);
    let named = folders.chain(&policy.data).chain(config.files.keys());
    let signers = [
        provenance.allowed_signers.as_deref(),
        provenance.revoked_signers.as_deref(),
        provenance.openpgp_keys.as_deref(),
        config.path.as_deref(),
        Some(Utf8Path::new(".mailmap")),
    ];
    let named = named.map(Utf8PathBuf::as_path);
    let named = named.chain(signers.into_iter().flatten());
    let (outside, inside): (Vec<&Utf8Path>, Vec<&Utf8Path>) =
        named.partition(|path| path.starts_with(".."));
    let outside = outside.into_iter().map(Utf8Path::to_owned);
    (outside.collect(), inside.into_iter().map(plain).collect())
}

/// Returns whether other tools are told in that file to run raigate, where they are.
pub(super) fn is_caller(path: &Utf8Path) -> bool {
    let is_workflow = path.starts_with(".github/workflows");
    let names = [
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "Jenkinsfile",
    ];
    is_workflow || names.contains(&path.as_str())
}

/// Returns whether a workflow or hook runs raigate, comments aside.
pub(super) fn calls(text: &str) -> bool {
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.starts_with('#'));
    lines.any(|line| line.contains("raigate"))
}

/// Returns the text of a file; "" where it cannot be read.
fn text(source: &Source, path: &Utf8Path) -> String {
    let bytes = source.read(path, LIMIT_BYTES).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
