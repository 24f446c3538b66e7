//! Chooses what is drawn in full and what is only counted, so that a page stays readable.

use std::fmt::Write as _;

use super::super::{Style, escape, tally};
use super::{Paint, drawing};
use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::rule::RuleId;
use crate::verdict::Report;

/// As many findings are drawn in full; `-v` draws all.
const DRAWN: usize = 50;
/// A first run counts as many rules, the rest together.
const RULES: usize = 14;

/// What is drawn in full, and what is counted.
pub(super) struct Choice<'r> {
    /// Drawn, in this order.
    pub(super) drawn: Vec<&'r Finding>,
    /// Counted by rule.
    pub(super) counted: Vec<&'r Finding>,
}

/// Chooses among the open findings of `report`; a first run has `room` lines.
pub(super) fn choose(report: &Report, style: Style, room: usize) -> Choice<'_> {
    if style.verbosity > 0 {
        let drawn = tally::of_status(report, Status::Open).collect();
        return Choice {
            drawn,
            counted: Vec::new(),
        };
    }
    let open = tally::worst_first(report);
    let (worthy, counted): (Vec<_>, Vec<_>) = open
        .into_iter()
        .partition(|finding| finding.severity > Severity::Note || tally::blocks(report, finding));
    let mut choice = Choice {
        drawn: Vec::new(),
        counted,
    };
    if report.is_first_run {
        choice.fill(report, worthy, style, room);
    } else {
        let mut worthy = worthy;
        let rest = worthy.split_off(DRAWN.min(worthy.len()));
        choice.drawn = worthy;
        // What is drawn reads in the order of the files.
        choice.drawn.sort_by_key(|finding| {
            (
                &finding.location.path,
                finding.location.start,
                &finding.rule,
            )
        });
        choice.counted.splice(0..0, rest);
    }
    choice
}

impl<'r> Choice<'r> {
    /// Draws one finding of each rule, then a second, as long as there is room.
    fn fill(&mut self, report: &Report, worthy: Vec<&'r Finding>, style: Style, room: usize) {
        let rules = tally::by_rule(&worthy).len() + tally::by_rule(&self.counted).len();
        let mut left = room.saturating_sub(rules.min(RULES) + 4);
        let groups = tally::by_rule(&worthy);
        let deepest = groups
            .iter()
            .map(|(_, group)| group.len())
            .max()
            .unwrap_or(0);
        let turns = (0..deepest).flat_map(|turn| {
            groups
                .iter()
                .filter_map(move |(_, group)| group.get(turn).copied())
        });
        for finding in turns {
            let height = drawing::finding(report, finding, style).lines().count() + 1;
            if height > left && !self.drawn.is_empty() {
                break;
            }
            left = left.saturating_sub(height);
            self.drawn.push(finding);
        }
        let rest = worthy
            .into_iter()
            .filter(|finding| !self.has_drawn(finding));
        let rest: Vec<_> = rest.collect();
        self.counted.splice(0..0, rest);
    }

    fn has_drawn(&self, finding: &Finding) -> bool {
        self.drawn.iter().any(|drawn| std::ptr::eq(*drawn, finding))
    }
}

/// Returns one line per rule: how many findings it has, and what they are.
pub(super) fn table(report: &Report, counted: &[&Finding], style: Style) -> String {
    let groups = tally::by_rule(counted);
    let shown = if report.is_first_run {
        RULES
    } else {
        usize::MAX
    };
    let rows: Vec<_> = groups.iter().take(shown).collect();
    let width = rows
        .iter()
        .map(|(rule, _)| rule.as_str().len())
        .max()
        .unwrap_or(0);
    let most = rows.iter().map(|(_, group)| group.len()).max().unwrap_or(0);
    let digits = most.to_string().len();
    let mut out = String::from("more, by rule:\n");
    for (rule, group) in rows {
        let severity = group
            .first()
            .map_or(Severity::Note, |finding| finding.severity);
        let (number, id, gist) = (group.len(), rule.as_str(), gist(report, rule, group));
        let row = format!("{number:>digits$}  {id:<width$}  {gist}");
        let row = escape::shortened(row.trim_end(), style.page().saturating_sub(10));
        let label = style.paint(Paint::of(severity), &format!("{:<7}", severity.name()));
        let _ = writeln!(out, "  {label} {row}");
    }
    if groups.len() > shown {
        let rest = groups
            .iter()
            .skip(shown)
            .map(|(_, group)| group.len())
            .sum();
        let rules = tally::counted(groups.len() - shown, "more rule");
        let _ = writeln!(
            out,
            "  … and {} of {rules}",
            tally::counted(rest, "finding")
        );
    }
    out.push_str("  (`-v` shows each in its place, `raigate explain RULE` what a rule is about)\n");
    out
}

/// Returns what a rule is about, or its only finding.
fn gist(report: &Report, rule: &RuleId, group: &[&Finding]) -> String {
    if let [only] = group {
        let place = format!("{}:{}", only.location.path, only.location.start.line);
        return escape::terminal(&format!("{place}: {}", only.message));
    }
    let title = report
        .rules
        .iter()
        .find(|other| other.id == *rule)
        .map(|rule| &rule.meta.title);
    let message = group.first().map(|finding| &finding.message);
    let text = title.filter(|title| !title.is_empty()).or(message);
    escape::terminal(text.map_or("", String::as_str))
}
