//! Cuts from a source the few characters that a reader needs to see.
//!
//! A line may be a megabyte long or hold anything. What is shown of it is a
//! window around the place in question, spelled out so that it prints as it is.

use std::ops::Range;

use camino::Utf8Path;

use super::escape;
use crate::finding::Location;

/// Lines further apart than this are shown as two excerpts.
const FAR_LINES: usize = 40;

/// A place and what is said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'r> {
    /// The place.
    pub(super) location: &'r Location,
    /// What is said of it; "" is nothing.
    pub(super) message: &'r str,
    /// Whether it is the place that has to change.
    pub(super) is_primary: bool,
}

/// A piece of a file, ready to print, with ranges of bytes to underline.
#[derive(Debug)]
pub(super) struct Excerpt<'r> {
    /// Where its first mark is.
    pub(super) origin: &'r Location,
    /// The number of the first line of `text`.
    pub(super) first_line: usize,
    /// The lines, shortened and spelled out; "" where the source is not at hand.
    pub(super) text: String,
    /// What to underline in `text`.
    pub(super) marks: Vec<(Range<usize>, Mark<'r>)>,
}

/// Returns what to show of `marks`, in their order; lines are shortened to
/// `columns`. `source` gives the text of a file, where it is at hand.
pub(super) fn excerpts<'r>(
    marks: &[Mark<'r>],
    columns: usize,
    source: impl Fn(&Utf8Path) -> Option<&'r str>,
) -> Vec<Excerpt<'r>> {
    let mut groups: Vec<(&'r str, Vec<Mark<'r>>)> = Vec::new();
    for mark in marks {
        let text = source(&mark.location.path).unwrap_or_default();
        let home = groups
            .iter_mut()
            .find(|(_, group)| belongs(group, mark, text, columns));
        match home {
            Some((_, group)) => group.push(*mark),
            None => groups.push((text, vec![*mark])),
        }
    }
    groups
        .iter()
        .filter_map(|(text, group)| excerpt(text, group, columns))
        .collect()
}

/// Whether `mark` can be shown in one excerpt with `group`.
fn belongs(group: &[Mark<'_>], mark: &Mark<'_>, text: &str, columns: usize) -> bool {
    group.iter().all(|other| {
        other.location.path == mark.location.path
            && other.location.start.line.abs_diff(mark.location.start.line) <= FAR_LINES
            && fits(text, other.location, columns)
            && fits(text, mark.location, columns)
    })
}

/// Whether the line of `location` can be shown whole.
fn fits(text: &str, location: &Location, columns: usize) -> bool {
    let line = line_at(text, span_in(text, location).start);
    let line = text.get(line).unwrap_or_default();
    // No character of more than four bytes, so a longer line need not be measured.
    line.len() <= columns * 4 && line.chars().map(width).sum::<usize>() <= columns
}

fn excerpt<'r>(text: &str, group: &[Mark<'r>], columns: usize) -> Option<Excerpt<'r>> {
    let mut marks = group.to_vec();
    marks.sort_by_key(|mark| (mark.location.span.start, mark.location.start.line));
    let first = marks.first()?.location;
    let mut shown = Excerpt {
        origin: group.first()?.location,
        first_line: first.start.line.max(1),
        text: String::new(),
        marks: Vec::new(),
    };
    let mut line = line_at(text, span_in(text, first).start);
    for number in 0..=FAR_LINES {
        let mut here = marks
            .iter()
            .map(|mark| (*mark, span_in(text, mark.location)));
        let here: Vec<_> = here
            .by_ref()
            .filter(|(_, span)| is_in(span.start, &line))
            .collect();
        let focus = here
            .first()
            .map_or(line.start..line.start, |(_, span)| span.clone());
        let row = Row::new(text, &line, &focus, columns);
        let base = shown.text.len() + usize::from(number > 0);
        if number > 0 {
            shown.text.push('\n');
        }
        shown.text.push_str(&row.text);
        for (mark, span) in here {
            let range = row.range(&span);
            shown
                .marks
                .push((base + range.start..base + range.end, mark));
        }
        if shown.marks.len() == marks.len() || line.end >= text.len() {
            break;
        }
        line = line_at(text, line.end + 1);
    }
    Some(shown)
}

/// Whether a mark that begins at `start` stands on `line`; a line break belongs to its line.
fn is_in(start: usize, line: &Range<usize>) -> bool {
    line.start <= start && start <= line.end
}

/// Returns the range of `location` as one that exists in `text`.
fn span_in(text: &str, location: &Location) -> Range<usize> {
    let start = text.floor_char_boundary(location.span.start);
    let end = text.floor_char_boundary(location.span.end);
    start..end.max(start)
}

/// Returns the line around byte `at`, without its line feed.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let (before, after) = text.split_at(text.floor_char_boundary(at));
    let start = before.rfind('\n').map_or(0, |found| found + 1);
    let end = after
        .find('\n')
        .map_or(text.len(), |found| before.len() + found);
    start..end
}

/// Returns how many columns `c` takes when it is spelled out.
fn width(c: char) -> usize {
    match c {
        '\t' => TAB.len(),
        ' '..='~' => 1,
        c if escape::is_hidden(c) => c.escape_unicode().count(),
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

const TAB: &str = "    ";

/// One line as it is shown.
struct Row {
    text: String,
    /// For each character shown, where it begins in the source and in `text`.
    places: Vec<(usize, usize)>,
    /// Where the part that is shown ends in the source and in `text`.
    end: (usize, usize),
}

impl Row {
    /// Spells out the part of `line` around `focus` that fits into `columns`.
    fn new(text: &str, line: &Range<usize>, focus: &Range<usize>, columns: usize) -> Self {
        let part = window(text, line, focus, columns);
        let mut row = Self {
            text: String::new(),
            places: Vec::new(),
            end: (0, 0),
        };
        if part.start > line.start {
            row.text.push('…');
        }
        let shown = text.get(part.clone()).unwrap_or_default();
        for (at, c) in shown.char_indices() {
            row.places.push((part.start + at, row.text.len()));
            match c {
                '\t' => row.text.push_str(TAB),
                '\r' if part.start + at + 1 == line.end => {}
                '\u{feff}' if part.start + at == 0 => {}
                '#' if escape::begins_command(text, part.start + at) => {
                    row.text.push_str(r"\u{23}");
                }
                _ => escape::push_visible(&mut row.text, c),
            }
        }
        row.end = (part.end, row.text.len());
        if part.end < line.end {
            row.text.push('…');
        }
        row
    }

    /// Returns where the bytes `span` of the source are in the text shown.
    fn range(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.place(span.start);
        start..self.place(span.end.max(span.start)).max(start)
    }

    fn place(&self, at: usize) -> usize {
        let next = self.places.partition_point(|(source, _)| *source < at);
        self.places
            .get(next)
            .map_or(self.end.1, |(_, shown)| *shown)
    }
}

/// Returns the part of `line` that fits into `columns`: the whole line, else
/// the beginning of `focus` with a third of the room before it.
fn window(text: &str, line: &Range<usize>, focus: &Range<usize>, columns: usize) -> Range<usize> {
    let whole = text.get(line.clone()).unwrap_or_default();
    let from_start = fitting(whole.chars(), columns);
    if from_start == whole.len() {
        return line.clone();
    }
    let focus = focus.start.clamp(line.start, line.end)..focus.end.clamp(line.start, line.end);
    let before = text.get(line.start..focus.start).unwrap_or_default();
    let after = text.get(focus.start..line.end).unwrap_or_default();
    if focus.end <= line.start + from_start {
        return line.start..line.start + from_start;
    }
    let rest = fitting(after.chars(), columns);
    let left = columns
        - after
            .get(..rest)
            .unwrap_or_default()
            .chars()
            .map(width)
            .sum::<usize>();
    let lead = fitting(before.chars().rev(), left.max(columns / 3));
    let start = focus.start - lead;
    let shown = text.get(start..line.end).unwrap_or_default();
    start..start + fitting(shown.chars(), columns)
}

/// Returns how many bytes of `chars` fit into `columns`.
fn fitting(chars: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += width(*c);
            used <= columns
        })
        .map(char::len_utf8)
        .sum()
}
