//! What was found before: at the merge base with another revision, or in a baseline file.

use std::collections::BTreeSet;

use super::{Request, history, raise_stages, reading, terms, texts, trouble, waivers};
use crate::assess::{Assessment, Terms};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::finding::Finding;
use crate::git::{Snapshot, Source};
use crate::glossary::Stage;
use crate::people::People;
use crate::verdict::baseline::Baseline;
use crate::verdict::known::Known;
use crate::verdict::{Report, Trouble};

/// Returns what is found at the merge base with `--since`, which is noted.
pub(super) fn at_base(
    request: &Request,
    source: &Source,
    config: &Config,
    catalogue: &Catalogue,
    report: &mut Report,
) -> Result<Known, Vec<Trouble>> {
    let mut known = Known::default();
    let Some(revision) = &request.since else {
        return Ok(known);
    };
    let base = source
        .merge_base(revision)
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let terms = terms(config, request);
    for finding in findings_at(source, &base, config, catalogue, terms, request.stage)? {
        known.add(&finding.fingerprint, &finding.moved_fingerprint);
    }
    report.base = Some(base);
    Ok(known)
}

/// Returns what the same rules find at another commit.
fn findings_at(
    source: &Source,
    commit: &str,
    config: &Config,
    catalogue: &Catalogue,
    terms: Terms,
    stage: Option<Stage>,
) -> Result<Vec<Finding>, Vec<Trouble>> {
    let before = source
        .at(&Snapshot::Commit(commit.to_owned()))
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let (mut evidence, _) = reading::read(&before, config)?;
    history::add(&before, &mut evidence)?;
    raise_stages(&mut evidence, stage);
    let texts = texts(config, &evidence);
    let standing = waivers::Standing {
        policy: None,
        reviewed: &BTreeSet::new(),
        people: &People::new(&config.people, &config.roles),
    };
    let (assessment, _) = waivers::assess(&mut evidence, catalogue, &texts, terms, standing)?;
    Ok(assessment.findings)
}

/// Adds the findings of the baseline file to those that are known.
pub(super) fn add_baseline(
    request: &Request,
    assessment: &Assessment,
    known: &mut Known,
    report: &mut Report,
) -> Result<(), Vec<Trouble>> {
    let Some((path, text)) = &request.baseline else {
        return Ok(());
    };
    let baseline =
        Baseline::read(text).map_err(|cause| vec![trouble::from_baseline(path, cause)])?;
    let (shrunk, _) = baseline.shrink(&assessment.findings);
    let gone = baseline.findings.len() - shrunk.findings.len();
    if gone > 0 {
        report.notices.push(format!(
            "{gone} of {} findings in `{path}` are gone; `raigate baseline {path}` removes them",
            baseline.findings.len()
        ));
    }
    known.extend(baseline.known());
    Ok(())
}
