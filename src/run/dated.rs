//! Which systems a change leaves alone, so that what only the date brought up does not block it.

use std::collections::BTreeSet;

use super::{Request, reported, trouble};
use crate::artifact::{Evidence, System};
use crate::assess::Assessment;
use crate::git::{Source, SourceError};
use crate::verdict::{Report, Trouble};

/// Returns the systems that the change does not touch; none where the run is about no change,
/// as a scheduled one, or where nothing here can be due to the date.
///
/// # Errors
/// History is needed to tell, and cut short.
pub(super) fn untouched(
    request: &Request,
    source: &Source,
    evidence: &Evidence,
    assessment: &Assessment,
    report: &Report,
) -> Result<BTreeSet<String>, Vec<Trouble>> {
    let is_dated = assessment.findings.iter().any(|finding| finding.is_dated);
    // A finding that comes back with the end of a waiver is due to the date too.
    let has_waivers = evidence
        .artifacts
        .iter()
        .any(|artifact| artifact.facts.get("waives").is_some());
    if !is_dated && !has_waivers {
        return Ok(BTreeSet::new());
    }
    let base = match (&report.base, &request.pull_request) {
        (Some(base), _) => base.clone(),
        (None, Some(base)) => source.merge_base(base).map_err(|error| from(&error))?,
        (None, None) => return Ok(BTreeSet::new()),
    };
    let changed = source.changed_since(&base).map_err(|error| from(&error))?;
    if changed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let files = source.entries().map_err(|error| from(&error))?;
    let is_touched = |system: &System| reported::touches(changed.iter(), system, evidence, &files);
    let systems = evidence.systems.iter().filter(|it| !is_touched(it));
    Ok(systems.map(|system| system.id.clone()).collect())
}

fn from(error: &SourceError) -> Vec<Trouble> {
    vec![trouble::from_source(error)]
}
