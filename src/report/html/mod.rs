//! HTML: one page for the review meeting, without scripts and without anything from elsewhere.
//!
//! The verdict comes first, then each system, then every rule. Nothing on the page can
//! lead anywhere or run: its policy allows the one style sheet it holds, by digest.

mod excerpt;
mod findings;
mod picture;
mod rules;
mod sink;
mod style;
mod systems;

use self::sink::Html;

pub(super) use self::picture::alone as picture;

use super::tally;
use crate::verdict::{Report, Trouble, Verdict};

/// Renders `report`.
pub(super) fn render(report: &Report) -> String {
    let mut page = Html::default();
    push_head(&mut page, report);
    page.markup("<body>\n<a class=\"skip\" href=\"#main\">To the findings</a>\n");
    push_verdict(&mut page, report);
    page.markup("<main id=\"main\">\n");
    push_errors(&mut page, report);
    systems::push(&mut page, report);
    push_notices(&mut page, report);
    rules::push(&mut page, report);
    push_left_out(&mut page, report);
    page.markup("</main>\n");
    push_footer(&mut page, report);
    page.markup("</body>\n</html>\n");
    page.finish()
}

fn push_head(page: &mut Html, report: &Report) {
    page.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.markup(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '",
    );
    page.text(&style::digest());
    page.markup("'; base-uri 'none'; form-action 'none'\">\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.markup("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    page.text(&tally::headline(report));
    page.markup(" · raigate report</title>\n<style>")
        .markup(style::SHEET)
        .markup("</style>\n</head>\n");
}

/// Adds how the run ended, and on what that rests.
fn push_verdict(page: &mut Html, report: &Report) {
    page.markup("<header>\n<p class=\"brand\">raigate report</p>\n");
    page.markup(match report.verdict {
        Verdict::Pass => "<h1 class=\"pass\"><span aria-hidden=\"true\">✓</span> ",
        Verdict::Fail => "<h1 class=\"fail\"><span aria-hidden=\"true\">✕</span> ",
        Verdict::None => "<h1 class=\"none\"><span aria-hidden=\"true\">?</span> ",
    });
    page.text(&tally::headline(report)).markup("</h1>\n<p>");
    page.text(meaning(report)).markup("</p>\n");
    let aside = tally::set_aside(report);
    if !aside.is_empty() {
        page.markup("<p>Beside that: ").text(&aside.join(", "));
        page.markup(".</p>\n");
    }
    if report.is_first_run && report.verdict != Verdict::None {
        page.markup(
            "<p>Without a <code>raigate.toml</code> only rules of profile essential block. \
             <code>raigate init</code> writes one.</p>\n",
        );
    }
    page.markup("<dl class=\"row\">\n");
    if report.verdict != Verdict::None {
        push_term(page, "Judged", |page| {
            let artifacts = tally::counted(report.artifacts, "artifact");
            let systems = tally::counted(report.systems.len(), "system");
            page.text(&format!("{artifacts} of {systems}"));
        });
    }
    push_term(page, "By", |page| {
        let rules = tally::counted(report.rules.len(), "rule");
        page.text(&format!("{rules}, profile {}", report.profile));
    });
    if let Some(commit) = &report.commit {
        push_term(page, "State", |page| {
            page.text(report.snapshot).markup(" of ").code(commit);
        });
    }
    if let Some(base) = &report.base {
        push_term(page, "Compared with", |page| {
            page.code(base);
        });
    }
    page.markup("</dl>\n</header>\n");
}

/// Adds a table that can be moved sideways, by keys too, where it is wider than the page.
fn push_table(
    page: &mut Html,
    id: &'static str,
    caption: &'static str,
    columns: &[&'static str],
    rows: impl FnOnce(&mut Html),
) {
    page.markup("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"");
    page.markup(id).markup("\">\n<table>\n<caption id=\"");
    page.markup(id).markup("\">").markup(caption);
    page.markup("</caption>\n<thead>\n<tr>");
    for name in columns {
        page.markup("<th scope=\"col\">")
            .markup(name)
            .markup("</th>");
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    rows(page);
    page.markup("</tbody>\n</table>\n</div>\n");
}

/// Adds one pair of a list of terms.
fn push_term(page: &mut Html, term: &'static str, value: impl FnOnce(&mut Html)) {
    page.markup("<div><dt>").markup(term).markup("</dt><dd>");
    value(page);
    page.markup("</dd></div>\n");
}

/// Returns what the verdict says, for somebody who has never seen one.
const fn meaning(report: &Report) -> &'static str {
    match report.verdict {
        Verdict::Pass => "The evidence was judged, and nothing blocks.",
        Verdict::Fail => "The evidence was judged, and something blocks.",
        Verdict::None => "The evidence could not be judged. This is no pass.",
    }
}

fn push_errors(page: &mut Html, report: &Report) {
    if report.errors.is_empty() {
        return;
    }
    page.markup(
        "<section aria-labelledby=\"errors\">\n<h2 id=\"errors\">Why there is no verdict</h2>\n",
    );
    for trouble in &report.errors {
        push_trouble(page, report, trouble);
    }
    page.markup("</section>\n");
}

fn push_trouble(page: &mut Html, report: &Report, trouble: &Trouble) {
    page.markup("<article class=\"card error\">\n<h3>");
    page.prose(&trouble.message).markup("</h3>\n");
    if let Some(location) = &trouble.location {
        excerpt::push_place(page, report, location);
    }
    page.markup("<dl class=\"advice\">\n");
    for cause in &trouble.causes {
        push_term(page, "Caused by", |page| {
            page.prose(cause);
        });
    }
    if let Some(help) = &trouble.help {
        push_term(page, "Help", |page| {
            page.prose(help);
        });
    }
    page.markup("</dl>\n</article>\n");
}

fn push_notices(page: &mut Html, report: &Report) {
    if report.notices.is_empty() {
        return;
    }
    page.markup("<section aria-labelledby=\"notices\">\n<h2 id=\"notices\">Notes on this run</h2>\n<ul class=\"plain\">\n");
    for notice in &report.notices {
        page.markup("<li>").prose(notice).markup("</li>\n");
    }
    page.markup("</ul>\n</section>\n");
}

fn push_left_out(page: &mut Html, report: &Report) {
    if report.left_out.is_empty() {
        return;
    }
    page.markup("<section aria-labelledby=\"left-out\">\n<h2 id=\"left-out\">Left out</h2>\n");
    let name = tally::counted(report.left_out.len(), "file");
    findings::push_fold(page, &name, |page| {
        page.markup("<ul class=\"plain\">\n");
        for (path, why) in &report.left_out {
            page.markup("<li>").code(path.as_str()).markup(": ");
            page.prose(why).markup("</li>\n");
        }
        page.markup("</ul>\n");
    });
    page.markup("</section>\n");
}

fn push_footer(page: &mut Html, report: &Report) {
    page.markup("<footer>\n<p>raigate ")
        .text(env!("CARGO_PKG_VERSION"));
    // Where the policy itself could not be read, it has no digest.
    if !report.policy_digest.is_empty() {
        page.markup(" · policy ").code(&report.policy_digest);
    }
    page.markup(" from ").code(&report.policy_source);
    page.markup("</p>\n<p><code>raigate explain RULE</code> says what a rule asks for and why. ");
    page.markup(
        "<code>raigate new waiver --for FINGERPRINT</code> excuses a finding for a while; ",
    );
    page.markup("<code>--format json</code> has the fingerprints.</p>\n</footer>\n");
}
