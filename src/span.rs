//! A place in a file: as bytes, as line and column, and as a JSON pointer.
//!
//! Every other module speaks of places in these words. Bytes are what a parser
//! knows, a pointer is what a policy knows, and lines and columns are what a
//! reader sees.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

/// A half-open range of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte of the range.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// Returns the range from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns whether the two ranges share a byte, or touch where one is empty.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Returns the text of this range, or "" where it does not fit `text`.
    #[must_use]
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

/// Where each line of a text begins, so that bytes become lines and columns.
///
/// ```
/// use raigate::span::{LineIndex, Position};
/// let text = "a: é\r\nb: 2";
/// let lines = LineIndex::new(text);
/// assert_eq!(lines.position(text, 10), Position { line: 2, column: 4 });
/// ```
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the line breaks (LF, and CRLF by its LF) of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| at + 1),
        );
        Self { starts }
    }

    /// Returns the position of byte `offset`; a byte order mark takes no column.
    ///
    /// An offset past the end, or inside a character, is moved back to the
    /// nearest character that exists.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let mark = usize::from(line == 1 && before.starts_with('\u{feff}'));
        Position {
            line,
            column: before.chars().count() - mark + 1,
        }
    }
}

/// A JSON pointer (RFC 6901): "" is the whole document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer as written; `None` unless it is empty or begins with "/".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Returns the pointer as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns this pointer with one more step, escaped as the RFC asks.
    #[must_use]
    pub fn join(&self, step: impl fmt::Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{step}", self.0))
    }

    /// Returns the pointer that goes on from this one by all steps of `rest`.
    #[must_use]
    pub fn concat(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// Returns the pointer without its last step; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0
            .rfind('/')
            .map(|at| Self(self.0.get(..at).unwrap_or_default().to_owned()))
    }

    /// Returns the steps, unescaped, from the root on.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .split('/')
            .skip(1)
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
    }

    /// Returns whether `other` is this place or lies inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(&self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the value at this place of `document`.
    #[must_use]
    pub fn resolve<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        document.pointer(&self.0)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where one value of a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The key that names the value, where it is a member of a mapping.
    pub key: Option<Span>,
    /// The value itself.
    pub value: Span,
}

/// Where each value of one document stands, by its pointer.
#[derive(Debug, Clone, Default)]
pub struct SpanMap {
    places: HashMap<Pointer, Place>,
}

impl SpanMap {
    /// Notes where the value at `pointer` stands.
    pub fn insert(&mut self, pointer: Pointer, place: Place) {
        self.places.insert(pointer, place);
    }

    /// Returns where the value at exactly `pointer` stands.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<Place> {
        self.places.get(pointer).copied()
    }

    /// Returns the place of `pointer`, or of the nearest value around it.
    #[must_use]
    pub fn nearest(&self, pointer: &Pointer) -> Option<(Pointer, Place)> {
        let mut pointer = pointer.clone();
        loop {
            if let Some(place) = self.get(&pointer) {
                return Some((pointer, place));
            }
            pointer = pointer.parent()?;
        }
    }

    /// Returns every pointer with its place, sorted by pointer.
    #[must_use]
    pub fn sorted(&self) -> Vec<(&Pointer, Place)> {
        let mut all: Vec<_> = self
            .places
            .iter()
            .map(|(pointer, place)| (pointer, *place))
            .collect();
        all.sort_unstable_by_key(|(pointer, _)| *pointer);
        all
    }
}
