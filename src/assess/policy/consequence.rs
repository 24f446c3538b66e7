//! One cause, one finding: folds a consequence into the finding that explains it.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Label};
use crate::rule::RuleId;

/// Returns, for each rule that others imply, which those are.
#[must_use]
pub fn implied(catalogue: &Catalogue) -> BTreeMap<RuleId, Vec<RuleId>> {
    let rules = catalogue.rules.iter();
    let implied = rules.filter(|rule| !rule.meta.implied_by.is_empty());
    implied
        .map(|rule| (rule.meta.id.clone(), rule.meta.implied_by.clone()))
        .collect()
}

/// Folds system by system, where what is said of one came in turns.
#[must_use]
pub fn fold_all(
    findings: Vec<Finding>,
    implied_by: &BTreeMap<RuleId, Vec<RuleId>>,
) -> Vec<Finding> {
    let mut by_system: BTreeMap<Option<String>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_system
            .entry(finding.system.clone())
            .or_default()
            .push(finding);
    }
    let each = by_system.into_values();
    each.flat_map(|own| fold(own, implied_by)).collect()
}

/// Makes each finding whose rule is implied by another finding at the same place
/// a related place of that finding.
///
/// A consequence that matters more than its cause stands for itself, so that
/// folding never changes a verdict. The cause keeps its consequences: what excuses
/// the one excuses nothing of the others.
#[must_use]
pub fn fold(findings: Vec<Finding>, implied_by: &BTreeMap<RuleId, Vec<RuleId>>) -> Vec<Finding> {
    let causes: Vec<Option<usize>> = findings
        .iter()
        .map(|finding| {
            let rules = implied_by.get(&finding.rule)?;
            findings
                .iter()
                .position(|cause| rules.contains(&cause.rule) && explains(cause, finding))
        })
        .collect();
    let is_folded = |at: usize| causes.get(at).is_some_and(Option::is_some);
    let mut folded: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for (at, cause) in causes.iter().enumerate() {
        // A cause that is itself a consequence cannot carry another one.
        if let (Some(cause), Some(finding)) =
            (cause.filter(|cause| !is_folded(*cause)), findings.get(at))
        {
            folded.entry(cause).or_default().push(finding.clone());
        }
    }
    let stays = |at: usize| causes.get(at).copied().flatten().is_none_or(is_folded);
    let mut kept = Vec::with_capacity(findings.len());
    for (at, mut finding) in findings.into_iter().enumerate() {
        if stays(at) {
            let folded = folded.remove(&at).unwrap_or_default();
            finding.related.extend(folded.iter().map(label));
            finding.consequences.extend(folded);
            kept.push(finding);
        }
    }
    kept
}

/// Returns a consequence as a place that its cause names.
#[must_use]
pub fn label(consequence: &Finding) -> Label {
    Label {
        message: format!("{} ({})", consequence.message, consequence.rule),
        location: consequence.location.clone(),
    }
}

/// Returns whether `cause` is about the same place, or a value around it, and weighs as much.
///
/// A cause about a whole file explains only what is said of the whole file.
fn explains(cause: &Finding, consequence: &Finding) -> bool {
    let (outer, inner) = (&cause.location, &consequence.location);
    let contains = outer.pointer == inner.pointer
        || (!outer.pointer.as_str().is_empty() && outer.pointer.contains(&inner.pointer));
    cause.severity >= consequence.severity
        && cause.system == consequence.system
        && outer.path == inner.path
        && (outer.span == inner.span || contains)
}
