//! How much a finding of a rule matters for one system.

use camino::Utf8Path;

use crate::artifact::System;
use crate::assess::Terms;
use crate::catalogue::{Here, Rule};
use crate::glossary::Severity;
use crate::rule::{Confidence, Profile};

/// Returns the severity of `rule` for `system`; `None` where the rule is not asked.
///
/// A rule is not asked when it is retired, off at the system's tier, outside the
/// profile, or about a facet the system has not. It is a note before its stage
/// and before its date; below high confidence it is a warning at most, unless
/// `raigate.toml` states its severity.
#[must_use]
pub fn for_system(rule: &Rule, system: &System, terms: Terms) -> Option<Severity> {
    let meta = &rule.meta;
    let has_facet = meta.facets.is_empty()
        || meta
            .facets
            .iter()
            .any(|facet| system.facets.contains(facet));
    if !has_facet {
        return None;
    }
    let here = rule.at(&system.root);
    let severity = for_run(rule, here, here.severity.at(system.tier)?, terms)?;
    let is_early = here.from_stage.is_some_and(|stage| system.stage < stage);
    Some(if is_early { Severity::Note } else { severity })
}

/// Returns the severity of `rule` for the repository as a whole: that of its strictest tier.
#[must_use]
pub fn for_repository(rule: &Rule, terms: Terms) -> Option<Severity> {
    let severities = rule.meta.severity;
    let strictest = severities
        .minimal
        .max(severities.limited)
        .max(severities.high)?;
    for_run(rule, rule.at(Utf8Path::new("")), strictest, terms)
}

/// Lowers `severity` by all that does not depend on a system.
fn for_run(rule: &Rule, here: Here, severity: Severity, terms: Terms) -> Option<Severity> {
    let meta = &rule.meta;
    let reach = here
        .reach
        .map_or(terms.profile, |reach| reach.max(terms.profile));
    if meta.deprecated || here.profile > reach {
        return None;
    }
    let is_future = meta.effective_on.is_some_and(|day| terms.today < day);
    if is_future || (terms.is_first_run && here.profile > Profile::Essential) {
        return Some(Severity::Note);
    }
    let is_unsure = meta.confidence < Confidence::High && !here.severity_is_stated;
    Some(if is_unsure {
        severity.min(Severity::Warning)
    } else {
        severity
    })
}
