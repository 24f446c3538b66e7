//! Findings, rule by rule: the facts with their places, why they matter, and what to do.

use super::super::{escape, tally, waived};
use super::{Html, excerpt};
use crate::catalogue::controls;
use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::rule::RuleId;
use crate::verdict::{Report, RuleOutcome};

/// As many findings of one rule are shown with their lines.
const DRAWN: usize = 5;
/// As many more get a line each; the others are counted.
const LISTED: usize = 200;

/// Adds the findings of one system, or of the repository: what blocks, what does not, what
/// was set aside.
pub(super) fn push(page: &mut Html, report: &Report, findings: &[&Finding]) {
    let (open, aside): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|one| one.status == Status::Open);
    let (blocking, rest): (Vec<&Finding>, Vec<&Finding>) =
        open.into_iter().partition(|one| tally::blocks(report, one));
    let (notes, others): (Vec<&Finding>, Vec<&Finding>) = rest
        .into_iter()
        .partition(|one| one.severity == Severity::Note);
    for (name, group) in [("What blocks", blocking), ("What does not block", others)] {
        if !group.is_empty() {
            page.markup("<h3>")
                .markup(name)
                .markup(" (")
                .count(group.len());
            page.markup(")</h3>\n");
            push_by_rule(page, report, &group);
        }
    }
    if !notes.is_empty() {
        push_part(page, &tally::counted(notes.len(), "note"), |page| {
            push_by_rule(page, report, &notes);
        });
    }
    let (waived, known): (Vec<&Finding>, Vec<&Finding>) = aside
        .into_iter()
        .partition(|one| one.status == Status::Waived);
    for (word, group) in [("waived", waived), ("known before", known)] {
        if !group.is_empty() {
            let name = format!("{} {word}", tally::counted(group.len(), "finding"));
            push_part(page, &name, |page| push_list(page, &group));
        }
    }
}

/// Adds what opens on a click.
pub(super) fn push_fold(page: &mut Html, name: &str, inside: impl FnOnce(&mut Html)) {
    page.markup("<details>\n<summary>")
        .text(name)
        .markup("</summary>\n");
    inside(page);
    page.markup("</details>\n");
}

/// Adds a part of a section that opens on a click.
fn push_part(page: &mut Html, name: &str, inside: impl FnOnce(&mut Html)) {
    page.markup("<details>\n<summary><h3>").text(name);
    page.markup("</h3></summary>\n");
    inside(page);
    page.markup("</details>\n");
}

/// Adds `error`, `warning` or `note`, each with a sign of its own.
fn push_severity(page: &mut Html, severity: Severity) {
    page.markup(match severity {
        Severity::Error => {
            "<span class=\"sign error\"><span aria-hidden=\"true\">✕</span> error</span>"
        }
        Severity::Warning => {
            "<span class=\"sign warning\"><span aria-hidden=\"true\">▲</span> warning</span>"
        }
        Severity::Note => {
            "<span class=\"sign note\"><span aria-hidden=\"true\">•</span> note</span>"
        }
    });
}

fn push_by_rule(page: &mut Html, report: &Report, findings: &[&Finding]) {
    for (rule, group) in tally::by_rule(findings) {
        push_rule(page, report, rule, &group);
    }
}

/// Adds what one rule found: the reason and the remedy once, the facts one by one.
fn push_rule(page: &mut Html, report: &Report, rule: &RuleId, group: &[&Finding]) {
    let Some(first) = group.first() else {
        return;
    };
    let outcome = report.rules.iter().find(|other| other.id == *rule);
    page.markup(match first.severity {
        Severity::Error => "<article class=\"card error\">\n<h4>",
        Severity::Warning => "<article class=\"card warning\">\n<h4>",
        Severity::Note => "<article class=\"card note\">\n<h4>",
    });
    if group.len() == 1 {
        page.prose(&first.message);
    } else {
        page.prose(heading(rule, outcome));
        page.markup(" (").count(group.len()).markup(")");
    }
    page.markup("</h4>\n<p class=\"rule\">");
    push_severity(page, first.severity);
    page.markup(" ").code(rule.as_str()).markup("</p>\n");
    if group.len() == 1 {
        push_facts(page, report, first);
    } else {
        page.markup("<ul class=\"facts\">\n");
        for finding in group.iter().take(DRAWN) {
            page.markup("<li><p class=\"fact\">")
                .prose(&finding.message);
            page.markup("</p>\n");
            push_facts(page, report, finding);
            page.markup("</li>\n");
        }
        page.markup("</ul>\n");
    }
    let more: Vec<&Finding> = group.iter().skip(DRAWN).copied().collect();
    if !more.is_empty() && group.len() > 1 {
        push_fold(page, &format!("{} more of this rule", more.len()), |page| {
            push_list(page, &more);
        });
    }
    push_advice(page, first);
    page.markup("</article>\n");
}

fn heading<'r>(rule: &'r RuleId, outcome: Option<&'r RuleOutcome>) -> &'r str {
    let title = outcome.map(|outcome| outcome.meta.title.as_str());
    title
        .filter(|title| !title.is_empty())
        .unwrap_or(rule.as_str())
}

/// Adds the places of a finding.
fn push_facts(page: &mut Html, report: &Report, finding: &Finding) {
    excerpt::push(page, report, finding);
    if finding.not_evaluated {
        page.markup("<p>Not evaluated: facts that belong here are absent.</p>\n");
    }
}

/// Adds why it matters, the smallest honest change, and the clauses.
fn push_advice(page: &mut Html, finding: &Finding) {
    page.markup("<dl class=\"advice\">\n");
    if !finding.why.is_empty() {
        page.markup("<div><dt>Why</dt><dd>").prose(&finding.why);
        page.markup("</dd></div>\n");
    }
    if !finding.remedy.is_empty() {
        page.markup("<div><dt>Fix</dt><dd>").prose(&finding.remedy);
        page.markup("</dd></div>\n");
    }
    if !finding.controls.is_empty() {
        page.markup("<div><dt>Clauses</dt><dd>");
        for (at, (framework, clauses)) in finding.controls.iter().enumerate() {
            page.markup(if at > 0 { "; " } else { "" });
            page.text(controls::name(framework)).markup(": ");
            page.text(&clauses.join(", "));
        }
        page.markup("</dd></div>\n");
    }
    page.markup("</dl>\n");
}

/// Adds findings of which a line says enough.
fn push_list(page: &mut Html, findings: &[&Finding]) {
    page.markup("<ul class=\"plain\">\n");
    for finding in findings.iter().take(LISTED) {
        page.markup("<li>").prose(&finding.message).markup(" · ");
        excerpt::name(page, &finding.location);
        page.markup(" · ").code(finding.rule.as_str());
        if let Some(waiver) = &finding.waiver {
            page.markup(" · waived by ");
            page.code(&escape::shortened(&waiver.id, LISTED));
            page.markup(", ").text(&waived::terms(waiver));
            page.markup("<br>").text(&waived::reason(waiver));
        }
        page.markup("</li>\n");
    }
    page.markup("</ul>\n");
    if findings.len() > LISTED {
        page.markup("<p>… and ").count(findings.len() - LISTED);
        page.markup(" more; <code>--format json</code> has everything</p>\n");
    }
}
