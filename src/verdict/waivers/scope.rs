//! Where a waiver holds.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;
use serde_json::Value;

use crate::artifact::{Artifact, Evidence};
use crate::config;
use crate::finding::Finding;
use crate::glossary::Kind;

/// The keys of a scope; all that are given have to fit.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The system, by id.
    pub system: Option<String>,
    /// Globs of files, as written.
    pub paths: Option<Vec<String>>,
    /// The version of the model.
    pub version: Option<String>,
    /// The findings themselves.
    pub fingerprints: Option<BTreeSet<String>>,
    /// The globs that can be read.
    globs: GlobSet,
}

impl Scope {
    /// Reads the scope of a waiver.
    #[must_use]
    pub fn read(scope: Option<&Value>) -> Self {
        let member = |key: &str| scope?.get(key).filter(|value| !value.is_null());
        let text = |key: &str| {
            let value = member(key)?;
            // A version that was not quoted is a number; it fits what is written the same way.
            let text = value.as_str().map(str::to_owned);
            Some(text.unwrap_or_else(|| value.to_string()))
        };
        let paths = member("paths").map(|value| texts(Some(value)));
        let fingerprints = member("fingerprints").map(|value| texts(Some(value)));
        let globs = paths.iter().flatten().filter(|glob| is_glob(glob));
        let globs: Vec<String> = globs.cloned().collect();
        Self {
            system: text("system"),
            version: text("version"),
            fingerprints: fingerprints.map(|all| all.into_iter().collect()),
            globs: config::glob_set(&globs).unwrap_or_default(),
            paths,
        }
    }

    /// Returns whether the scope names this very finding.
    #[must_use]
    pub fn names(&self, finding: &Finding) -> bool {
        let names = self.fingerprints.as_ref();
        names.is_some_and(|all| all.contains(&finding.fingerprint))
    }

    /// Returns whether every key that is given fits `finding`.
    ///
    /// Without a system only a finding about the repository as a whole fits, by its
    /// fingerprint: it has no system that could be named.
    #[must_use]
    pub fn covers(&self, finding: &Finding, versions: &Versions) -> bool {
        let fits_system = match (&self.system, &finding.system) {
            (Some(named), Some(system)) => named == system,
            (None, None) => self.fingerprints.is_some(),
            _ => false,
        };
        let path = &finding.location.path;
        let fits_paths = self.paths.is_none() || self.globs.is_match(path.as_std_path());
        let fits_version = (self.version.as_ref())
            .is_none_or(|version| versions.of(finding).is_some_and(|it| it == version));
        let fits_print = self.fingerprints.is_none() || self.names(finding);
        fits_system && fits_paths && fits_version && fits_print
    }
}

/// Returns whether `glob` can be read as one.
pub(super) fn is_glob(glob: &str) -> bool {
    config::glob(glob).is_ok()
}

/// Returns a text, or the texts of a list.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => {
            let texts = items.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The versions that artifacts and systems are about.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    artifacts: BTreeMap<Utf8PathBuf, BTreeSet<String>>,
    systems: BTreeMap<String, BTreeSet<String>>,
}

impl Versions {
    /// Reads what version each artifact names, and which ones the manifests of each system.
    #[must_use]
    pub fn read(evidence: &Evidence) -> Self {
        let mut versions = Self::default();
        for artifact in &evidence.artifacts {
            if let Some(version) = version_of(artifact) {
                let known = versions.artifacts.entry(artifact.path.clone());
                known.or_default().insert(version);
            }
        }
        for system in &evidence.systems {
            let artifacts = system.artifacts.iter();
            let artifacts = artifacts.filter_map(|at| evidence.artifacts.get(*at));
            let manifests = artifacts.filter(|one| one.kind == Kind::ModelManifest);
            let named = manifests.filter_map(version_of).collect();
            versions.systems.insert(system.id.clone(), named);
        }
        versions
    }

    /// Returns the one version that `finding` is about: its artifact's, else its system's.
    fn of(&self, finding: &Finding) -> Option<&String> {
        let path: Option<&Utf8Path> = finding.artifact.as_ref().map(|(path, _)| path.as_path());
        let of_artifact = path.and_then(|path| self.artifacts.get(path));
        let of_system = || self.systems.get(finding.system.as_ref()?);
        let versions = of_artifact.or_else(of_system)?;
        // Of several, none is the one that was meant.
        versions.iter().next().filter(|_| versions.len() == 1)
    }
}

fn version_of(artifact: &Artifact) -> Option<String> {
    let identity = artifact.facts.get("identity")?;
    let version = identity.pointer("/version/value")?;
    let text = version.as_str().map(str::to_owned);
    Some(text.unwrap_or_else(|| version.to_string()))
}
