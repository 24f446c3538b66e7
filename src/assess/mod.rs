//! Asks every rule about the evidence.

pub mod fingerprint;
pub mod places;
pub mod policy;
pub mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use self::schema::ShapeError;
use crate::artifact::Evidence;
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::glossary::Severity;
use crate::rule::{Outcome, Profile, RuleId};

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

/// How one rule ended for one system.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The rule.
    pub rule: RuleId,
    /// The system; `None` for a rule about the repository.
    pub system: Option<String>,
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
    /// How each rule ended for each system, sorted by rule and system.
    pub answers: Vec<Answer>,
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

/// Compares every artifact with its schema, then asks every rule that applies.
///
/// `texts` are further files that a finding may point into, such as `raigate.toml`.
///
/// # Errors
/// A broken schema, or a rule that fails, panics or takes too long: all of them at once.
pub fn evidence(
    evidence: &mut Evidence,
    catalogue: &Catalogue,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    terms: Terms,
) -> Result<Assessment, Vec<AssessError>> {
    compare_shapes(evidence, catalogue).map_err(|error| vec![error])?;
    let places = places::Places::new(evidence, texts);
    policy::run::rules(evidence, catalogue, &places, terms)
}

/// Adds to each artifact what its schema objects to, as facts for the rules.
///
/// # Errors
/// A schema does not compile.
pub fn compare_shapes(evidence: &mut Evidence, catalogue: &Catalogue) -> Result<(), AssessError> {
    use rayon::prelude::*;
    let schemas =
        schema::Schemas::compile_for(&catalogue.schemas, &evidence.artifacts).map_err(|cause| {
            AssessError {
                message: "a schema could not be compiled".to_owned(),
                cause,
                help: None,
            }
        })?;
    evidence.artifacts.par_iter_mut().for_each(|artifact| {
        let shape = schemas.errors(artifact);
        add_errors(&mut artifact.facts, "schema_errors", &shape);
        let metadata = schemas.metadata_errors(artifact);
        add_errors(&mut artifact.facts, "metadata_errors", &metadata);
    });
    Ok(())
}

/// Adds `errors` to the list `name` of `facts`, behind those that are there.
fn add_errors(facts: &mut Map<String, Value>, name: &str, errors: &[ShapeError]) {
    if errors.is_empty() {
        return;
    }
    let list = facts
        .entry(name)
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        list.extend(errors.iter().map(|error| {
            json!({"at": error.pointer.as_str(), "key": error.at_key, "message": error.message})
        }));
    }
}
