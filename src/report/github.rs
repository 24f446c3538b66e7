//! Workflow commands of GitHub Actions, which become annotations on a pull request.
//!
//! A step shows ten errors, ten warnings and ten notices and drops what is
//! printed after them, so the worst come first and the last one counts the rest.

use std::fmt::Write as _;

use super::{escape, tally, waived};
use crate::finding::{Finding, Location, Status};
use crate::glossary::Severity;
use crate::verdict::{Report, Trouble};

/// As many annotations of one level are shown in a step.
const SHOWN: usize = 10;
/// The runner cuts messages at 4,096 characters; nothing to read is that long.
const LONGEST: usize = 2_000;

/// Renders `report`.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for trouble in report.errors.iter().take(SHOWN) {
        out.push_str(&no_verdict(trouble));
    }
    let open = tally::worst_first(report);
    let of = |severity| {
        let group = open
            .iter()
            .filter(move |finding| finding.severity == severity);
        group.copied().collect::<Vec<_>>()
    };
    let (errors, warnings, notes) = (
        of(Severity::Error),
        of(Severity::Warning),
        of(Severity::Note),
    );
    let errors = first(&errors, SHOWN - report.errors.len().min(SHOWN));
    let warnings = first(&warnings, SHOWN);
    // A first run has many notes, each on a file that nobody touched.
    let mut notes = first(&notes, if report.is_first_run { 0 } else { SHOWN });
    if errors.len() + warnings.len() + notes.len() < open.len() {
        notes = first(notes, SHOWN - 1);
    }
    for finding in errors.iter().chain(warnings).chain(notes) {
        out.push_str(&annotation(finding));
    }
    let excused: Vec<&Finding> = tally::of_status(report, Status::Waived).collect();
    // One notice is kept for what is only counted.
    let excused_shown = first(&excused, (SHOWN - 1).saturating_sub(notes.len()));
    for finding in excused_shown {
        out.push_str(&annotation(finding));
    }
    let rest = open.len() - errors.len() - warnings.len() - notes.len();
    let rest = rest + excused.len() - excused_shown.len();
    if rest > 0 {
        let findings = tally::counted(rest, "more finding");
        let _ = writeln!(
            out,
            "::notice title=raigate::{findings} not shown here; the job summary has them"
        );
    }
    out
}

fn first<'r, 'f>(findings: &'r [&'f Finding], most: usize) -> &'r [&'f Finding] {
    findings.get(..most).unwrap_or(findings)
}

fn annotation(finding: &Finding) -> String {
    let level = match finding.severity {
        _ if finding.status == Status::Waived => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut lines = vec![finding.message.clone()];
    if let Some(waiver) = &finding.waiver {
        let (terms, reason) = (waived::terms(waiver), waived::reason(waiver));
        lines.push(format!("waived by {}, {terms}: {reason}", waiver.id));
    }
    if finding.not_evaluated {
        lines.push("not evaluated: facts that belong here are absent".to_owned());
    }
    for label in finding.related.iter().take(SHOWN) {
        let (path, line) = (&label.location.path, label.location.start.line);
        lines.push(format!("{}: {path}:{line}", label.message));
    }
    for (name, text) in [("why", &finding.why), ("help", &finding.remedy)] {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    }
    lines.push(format!("more: raigate explain {}", finding.rule));
    command(
        level,
        Some(&finding.location),
        finding.rule.as_str(),
        &lines,
    )
}

fn no_verdict(trouble: &Trouble) -> String {
    let mut lines = vec![trouble.message.clone()];
    lines.extend(
        trouble
            .causes
            .iter()
            .map(|cause| format!("caused by: {cause}")),
    );
    lines.extend(trouble.help.iter().map(|help| format!("help: {help}")));
    command("error", trouble.location.as_ref(), "no verdict", &lines)
}

fn command(level: &str, location: Option<&Location>, title: &str, lines: &[String]) -> String {
    // Each entry stays one line, whatever its text.
    let lines: Vec<String> = lines
        .iter()
        .map(|line| escape::command_line(&escape::shortened(line, LONGEST)))
        .collect();
    let place = location.map(place).unwrap_or_default();
    let title = escape::command_property(title);
    format!(
        "::{level} {place}title=raigate%3A {title}::{}\n",
        lines.join("%0A")
    )
}

fn place(location: &Location) -> String {
    let path = escape::command_property(location.path.as_str());
    let (start, end) = (location.start, location.end.max(location.start));
    let lines = format!("file={path},line={},endLine={},", start.line, end.line);
    // Columns have a meaning within one line only.
    if start.line == end.line {
        format!("{lines}col={},endColumn={},", start.column, end.column)
    } else {
        lines
    }
}
