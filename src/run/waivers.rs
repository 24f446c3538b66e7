//! Asks all rules, with what is known of the waivers, and says which waivers count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde_json::Value;

use super::trouble;
use crate::artifact::{Artifact, Evidence};
use crate::assess::places::Places;
use crate::assess::{self, Assessment, Terms};
use crate::catalogue::Catalogue;
use crate::finding::{Finding, Status};
use crate::git::Source;
use crate::parse;
use crate::people::People;
use crate::rule::RuleId;
use crate::verdict::Trouble;
use crate::verdict::waivers::{self, Versions, Waiver, Waivers, approvers, facts};

/// More than any waiver has.
const LIMIT_BYTES: u64 = 4 << 20;

/// What decides whether a waiver counts already.
#[derive(Clone, Copy)]
pub(super) struct Standing<'s> {
    /// Where the policy was read, if not where the evidence was.
    pub(super) policy: Option<&'s Source>,
    /// Who is who, and who holds which role.
    pub(super) people: &'s People,
}

/// Asks every rule, those about the use of waivers last.
pub(super) fn assess(
    evidence: &mut Evidence,
    catalogue: &Catalogue,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    terms: Terms,
    standing: Standing,
) -> Result<(Assessment, Waivers), Vec<Trouble>> {
    let mut all = waivers::read(evidence, catalogue, &Places::new(evidence, texts));
    let reviewed = reviewed(&all, evidence, catalogue, standing.people);
    for waiver in &mut all {
        let artifact = evidence.artifacts.get(waiver.artifact);
        let is_reviewed = reviewed.contains(&waiver.artifact);
        let is_held = |artifact| standing.holds(artifact);
        waiver.counts = is_reviewed || artifact.is_some_and(is_held);
    }
    let mut known = facts::of(&all, catalogue, standing.people, terms.today);
    note(evidence, &all, &known);
    // Until all of them have spoken, nobody knows which waivers hold.
    let waits = all.iter().any(|waiver| waiver.may_hold(terms.today));
    let first = assess::evidence(evidence, catalogue, texts, terms, waits);
    let mut first = first.map_err(trouble::from_assess)?;
    let versions = if all.is_empty() {
        Versions::default()
    } else {
        Versions::read(evidence)
    };
    let mut all = Waivers::new(all, versions, &first.findings);
    if waits {
        let excused = all.excused(&first.findings, terms.today);
        let before = (first, excused.as_slice());
        let whole = assess::systems(evidence, catalogue, texts, terms, before);
        first = whole.map_err(trouble::from_assess)?;
        all = Waivers::new(all.all, all.versions, &first.findings);
    }
    facts::count(&mut known, &all, &first.findings);
    note(evidence, &all.all, &known);
    let whole = assess::outcomes(evidence, catalogue, texts, terms, first);
    let whole = whole.map_err(trouble::from_assess)?;
    let all = Waivers::new(all.all, all.versions, &whole.findings);
    Ok((whole, all))
}

/// Writes what is known of each waiver where rules see it.
fn note(evidence: &mut Evidence, all: &[Waiver], facts: &[serde_json::Value]) {
    for (waiver, fact) in all.iter().zip(facts) {
        if let Some(artifact) = evidence.artifacts.get_mut(waiver.artifact) {
            artifact.facts.insert("waives", fact.clone());
        }
    }
}

impl Standing<'_> {
    /// Returns whether the policy's source holds the waiver as it is here.
    fn holds(self, artifact: &Artifact) -> bool {
        self.policy.is_none_or(|policy| is_held(policy, artifact))
    }
}

/// Returns the waivers that were reviewed as they are, by somebody who may approve one and did
/// not ask for it, by their places among the artifacts.
fn reviewed(
    waivers: &[Waiver],
    evidence: &Evidence,
    catalogue: &Catalogue,
    people: &People,
) -> BTreeSet<usize> {
    let reviews = evidence.change.iter().flat_map(|change| &change.reviews);
    let reviews: Vec<&Value> = reviews.collect();
    let rule = RuleId::parse("waiver/wrong-approver");
    let rule = rule.and_then(|id| catalogue.rule(&id));
    let roles = rule.and_then(|rule| rule.meta.settings.get("roles"));
    let is_reviewed = |waiver: &&Waiver| {
        let systems = evidence.systems.iter();
        let own = systems.filter(|system| system.artifacts.contains(&waiver.artifact));
        let tier = own.map(|system| system.tier).max();
        let wanted = roles.zip(tier).map(|(roles, tier)| &roles[tier.name()]);
        let wanted = wanted.and_then(Value::as_array);
        let held = |review: &Value| {
            let roles = review["roles"].as_array().into_iter().flatten();
            roles
                .into_iter()
                .any(|role| wanted.is_some_and(|it| it.contains(role)))
        };
        reviews.iter().any(|review| {
            let seen = review["seen"].as_array();
            let name = review["approver"].as_str().unwrap_or_default();
            let is_other = approvers::is_requester(waiver, name, people) == "no";
            let is_seen = seen.is_some_and(|seen| seen.contains(&Value::from(waiver.artifact)));
            is_seen && is_other && held(review)
        })
    };
    let found = waivers.iter().filter(is_reviewed);
    found.map(|waiver| waiver.artifact).collect()
}

/// Returns whether `source` holds the same artifact at the same place.
fn is_held(source: &Source, artifact: &Artifact) -> bool {
    // What cannot be read there is not the same.
    let Ok(bytes) = source.read(&artifact.path, LIMIT_BYTES) else {
        return false;
    };
    let document = parse::document(artifact.format, &bytes);
    let there = document.value.pointer(artifact.root.as_str());
    document.faults.is_empty() && there == Some(&*artifact.value)
}

/// Says which waivers would excuse something and do not count yet.
pub(super) fn pending(waivers: &Waivers, findings: &[Finding]) -> Vec<String> {
    let open: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.status == Status::Open)
        .collect();
    let waiting = waivers.all.iter().filter(|waiver| !waiver.counts);
    let notice = |waiver: &Waiver| {
        let covered = open.iter();
        let covered = covered.filter(|finding| waiver.covers(finding, &waivers.versions));
        let what = match covered.count() {
            0 => return None,
            1 => "1 open finding".to_owned(),
            number => format!("{number} open findings"),
        };
        Some(format!(
            "waiver `{}` covers {what} and counts once it is in the base, or once somebody who \
             may approve it, and did not ask for it, has reviewed it here",
            waiver.id
        ))
    };
    waiting.filter_map(notice).collect()
}
