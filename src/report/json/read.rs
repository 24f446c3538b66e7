//! From the published shape back to what a run had to say.
//!
//! A saved report holds neither the sources nor the texts of the rules: what is
//! rendered from it shows places without their lines, until `describe` and the
//! caller fill them in.

use std::collections::BTreeMap;

use super::{Error, Finding, Location, Position, Report, Rule, SCHEMA, System, Waiver};
use super::{breakdown, publish};
use crate::finding::{self, Status};
use crate::glossary::{Kind, Severity, Stage, Tier};
use crate::rule::{Confidence, Outcome, Phase, Profile, RuleId, RuleMeta, Scope, Severities};
use crate::span::{self, Pointer, Span};
use crate::verdict::publishing::Publishing;
use crate::verdict::{self, Verdict};

/// Reads a report as `--format json` wrote it.
///
/// # Errors
/// Says what is wrong with `text` when it is not `raigate/report/v1`.
pub fn read(text: &str) -> Result<verdict::Report, String> {
    // The name comes first, so that another version is named and not picked apart.
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("the report is not JSON: {error}"))?;
    let schema = value.get("schema").and_then(serde_json::Value::as_str);
    if schema != Some(SCHEMA) {
        let found = schema.map_or("has no `schema`".to_owned(), |name| format!("is `{name}`"));
        return Err(format!("the report {found}, `{SCHEMA}` is needed"));
    }
    let report: Report = serde_json::from_str(text)
        .map_err(|error| format!("the report is not {SCHEMA}: {error}"))?;
    restored(report)
}

/// Gives the rules of `report`, and its findings, the texts of those in `rules`.
pub fn describe(report: &mut verdict::Report, rules: &[RuleMeta]) {
    let known: BTreeMap<&RuleId, &RuleMeta> = rules.iter().map(|rule| (&rule.id, rule)).collect();
    for rule in &mut report.rules {
        if let Some(meta) = known.get(&rule.id) {
            rule.meta = (*meta).clone();
        }
    }
    for finding in &mut report.findings {
        if let Some(meta) = known.get(&finding.rule) {
            finding.why = meta.why();
        }
    }
}

fn restored(report: Report) -> Result<verdict::Report, String> {
    let verdict = verdict_of(&report.verdict)?;
    let snapshot = super::SNAPSHOTS
        .into_iter()
        .find(|name| *name == report.subject.snapshot);
    let rules: Vec<_> = report.rules.iter().map(rule).collect::<Result<_, _>>()?;
    let findings: Vec<_> = report
        .findings
        .into_iter()
        .map(|found| finding(found, &rules))
        .collect::<Result<_, _>>()?;
    if (verdict == Verdict::None) == report.errors.is_empty() {
        return Err(format!(
            "verdict `{}` does not go with its `errors`",
            report.verdict
        ));
    }
    Ok(verdict::Report {
        verdict,
        snapshot: snapshot.ok_or_else(|| unknown("snapshot", &report.subject.snapshot))?,
        commit: report.subject.commit,
        base: report.subject.base,
        policy_digest: report.policy.digest,
        policy_source: report.policy.source,
        profile: word("profile", &report.policy.profile, Profile::from_name)?,
        is_first_run: false,
        artifacts: report.summary.artifacts,
        systems: report
            .systems
            .into_iter()
            .map(system)
            .collect::<Result<_, _>>()?,
        rules,
        fail_on: fail_on(verdict, &findings),
        findings,
        waivers: Vec::new(),
        errors: report
            .errors
            .into_iter()
            .map(trouble)
            .collect::<Result<_, _>>()?,
        left_out: Vec::new(),
        notices: Vec::new(),
        // A saved report does not say; a verdict of pass shows that it did not block.
        not_evaluated_fails: true,
        sources: BTreeMap::new(),
        publishing: Publishing {
            outcome: report.publish.map(publish::restored),
            ..Publishing::default()
        },
    })
}

/// Returns what must have blocked, for that verdict on those findings.
fn fail_on(verdict: Verdict, findings: &[finding::Finding]) -> Option<Severity> {
    let open = findings
        .iter()
        .filter(|finding| finding.status == Status::Open);
    let worst = open.map(|finding| finding.severity).max();
    match (verdict, worst) {
        (Verdict::Pass, Some(Severity::Error)) => None,
        (Verdict::Fail, Some(Severity::Warning)) => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

pub(super) fn word<T>(
    what: &str,
    name: &str,
    from_name: impl Fn(&str) -> Option<T>,
) -> Result<T, String> {
    from_name(name).ok_or_else(|| unknown(what, name))
}

fn unknown(what: &str, name: &str) -> String {
    format!("the report names a {what} that this version does not know: `{name}`")
}

fn verdict_of(name: &str) -> Result<Verdict, String> {
    let all = [Verdict::Pass, Verdict::Fail, Verdict::None];
    all.into_iter()
        .find(|verdict| verdict.name() == name)
        .ok_or_else(|| unknown("verdict", name))
}

fn system(system: System) -> Result<verdict::SystemVerdict, String> {
    Ok(verdict::SystemVerdict {
        tier: word("tier", &system.tier, Tier::from_name)?,
        stage: word("stage", &system.stage, Stage::from_name)?,
        verdict: verdict_of(&system.verdict)?,
        id: system.id,
        met: system.completeness.met,
        required: system.completeness.required,
        breakdowns: system
            .breakdowns
            .into_iter()
            .map(breakdown::restored)
            .collect::<Result<_, _>>()?,
    })
}

fn rule(rule: &Rule) -> Result<verdict::RuleOutcome, String> {
    let id = word("rule", &rule.id, RuleId::parse)?;
    let severity = match &rule.severity {
        Some(name) => Some(word("severity", name, Severity::from_name)?),
        None => None,
    };
    let outcome = super::OUTCOMES
        .into_iter()
        .find(|outcome| outcome.name() == rule.outcome);
    Ok(verdict::RuleOutcome {
        meta: bare_meta(id.clone(), severity),
        id,
        severity,
        outcome: outcome.ok_or_else(|| unknown("outcome", &rule.outcome))?,
        findings: rule.findings,
    })
}

/// Returns what is known of a rule from its id and severity alone.
fn bare_meta(id: RuleId, severity: Option<Severity>) -> RuleMeta {
    RuleMeta {
        id,
        title: String::new(),
        description: String::new(),
        remedy: String::new(),
        severity: Severities {
            minimal: severity,
            limited: severity,
            high: severity,
        },
        profile: Profile::Complete,
        confidence: Confidence::Low,
        kinds: Vec::new(),
        scope: Scope::Artifact,
        phase: Phase::Evidence,
        from_stage: None,
        facets: Vec::new(),
        settings: serde_json::Map::new(),
        controls: BTreeMap::new(),
        waivable: true,
        implied_by: Vec::new(),
        since: String::new(),
        aliases: Vec::new(),
        effective_on: None,
        deprecated: false,
        file: String::new(),
    }
}

fn finding(found: Finding, rules: &[verdict::RuleOutcome]) -> Result<finding::Finding, String> {
    let rule = word("rule", &found.rule, RuleId::parse)?;
    let statuses = [Status::Open, Status::Waived, Status::Known];
    let status = statuses
        .into_iter()
        .find(|status| status.name() == found.status);
    let artifact = match found.artifact {
        Some(artifact) => Some((
            artifact.path.into(),
            word("kind", &artifact.kind, Kind::from_name)?,
        )),
        None => None,
    };
    let mut related = Vec::new();
    for label in found.related {
        related.push(finding::Label {
            message: label.message,
            location: location(label.location)?,
        });
    }
    Ok(finding::Finding {
        severity: word("severity", &found.severity, Severity::from_name)?,
        status: status.ok_or_else(|| unknown("status", &found.status))?,
        not_evaluated: rules
            .iter()
            .any(|other| other.id == rule && other.outcome == Outcome::NotEvaluated),
        rule,
        message: found.message,
        system: found.system,
        artifact,
        location: location(found.location)?,
        related,
        why: String::new(),
        remedy: found.remedy,
        controls: found.controls,
        waiver: found.waiver.map(waiver).transpose()?,
        is_dated: false,
        voids: false,
        consequences: Vec::new(),
        fingerprint: found.fingerprint,
        moved_fingerprint: String::new(),
    })
}

fn waiver(waiver: Waiver) -> Result<finding::Waiver, String> {
    let expires = word("day", &waiver.expires, |day| day.parse().ok())?;
    Ok(finding::Waiver {
        id: waiver.id,
        path: waiver.path.into(),
        requested_by: waiver.requested_by,
        approved_by: waiver.approved_by,
        reason: waiver.reason,
        expires,
        days_left: waiver.days_left,
    })
}

fn location(location: Location) -> Result<finding::Location, String> {
    Ok(finding::Location {
        path: location.path.into(),
        start: position(&location.start),
        end: position(&location.end),
        span: Span::default(),
        pointer: word("pointer", &location.pointer, Pointer::parse)?,
    })
}

const fn position(position: &Position) -> span::Position {
    span::Position {
        line: position.line,
        column: position.column,
    }
}

fn trouble(error: Error) -> Result<verdict::Trouble, String> {
    let (rest, help) = match error.message.split_once(super::HELP) {
        Some((rest, help)) => (rest, Some(help.to_owned())),
        None => (error.message.as_str(), None),
    };
    let mut parts = rest.split(super::CAUSE).map(str::to_owned);
    Ok(verdict::Trouble {
        message: parts.next().unwrap_or_default(),
        causes: parts.collect(),
        help,
        location: error.location.map(location).transpose()?,
    })
}
