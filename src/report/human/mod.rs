//! For a person at a terminal: what is wrong, where, why it matters and what to do.

mod choice;
mod drawing;
mod ending;

use std::fmt::Write as _;

use self::choice::Choice;
use super::{Style, escape, tally, waived};
use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::verdict::{Report, Verdict};

/// A first run fits on a screen of as many lines.
const SCREEN: usize = 39;
/// As many findings that are not drawn get a line each; more are counted by rule.
const FEW: usize = 8;

/// Renders `report` for a person.
pub(super) fn render(report: &Report, style: Style) -> String {
    let ending = ending::text(report, style);
    if style.verbosity < 0 {
        return quiet(report, style) + &ending;
    }
    let mut blocks: Vec<String> = report
        .errors
        .iter()
        .map(|trouble| drawing::trouble(report, trouble, style))
        .collect();
    if report.verdict != Verdict::None || style.verbosity > 0 {
        let notices = match report.notices.len() {
            0 => 0,
            lines => lines + 1,
        };
        let taken = ending.lines().count() + 1 + notices;
        let room = SCREEN.saturating_sub(taken);
        blocks.extend(findings(report, style, room));
    }
    if !report.notices.is_empty() {
        blocks.push(notices(report, style));
    }
    blocks.push(ending);
    blocks.join("\n")
}

/// Returns one line for each finding that blocks, and for each error.
fn quiet(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for trouble in &report.errors {
        let _ = writeln!(out, "no verdict: {}", escape::terminal(&trouble.message));
    }
    for finding in tally::worst_first(report) {
        if tally::blocks(report, finding) {
            out.push_str(&one_line(finding, style));
        }
    }
    out
}

/// Returns the findings as blocks of text: drawn, then counted, then set aside.
fn findings(report: &Report, style: Style, room: usize) -> Vec<String> {
    let Choice { drawn, counted } = choice::choose(report, style, room);
    let mut blocks = drawings(report, &drawn, style);
    if !report.is_first_run && (1..=FEW).contains(&counted.len()) {
        let lines: Vec<String> = counted
            .iter()
            .map(|finding| one_line(finding, style))
            .collect();
        blocks.push(lines.concat());
    } else if !counted.is_empty() {
        blocks.push(choice::table(report, &counted, style));
    }
    let aside = set_aside(report, style);
    if !aside.is_empty() {
        blocks.push(aside);
    }
    blocks
}

/// Draws each finding; what a rule says again and again of one file gets a line each,
/// below the first, so that a reason is not read a dozen times.
fn drawings(report: &Report, drawn: &[&Finding], style: Style) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut again: Vec<(&Finding, usize, String)> = Vec::new();
    for finding in drawn {
        let said = again.iter_mut().find(|(first, _, _)| {
            first.rule == finding.rule && first.location.path == finding.location.path
        });
        match said {
            Some((_, _, lines)) if style.verbosity < 1 && finding.related.is_empty() => {
                lines.push_str(&one_line(finding, style));
            }
            said => {
                if said.is_none() {
                    again.push((finding, blocks.len(), String::new()));
                }
                blocks.push(drawing::finding(report, finding, style));
            }
        }
    }
    for (_, at, lines) in again {
        if let Some(block) = blocks.get_mut(at) {
            block.push_str(&lines);
        }
    }
    blocks
}

/// Returns what a person should know beside the findings.
fn notices(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for notice in &report.notices {
        let lines = style.wrap(&escape::terminal(notice), 6);
        let label = style.paint(Paint::Green, "note");
        let _ = writeln!(out, "{label}: {}", lines.join("\n      "));
    }
    out
}

/// Returns each waived finding with who excused it, why and for how long, and with `-v` a line
/// for each known one.
fn set_aside(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for finding in tally::of_status(report, Status::Waived) {
        let Some(waiver) = &finding.waiver else {
            continue;
        };
        let line = format!("waived by {}, ", escape::terminal(&waiver.id));
        out.push_str(&(style.paint(Paint::Dim, &line) + &one_line(finding, style)));
        for text in [waived::terms(waiver), waived::reason(waiver)] {
            let lines = style.wrap(&escape::terminal(&text), 2);
            let _ = writeln!(out, "  {}", lines.join("\n  "));
        }
    }
    if style.verbosity > 0 {
        for finding in tally::of_status(report, Status::Known) {
            out.push_str(&(style.paint(Paint::Dim, "known, ") + &one_line(finding, style)));
        }
    }
    out
}

/// Returns `path:line:column: severity[rule]: message` and a line feed.
fn one_line(finding: &Finding, style: Style) -> String {
    let label = format!("{}[{}]", finding.severity, finding.rule);
    format!(
        "{}:{}:{}: {}: {}\n",
        escape::terminal(finding.location.path.as_str()),
        finding.location.start.line,
        finding.location.start.column,
        style.paint(Paint::of(finding.severity), &label),
        escape::terminal(&finding.message),
    )
}

/// What a stretch of text is painted as.
#[derive(Debug, Clone, Copy)]
enum Paint {
    Red,
    Yellow,
    Green,
    Bold,
    Dim,
}

impl Paint {
    const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Red,
            Severity::Warning => Self::Yellow,
            Severity::Note => Self::Green,
        }
    }
}

impl Style {
    /// Returns `text`, painted where colour is wanted.
    fn paint(self, paint: Paint, text: &str) -> String {
        let code = match paint {
            _ if !self.color => return text.to_owned(),
            Paint::Red => "1;31",
            Paint::Yellow => "1;33",
            Paint::Green => "1;32",
            Paint::Bold => "1",
            Paint::Dim => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Columns of a page; lines of source are cut at this where nobody said.
    const fn page(self) -> usize {
        match self.width {
            0 => 120,
            width if width < 40 => 40,
            width => width,
        }
    }

    /// Returns the words of `text` in lines that leave room for `indent` columns.
    fn wrap(self, text: &str, indent: usize) -> Vec<String> {
        let room = match self.width {
            0 => usize::MAX,
            _ => self.page().saturating_sub(indent).max(20),
        };
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let Some(line) = lines.last_mut() else {
                continue;
            };
            // A line of a build log that begins with `::` would be a command.
            let breaks = line.chars().count() + 1 + word.chars().count() > room;
            if !line.is_empty() && breaks && !word.starts_with("::") {
                lines.push(word.to_owned());
            } else {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        lines
    }
}
