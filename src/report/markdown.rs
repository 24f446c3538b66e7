//! Markdown, as in the summary of a job or a comment: what blocks first, the rest folded.
//!
//! Whatever comes from an artifact passes through `escape`; the page has no
//! links and no images, so nothing in it can lead anywhere.

use std::fmt::Write as _;

use super::{bars, escape, tally, waived};
use crate::finding::{Finding, Location, Status};
use crate::glossary::Severity;
use crate::rule::Outcome;
use crate::verdict::{Report, RuleOutcome, SystemVerdict, Verdict};

/// GitHub drops a summary of more than 1,048,576 bytes whole.
pub(crate) const SUMMARY_BYTES: usize = 1_000_000;
/// Kept free for the last lines of each section.
const RESERVE: usize = 4_000;
/// Longer facts and remedies are cut.
const LONGEST: usize = 500;
/// As many further places of one finding are named.
const PLACES: usize = 5;
/// As many notes are listed one by one; more are counted by rule.
const FEW: usize = 20;

/// Renders `report` in at most `bytes` bytes.
pub(super) fn render(report: &Report, bytes: usize) -> String {
    let foot = footnote(report);
    let mut page = Page {
        text: headline(report),
        end: bytes.saturating_sub(foot.len() + RESERVE),
    };
    page.push_errors(report);
    page.push_findings(report);
    page.push_section(
        "Notes on this run",
        report
            .notices
            .iter()
            .map(|text| format!("- {}", prose(text))),
    );
    page.push_systems(report);
    page.push_breakdowns(report);
    page.push_folded(report);
    page.text + &foot
}

/// Returns the verdict in one line, and what was set aside.
fn headline(report: &Report) -> String {
    let sign = match report.verdict {
        Verdict::Pass => "✅",
        Verdict::Fail => "❌",
        Verdict::None => "⚠️",
    };
    let mut text = format!("## {sign} raigate: {}\n\n", tally::headline(report));
    let aside = tally::set_aside(report);
    if !aside.is_empty() {
        let _ = write!(text, "{}.\n\n", aside.join(", "));
    }
    if report.is_first_run && report.verdict != Verdict::None {
        text.push_str("Without a `raigate.toml` only rules of profile essential block. ");
        text.push_str("`raigate init` writes one.\n\n");
    }
    text
}

/// Returns by which policy and on which commit it was judged.
fn footnote(report: &Report) -> String {
    let mut parts = vec![
        format!("raigate {}", env!("CARGO_PKG_VERSION")),
        format!(
            "profile {}, {}",
            report.profile,
            tally::counted(report.rules.len(), "rule")
        ),
    ];
    // Where the policy itself could not be read, it has no digest.
    if !report.policy_digest.is_empty() {
        parts.push(format!("policy {}", escape::code(&report.policy_digest)));
    }
    if report.policy_source != "worktree" {
        parts.push(format!("from {}", escape::code(&report.policy_source)));
    }
    if let Some(commit) = &report.commit {
        parts.push(format!("{} of {}", report.snapshot, escape::code(commit)));
    }
    if let Some(base) = &report.base {
        parts.push(format!("compared with {}", escape::code(base)));
    }
    format!("---\n{}\n", parts.join(" · "))
}

/// A page that is filled row by row until it is full.
struct Page {
    text: String,
    end: usize,
}

impl Page {
    fn push_errors(&mut self, report: &Report) {
        let rows = report.errors.iter().map(|trouble| {
            let mut row = format!("- {}", prose(&trouble.message));
            if let Some(location) = &trouble.location {
                let _ = write!(row, " · {}", place(location));
            }
            for cause in &trouble.causes {
                let _ = write!(row, "\\\n  caused by: {}", prose(cause));
            }
            if let Some(help) = &trouble.help {
                let _ = write!(row, "\\\n  **Help:** {}", prose(help));
            }
            row
        });
        self.push_section("Why there is no verdict", rows);
    }

    fn push_findings(&mut self, report: &Report) {
        let open = tally::worst_first(report);
        let (blocking, rest): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|finding| tally::blocks(report, finding));
        self.push_section("What blocks", blocking.iter().map(|found| item(found)));
        let is_note = |finding: &&Finding| finding.severity == Severity::Note;
        let (notes, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_note);
        self.push_section(
            "What does not block",
            others.iter().map(|found| item(found)),
        );
        let name = tally::counted(notes.len(), "note");
        if notes.len() <= FEW {
            self.push_fold(&name, "", notes.iter().map(|found| item(found)));
        } else {
            let rows = tally::by_rule(&notes).into_iter().map(|(rule, group)| {
                let known = report.rules.iter().find(|other| other.id == *rule);
                let title = known.map_or("", |rule| &rule.meta.title);
                format!("| {} | `{rule}` | {} |", group.len(), prose(title))
            });
            self.push_fold(&name, "| findings | rule | |\n| --: | --- | --- |\n", rows);
        }
    }

    fn push_systems(&mut self, report: &Report) {
        let mut systems: Vec<&SystemVerdict> = report.systems.iter().collect();
        systems.sort_by_key(|system| system.verdict != Verdict::Fail);
        let rows = systems.into_iter().map(|system| {
            let id = escape::cell(&escape::shortened(&system.id, LONGEST));
            let (tier, stage, verdict) = (system.tier, system.stage, system.verdict.name());
            let (met, required) = (system.met, system.required);
            format!("| {id} | {tier} | {stage} | {verdict} | {met} of {required} |")
        });
        let table =
            "| system | tier | stage | verdict | rules met |\n| --- | --- | --- | --- | --- |\n";
        if report.systems.len() <= FEW {
            self.push_rows("Systems", &format!("### Systems\n\n{table}"), rows, "");
        } else {
            self.push_fold(&tally::counted(report.systems.len(), "system"), table, rows);
        }
    }

    fn push_breakdowns(&mut self, report: &Report) {
        for system in &report.systems {
            let number = tally::counted(system.breakdowns.len(), "metric");
            let tables = system.breakdowns.iter().map(bars::table);
            self.push_fold(&format!("{number} by group"), "", tables);
        }
    }

    fn push_folded(&mut self, report: &Report) {
        let excused: Vec<_> = tally::of_status(report, Status::Waived).collect();
        let rows = excused.iter().map(|finding| excused_line(finding));
        self.push_fold(&format!("{} waived", excused.len()), "", rows);
        let known: Vec<_> = tally::of_status(report, Status::Known).collect();
        let name = format!("{} known before", known.len());
        self.push_fold(&name, "", known.iter().map(|finding| line(finding)));
        for (outcome, words) in [
            (
                Outcome::NotEvaluated,
                "not evaluated: facts that belong there are absent",
            ),
            (
                Outcome::Deferred,
                "deferred: facts that only exist elsewhere",
            ),
        ] {
            let rules = report.rules.iter().filter(|rule| rule.outcome == outcome);
            let rules: Vec<&RuleOutcome> = rules.collect();
            let name = format!("{} {words}", tally::counted(rules.len(), "rule"));
            let row = |rule: &&RuleOutcome| format!("- `{}` {}", rule.id, prose(&rule.meta.title));
            self.push_fold(&name, "", rules.iter().map(row));
        }
        let rows = report
            .left_out
            .iter()
            .map(|(path, why)| format!("- {}: {}", escape::code(path.as_str()), prose(why)));
        let name = format!("{} left out", tally::counted(report.left_out.len(), "file"));
        self.push_fold(&name, "", rows);
    }

    fn push_section(&mut self, name: &str, rows: impl Iterator<Item = String>) {
        self.push_rows(name, &format!("### {name}\n\n"), rows, "");
    }

    /// Adds a section that opens on a click; `table` is the head of a table, or "".
    fn push_fold(&mut self, name: &str, table: &str, rows: impl Iterator<Item = String>) {
        let heading = format!("<details><summary>{name}</summary>\n\n{table}");
        self.push_rows(name, &heading, rows, "\n</details>\n");
    }

    /// Adds rows below their heading; rows that do not fit are counted, and
    /// where none fits the heading is left out too.
    fn push_rows(
        &mut self,
        name: &str,
        heading: &str,
        rows: impl Iterator<Item = String>,
        end: &str,
    ) {
        let (mut shown, mut left_out) = (0, 0);
        for row in rows {
            let before = if shown == 0 { heading } else { "" };
            let size = before.len() + row.len() + 1;
            if left_out > 0 || self.text.len() + size > self.end {
                left_out += 1;
                continue;
            }
            shown += 1;
            self.text.push_str(before);
            self.text.push_str(&row);
            self.text.push('\n');
        }
        if left_out > 0 {
            let rows = tally::counted(left_out, "more row");
            let more = format!("\n… and {rows} of “{name}”; `--format json` has everything\n");
            self.text.push_str(&more);
        }
        if shown > 0 {
            self.text.push_str(end);
        }
        if shown + left_out > 0 {
            self.text.push('\n');
        }
    }
}

/// Returns a finding as an item: the fact, the place, the remedy.
fn item(finding: &Finding) -> String {
    let mut text = format!(
        "- **{}** · {}",
        prose(&finding.message),
        place(&finding.location)
    );
    for label in finding.related.iter().take(PLACES) {
        let _ = write!(
            text,
            " · {}: {}",
            prose(&label.message),
            place(&label.location)
        );
    }
    if finding.related.len() > PLACES {
        let more = tally::counted(finding.related.len() - PLACES, "more place");
        let _ = write!(text, " · {more}");
    }
    if finding.not_evaluated {
        text.push_str("\\\n  Not evaluated: facts that belong here are absent.");
    }
    let _ = write!(
        text,
        "\\\n  **Fix:** {} `{}`",
        prose(&finding.remedy),
        finding.rule
    );
    text
}

/// Returns a finding in one line.
fn line(finding: &Finding) -> String {
    let (message, place) = (prose(&finding.message), place(&finding.location));
    format!("- {message} · {place} · `{}`", finding.rule)
}

/// Returns a waived finding with who excused it, why and for how long.
fn excused_line(finding: &Finding) -> String {
    let mut text = line(finding);
    if let Some(waiver) = &finding.waiver {
        let (id, terms) = (escape::code(&waiver.id), prose(&waived::terms(waiver)));
        let reason = prose(&waived::reason(waiver));
        let _ = write!(text, " · waived by {id}, {terms}\\\n  {reason}");
    }
    text
}

fn place(location: &Location) -> String {
    let path = escape::shortened(location.path.as_str(), LONGEST);
    escape::code(&format!("{path}:{}", location.start.line))
}

fn prose(text: &str) -> String {
    escape::markdown(escape::shortened(text, LONGEST).trim())
}
