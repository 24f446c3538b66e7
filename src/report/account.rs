//! What a run has to say, entry by entry, what blocks first: the same in every format of a CI.
//!
//! A text that an artifact can reach is [`Untrusted`] in it, so that no format can print one
//! without naming the sink.

use std::cmp::Reverse;

use super::escape::Untrusted;
use super::{tally, waived};
use crate::engine::hash;
use crate::finding::{Finding, Label, Location, Status};
use crate::glossary::Severity;
use crate::rule::{Outcome, RuleId};
use crate::span::{Position, Span};
use crate::verdict::{Report, Trouble, Verdict};

/// The code of an entry that says why there is no verdict.
pub(super) const NO_VERDICT: &str = "no-verdict";
/// The file that an entry without a place is shown on, where a format wants one.
pub(super) const NOWHERE: &str = "raigate.toml";
/// Longer texts are cut, visibly.
const LONGEST: usize = 2_000;
/// As many further places of one finding are named; more are counted.
const PLACES: usize = 10;

/// What a run has to say.
pub(super) struct Account<'r> {
    /// How it ended.
    pub(super) verdict: Verdict,
    /// The verdict in a few words.
    pub(super) headline: String,
    /// What was excused or could not be judged, in a few words.
    pub(super) aside: Vec<String>,
    /// Why there is no verdict, then what blocks, then the rest, the worst first.
    pub(super) entries: Vec<Entry<'r>>,
    /// Every rule and how it ended, sorted by id.
    pub(super) rules: Vec<(&'r RuleId, Outcome)>,
    /// What a person should know beside all that.
    pub(super) notices: Vec<Untrusted<'r>>,
    /// Whether raigate runs here for the first time, and notes are only to be counted.
    pub(super) is_first_run: bool,
}

/// One finding, or one reason for having no verdict.
pub(super) struct Entry<'r> {
    /// How much it matters to whoever waits for the verdict.
    pub(super) standing: Standing,
    /// How severe it is.
    pub(super) severity: Severity,
    /// The id of the rule, or [`NO_VERDICT`].
    pub(super) code: &'r str,
    /// The fact.
    pub(super) message: Untrusted<'r>,
    /// What else there is to know, line by line.
    pub(super) more: Vec<Untrusted<'r>>,
    /// Where.
    pub(super) place: Option<Place<'r>>,
    /// What it is about, without line numbers, as SHA-256.
    pub(super) fingerprint: String,
}

/// How much an entry matters to whoever waits for the verdict; what matters most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It keeps the gate from judging.
    NoVerdict,
    /// It keeps the gate shut.
    Blocks,
    /// It counts, and does not keep the gate shut.
    Open,
    /// A waiver excuses it.
    Waived,
    /// It stood before, in the base or the baseline.
    Known,
}

/// Where an entry is shown.
pub(super) struct Place<'r> {
    /// The file, from the root of the repository.
    pub(super) path: Untrusted<'r>,
    /// Where the range begins.
    pub(super) start: Position,
    /// Where it ends: the position behind its last character.
    pub(super) end: Position,
    span: Span,
    source: Option<&'r str>,
}

impl<'r> Account<'r> {
    /// Tells what `report` holds.
    pub(super) fn of(report: &'r Report) -> Self {
        let troubles = report.errors.iter();
        let mut entries: Vec<Entry> = troubles.map(|one| Entry::of_trouble(report, one)).collect();
        let findings = report.findings.iter();
        entries.extend(findings.map(|one| Entry::of_finding(report, one)));
        entries.sort_by_key(|entry| (entry.standing, Reverse(entry.severity)));
        Self {
            verdict: report.verdict,
            headline: tally::headline(report),
            aside: tally::set_aside(report),
            entries,
            rules: report
                .rules
                .iter()
                .map(|rule| (&rule.id, rule.outcome))
                .collect(),
            notices: report
                .notices
                .iter()
                .map(|text| Untrusted::new(text.as_str()).shortened(LONGEST))
                .collect(),
            is_first_run: report.is_first_run,
        }
    }
}

impl<'r> Entry<'r> {
    /// Returns one word for how much it matters.
    pub(super) const fn word(&self) -> &'static str {
        match self.standing {
            Standing::NoVerdict => "no verdict",
            Standing::Blocks | Standing::Open => self.severity.name(),
            Standing::Waived => "waived",
            Standing::Known => "known",
        }
    }

    /// Returns the fact as running text; who excused it, or that it is not new, comes first.
    pub(super) fn sentence(&self) -> Untrusted<'r> {
        match (self.standing, self.more.first()) {
            (Standing::Waived | Standing::Known, Some(why)) => why.followed_by(": ", &self.message),
            (Standing::NoVerdict, _) => {
                Untrusted::new("no verdict").followed_by(": ", &self.message)
            }
            _ => self.message.clone(),
        }
    }

    fn of_finding(report: &'r Report, finding: &'r Finding) -> Self {
        let standing = match finding.status {
            Status::Waived => Standing::Waived,
            Status::Known => Standing::Known,
            Status::Open if tally::blocks(report, finding) => Standing::Blocks,
            Status::Open => Standing::Open,
        };
        Self {
            standing,
            severity: finding.severity,
            code: finding.rule.as_str(),
            message: Untrusted::new(finding.message.as_str()).shortened(LONGEST),
            more: more(finding),
            place: Some(Place::of(report, &finding.location)),
            fingerprint: finding.fingerprint.clone(),
        }
    }

    fn of_trouble(report: &'r Report, trouble: &'r Trouble) -> Self {
        let causes = trouble.causes.iter();
        let causes = causes.map(|cause| format!("caused by: {cause}"));
        let help = trouble.help.iter().map(|help| format!("help: {help}"));
        let place = trouble.location.as_ref();
        let path = place.map_or("", |location| location.path.as_str());
        let subject = format!("{NO_VERDICT}\0{path}\0{}", trouble.message);
        Self {
            standing: Standing::NoVerdict,
            severity: Severity::Error,
            code: NO_VERDICT,
            message: Untrusted::new(trouble.message.as_str()).shortened(LONGEST),
            more: causes.chain(help).map(line).collect(),
            place: place.map(|location| Place::of(report, location)),
            fingerprint: hash::sha256(subject.as_bytes()),
        }
    }
}

impl<'r> Place<'r> {
    fn of(report: &'r Report, location: &'r Location) -> Self {
        let least = |position: Position| Position {
            line: position.line.max(1),
            column: position.column.max(1),
        };
        let start = least(location.start);
        Self {
            path: Untrusted::new(location.path.as_str()),
            start,
            end: least(location.end).max(start),
            span: location.span,
            source: report.sources.get(&location.path).map(AsRef::as_ref),
        }
    }

    /// Returns the columns of both ends in bytes, from 1; `None` where the text is not at hand.
    pub(super) fn byte_columns(&self) -> Option<(usize, usize)> {
        let (source, Span { start, end }) = (self.source?, self.span);
        let column = |at: usize| {
            let before = source.get(..at)?;
            Some(before.len() - before.rfind('\n').map_or(0, |line_end| line_end + 1) + 1)
        };
        (start <= end).then_some((column(start)?, column(end)?))
    }
}

/// Returns what there is to know of a finding beside the fact: who excused it comes first.
fn more(finding: &Finding) -> Vec<Untrusted<'_>> {
    let mut lines = Vec::new();
    match (finding.status, &finding.waiver) {
        (Status::Waived, Some(waiver)) => {
            let (terms, reason) = (waived::terms(waiver), waived::reason(waiver));
            lines.push(format!("waived by {}, {terms}: {reason}", waiver.id));
        }
        (Status::Waived, None) => lines.push("waived".to_owned()),
        (Status::Known, _) => lines.push("known before, in the base or the baseline".to_owned()),
        (Status::Open, _) => {}
    }
    if finding.not_evaluated {
        lines.push("not evaluated: facts that belong here are absent".to_owned());
    }
    for Label { message, location } in finding.related.iter().take(PLACES) {
        lines.push(format!(
            "{message}: {}:{}",
            location.path, location.start.line
        ));
    }
    if let Some(rest @ 1..) = finding.related.len().checked_sub(PLACES) {
        lines.push(format!("and {}", tally::counted(rest, "more place")));
    }
    for (name, text) in [("why", &finding.why), ("help", &finding.remedy)] {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    }
    lines.push(format!("more: raigate explain {}", finding.rule));
    lines.into_iter().map(line).collect()
}

fn line<'t>(text: String) -> Untrusted<'t> {
    Untrusted::new(text).shortened(LONGEST)
}
