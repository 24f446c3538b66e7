//! How the rules about evidence ended, for those that are asked after all others.

use serde_json::{Map, Value, json};

use crate::artifact::Artifact;
use crate::finding::Finding;
use crate::glossary::Severity;
use crate::rule::{Outcome, RuleId};

/// Returns the outcome by rule, and of what did not pass the severity and the findings that
/// point into an artifact; a rule that does not apply is absent.
///
/// None is waived or known yet, and a consequence stands for itself.
pub(super) fn ended<'r>(
    rules: impl Iterator<Item = (&'r RuleId, Option<Severity>, Outcome)>,
    findings: &[Finding],
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
        let places: Vec<Value> = own
            .filter_map(|finding| place(finding, artifacts))
            .collect();
        let entry = json!({
            "outcome": outcome.name(),
            "severity": severity.map(Severity::name),
            "findings": places,
        });
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
