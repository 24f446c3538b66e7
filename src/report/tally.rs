//! Counts what a report holds, and puts the worst first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::rule::Outcome;
use crate::rule::RuleId;
use crate::verdict::{Report, Verdict};

/// How many findings and rules there are of each sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Open findings of severity error.
    pub(crate) error: usize,
    /// Open findings of severity warning.
    pub(crate) warning: usize,
    /// Open findings of severity note.
    pub(crate) note: usize,
    /// Findings that a waiver excuses.
    pub(crate) waived: usize,
    /// Findings that stood before.
    pub(crate) known: usize,
    /// Rules that need facts from elsewhere.
    pub(crate) deferred: usize,
    /// Rules whose facts should be there and are not.
    pub(crate) not_evaluated: usize,
}

impl Tally {
    /// Counts `report`.
    pub(crate) fn of(report: &Report) -> Self {
        let mut tally = Self::default();
        for finding in &report.findings {
            let counter = match (finding.status, finding.severity) {
                (Status::Waived, _) => &mut tally.waived,
                (Status::Known, _) => &mut tally.known,
                (Status::Open, Severity::Error) => &mut tally.error,
                (Status::Open, Severity::Warning) => &mut tally.warning,
                (Status::Open, Severity::Note) => &mut tally.note,
            };
            *counter += 1;
        }
        for rule in &report.rules {
            tally.deferred += usize::from(rule.outcome == Outcome::Deferred);
            tally.not_evaluated += usize::from(rule.outcome == Outcome::NotEvaluated);
        }
        tally
    }
}

/// Whether `finding` keeps the gate shut.
pub(crate) fn blocks(report: &Report, finding: &Finding) -> bool {
    // Where the gate lets through what it could not evaluate, the verdict shows it.
    if finding.not_evaluated && (!report.not_evaluated_fails || report.verdict == Verdict::Pass) {
        return false;
    }
    finding.status == Status::Open
        && report
            .fail_on
            .is_some_and(|least| finding.severity >= least)
}

/// Returns the open findings, the worst first, else in the order of the report.
pub(crate) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut open: Vec<_> = of_status(report, Status::Open).collect();
    open.sort_by_key(|finding| Reverse(finding.severity));
    open
}

/// Returns the findings of one status, in the order of the report.
pub(crate) fn of_status(report: &Report, status: Status) -> impl Iterator<Item = &Finding> {
    report
        .findings
        .iter()
        .filter(move |finding| finding.status == status)
}

/// Returns `findings` rule by rule, the worst rule first, then by id.
pub(crate) fn by_rule<'r>(findings: &[&'r Finding]) -> Vec<(&'r RuleId, Vec<&'r Finding>)> {
    let mut groups: BTreeMap<(Reverse<Severity>, &RuleId), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups
            .entry((Reverse(finding.severity), &finding.rule))
            .or_default()
            .push(finding);
    }
    groups
        .into_iter()
        .map(|((_, rule), group)| (rule, group))
        .collect()
}

/// Returns `3 errors`, `1 error`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Returns the verdict in a few words, the blocking ones first: `fail: 3 errors, 1 warning`.
pub(crate) fn headline(report: &Report) -> String {
    let tally = Tally::of(report);
    if report.verdict == Verdict::None {
        return format!("no verdict: {}", counted(report.errors.len(), "problem"));
    }
    let mut parts: Vec<String> = [
        (tally.error, "error"),
        (tally.warning, "warning"),
        (tally.note, "note"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| counted(number, noun))
    .collect();
    if parts.is_empty() {
        parts.push("no open finding".to_owned());
    }
    format!("{}: {}", report.verdict.name(), parts.join(", "))
}

/// Returns what was excused or could not be judged: `2 waived, 1 known, 2 rules deferred`.
pub(crate) fn set_aside(report: &Report) -> Vec<String> {
    let tally = Tally::of(report);
    let mut parts = Vec::new();
    for (number, word) in [(tally.waived, "waived"), (tally.known, "known")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    for (number, word) in [
        (tally.deferred, "deferred"),
        (tally.not_evaluated, "not evaluated"),
    ] {
        if number > 0 {
            parts.push(format!("{} {word}", counted(number, "rule")));
        }
    }
    parts
}
