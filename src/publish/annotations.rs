//! Findings beside the lines they are about.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::link::{is_plain, lines};
use super::plan::{Annotation, Level, Settings};
use super::sections::Told;
use crate::finding::{Finding, Location, Status};
use crate::glossary::Severity;
use crate::report::{escape, tally, waived};
use crate::verdict::{Report, Trouble, Verdict};

/// As many are posted; each fifty are a request.
const MOST: usize = 500;
/// The forge takes 255 characters.
const TITLE: usize = 200;
/// The forge takes 64 KiB; nothing to read is that long.
const MESSAGE: usize = 4_000;
/// As many further places of one finding are named.
const PLACES: usize = 10;

impl Told<'_> {
    /// Returns the annotations, and how many findings have none.
    pub(super) fn annotations(&self) -> (Vec<Annotation>, usize) {
        let report = self.report;
        let troubles = report.errors.iter().filter_map(no_verdict);
        let mut annotations: Vec<Annotation> = troubles.collect();
        let told = ordered(report, self.settings);
        let all = told.len();
        annotations.extend(told.into_iter().filter_map(|found| self.annotation(found)));
        annotations.truncate(MOST);
        let open = tally::worst_first(report).len();
        let without = open.max(all).saturating_sub(annotations.len());
        (annotations, without)
    }

    fn annotation(&self, finding: &Finding) -> Option<Annotation> {
        let level = match finding.severity {
            _ if finding.status == Status::Waived => Level::Notice,
            Severity::Error => Level::Failure,
            Severity::Warning => Level::Warning,
            Severity::Note => Level::Notice,
        };
        let title = match self.rule_title(finding) {
            "" => finding.rule.to_string(),
            title => format!("{}: {title}", finding.rule),
        };
        annotation(&finding.location, level, &title, &message(finding))
    }

    fn rule_title(&self, finding: &Finding) -> &str {
        let rules = &self.report.rules;
        let rule = rules.iter().find(|rule| rule.id == finding.rule);
        rule.map_or("", |rule| &rule.meta.title)
    }
}

/// Returns the findings that get an annotation: what blocks, then the worst, in changed files
/// first.
pub(super) fn ordered<'r>(report: &'r Report, settings: &Settings) -> Vec<&'r Finding> {
    let is_changed = |finding: &Finding| settings.changed.contains(&finding.location.path);
    let mut open = tally::worst_first(report);
    // A first run has many notes, each on a file that nobody touched.
    open.retain(|found| {
        !report.is_first_run || found.severity > Severity::Note || is_changed(found)
    });
    let blocks = |found: &Finding| report.verdict != Verdict::Pass && tally::blocks(report, found);
    open.sort_by_key(|found| (!blocks(found), Reverse(found.severity), !is_changed(found)));
    open.extend(tally::of_status(report, Status::Waived));
    open
}

/// Returns the fact and what else there is to know of a finding, line by line, as it is shown.
pub(super) fn message(finding: &Finding) -> Vec<String> {
    let mut message = vec![finding.message.clone()];
    if let Some(waiver) = &finding.waiver {
        message.push(format!(
            "waived by {}, {}",
            waiver.id,
            waived::terms(waiver)
        ));
    }
    for label in finding.related.iter().take(PLACES) {
        let (path, line) = (&label.location.path, label.location.start.line);
        message.push(format!("{}: {path}:{line}", label.message));
    }
    if !finding.remedy.is_empty() {
        message.push(format!("fix: {}", finding.remedy));
    }
    message.push(format!("more: raigate explain {}", finding.rule));
    message.iter().map(|line| plain(line)).collect()
}

/// Returns why there is no verdict, line by line, as it is shown.
pub(super) fn reason(trouble: &Trouble) -> Vec<String> {
    let mut message = vec![trouble.message.clone()];
    let causes = trouble.causes.iter();
    message.extend(causes.map(|cause| format!("caused by: {cause}")));
    message.extend(trouble.help.iter().map(|help| format!("help: {help}")));
    message.iter().map(|line| plain(line)).collect()
}

fn no_verdict(trouble: &Trouble) -> Option<Annotation> {
    let location = trouble.location.as_ref()?;
    annotation(location, Level::Failure, "no verdict", &reason(trouble))
}

/// Puts a message beside the lines of its place; `None` where that is no file.
fn annotation(
    location: &Location,
    annotation_level: Level,
    title: &str,
    message: &[String],
) -> Option<Annotation> {
    let (start_line, end_line) = lines(location);
    // Columns have a meaning within one line only; the last is that of a character.
    let columns = (start_line == end_line && location.end.line == start_line).then(|| {
        let first = location.start.column.max(1);
        (first, location.end.column.saturating_sub(1).max(first))
    });
    Some(Annotation {
        path: is_plain(&location.path).then(|| location.path.to_string())?,
        start_line,
        end_line,
        start_column: columns.map(|(first, _)| first),
        end_column: columns.map(|(_, last)| last),
        annotation_level,
        title: within(&plain(title), TITLE),
        message: within(&message.join("\n"), MESSAGE),
        raw_details: None,
    })
}

/// Returns text that is shown as it stands, on one line.
pub(super) fn plain(text: &str) -> String {
    first_plane(&escape::terminal(text))
}

/// Spells out characters beyond the first plane, which the forge has refused in check runs.
pub(super) fn first_plane(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c > '\u{ffff}' {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns `text` in at most `bytes` bytes.
pub(super) fn within(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut end = bytes.saturating_sub('…'.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (kept, _) = text.split_at(end);
    format!("{kept}…")
}
