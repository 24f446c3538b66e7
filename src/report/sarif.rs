//! SARIF 2.1.0, for code scanning and whatever else shows results of analyses.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::line_hash::LineHashes;
use super::{Texts, escape, waived};
use crate::finding::{Finding, Label, Location, Status};
use crate::glossary::Severity;
use crate::rule::{Confidence, RuleId};
use crate::verdict::{Report, RuleOutcome, Trouble, Verdict};

/// Where the repository is, as far as SARIF needs to know.
const ROOT: &str = "%SRCROOT%";
/// GitHub keeps as many tags of a rule.
const TAGS: usize = 10;
/// GitHub takes as many locations of a result.
const LOCATIONS: usize = 1_000;

/// Renders `report`, as results of a category where one is named; lines are known again by
/// `texts`.
pub(super) fn render(report: &Report, category: Option<&str>, texts: &Texts) -> String {
    let mut run = run(report, texts);
    if let (Some(category), Some(run)) = (category, run.as_object_mut()) {
        // What stands before the last `/` is the category, and behind it the run.
        let details = json!({"id": format!("{category}/")});
        run.insert("automationDetails".to_owned(), details);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    escape::json(&format!("{log:#}")) + "\n"
}

fn run(report: &Report, texts: &Texts) -> Value {
    let rules: Vec<Value> = report.rules.iter().map(rule).collect();
    let is_known = |finding: &Finding| finding.status == Status::Known;
    let has_baseline = report.base.is_some() || report.findings.iter().any(is_known);
    let locations = report.findings.iter().map(|finding| &finding.location);
    let hashes = LineHashes::of(texts, locations);
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let hash = hashes.at(&finding.location);
            result(report, finding, has_baseline, hash)
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    json!({
        "tool": {"driver": {
            "name": env!("CARGO_PKG_NAME"),
            "version": version,
            "semanticVersion": version,
            "rules": rules,
        }},
        "invocations": [invocation(report)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "verdict": report.verdict.name(),
            "policyDigest": report.policy_digest,
            "profile": report.profile.name(),
        },
    })
}

fn invocation(report: &Report) -> Value {
    let notices = report.notices.iter();
    let notices = notices.map(|text| json!({"level": "note", "message": message(text)}));
    let notifications: Vec<Value> = report
        .errors
        .iter()
        .map(notification)
        .chain(notices)
        .collect();
    json!({
        "executionSuccessful": report.verdict != Verdict::None,
        "toolExecutionNotifications": notifications,
    })
}

fn notification(trouble: &Trouble) -> Value {
    let mut text = format!("no verdict: {}", trouble.message);
    for cause in &trouble.causes {
        let _ = write!(text, "; caused by: {cause}");
    }
    if let Some(help) = &trouble.help {
        let _ = write!(text, "; help: {help}");
    }
    let mut notification = json!({"level": "error", "message": message(&text)});
    if let (Some(location), Some(object)) = (&trouble.location, notification.as_object_mut()) {
        object.insert("locations".to_owned(), json!([place(location)]));
    }
    notification
}

fn rule(rule: &RuleOutcome) -> Value {
    let meta = &rule.meta;
    let title = if meta.title.is_empty() {
        rule.id.as_str()
    } else {
        &meta.title
    };
    let description = if meta.description.is_empty() {
        title
    } else {
        &meta.description
    };
    let level = rule.severity.map_or("none", Severity::name);
    json!({
        "id": rule.id.as_str(),
        "shortDescription": {"text": sentence(title)},
        "fullDescription": {"text": sentence(description)},
        "help": help(rule, description),
        "defaultConfiguration": {"level": level, "enabled": rule.severity.is_some()},
        "properties": properties(rule),
    })
}

/// Returns why the rule is there and what to do, as text and as Markdown.
fn help(rule: &RuleOutcome, description: &str) -> Value {
    let (id, remedy) = (&rule.id, &rule.meta.remedy);
    let mut text = format!("Why: {}\n", sentence(description));
    let mut markdown = format!("**Why:** {}\n\n", escape::markdown(&sentence(description)));
    if !remedy.is_empty() {
        let _ = writeln!(text, "Help: {}", sentence(remedy));
        let _ = write!(
            markdown,
            "**Help:** {}\n\n",
            escape::markdown(&sentence(remedy))
        );
    }
    for (framework, clauses) in &rule.meta.controls {
        let clauses = clauses.join(", ");
        let _ = writeln!(text, "Control: {framework} {clauses}");
        let control = escape::markdown(&format!("{framework} {clauses}"));
        let _ = writeln!(markdown, "- Control: {control}");
    }
    let _ = write!(text, "More: raigate explain {id}");
    let _ = write!(markdown, "\n**More:** `raigate explain {id}`");
    json!({"text": text, "markdown": markdown})
}

fn properties(rule: &RuleOutcome) -> Value {
    let mut tags = vec![rule.id.family().to_owned()];
    for (framework, clauses) in &rule.meta.controls {
        tags.extend(clauses.iter().map(|clause| format!("{framework}/{clause}")));
    }
    tags.truncate(TAGS);
    let precision = match rule.meta.confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    };
    let severity = match rule.severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Note) | None => "recommendation",
    };
    json!({
        "tags": tags,
        "precision": precision,
        "problem.severity": severity,
        "outcome": rule.outcome.name(),
    })
}

fn result(
    report: &Report,
    finding: &Finding,
    has_baseline: bool,
    line_hash: Option<&str>,
) -> Value {
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| result.insert(key.to_owned(), value);
    put("ruleId", finding.rule.as_str().into());
    if let Some(index) = index_of(report, &finding.rule) {
        put("ruleIndex", index.into());
    }
    put("level", finding.severity.name().into());
    put("message", message(&sentence(&finding.message)));
    put("locations", json!([place(&finding.location)]));
    if !finding.related.is_empty() {
        let related = finding.related.iter().take(LOCATIONS).enumerate();
        put(
            "relatedLocations",
            related
                .map(|(at, label)| related_place(at, label))
                .collect(),
        );
    }
    let mut fingerprints = json!({"raigate/v1": finding.fingerprint});
    if let Some(hash) = line_hash {
        fingerprints["primaryLocationLineHash"] = hash.into();
    }
    put("partialFingerprints", fingerprints);
    // Either no result of a run says whether it is suppressed, or all do.
    put("suppressions", suppressions(finding));
    if has_baseline {
        let state = if finding.status == Status::Known {
            "unchanged"
        } else {
            "new"
        };
        put("baselineState", state.into());
    }
    put(
        "properties",
        json!({
            "system": finding.system,
            "status": finding.status.name(),
            "notEvaluated": finding.not_evaluated,
            "remedy": finding.remedy,
        }),
    );
    Value::Object(result)
}

fn index_of(report: &Report, rule: &RuleId) -> Option<usize> {
    let found = report.rules.binary_search_by(|other| other.id.cmp(rule));
    found
        .ok()
        .or_else(|| report.rules.iter().position(|other| other.id == *rule))
}

fn suppressions(finding: &Finding) -> Value {
    let justification = match finding.status {
        Status::Open => return json!([]),
        Status::Waived => {
            let waiver = finding.waiver.as_ref();
            let words = waiver.map(|waiver| {
                let (terms, reason) = (waived::terms(waiver), waived::reason(waiver));
                format!("waiver {}, {terms}: {reason}", waiver.id)
            });
            words.unwrap_or_default()
        }
        Status::Known => "known before, in the base or the baseline".to_owned(),
    };
    json!([{"kind": "external", "status": "accepted", "justification": justification}])
}

fn related_place(at: usize, label: &Label) -> Value {
    let mut place = place(&label.location);
    if let Some(object) = place.as_object_mut() {
        object.insert("id".to_owned(), (at + 1).into());
        object.insert("message".to_owned(), message(&label.message));
    }
    place
}

fn place(location: &Location) -> Value {
    let (start, end) = (location.start, location.end.max(location.start));
    let mut place = json!({"physicalLocation": {
        "artifactLocation": {"uri": escape::uri(location.path.as_str()), "uriBaseId": ROOT},
        "region": {
            "startLine": start.line.max(1),
            "startColumn": start.column.max(1),
            "endLine": end.line.max(1),
            "endColumn": end.column.max(1),
        },
    }});
    let pointer = location.pointer.as_str();
    if let (false, Some(object)) = (pointer.is_empty(), place.as_object_mut()) {
        let logical = json!([{"fullyQualifiedName": pointer, "kind": "value"}]);
        object.insert("logicalLocations".to_owned(), logical);
    }
    place
}

fn message(text: &str) -> Value {
    json!({"text": escape::sarif_message(text)})
}

/// Returns `text` with the full stop that SARIF asks messages to end in.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let stop = if text.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}
