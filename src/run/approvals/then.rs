//! What was there at another commit.

use camino::Utf8PathBuf;

use super::super::binding::Covers;
use super::super::{reading, roots, trouble};
use super::Ground;
use super::bound::Key;
use super::said::Record;
use crate::artifact::Evidence;
use crate::config;
use crate::git::{Marks, Snapshot, Source, SourceError};

/// One commit, as far as digests cover it.
pub(super) struct Then {
    source: Source,
    evidence: Evidence,
    covers: Covers,
}

impl Then {
    /// Reads the evidence of a commit, by the configuration in force.
    pub(super) fn read(ground: &Ground<'_>, commit: &str) -> Result<Self, String> {
        let snapshot = Snapshot::Commit(commit.to_owned());
        let source = ground.source.at(&snapshot).map_err(|error| match error {
            SourceError::NoCommit { .. } => {
                let short = commit.get(..12).unwrap_or(commit);
                format!(
                    "commit {short} is not in this clone: `git fetch origin {commit}` brings it"
                )
            }
            error => error.to_string(),
        })?;
        let (evidence, _) = reading::read(&source, ground.config).map_err(|troubles| {
            let first = troubles.into_iter().next();
            first.map_or_else(String::new, |trouble| trouble.message)
        })?;
        let covers = Covers::new(&source, &evidence);
        let covers = covers.map_err(|error| trouble::from_source(&error).message)?;
        Ok(Self {
            source,
            evidence,
            covers,
        })
    }

    /// Returns what the files of a digest held at another commit; `None` where that commit knows
    /// nothing of them.
    pub(super) fn marks(
        &self,
        ground: &Ground<'_>,
        key: &Key,
        record: Option<&Record<'_>>,
    ) -> Result<Option<Marks>, SourceError> {
        let key = match (key, record) {
            (Key::Evidence(system), _) => {
                let id = ground
                    .evidence
                    .systems
                    .get(*system)
                    .map(|system| &system.id);
                let mut there = self.evidence.systems.iter();
                match there.position(|system| Some(&system.id) == id) {
                    Some(system) => Key::Evidence(system),
                    None => return Ok(None),
                }
            }
            (Key::Files(_), Some(record)) => {
                let approval = ground.evidence.artifacts.get(record.artifact);
                let subject = approval.map(|approval| self.covers.subject(approval));
                Key::Files(subject.unwrap_or_default().files)
            }
            (key, _) => key.clone(),
        };
        let paths = match key {
            Key::TrustRoots => match self.roots(ground) {
                Some(roots) => roots,
                None => return Ok(None),
            },
            key => paths(&self.covers, &[], &key),
        };
        self.source.marks(&paths).map(Some)
    }

    /// Returns what decided there; `None` where its configuration does not load.
    fn roots(&self, ground: &Ground<'_>) -> Option<Vec<Utf8PathBuf>> {
        let config = config::load(&self.source, ground.config.path.as_deref()).ok()?;
        Some(roots::of(&self.source, &config).ok()?.files)
    }
}

/// Returns the paths that a digest covers, among the files of `covers` and those that decide.
pub(super) fn paths(covers: &Covers, roots: &[Utf8PathBuf], key: &Key) -> Vec<Utf8PathBuf> {
    match key {
        Key::Evidence(system) => covers.evidence(*system),
        Key::Files(files) => files.clone(),
        Key::TrustRoots => roots.to_vec(),
    }
}
