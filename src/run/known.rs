//! What was found before: at the merge base with another revision, or in a baseline file.

use camino::Utf8PathBuf;

use super::history::Past;
use super::{
    Request, approvals, exports, history, proofs, raise_stages, reading, terms, texts, trouble,
    waivers,
};
use crate::assess::Assessment;
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::git::{Snapshot, Source};
use crate::glossary::Stage;
use crate::people::People;
use crate::verdict::baseline::Baseline;
use crate::verdict::known::Known;
use crate::verdict::{Report, Trouble};

/// Returns what is found at `base`, the merge base with `--since`, where one is asked for.
pub(super) fn at_base(
    request: &Request,
    source: &Source,
    base: Option<&str>,
    (catalogue, least): (&Catalogue, Option<Stage>),
    past: Past<'_>,
) -> Result<Known, Vec<Trouble>> {
    let mut known = Known::default();
    let Some(base) = base else {
        return Ok(known);
    };
    for finding in findings_at(source, base, (catalogue, least), request, past)? {
        known.add(&finding.fingerprint, &finding.moved_fingerprint);
    }
    Ok(known)
}

/// Returns what the same rules find at another commit.
fn findings_at(
    source: &Source,
    commit: &str,
    (catalogue, least): (&Catalogue, Option<Stage>),
    request: &Request,
    past: Past<'_>,
) -> Result<Vec<Finding>, Vec<Trouble>> {
    let before = source
        .at(&Snapshot::Commit(commit.to_owned()))
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let config = past.config;
    let (mut evidence, _) = reading::read(&before, config)?;
    // What was there before the change is no part of it.
    let alone = Past { base: None, ..past };
    history::add(&before, &mut evidence, alone)?;
    proofs::add(&before, &mut evidence);
    exports::add(&before, &mut evidence);
    approvals::add(&before, alone, &mut evidence, None)?;
    raise_stages(&mut evidence, least);
    let texts = texts(config, &evidence);
    let standing = waivers::Standing {
        policy: None,
        people: &People::new(&config.people, &config.roles),
    };
    let terms = terms(config, request);
    let (assessment, _) = waivers::assess(&mut evidence, catalogue, &texts, terms, standing)?;
    Ok(assessment.findings)
}

/// Adds the findings of the baseline file to those that are known; where `all` is judged, what
/// is gone is told.
pub(super) fn add_baseline(
    baseline: Option<(Utf8PathBuf, String)>,
    (assessment, all): (&Assessment, bool),
    known: &mut Known,
    report: &mut Report,
) -> Result<(), Vec<Trouble>> {
    let Some((path, text)) = baseline else {
        return Ok(());
    };
    let baseline =
        Baseline::read(&text).map_err(|cause| vec![trouble::from_baseline(&path, cause)])?;
    let (shrunk, _) = baseline.shrink(&assessment.findings);
    let gone = baseline.findings.len() - shrunk.findings.len();
    if all && gone > 0 {
        report.notices.push(format!(
            "{gone} of {} findings in `{path}` are gone; `raigate baseline {path}` removes them",
            baseline.findings.len()
        ));
    }
    known.extend(baseline.known());
    Ok(())
}
