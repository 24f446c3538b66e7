//! From what a run has to say to the published shape.

use super::super::tally::Tally;
use super::{
    Artifact, Breakdown, Completeness, Error, Finding, Location, Policy, Position, Publish,
    Related, Report, Rule, SCHEMA, Subject, Summary, System, Tool, Waiver,
};
use crate::{finding, span, verdict};

impl From<&verdict::Report> for Report {
    fn from(report: &verdict::Report) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            verdict: report.verdict.name().to_owned(),
            subject: Subject {
                snapshot: report.snapshot.to_owned(),
                commit: report.commit.clone(),
                base: report.base.clone(),
            },
            policy: Policy {
                digest: report.policy_digest.clone(),
                source: report.policy_source.clone(),
                profile: report.profile.name().to_owned(),
                rules: report.rules.len(),
            },
            summary: summary(report),
            systems: report.systems.iter().map(System::from).collect(),
            rules: report.rules.iter().map(Rule::from).collect(),
            findings: report.findings.iter().map(Finding::from).collect(),
            errors: report.errors.iter().map(Error::from).collect(),
            publish: report.publishing.outcome.as_ref().map(Publish::from),
        }
    }
}

fn summary(report: &verdict::Report) -> Summary {
    let tally = Tally::of(report);
    Summary {
        systems: report.systems.len(),
        artifacts: report.artifacts,
        error: tally.error,
        warning: tally.warning,
        note: tally.note,
        waived: tally.waived,
        known: tally.known,
        deferred: tally.deferred,
        not_evaluated: tally.not_evaluated,
    }
}

impl From<&verdict::SystemVerdict> for System {
    fn from(system: &verdict::SystemVerdict) -> Self {
        Self {
            id: system.id.clone(),
            tier: system.tier.name().to_owned(),
            stage: system.stage.name().to_owned(),
            verdict: system.verdict.name().to_owned(),
            completeness: Completeness {
                met: system.met,
                required: system.required,
            },
            breakdowns: system.breakdowns.iter().map(Breakdown::from).collect(),
        }
    }
}

impl From<&verdict::RuleOutcome> for Rule {
    fn from(rule: &verdict::RuleOutcome) -> Self {
        Self {
            id: rule.id.as_str().to_owned(),
            severity: rule.severity.map(|severity| severity.name().to_owned()),
            outcome: rule.outcome.name().to_owned(),
            findings: rule.findings,
        }
    }
}

impl From<&finding::Finding> for Finding {
    fn from(finding: &finding::Finding) -> Self {
        Self {
            rule: finding.rule.as_str().to_owned(),
            severity: finding.severity.name().to_owned(),
            status: finding.status.name().to_owned(),
            message: finding.message.clone(),
            system: finding.system.clone(),
            artifact: finding.artifact.as_ref().map(|(path, kind)| Artifact {
                path: path.to_string(),
                kind: kind.name().to_owned(),
            }),
            location: Location::from(&finding.location),
            related: finding.related.iter().map(Related::from).collect(),
            remedy: finding.remedy.clone(),
            controls: finding.controls.clone(),
            waiver: finding.waiver.as_ref().map(Waiver::from),
            fingerprint: finding.fingerprint.clone(),
        }
    }
}

impl From<&finding::Waiver> for Waiver {
    fn from(waiver: &finding::Waiver) -> Self {
        Self {
            id: waiver.id.clone(),
            path: waiver.path.to_string(),
            requested_by: waiver.requested_by.clone(),
            approved_by: waiver.approved_by.clone(),
            reason: waiver.reason.clone(),
            expires: waiver.expires.to_string(),
            days_left: waiver.days_left,
        }
    }
}

impl From<&finding::Label> for Related {
    fn from(label: &finding::Label) -> Self {
        Self {
            message: label.message.clone(),
            location: Location::from(&label.location),
        }
    }
}

impl From<&finding::Location> for Location {
    fn from(location: &finding::Location) -> Self {
        Self {
            path: location.path.to_string(),
            pointer: location.pointer.as_str().to_owned(),
            start: Position::from(location.start),
            end: Position::from(location.end),
        }
    }
}

impl From<span::Position> for Position {
    fn from(position: span::Position) -> Self {
        Self {
            line: position.line.max(1),
            column: position.column.max(1),
        }
    }
}

impl From<&verdict::Trouble> for Error {
    fn from(trouble: &verdict::Trouble) -> Self {
        let mut message = trouble.message.clone();
        for cause in &trouble.causes {
            message.push_str(super::CAUSE);
            message.push_str(cause);
        }
        if let Some(help) = &trouble.help {
            message.push_str(super::HELP);
            message.push_str(help);
        }
        Self {
            message,
            location: trouble.location.as_ref().map(Location::from),
        }
    }
}
