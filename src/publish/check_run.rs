//! The check run: what blocks in its summary, everything else in its text.

use super::annotations::{first_plane, plain, within};
use super::event::Event;
use super::leg;
use super::page::{Kind, Page, Row};
use super::plan::{CheckRun, Conclusion, State, Status};
use super::sections::{Told, title};
use crate::engine::hash;
use crate::report::tally::counted;
use crate::verdict::Verdict;

/// The forge takes 65,535 characters; counted in bytes, that holds for either way of counting.
const BYTES: usize = 60_000;
/// As many digits tell what one says from what another does.
const DIGITS: usize = 12;
/// The longest title.
const TITLE: usize = 200;
/// The longest description of a commit status.
const DESCRIPTION: usize = 140;

/// Plans the check run.
pub(super) fn plan(told: &Told<'_>, event: &Event) -> CheckRun {
    let report = told.report;
    let leg = leg::name(report, told.settings);
    let name = format!("raigate/{leg}");
    let (run, attempt) = event.run;
    let (annotations, without) = told.annotations();
    let title = title(report);
    let (conclusion, state) = match report.verdict {
        Verdict::Pass => (Conclusion::Success, State::Success),
        Verdict::Fail => (Conclusion::Failure, State::Failure),
        // Not judged is not passed, and only a conclusion of failure blocks wherever a
        // success is required without asking a person for a decision that is not theirs.
        Verdict::None => (Conclusion::Failure, State::Error),
    };
    let twin = format!("raigate:1:{run}:{attempt}:{leg}:");
    let (summary, text) = (
        first_plane(&summary(told, event)),
        first_plane(&text(told, without)),
    );
    // Two jobs of one attempt that say the same may be taken for each other, and no others.
    let said = format!("{title}\0{summary}\0{text}\0{}", annotations.len());
    let digest: String = hash::sha256(said.as_bytes()).chars().take(DIGITS).collect();
    CheckRun {
        external_id: format!("{twin}{digest}"),
        twin: (run > 0).then_some(twin),
        conclusion,
        summary,
        text,
        annotations,
        details_url: event.page(),
        status: Status {
            context: name.clone(),
            state,
            description: within(&plain(&title), DESCRIPTION),
        },
        title: within(&plain(&title), TITLE),
        name,
    }
}

fn summary(told: &Told<'_>, event: &Event) -> String {
    let mut page = Page::new(told.headline(), BYTES);
    told.push_blocking(&mut page);
    page.push(Row::of(Kind::Other, told.who()));
    page.finish(&told.footnote(event.head.as_str()))
}

fn text(told: &Told<'_>, without: usize) -> String {
    let mut page = Page::new(String::new(), BYTES);
    if without > 0 {
        let findings = counted(without, "finding");
        let row = format!("{findings} more than there are annotations.\n\n");
        page.push(Row::of(Kind::Other, row));
    }
    told.push_rest(&mut page);
    told.push_systems(&mut page);
    told.push_rules(&mut page);
    page.finish("")
}
