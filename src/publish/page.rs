//! A page of Markdown that is filled row by row, and says what it had no room for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::glossary::Severity;
use crate::report::tally::counted;

/// Kept free for the ends of sections and the last line.
const RESERVE: usize = 1_000;

/// What a row is about, by which it is counted where it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A finding that blocks.
    Blocking,
    /// A finding that does not.
    Open(Reverse<Severity>),
    /// A finding that a waiver excuses, or that stood before.
    Excused,
    /// Anything else.
    Other,
}

/// A row of a page, which is shown whole or not at all.
pub(super) struct Row {
    kind: Kind,
    stands_for: usize,
    text: String,
}

impl Row {
    /// Makes a row about one thing.
    pub(super) const fn of(kind: Kind, text: String) -> Self {
        Self::many(kind, 1, text)
    }

    /// Makes a row about so many things.
    pub(super) const fn many(kind: Kind, stands_for: usize, text: String) -> Self {
        Self {
            kind,
            stands_for,
            text,
        }
    }
}

/// A page that is filled until it is full; from then on everything is only counted.
///
/// The worst is written first, so nothing that blocks gives way to anything else.
pub(super) struct Page {
    text: String,
    end: usize,
    left_out: BTreeMap<Kind, usize>,
}

impl Page {
    /// Begins a page of at most `bytes` bytes with `text`.
    pub(super) fn new(text: String, bytes: usize) -> Self {
        Self {
            text,
            end: bytes.saturating_sub(RESERVE),
            left_out: BTreeMap::new(),
        }
    }

    /// Adds one row.
    pub(super) fn push(&mut self, row: Row) {
        self.push_section(("", ""), std::iter::once(row));
    }

    /// Adds a section: its head before the first row that fits, its end behind the last.
    pub(super) fn push_section(
        &mut self,
        (head, end): (&str, &str),
        rows: impl Iterator<Item = Row>,
    ) {
        let mut is_open = false;
        for row in rows {
            let head = if is_open { "" } else { head };
            let size = self.text.len() + head.len() + row.text.len() + end.len();
            if !self.left_out.is_empty() || size > self.end {
                *self.left_out.entry(row.kind).or_default() += row.stands_for;
                continue;
            }
            self.text.push_str(head);
            self.text.push_str(&row.text);
            is_open = true;
        }
        if is_open {
            self.text.push_str(end);
        }
    }

    /// Adds a section that opens on a click.
    pub(super) fn push_fold(&mut self, name: &str, rows: impl Iterator<Item = Row>) {
        let head = format!("<details><summary>{name}</summary>\n\n");
        self.push_section((&head, "\n</details>\n\n"), rows);
    }

    /// Ends the page with how much was left out, and `foot`.
    pub(super) fn finish(mut self, foot: &str) -> String {
        let parts = self.left_out.iter().filter(|(_, number)| **number > 0);
        let parts: Vec<String> = parts.map(|(kind, number)| named(*kind, *number)).collect();
        if !parts.is_empty() {
            let parts = parts.join(", ");
            let more = format!("\n… {parts} more: see the job summary or the JSON report.\n\n");
            self.text.push_str(&more);
        }
        self.text.push_str(foot);
        self.text
    }
}

fn named(kind: Kind, number: usize) -> String {
    match kind {
        Kind::Blocking => format!("{number} blocking"),
        Kind::Open(Reverse(severity)) => counted(number, severity.name()),
        Kind::Excused => format!("{number} excused"),
        Kind::Other => counted(number, "row"),
    }
}
