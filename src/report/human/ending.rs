//! The last lines of a page: the verdict, on what it rests, and what to do next.

use std::fmt::Write as _;

use super::super::{Style, escape, tally};
use super::Paint;
use crate::verdict::{Report, SystemVerdict, Verdict};

/// As many systems are listed; `-v` lists all.
const SYSTEMS: usize = 10;

/// Returns the verdict, on what it rests, and what to do next.
pub(super) fn text(report: &Report, style: Style) -> String {
    let paint = match report.verdict {
        Verdict::Pass => Paint::Green,
        Verdict::Fail | Verdict::None => Paint::Red,
    };
    let mut headline = style.paint(paint, &tally::headline(report));
    let aside = tally::set_aside(report);
    if !aside.is_empty() {
        let _ = write!(headline, "; {}", aside.join(", "));
    }
    // One reason speaks for itself, right above.
    let is_said = report.verdict == Verdict::None && report.errors.len() == 1;
    let mut lines = if is_said { Vec::new() } else { vec![headline] };
    if style.verbosity >= 0 {
        if report.verdict != Verdict::None {
            lines.push(judged(report));
            lines.extend(systems(report, style));
        }
        lines.extend(left_out(report, style));
        lines.extend(
            next(report)
                .into_iter()
                .flat_map(|text| style.wrap(&format!("next: {text}"), 0)),
        );
    }
    lines.join("\n") + "\n"
}

/// Returns on what the verdict rests.
fn judged(report: &Report) -> String {
    let profile = if report.is_first_run {
        "no raigate.toml".to_owned()
    } else {
        format!("profile {}", report.profile)
    };
    format!(
        "judged: {} of {}, by {} ({profile})",
        tally::counted(report.artifacts, "artifact"),
        tally::counted(report.systems.len(), "system"),
        tally::counted(report.rules.len(), "rule"),
    )
}

/// Returns a line for each system, those that fail first.
fn systems(report: &Report, style: Style) -> Vec<String> {
    let mut systems: Vec<&SystemVerdict> = report.systems.iter().collect();
    systems.sort_by_key(|system| system.verdict != Verdict::Fail);
    let shown = match (style.verbosity, report.is_first_run) {
        (1.., _) => usize::MAX,
        (_, true) => 0,
        (_, false) => SYSTEMS,
    };
    let ids: Vec<String> = systems
        .iter()
        .map(|system| escape::shortened(&escape::terminal(&system.id), 40))
        .collect();
    let width = ids
        .iter()
        .take(shown)
        .map(|id| id.chars().count())
        .max()
        .unwrap_or(0);
    let mut lines: Vec<String> = systems
        .iter()
        .zip(&ids)
        .take(shown)
        .map(|(system, id)| {
            let (tier, stage) = (system.tier, system.stage);
            let at = format!("{tier}, {stage}");
            let (verdict, met, required) = (system.verdict.name(), system.met, system.required);
            format!("  {id:<width$}  {at:<21}  {verdict}  {met} of {required} rules met")
        })
        .collect();
    if !report.is_first_run && systems.len() > shown {
        lines.push(format!(
            "  … and {}",
            tally::counted(systems.len() - shown, "more system")
        ));
    }
    lines
}

fn left_out(report: &Report, style: Style) -> Vec<String> {
    if report.left_out.is_empty() {
        return Vec::new();
    }
    let files = tally::counted(report.left_out.len(), "file");
    if style.verbosity < 1 {
        return vec![format!("left out: {files}; `-v` says which and why")];
    }
    let mut lines = vec![format!("left out: {files}")];
    lines.extend(report.left_out.iter().map(|(path, why)| {
        format!(
            "  {}: {}",
            escape::terminal(path.as_str()),
            escape::terminal(why)
        )
    }));
    lines
}

/// Returns what to do next.
fn next(report: &Report) -> Option<&'static str> {
    match (report.verdict, report.is_first_run) {
        (Verdict::None, _) => Some("put right what is said above, then run `raigate check` again"),
        (_, true) => Some(
            "only rules of profile essential block here; `raigate init` writes a raigate.toml \
             that names your systems and turns the others on",
        ),
        (Verdict::Fail, false) => Some(
            "fix what blocks; what was there before can be made known with `--since REF` or \
             `raigate baseline`",
        ),
        (Verdict::Pass, false) => None,
    }
}
