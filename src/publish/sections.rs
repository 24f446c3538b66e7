//! What a comment and a check run say, section by section, the most urgent first.

use std::cmp::Reverse;

use super::link::Links;
use super::page::{Kind, Page, Row};
use super::plan::Settings;
use crate::finding::{Finding, Status};
use crate::glossary::Severity;
use crate::report::tally::counted;
use crate::report::{escape, tally, waived};
use crate::rule::{Outcome, RuleId};
use crate::verdict::{Report, Trouble, Verdict};

/// Longer facts and remedies are cut.
const LONGEST: usize = 400;
/// As many places of one rule are shown at once; the rest is folded.
const PLACES: usize = 5;
/// As many digits of a commit are shown.
const COMMIT: usize = 12;
/// As many rules that block are shown at once; the rest is folded.
const GROUPS: usize = 8;
/// As many notes are listed one by one; more are counted by rule.
const FEW: usize = 20;

/// A rule and its findings.
type Group<'f> = (&'f RuleId, Vec<&'f Finding>);

/// What is told, and how places are shown.
pub(super) struct Told<'r> {
    /// The report, without what is kept back.
    pub(super) report: &'r Report,
    /// The way to the files.
    pub(super) links: Links,
    /// Who may approve what.
    pub(super) settings: &'r Settings,
}

/// Returns the verdict in a few words: `3 blocking, 2 warnings, 1 waived`.
pub(super) fn title(report: &Report) -> String {
    if report.verdict == Verdict::None {
        let problems = counted(report.errors.len(), "problem");
        return format!("no verdict: {problems}");
    }
    let (blocking, rest) = split(report);
    let of = |severity| {
        rest.iter()
            .filter(|found| found.severity == severity)
            .count()
    };
    let mut parts = vec![match (blocking.len(), report.verdict) {
        // What blocks is known by the verdict alone where a saved report does not say more.
        (0, Verdict::Fail) => "blocked".to_owned(),
        (0, _) => "nothing blocks".to_owned(),
        (number, _) => format!("{number} blocking"),
    }];
    let tally = tally::Tally::of(report);
    for (number, words) in [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
    ] {
        if number > 0 {
            parts.push(counted(number, words));
        }
    }
    for (number, words) in [(tally.waived, "waived"), (tally.known, "known")] {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    }
    parts.join(", ")
}

/// Returns what the verdict means for whoever waits for it.
pub(super) fn means(report: &Report) -> String {
    let (blocking, _) = split(report);
    match (report.verdict, blocking.len()) {
        (Verdict::Pass, _) => "Nothing blocks this change.".to_owned(),
        (Verdict::Fail, 0) => "This change is blocked.".to_owned(),
        (Verdict::Fail, 1) => {
            "This change is blocked until one finding is fixed or waived.".to_owned()
        }
        (Verdict::Fail, number) => {
            let findings = counted(number, "finding");
            format!("This change is blocked until {findings} are fixed or waived.")
        }
        (Verdict::None, _) => {
            "raigate could not judge this change, and that blocks it too.".to_owned()
        }
    }
}

/// Returns the open findings, the worst first: those that block, and those that do not.
pub(super) fn split(report: &Report) -> (Vec<&Finding>, Vec<&Finding>) {
    tally::worst_first(report)
        .into_iter()
        .partition(|finding| report.verdict != Verdict::Pass && tally::blocks(report, finding))
}

impl Told<'_> {
    /// Returns the verdict: the heading, and what it means for whoever reads it.
    pub(super) fn headline(&self) -> String {
        let report = self.report;
        let sign = match report.verdict {
            Verdict::Pass => "✅",
            Verdict::Fail => "❌",
            Verdict::None => "⚠️",
        };
        let means = means(report);
        format!("## {sign} raigate: {}\n\n**{means}**\n\n", title(report))
    }

    /// Adds what blocks: the fact, the remedy, the places.
    pub(super) fn push_blocking(&self, page: &mut Page) {
        let errors = self.report.errors.iter();
        let rows = errors.map(|trouble| Row::of(Kind::Blocking, self.trouble(trouble)));
        page.push_section(("### Why there is no verdict\n\n", "\n"), rows);
        let (blocking, _) = split(self.report);
        let groups = tally::by_rule(&blocking);
        let (first, later) = groups.split_at(groups.len().min(GROUPS));
        let rows = |groups: &[Group<'_>]| -> Vec<Row> {
            let rows = groups
                .iter()
                .flat_map(|(rule, group)| self.group(rule, group));
            rows.collect()
        };
        let head = "### What blocks, and how to fix it\n\n";
        page.push_section((head, ""), rows(first).into_iter());
        let name = format!("{} that block", counted(later.len(), "more rule"));
        page.push_fold(&name, rows(later).into_iter());
        let more = groups.iter().flat_map(|(_, group)| shown(group).1);
        let more: Vec<&&Finding> = more.collect();
        let name = format!("{} of what blocks", counted(more.len(), "more place"));
        let rows = more
            .iter()
            .map(|found| Row::of(Kind::Blocking, self.line(found)));
        page.push_fold(&name, rows);
    }

    /// Adds what does not block, and what was set aside; all of it folded.
    pub(super) fn push_rest(&self, page: &mut Page) {
        let (_, rest) = split(self.report);
        for severity in [Severity::Error, Severity::Warning] {
            let group = rest.iter().filter(|found| found.severity == severity);
            let group: Vec<&Finding> = group.copied().collect();
            let name = format!("{}, not blocking", counted(group.len(), severity.name()));
            let kind = Kind::Open(Reverse(severity));
            page.push_fold(
                &name,
                group.iter().map(|found| Row::of(kind, self.item(found))),
            );
        }
        let notes = rest.iter().filter(|found| found.severity == Severity::Note);
        self.push_notes(page, &notes.copied().collect::<Vec<_>>());
        let waived: Vec<_> = tally::of_status(self.report, Status::Waived).collect();
        let rows = waived
            .iter()
            .map(|found| Row::of(Kind::Excused, self.excused(found)));
        page.push_fold(&format!("{} waived", waived.len()), rows);
        let known: Vec<_> = tally::of_status(self.report, Status::Known).collect();
        let rows = known
            .iter()
            .map(|found| Row::of(Kind::Excused, self.line(found)));
        page.push_fold(&format!("{} known before", known.len()), rows);
        let notices = self.report.notices.iter();
        let rows = notices.map(|text| Row::of(Kind::Other, format!("- {}\n", prose(text))));
        page.push_fold("Notes on this run", rows);
    }

    fn push_notes(&self, page: &mut Page, notes: &[&Finding]) {
        let name = counted(notes.len(), "note");
        let kind = Kind::Open(Reverse(Severity::Note));
        if notes.len() <= FEW {
            page.push_fold(
                &name,
                notes.iter().map(|found| Row::of(kind, self.line(found))),
            );
            return;
        }
        let rows = tally::by_rule(notes).into_iter().map(|(rule, group)| {
            let row = format!("- {} times: {} · `{rule}`\n", group.len(), self.named(rule));
            Row::many(kind, group.len(), row)
        });
        page.push_fold(&name, rows);
    }

    /// Adds how each system ended.
    pub(super) fn push_systems(&self, page: &mut Page) {
        let mut systems: Vec<_> = self.report.systems.iter().collect();
        systems.sort_by_key(|system| system.verdict != Verdict::Fail);
        let rows = systems.iter().map(|system| {
            let id = escape::cell(&escape::shortened(&system.id, LONGEST));
            let (tier, stage, verdict) = (system.tier, system.stage, system.verdict.name());
            let (met, required) = (system.met, system.required);
            let row = format!("| {id} | {tier} | {stage} | {verdict} | {met} of {required} |\n");
            Row::of(Kind::Other, row)
        });
        let table =
            "| system | tier | stage | verdict | rules met |\n| --- | --- | --- | --- | --- |\n";
        let name = counted(systems.len(), "system");
        let head = format!("<details><summary>{name}</summary>\n\n{table}");
        page.push_section((&head, "\n</details>\n\n"), rows);
    }

    /// Adds how each rule ended that did not pass; those that did are counted.
    pub(super) fn push_rules(&self, page: &mut Page) {
        let told = [
            Outcome::Fail,
            Outcome::NotEvaluated,
            Outcome::Waived,
            Outcome::Deferred,
        ];
        let mut rules: Vec<_> = self.report.rules.iter().collect();
        rules.retain(|rule| told.contains(&rule.outcome));
        rules.sort_by_key(|rule| told.iter().position(|outcome| *outcome == rule.outcome));
        let rows = rules.iter().map(|rule| {
            let severity = rule.severity.map_or("off", Severity::name);
            let (outcome, findings) = (rule.outcome.name(), rule.findings);
            let row = format!("| `{}` | {outcome} | {severity} | {findings} |\n", rule.id);
            Row::of(Kind::Other, row)
        });
        let table = "| rule | outcome | severity | findings |\n| --- | --- | --- | --: |\n";
        let head = format!("### Rules\n\n{table}");
        page.push_section((&head, "\n"), rows);
        let passed = self.report.rules.iter();
        let passed = passed.filter(|rule| rule.outcome == Outcome::Pass).count();
        if passed > 0 {
            let row = format!("{} passed.\n\n", counted(passed, "rule"));
            page.push(Row::of(Kind::Other, row));
        }
    }

    /// Returns by which policy and on which commit it was judged.
    pub(super) fn footnote(&self, head: &str) -> String {
        let report = self.report;
        let rules = counted(report.rules.len(), "rule");
        let head = head.get(..COMMIT).unwrap_or(head);
        let mut parts = vec![format!("Commit {}", escape::code(head))];
        if let Some(base) = &report.base {
            let base = base.get(..COMMIT).unwrap_or(base);
            parts.push(format!("compared with {}", escape::code(base)));
        }
        if report.policy_source != "worktree" {
            let source = report.policy_source.get(..COMMIT).unwrap_or_default();
            parts.push(format!("policy of {}", escape::code(source)));
        }
        parts.push(format!("profile {}, {rules}", report.profile));
        parts.push(format!("raigate {}", env!("CARGO_PKG_VERSION")));
        format!("---\n{}\n", parts.join(" · "))
    }

    /// Returns the findings of one rule: the remedy once, and the places.
    fn group(&self, rule: &RuleId, group: &[&Finding]) -> Vec<Row> {
        if let [only] = group {
            return vec![Row::of(Kind::Blocking, self.item(only))];
        }
        let (first, remedy) = group.first().map_or(("", ""), |found| {
            (found.message.as_str(), found.remedy.as_str())
        });
        let fix = fix(remedy, rule);
        let number = group.len();
        let (shown, _) = shown(group);
        let place = |found: &&Finding| self.links.place(&found.location);
        if group.iter().all(|found| found.message == first) {
            let places: Vec<String> = shown.iter().map(place).collect();
            let (fact, places) = (prose(first), places.join(", "));
            let row = format!("- **{fact}**, in {number} places: {places}{fix}\n\n");
            return vec![Row::many(Kind::Blocking, shown.len(), row)];
        }
        let title = self.named(rule);
        let head = format!("- **{title}**, in {number} places:{fix}\n");
        let mut rows = vec![Row::many(Kind::Blocking, 0, head)];
        rows.extend(shown.iter().map(|found| {
            let row = format!("  - {} · {}\n", prose(&found.message), place(found));
            Row::of(Kind::Blocking, row)
        }));
        rows.push(Row::many(Kind::Blocking, 0, "\n".to_owned()));
        rows
    }

    /// Returns a finding as an item: the fact, the place, the remedy.
    fn item(&self, finding: &Finding) -> String {
        let (fact, place) = (prose(&finding.message), self.links.place(&finding.location));
        let fix = fix(&finding.remedy, &finding.rule);
        format!("- **{fact}** · {place}{fix}\n\n")
    }

    /// Returns a finding in one line.
    fn line(&self, finding: &Finding) -> String {
        let (fact, place) = (prose(&finding.message), self.links.place(&finding.location));
        format!("- {fact} · {place} · `{}`\n", finding.rule)
    }

    /// Returns a waived finding with who excused it, and for how long.
    fn excused(&self, finding: &Finding) -> String {
        let line = self.line(finding);
        let Some(waiver) = &finding.waiver else {
            return line;
        };
        let (id, terms) = (escape::code(&waiver.id), prose(&waived::terms(waiver)));
        format!("{}\\\n  waived by {id}, {terms}\n", line.trim_end())
    }

    fn trouble(&self, trouble: &Trouble) -> String {
        let mut row = format!("- **{}**", prose(&trouble.message));
        if let Some(location) = &trouble.location {
            row = format!("{row} · {}", self.links.place(location));
        }
        for cause in trouble.causes.iter().take(PLACES) {
            row = format!("{row}\\\n  caused by: {}", prose(cause));
        }
        if let Some(help) = &trouble.help {
            row = format!("{row}\\\n  **Fix:** {}", prose(help));
        }
        row + "\n"
    }

    /// Returns a rule by its title; by its id where that is not known.
    fn named(&self, rule: &RuleId) -> String {
        let known = self.report.rules.iter().find(|other| other.id == *rule);
        match known.map_or("", |known| &known.meta.title) {
            "" => format!("`{rule}`"),
            title => prose(title),
        }
    }
}

/// Splits the findings of one rule into those that are shown at once, and the rest.
fn shown<'g, 'f>(group: &'g [&'f Finding]) -> (&'g [&'f Finding], &'g [&'f Finding]) {
    group.split_at(group.len().min(PLACES))
}

/// Returns what to do, and by which rule, on a line of its own below a fact.
fn fix(remedy: &str, rule: &RuleId) -> String {
    // What follows the first sentence is what `raigate explain` is for.
    let first = remedy.split_inclusive(". ").next().unwrap_or_default();
    match first.trim() {
        "" => format!("\\\n  `{rule}`"),
        first => format!("\\\n  **Fix:** {} `{rule}`", prose(first)),
    }
}

/// Returns text as running text of Markdown, cut where it is long.
pub(super) fn prose(text: &str) -> String {
    escape::markdown(escape::shortened(text, LONGEST).trim())
}
