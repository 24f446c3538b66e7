//! The lines of a file that a finding speaks of, with what is marked in them.

use std::ops::Range;

use camino::Utf8Path;

use super::super::snippet::{self, Excerpt, Mark};
use super::Html;
use crate::finding::{Finding, Location};
use crate::verdict::Report;

/// Longer lines are cut around what is marked in them.
const COLUMNS: usize = 100;
/// As many further places of one finding are shown.
const PLACES: usize = 8;

/// Adds the places of `finding`, each with its line where the text is at hand.
pub(super) fn push(page: &mut Html, report: &Report, finding: &Finding) {
    let mut marks = vec![primary(&finding.location)];
    marks.extend(finding.related.iter().take(PLACES).map(|label| Mark {
        location: &label.location,
        message: &label.message,
        is_primary: false,
    }));
    push_marks(page, report, &marks);
    if finding.related.len() > PLACES {
        page.markup("<p class=\"place\">… and ")
            .count(finding.related.len() - PLACES)
            .markup(" more places</p>\n");
    }
}

/// Adds one place, with its line where the text is at hand.
pub(super) fn push_place(page: &mut Html, report: &Report, location: &Location) {
    push_marks(page, report, &[primary(location)]);
}

/// Adds `path:line:column`.
pub(super) fn name(page: &mut Html, location: &Location) {
    let (path, start) = (&location.path, location.start);
    page.code(&format!("{path}:{}:{}", start.line, start.column));
}

const fn primary(location: &Location) -> Mark<'_> {
    Mark {
        location,
        message: "",
        is_primary: true,
    }
}

fn push_marks(page: &mut Html, report: &Report, marks: &[Mark<'_>]) {
    let source = |path: &Utf8Path| report.sources.get(path).map(AsRef::as_ref);
    for excerpt in snippet::excerpts(marks, COLUMNS, source) {
        if excerpt.text.is_empty() {
            for (_, mark) in &excerpt.marks {
                page.markup("<p class=\"place\">");
                name(page, mark.location);
                if !mark.message.is_empty() {
                    page.markup(" ").prose(mark.message);
                }
                page.markup("</p>\n");
            }
        } else {
            page.markup("<p class=\"place\">");
            name(page, excerpt.origin);
            page.markup("</p>\n<pre class=\"source\">");
            push_lines(page, &excerpt);
            page.markup("</pre>\n");
        }
    }
}

/// Adds the lines with marks and their neighbours; what lies between is left out.
fn push_lines(page: &mut Html, excerpt: &Excerpt<'_>) {
    let lines: Vec<&str> = excerpt.text.split('\n').collect();
    let digits = (excerpt.first_line + lines.len().saturating_sub(1))
        .to_string()
        .len();
    let mut start = 0;
    let ranges = lines.iter().map(|line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    });
    let ranges: Vec<_> = ranges.collect();
    let marked: Vec<bool> = ranges
        .iter()
        .map(|line| {
            let mut starts = excerpt.marks.iter().map(|(range, _)| range.start);
            starts.any(|start| line.start <= start && start <= line.end)
        })
        .collect();
    let mut is_cut = false;
    for (at, (line, text)) in ranges.iter().zip(&lines).enumerate() {
        let near = at.saturating_sub(1)..(at + 2).min(marked.len());
        if !marked.get(near).is_some_and(|near| near.contains(&true)) {
            if !is_cut {
                page.markup("<span class=\"cut\">⋮</span>\n");
            }
            is_cut = true;
            continue;
        }
        is_cut = false;
        let number = format!("{:>digits$}", excerpt.first_line + at);
        page.markup("<span class=\"line\">")
            .source(&number)
            .markup("</span> ");
        push_line(page, excerpt, line.start, text);
        page.markup("\n");
        push_labels(page, excerpt, line, digits);
    }
}

/// Adds a line that begins at byte `start` of the excerpt, with its marks.
fn push_line(page: &mut Html, excerpt: &Excerpt<'_>, start: usize, text: &str) {
    let mut marks: Vec<_> = excerpt
        .marks
        .iter()
        .filter(|(range, _)| (start..=start + text.len()).contains(&range.start))
        .map(|(range, mark)| (range.start - start, range.end - start, mark.is_primary))
        .collect();
    marks.sort_by_key(|(from, ..)| *from);
    let mut done = 0;
    for (from, to, is_primary) in marks {
        if from < done {
            continue;
        }
        page.source(text.get(done..from).unwrap_or_default());
        page.markup(if is_primary {
            "<mark>"
        } else {
            "<mark class=\"other\">"
        });
        let to = to.min(text.len()).max(from);
        // A place without width is shown all the same.
        page.source(
            text.get(from..to)
                .filter(|text| !text.is_empty())
                .unwrap_or(" "),
        );
        page.markup("</mark>");
        done = to;
    }
    page.source(text.get(done..).unwrap_or_default());
}

/// Adds below a line what is said of its marks, each under its mark.
fn push_labels(page: &mut Html, excerpt: &Excerpt<'_>, line: &Range<usize>, digits: usize) {
    let here = excerpt
        .marks
        .iter()
        .filter(|(range, _)| line.start <= range.start && range.start <= line.end);
    for (range, mark) in here.filter(|(_, mark)| !mark.message.is_empty()) {
        let before = excerpt
            .text
            .get(line.start..range.start)
            .unwrap_or_default();
        // Further right the label would wrap.
        let indent = digits + 1 + before.chars().count().min(COLUMNS / 2);
        page.source(&" ".repeat(indent))
            .markup("<span class=\"label\">╰ ")
            .text(mark.message)
            .markup("</span>\n");
    }
}
