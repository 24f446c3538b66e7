//! The systems: a table of all, then each that something is to be said of.

use super::super::{scale, tally};
use super::{Html, findings, picture, push_term};
use crate::artifact::Breakdown;
use crate::finding::Finding;
use crate::verdict::{Report, SystemVerdict, Verdict};

/// As many metrics by group of a system are drawn at once.
const OPEN: usize = 12;
/// As many more open on a click; the others are counted.
const FOLDED: usize = 60;

/// Adds the table, and a section for each system with findings; last, the repository.
pub(super) fn push(page: &mut Html, report: &Report) {
    let mut systems: Vec<(usize, &SystemVerdict)> = report.systems.iter().enumerate().collect();
    systems.sort_by_key(|(_, system)| system.verdict != Verdict::Fail);
    if systems.len() > 1 {
        push_table(page, report, &systems);
    }
    let mut pictures = 0;
    for (at, system) in &systems {
        let found = of_system(report, system);
        if systems.len() == 1 || is_shown(report, system) {
            push_system(page, report, *at, system, &found);
            push_breakdowns(page, system, pictures);
            pictures += system.breakdowns.len();
            page.markup("</section>\n");
        }
    }
    let others: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|one| {
            let mut systems = report.systems.iter();
            !systems.any(|system| Some(&system.id) == one.system.as_ref())
        })
        .collect();
    if !others.is_empty() {
        page.markup("<section aria-labelledby=\"repository\">\n<h2 id=\"repository\">The repository as a whole</h2>\n");
        findings::push(page, report, &others);
        page.markup("</section>\n");
    }
}

fn of_system<'r>(report: &'r Report, system: &SystemVerdict) -> Vec<&'r Finding> {
    let findings = report.findings.iter();
    findings
        .filter(|one| one.system.as_ref() == Some(&system.id))
        .collect()
}

/// Whether there is more to say of a system than its line in the table.
fn is_shown(report: &Report, system: &SystemVerdict) -> bool {
    !of_system(report, system).is_empty() || !system.breakdowns.is_empty()
}

fn push_table(page: &mut Html, report: &Report, systems: &[(usize, &SystemVerdict)]) {
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
        for (at, system) in systems {
            push_row(page, report, *at, system);
        }
    });
    page.markup("</section>\n");
}

fn push_row(page: &mut Html, report: &Report, at: usize, system: &SystemVerdict) {
    page.markup("<tr><th scope=\"row\">");
    if is_shown(report, system) {
        page.markup("<a href=\"#system-").count(at).markup("\">");
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
    let open = tally::open_of(report, &system.id);
    page.markup("</td><td>").count(open).markup("</td></tr>\n");
}

fn push_system(
    page: &mut Html,
    report: &Report,
    at: usize,
    system: &SystemVerdict,
    found: &[&Finding],
) {
    page.markup("<section aria-labelledby=\"system-").count(at);
    page.markup("\">\n<h2 id=\"system-")
        .count(at)
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
    if found.is_empty() {
        page.markup("<p>No rule has a finding here.</p>\n");
    }
    findings::push(page, report, found);
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
