//! What a report of Code Insights says in words: plain text of at most 2,000 characters.

use std::fmt::Write as _;

use super::super::annotations::{plain, within};
use super::super::sections::{means, split};
use super::plan::DETAILS;
use crate::report::tally::counted;
use crate::verdict::Report;

/// Longer facts are cut.
const FACT: usize = 300;

/// Returns what the verdict means, and what blocks, whole row by whole row.
pub(super) fn details(report: &Report, left_out: usize, shortened: usize) -> String {
    let mut end = String::new();
    // Writing to a String does not fail.
    if left_out > 0 {
        let findings = counted(left_out, "finding");
        let _ = write!(end, "\n{findings} more than there are annotations.");
    }
    if shortened > 0 {
        let cut = counted(shortened, "annotation");
        let _ = write!(end, "\n{cut} cut to fit: the JSON report has all of it.");
    }
    let mut rows = rows(report).into_iter();
    let mut text = means(report);
    let more = |number: usize| match number {
        0 => String::new(),
        number => format!("\n… {number} more"),
    };
    while let Some(row) = rows.next() {
        let rest = rows.len();
        // Room is kept to count this row as well, should it not fit.
        let size = text.len() + row.len() + 1 + more(rest).len() + end.len();
        if size > DETAILS {
            text.push_str(&more(rest + 1));
            break;
        }
        text.push('\n');
        text.push_str(&row);
    }
    text.push_str(&end);
    within(&text, DETAILS)
}

/// Returns why there is no verdict, and what blocks.
fn rows(report: &Report) -> Vec<String> {
    let row = |fact: &str, path: &str, line: usize| {
        let place = if path.is_empty() {
            String::new()
        } else {
            format!(" ({path}:{line})")
        };
        format!(
            "- {}{}",
            within(&plain(fact), FACT),
            within(&plain(&place), FACT)
        )
    };
    let errors = report.errors.iter().map(|trouble| {
        let at = trouble.location.as_ref();
        let path = at.map_or("", |at| at.path.as_str());
        row(&trouble.message, path, at.map_or(0, |at| at.start.line))
    });
    let (blocking, _) = split(report);
    let blocking = blocking.into_iter().map(|finding| {
        let at = &finding.location;
        row(&finding.message, at.path.as_str(), at.start.line)
    });
    errors.chain(blocking).collect()
}
