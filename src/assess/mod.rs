//! Asks every rule about the evidence.

pub mod fingerprint;
pub mod places;
pub mod policy;
pub mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::civil::Date;
use serde_json::{Value, json};

use self::policy::after::Before;
use self::policy::consequence;
use self::policy::run::Turn;
use self::schema::{Schemas, ShapeError};
use crate::artifact::{Artifact, Evidence};
use crate::catalogue::{Catalogue, Rule};
use crate::finding::{self, Finding};
use crate::glossary::Severity;
use crate::rule::{Outcome, Phase, Profile, RuleId};

/// What a run asks of the rules.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The largest profile whose rules are asked.
    pub profile: Profile,
    /// Whether only essential rules can be more than a note.
    pub is_first_run: bool,
    /// The day of the run.
    pub today: Date,
}

/// How rules ended for one system.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The system; `None` for rules about the repository.
    pub system: Option<String>,
    /// How each ended, in the order in which they are asked.
    pub rules: Vec<Answer>,
}

/// How one rule ended.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The rule.
    pub rule: RuleId,
    /// The severity its findings have there; `None` is off.
    pub severity: Option<Severity>,
    /// How it ended.
    pub outcome: Outcome,
}

/// What all rules had to say.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// The findings, sorted by path, position and rule; none is waived or known yet.
    pub findings: Vec<Finding>,
    /// How the rules ended; of one system it can be told in several parts.
    pub answers: Vec<Answers>,
}

/// Why a rule, or a schema, could not judge.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct AssessError {
    /// What could not be done.
    pub message: String,
    /// Why.
    pub cause: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Asks every rule that applies.
///
/// `texts` are further files that a finding may point into, such as `raigate.toml`. Where it
/// `waits`, the rules about systems that are asked after all others are left to [`systems`].
///
/// # Errors
/// A rule that fails, panics or takes too long: all of them at once.
pub fn evidence(
    evidence: &Evidence,
    catalogue: &Catalogue,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    terms: Terms,
    waits: bool,
) -> Result<Assessment, Vec<AssessError>> {
    let places = places::Places::new(evidence, texts);
    let turn = Turn::Evidence { waits };
    let mut whole = policy::run::rules(evidence, catalogue, &places, terms, turn)?;
    fingerprint::add_moved(&mut whole.findings, evidence);
    Ok(whole)
}

/// Asks the rules about systems that have waited for `excused`: the findings of `before`, each by
/// itself, as waivers leave them. Returns all together.
///
/// # Errors
/// As for [`evidence`].
pub fn systems(
    evidence: &Evidence,
    catalogue: &Catalogue,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    terms: Terms,
    (mut before, excused): (Assessment, &[Finding]),
) -> Result<Assessment, Vec<AssessError>> {
    let places = places::Places::new(evidence, texts);
    let turn = Turn::Systems(Before {
        answers: &before.answers,
        findings: excused,
    });
    let mut late = policy::run::rules(evidence, catalogue, &places, terms, turn)?;
    fingerprint::add_moved(&mut late.findings, evidence);
    before.findings.extend(late.findings);
    before.findings = consequence::fold_all(before.findings, &consequence::implied(catalogue));
    before.answers.extend(late.answers);
    finding::sort(&mut before.findings);
    Ok(before)
}

/// Asks the rules about single artifacts, and about the repository, that are asked after all
/// others, knowing how those ended, and returns all together.
///
/// # Errors
/// As for [`evidence`].
pub fn outcomes(
    evidence: &Evidence,
    catalogue: &Catalogue,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    terms: Terms,
    mut before: Assessment,
) -> Result<Assessment, Vec<AssessError>> {
    let is_late = |rule: &Rule| rule.meta.phase == Phase::Outcomes;
    if !catalogue.rules.iter().any(is_late) {
        return Ok(before);
    }
    let places = places::Places::new(evidence, texts);
    let mut late = policy::run::rules(evidence, catalogue, &places, terms, Turn::Last)?;
    fingerprint::add_moved(&mut late.findings, evidence);
    before.findings.extend(late.findings);
    before.answers.extend(late.answers);
    finding::sort(&mut before.findings);
    Ok(before)
}

/// Adds to an artifact what its schema objects to, as facts for the rules.
///
/// # Errors
/// A schema does not compile.
pub fn shape(artifact: &mut Artifact, schemas: &Schemas) -> Result<(), AssessError> {
    let errors = schemas.errors(artifact).map_err(broken)?;
    artifact.facts.append("schema_errors", facts(&errors));
    let errors = schemas.metadata_errors(artifact).map_err(broken)?;
    artifact.facts.append("metadata_errors", facts(&errors));
    Ok(())
}

fn broken(cause: String) -> AssessError {
    AssessError {
        message: "a schema could not be compiled".to_owned(),
        cause,
        help: None,
    }
}

/// Returns objections as policies see them.
fn facts(errors: &[ShapeError]) -> Vec<Value> {
    let fact = |error: &ShapeError| json!({"at": error.pointer.as_str(), "key": error.at_key, "message": error.message});
    errors.iter().map(fact).collect()
}
