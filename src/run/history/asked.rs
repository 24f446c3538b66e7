//! Which artifacts are asked for their own history, and for what of it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use rayon::prelude::*;
use serde_json::Value;

use super::super::binding::is_decision;
use crate::artifact::{Artifact, Evidence};
use crate::config::Config;
use crate::git::States;
use crate::glossary::Kind;
use crate::rule::Profile;

/// The kinds of which it matters who committed them.
const RECORDS: [Kind; 4] = [
    Kind::Approval,
    Kind::Waiver,
    Kind::Incident,
    Kind::ExternalRecord,
];

/// The fields in which an artifact says when something happened.
const DATES: [&str; 3] = ["date", "created", "last_reviewed"];

/// What is asked of one artifact.
#[derive(Default)]
pub(super) struct Asked {
    /// Whether there is no verdict without it.
    pub(super) is_required: bool,
    /// Whether the signature of its commit is looked at.
    pub(super) signature: bool,
    /// The plans that may have been there when it was committed.
    pub(super) plans: Vec<Utf8PathBuf>,
}

/// Returns what is asked, by artifact; a change that is not committed has no history yet.
pub(super) fn of(evidence: &Evidence, config: &Config, states: &States) -> BTreeMap<usize, Asked> {
    let mut asked: BTreeMap<usize, Asked> = BTreeMap::new();
    let signed = &config.provenance.require_signature;
    let judged = evidence.judged_artifacts();
    for (index, artifact) in evidence.artifacts.iter().enumerate() {
        // Who decided on the gate matters wherever the record lies.
        if !judged.contains(&index) && !is_decision(artifact) {
            continue;
        }
        let is_required = needs_signature(artifact, signed);
        if is_required || RECORDS.contains(&artifact.kind) {
            let asks = asked.entry(index).or_default();
            asks.is_required = is_required;
            asks.signature = true;
        }
    }
    for system in evidence.judged().filter(|it| it.declared.is_some()) {
        let artifacts = || {
            let indices = system.artifacts.iter();
            indices.filter_map(|index| Some((*index, evidence.artifacts.get(*index)?)))
        };
        let plans = artifacts().filter(|(_, it)| it.kind == Kind::EvalPlan);
        let plans: BTreeSet<&Utf8PathBuf> = plans.map(|(_, it)| &it.path).collect();
        for (index, artifact) in artifacts() {
            if artifact.kind == Kind::EvalResult && !plans.is_empty() {
                let asks = asked.entry(index).or_default();
                asks.plans.extend(plans.iter().copied().cloned());
            }
        }
    }
    // Only rules of that profile look at the dates of everything.
    if config.profile == Profile::Complete {
        let systems = evidence.judged().filter(|it| it.declared.is_some());
        let members: BTreeSet<usize> = systems.flat_map(|it| it.artifacts.clone()).collect();
        let dated = members.into_par_iter().filter(|index| {
            let artifact = evidence.artifacts.get(*index);
            artifact.is_some_and(states_a_date)
        });
        for index in dated.collect::<Vec<_>>() {
            asked.entry(index).or_default();
        }
    }
    let is_committed = |index: &usize| {
        let artifact = evidence.artifacts.get(*index);
        artifact.is_some_and(|artifact| !states.contains_key(&artifact.path))
    };
    asked.retain(|index, _| is_committed(index));
    asked
}

/// Returns whether an artifact is asked for a good signature; a decision that is kept elsewhere
/// is asked as approvals are, so that nobody takes that way around it.
pub(super) fn needs_signature(artifact: &Artifact, kinds: &[Kind]) -> bool {
    kinds.contains(&artifact.kind) || (kinds.contains(&Kind::Approval) && is_decision(artifact))
}

fn states_a_date(artifact: &Artifact) -> bool {
    let [date, created, reviewed] = DATES;
    let [own @ .., envelope] = artifact.value.members([date, created, reviewed, "raigate"]);
    let is_within = |value: Value| DATES.iter().any(|key| value.get(key).is_some());
    own.iter().any(Option::is_some) || envelope.is_some_and(is_within)
}
