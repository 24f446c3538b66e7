//! How the rules about evidence ended, for those that are asked after all others.

use serde_json::{Map, Value, json};

use crate::artifact::Artifact;
use crate::assess::Answers;
use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::rule::{Outcome, RuleId};

/// What the rules about evidence said, as waivers leave it.
#[derive(Clone, Copy)]
pub struct Before<'b> {
    /// How each rule ended for each system.
    pub answers: &'b [Answers],
    /// The findings, each by itself.
    pub findings: &'b [Finding],
}

impl Before<'_> {
    /// Returns how the rules ended for one system.
    pub(super) fn ended(self, system: &str, artifacts: &[&Artifact]) -> Value {
        let is_own = |of: &Option<String>| of.as_deref() == Some(system);
        let own = self.answers.iter().filter(|one| is_own(&one.system));
        let answers = own
            .flat_map(|own| &own.rules)
            .filter(|one| one.outcome != Outcome::NotApplicable)
            .map(|one| (&one.rule, one.severity, one.outcome));
        let findings = self.findings.iter().filter(|one| is_own(&one.system));
        ended(answers, &findings.collect::<Vec<_>>(), artifacts)
    }
}

/// Returns the outcome by rule, and of what did not pass the severity and the findings that
/// point into an artifact; a rule that does not apply is absent.
///
/// What is waived is told apart, none is known yet, and a consequence stands for itself.
pub(super) fn ended<'r>(
    rules: impl Iterator<Item = (&'r RuleId, Option<Severity>, Outcome)>,
    findings: &[&Finding],
    artifacts: &[&Artifact],
) -> Value {
    let mut ended = Map::new();
    for (id, severity, outcome) in rules {
        // Most pass, and of these nothing else is of interest.
        if outcome == Outcome::Pass {
            ended.insert(id.to_string(), json!({"outcome": outcome.name()}));
            continue;
        }
        let own = findings.iter().filter(|finding| finding.rule == *id);
        let (waived, open): (Vec<&Finding>, Vec<&Finding>) =
            own.partition(|finding| finding.status == Status::Waived);
        let is_waived = open.is_empty() && !waived.is_empty();
        let outcome = if is_waived { Outcome::Waived } else { outcome };
        let places = |findings: &[&Finding]| -> Vec<Value> {
            let found = findings.iter();
            found.filter_map(|one| place(one, artifacts)).collect()
        };
        let mut entry = json!({
            "outcome": outcome.name(),
            "severity": severity.map(Severity::name),
            "findings": places(&open),
        });
        if !waived.is_empty() {
            entry["waived"] = places(&waived).into();
        }
        ended.insert(id.to_string(), entry);
    }
    ended.into()
}

/// Returns where a finding points, as a rule points there.
fn place(finding: &Finding, artifacts: &[&Artifact]) -> Option<Value> {
    let (path, _) = finding.artifact.as_ref()?;
    let here = &finding.location;
    let is_around =
        |artifact: &&&Artifact| artifact.path == *path && artifact.root.contains(&here.pointer);
    let artifact = artifacts.iter().find(is_around)?;
    Some(json!({
        "path": artifact.path.as_str(),
        "root": artifact.root.as_str(),
        "at": format!("@{}-{}", here.span.start, here.span.end),
        "message": finding.message,
    }))
}
