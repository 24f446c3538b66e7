//! The comment on a pull request: one, kept up to date, and read in ten seconds.

use super::event::{Event, Subject};
use super::leg;
use super::page::{Kind, Page, Row};
use super::plan::Comment;
use super::sections::Told;
use crate::config::Commenting;
use crate::glossary::Severity;
use crate::report::tally;
use crate::verdict::{Report, Verdict};

/// The forge takes 65,536 characters.
const BYTES: usize = 60_000;

/// Plans the comment; `None` where there is no pull request, or none is wanted.
pub(super) fn plan(told: &Told<'_>, event: &Event) -> Option<Comment> {
    let has_pull_request = matches!(
        event.subject,
        Subject::PullRequest(_) | Subject::JudgedBefore(_)
    );
    let create = match told.settings.publish.comment {
        Commenting::Never => return None,
        Commenting::Always => true,
        Commenting::OnFindings => is_worth_saying(told.report),
    };
    let leg = leg::name(told.report, told.settings);
    let marker = format!("<!-- raigate:v1 profile={leg} -->");
    let (head, (run, attempt)) = (event.head.as_str(), event.run);
    let second = match run {
        0 => format!("<!-- head={head} -->"),
        _ => format!("<!-- head={head} run={run}.{attempt} -->"),
    };
    has_pull_request.then(|| Comment {
        body: body(told, event, &format!("{marker}\n{second}\n")),
        marker,
        twin: (run > 0).then_some(second),
        create,
    })
}

fn body(told: &Told<'_>, event: &Event, marks: &str) -> String {
    let head = event.head.as_str();
    let start = format!("{marks}{}", told.headline());
    let mut page = Page::new(start, BYTES);
    told.push_blocking(&mut page);
    page.push(Row::of(Kind::Other, told.who()));
    told.push_rest(&mut page);
    told.push_systems(&mut page);
    page.finish(&told.footnote(head))
}

/// Whether there is something that an author would want to be told of; notes are not.
fn is_worth_saying(report: &Report) -> bool {
    let open = tally::worst_first(report);
    report.verdict != Verdict::Pass || open.iter().any(|found| found.severity > Severity::Note)
}
