//! What is to be posted to Bitbucket, decided without network.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::annotations::{message, ordered, plain, reason, within};
use super::super::leg;
use super::super::link::{is_plain, lines};
use super::super::plan::{Repository, Settings, Sha};
use super::super::sections::{split, title};
use super::super::withhold::withheld;
use super::details::details;
use super::pipeline::Pipeline;
use crate::config::Checking;
use crate::engine::hash;
use crate::finding::{Finding, Location, Status};
use crate::glossary::Severity;
use crate::report::tally::{self, Tally};
use crate::verdict;
use crate::verdict::Verdict;

/// A report holds as many annotations.
pub(super) const MOST: usize = 1_000;
/// Bitbucket takes 450 characters of a summary, and as many of a title; counted in bytes, that
/// holds for any way of counting.
pub(super) const SUMMARY: usize = 450;
/// Bitbucket takes 2,000 characters of details.
pub(super) const DETAILS: usize = 2_000;

/// Everything that is to be posted about one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Where.
    pub repository: Repository,
    /// The pull request that shows it; `None` where there is none.
    pub pull_request: Option<u64>,
    /// The commit that was judged.
    pub head: Sha,
    /// The page on which it is seen.
    pub seen_at: String,
    /// By what the report is known again: a later run on this commit takes its place.
    pub report_id: String,
    /// The report; `None` where none is wanted.
    pub report: Option<Report>,
    /// What stands beside the lines, the worst first, and no more than a report holds.
    pub annotations: Vec<Annotation>,
    /// How many findings have no annotation.
    pub left_out: usize,
    /// How many annotations say less than there is to say.
    pub shortened: usize,
}

/// A report of Code Insights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The verdict in a few words.
    pub title: String,
    /// What blocks, as plain text.
    pub details: String,
    /// Which kind of report it is.
    pub report_type: ReportType,
    /// Who made it.
    pub reporter: &'static str,
    /// How it ends.
    pub result: State,
    /// Where more can be read: the run of the pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Numbers that are shown beside it; at most ten.
    pub data: Vec<Value>,
}

/// Which kind of report it is; Bitbucket knows three more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportType {
    /// Something was tested, and passed or not.
    Test,
}

/// How a report ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Judged, and nothing blocks.
    Passed,
    /// Something blocks, or there is no verdict.
    Failed,
    /// Its annotations are under way.
    Pending,
}

/// A finding beside the line it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// By what it is known again.
    pub external_id: String,
    /// Which kind of finding it is.
    pub annotation_type: AnnotationType,
    /// The file, from the repository root, with `/`.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The fact.
    pub summary: String,
    /// What else there is to know, shown on a click.
    pub details: String,
    /// How much it matters.
    pub severity: Weight,
    /// What it does to the verdict, where it does anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Effect>,
}

/// Which kind of finding it is; Bitbucket knows two more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AnnotationType {
    /// Something about the evidence, and neither a bug nor a vulnerability of code.
    CodeSmell,
}

/// How much an annotation matters; Bitbucket knows one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Weight {
    /// A note.
    Low,
    /// A warning.
    Medium,
    /// An error.
    High,
}

/// What an annotation does to the verdict; Bitbucket knows two more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Effect {
    /// It blocks.
    Failed,
    /// A waiver excuses it.
    Ignored,
}

/// Decides what is posted of `report` about `pipeline`.
#[must_use]
pub fn plan(report: &verdict::Report, pipeline: &Pipeline, settings: &Settings) -> Plan {
    let report = withheld(report, settings);
    let report_id = report_id(&leg::name(&report, settings));
    let is_wanted = settings.publish.check == Checking::Auto;
    let mut list = List::default();
    if is_wanted {
        list = List::of(&report, &report_id, settings);
    }
    let made = || Report {
        title: within(&format!("raigate: {}", plain(&title(&report))), SUMMARY),
        details: details(&report, list.left_out, list.shortened),
        report_type: ReportType::Test,
        reporter: env!("CARGO_PKG_NAME"),
        result: match report.verdict {
            Verdict::Pass => State::Passed,
            Verdict::Fail | Verdict::None => State::Failed,
        },
        link: pipeline.page(),
        data: data(&report),
    };
    Plan {
        repository: pipeline.repository.clone(),
        pull_request: pipeline.pull_request,
        head: pipeline.head.clone(),
        seen_at: pipeline.seen_at(),
        report: is_wanted.then(made),
        report_id,
        annotations: list.annotations,
        left_out: list.left_out,
        shortened: list.shortened,
    }
}

/// Returns an id that an address can hold, one for each name.
fn report_id(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.chars().all(is_plain) {
        return format!("raigate-{name}");
    }
    let start: String = name.chars().take_while(|c| is_plain(*c)).collect();
    let digest: String = hash::sha256(name.as_bytes()).chars().take(12).collect();
    format!("raigate-{start}-{digest}")
}

/// Annotations, and what they do not say.
#[derive(Default)]
struct List {
    annotations: Vec<Annotation>,
    left_out: usize,
    shortened: usize,
}

impl List {
    fn of(report: &verdict::Report, report_id: &str, settings: &Settings) -> Self {
        let mut list = Self::default();
        for trouble in &report.errors {
            if let Some(location) = &trouble.location {
                let (weight, effect) = (Weight::High, Some(Effect::Failed));
                let lines = reason(trouble);
                list.push(report_id, location, "no verdict", &lines, weight, effect);
            }
        }
        let told = ordered(report, settings);
        let all = told.len().max(tally::worst_first(report).len());
        for finding in told {
            let weight = match finding.severity {
                _ if finding.status == Status::Waived => Weight::Low,
                Severity::Error => Weight::High,
                Severity::Warning => Weight::Medium,
                Severity::Note => Weight::Low,
            };
            let effect = effect(report, finding);
            let (place, lines) = (&finding.location, message(finding));
            list.push(
                report_id,
                place,
                finding.rule.as_str(),
                &lines,
                weight,
                effect,
            );
        }
        list.left_out = all.saturating_sub(list.annotations.len());
        list
    }

    /// Adds an annotation, where there is room and the place is a file.
    fn push(
        &mut self,
        report_id: &str,
        location: &Location,
        code: &str,
        message: &[String],
        severity: Weight,
        result: Option<Effect>,
    ) {
        if self.annotations.len() == MOST || !is_plain(&location.path) {
            return;
        }
        let fact = message.first().map_or("", String::as_str);
        let (summary, details) = (format!("{code}: {fact}"), message.join("\n"));
        self.shortened += usize::from(summary.len() > SUMMARY || details.len() > DETAILS);
        self.annotations.push(Annotation {
            external_id: format!("{report_id}-{:04}", self.annotations.len() + 1),
            annotation_type: AnnotationType::CodeSmell,
            path: location.path.to_string(),
            line: lines(location).0,
            summary: within(&summary, SUMMARY),
            details: within(&details, DETAILS),
            severity,
            result,
        });
    }
}

fn effect(report: &verdict::Report, finding: &Finding) -> Option<Effect> {
    let blocks = report.verdict != Verdict::Pass && tally::blocks(report, finding);
    match finding.status {
        Status::Waived => Some(Effect::Ignored),
        _ if blocks => Some(Effect::Failed),
        _ => None,
    }
}

/// Returns the numbers that are shown beside the report.
fn data(report: &verdict::Report) -> Vec<Value> {
    let (blocking, _) = split(report);
    let tally = Tally::of(report);
    let number =
        |title: &str, value: usize| json!({"title": title, "type": "NUMBER", "value": value});
    let text = |title: &str, value: &str| json!({"title": title, "type": "TEXT", "value": value});
    vec![
        number("Blocking", blocking.len()),
        number("Errors", tally.error),
        number("Warnings", tally.warning),
        number("Notes", tally.note),
        number("Waived", tally.waived),
        number("Known before", tally.known),
        number("Rules", report.rules.len()),
        text("Profile", report.profile.name()),
    ]
}
