//! Every rule and how it ended.

use super::super::tally;
use super::{Html, findings};
use crate::glossary::Severity;
use crate::rule::Outcome;
use crate::verdict::{Report, RuleOutcome};

/// Outcomes, those that ask for something first: sign, name, and what it means.
const OUTCOMES: [(Outcome, &str, &str, &str); 6] = [
    (Outcome::Fail, "✕", "fail", "something was objected to"),
    (
        Outcome::NotEvaluated,
        "?",
        "not evaluated",
        "facts that belong there are absent",
    ),
    (Outcome::Waived, "◇", "waived", "every finding is excused"),
    (
        Outcome::Deferred,
        "…",
        "deferred",
        "needs facts that only exist elsewhere",
    ),
    (Outcome::Pass, "✓", "pass", "nothing was objected to"),
    (
        Outcome::NotApplicable,
        "–",
        "not applicable",
        "its subject is absent by right",
    ),
];

/// Adds a table of all rules.
pub(super) fn push(page: &mut Html, report: &Report) {
    if report.rules.is_empty() {
        return;
    }
    page.markup(
        "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules</h2>\n<ul class=\"plain\">\n",
    );
    for (outcome, _, name, meaning) in OUTCOMES {
        let number = of(report, outcome).count();
        if number > 0 {
            page.markup("<li><strong>").count(number).markup(" ");
            page.markup(name).markup("</strong>: ").markup(meaning);
            page.markup("</li>\n");
        }
    }
    page.markup("</ul>\n");
    let name = format!("{}, one by one", tally::counted(report.rules.len(), "rule"));
    findings::push_fold(page, &name, |page| push_table(page, report));
    page.markup("</section>\n");
}

fn push_table(page: &mut Html, report: &Report) {
    let columns = ["Rule", "Outcome", "Severity", "Findings"];
    let caption = "Each rule with its outcome over all systems";
    super::push_table(page, "rules-table", caption, &columns, |page| {
        for (outcome, sign, name, _) in OUTCOMES {
            for rule in of(report, outcome) {
                push_row(page, rule, sign, name);
            }
        }
    });
}

fn push_row(page: &mut Html, rule: &RuleOutcome, sign: &'static str, name: &'static str) {
    page.markup("<tr><th scope=\"row\">").code(rule.id.as_str());
    if !rule.meta.title.is_empty() {
        page.markup("<br>").prose(&rule.meta.title);
    }
    page.markup("</th><td class=\"sign\"><span aria-hidden=\"true\">")
        .markup(sign);
    page.markup("</span> ").markup(name).markup("</td><td>");
    page.markup(rule.severity.map_or("off", Severity::name));
    page.markup("</td><td>").count(rule.findings);
    page.markup("</td></tr>\n");
}

fn of(report: &Report, outcome: Outcome) -> impl Iterator<Item = &RuleOutcome> {
    report
        .rules
        .iter()
        .filter(move |rule| rule.outcome == outcome)
}
