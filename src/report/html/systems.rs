//! The systems: a table of all, then each that something is to be said of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::scale;
use super::{Html, findings, picture, push_term};
use crate::artifact::Breakdown;
use crate::finding::{Finding, Status};
use crate::verdict::{Report, SystemVerdict, Verdict};

/// As many metrics by group of a system are drawn at once.
const OPEN: usize = 12;
/// As many more open on a click; the others are counted.
const FOLDED: usize = 60;

/// A system, and what was found in it.
struct Part<'r> {
    /// Its place in the report, by which its section is called.
    at: usize,
    system: &'r SystemVerdict,
    found: Vec<&'r Finding>,
}

impl Part<'_> {
    /// Whether there is more to say of the system than its line in the table.
    fn has_section(&self) -> bool {
        !self.found.is_empty() || !self.system.breakdowns.is_empty()
    }
}

/// Adds the table, and a section for each system with findings; last, the repository.
pub(super) fn push(page: &mut Html, report: &Report) {
    let (mut parts, others) = parts(report);
    parts.sort_by_key(|part| part.system.verdict != Verdict::Fail);
    if parts.len() > 1 {
        push_table(page, &parts);
    }
    let mut pictures = 0;
    for part in &parts {
        if parts.len() == 1 || part.has_section() {
            push_system(page, report, part);
            push_breakdowns(page, part.system, pictures);
            pictures += part.system.breakdowns.len();
            page.markup("</section>\n");
        }
    }
    if !others.is_empty() {
        page.markup("<section aria-labelledby=\"repository\">\n<h2 id=\"repository\">The repository as a whole</h2>\n");
        findings::push(page, report, &others);
        page.markup("</section>\n");
    }
}

/// Returns each system with its findings, and the findings of none of them.
fn parts(report: &Report) -> (Vec<Part<'_>>, Vec<&Finding>) {
    let ids: BTreeSet<&str> = report.systems.iter().map(|one| one.id.as_str()).collect();
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let mut others = Vec::new();
    for finding in &report.findings {
        match finding.system.as_deref().filter(|id| ids.contains(id)) {
            Some(id) => found.entry(id).or_default().push(finding),
            None => others.push(finding),
        }
    }
    let parts = report.systems.iter().enumerate().map(|(at, system)| Part {
        at,
        system,
        found: found.remove(system.id.as_str()).unwrap_or_default(),
    });
    (parts.collect(), others)
}

fn push_table(page: &mut Html, parts: &[Part<'_>]) {
    page.markup("<section aria-labelledby=\"systems\">\n<h2 id=\"systems\">Systems</h2>\n");
    let columns = [
        "System",
        "Verdict",
        "Tier",
        "Stage",
        "Rules met",
        "Open findings",
    ];
    let caption = "Each system, those that fail first";
    super::push_table(page, "systems-table", caption, &columns, |page| {
        for part in parts {
            push_row(page, part);
        }
    });
    page.markup("</section>\n");
}

fn push_row(page: &mut Html, part: &Part<'_>) {
    let system = part.system;
    page.markup("<tr><th scope=\"row\">");
    if part.has_section() {
        page.markup("<a href=\"#system-")
            .count(part.at)
            .markup("\">");
        page.text(&system.id).markup("</a>");
    } else {
        page.text(&system.id);
    }
    page.markup("</th><td>");
    push_verdict(page, system.verdict);
    page.markup("</td><td>").markup(system.tier.name());
    page.markup("</td><td>").markup(system.stage.name());
    page.markup("</td><td>");
    push_met(page, system);
    let open = part.found.iter().filter(|one| one.status == Status::Open);
    page.markup("</td><td>")
        .count(open.count())
        .markup("</td></tr>\n");
}

fn push_system(page: &mut Html, report: &Report, part: &Part<'_>) {
    let system = part.system;
    page.markup("<section aria-labelledby=\"system-")
        .count(part.at);
    page.markup("\">\n<h2 id=\"system-")
        .count(part.at)
        .markup("\">System ");
    page.code(&system.id).markup("</h2>\n<dl class=\"row\">\n");
    push_term(page, "Verdict", |page| push_verdict(page, system.verdict));
    push_term(page, "Tier", |page| {
        page.markup(system.tier.name());
    });
    push_term(page, "Stage", |page| {
        page.markup(system.stage.name());
    });
    push_term(page, "Rules met", |page| push_met(page, system));
    page.markup("</dl>\n");
    if part.found.is_empty() {
        page.markup("<p>No rule has a finding here.</p>\n");
    }
    findings::push(page, report, &part.found);
}

/// Adds a drawing for each metric by group; the first of them has the number `first`.
fn push_breakdowns(page: &mut Html, system: &SystemVerdict, first: usize) {
    if system.breakdowns.is_empty() {
        return;
    }
    page.markup("<h3>Metrics by group (")
        .count(system.breakdowns.len());
    page.markup(")</h3>\n");
    let figures = |page: &mut Html, from: usize, breakdowns: &[Breakdown]| {
        page.markup("<div class=\"figures\">\n");
        for (at, breakdown) in breakdowns.iter().enumerate() {
            push_figure(page, breakdown, first + from + at);
        }
        page.markup("</div>\n");
    };
    let shown = system.breakdowns.len().min(OPEN);
    let (open, rest) = system.breakdowns.split_at(shown);
    figures(page, 0, open);
    let (folded, left_out) = rest.split_at(rest.len().min(FOLDED));
    if !folded.is_empty() {
        findings::push_fold(page, &format!("{} more", folded.len()), |page| {
            figures(page, OPEN, folded);
        });
    }
    if !left_out.is_empty() {
        page.markup("<p>… and ").count(left_out.len());
        page.markup(" more metrics; <code>--format json</code> has everything</p>\n");
    }
}

fn push_figure(page: &mut Html, breakdown: &Breakdown, number: usize) {
    page.markup("<figure>\n<figcaption><strong>")
        .text(&scale::title(breakdown));
    page.markup("</strong>");
    for word in &breakdown.about {
        page.markup(" · ").text(word);
    }
    page.markup("<br>").code(breakdown.path.as_str());
    page.markup("<br>").markup(scale::intervals(breakdown));
    if breakdown.overall.is_some() {
        page.markup("; dotted line: all cases");
    }
    if breakdown.left_out > 0 {
        page.markup("; ").count(breakdown.left_out);
        page.markup(" groups between the lowest and the highest are left out");
    }
    page.markup("</figcaption>\n");
    picture::push(page, breakdown, number);
    page.markup("</figure>\n");
}

/// Adds `pass`, `fail` or `none`, each with a sign of its own.
fn push_verdict(page: &mut Html, verdict: Verdict) {
    page.markup(match verdict {
        Verdict::Pass => {
            "<span class=\"sign pass\"><span aria-hidden=\"true\">✓</span> pass</span>"
        }
        Verdict::Fail => {
            "<span class=\"sign error\"><span aria-hidden=\"true\">✕</span> fail</span>"
        }
        Verdict::None => {
            "<span class=\"sign note\"><span aria-hidden=\"true\">?</span> none</span>"
        }
    });
}

/// Adds how many of the rules that apply are met, in words and as a bar.
fn push_met(page: &mut Html, system: &SystemVerdict) {
    page.count(system.met).markup(" of ").count(system.required);
    if system.required == 0 {
        return;
    }
    let width = 60 * system.met.min(system.required) / system.required;
    page.markup(" <svg class=\"met\" width=\"62\" height=\"10\" aria-hidden=\"true\"><rect x=\"1\" y=\"1\" width=\"60\" height=\"8\" fill=\"none\" stroke=\"currentColor\"/><rect x=\"1\" y=\"1\" width=\"");
    page.count(width);
    page.markup("\" height=\"8\" fill=\"currentColor\"/></svg>");
}
