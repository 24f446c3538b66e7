//! The rows of a table, found where they stand in a buffer.
//!
//! Most tables of predictions hold no quote: their cells are slices of what was read. A row
//! with quotes is copied cell by cell.

use std::io::{Error, Read, Result};

/// The bytes that are read at once.
const BUFFER: usize = 1 << 17;

/// The longest line that is read: beyond, it is no row of predictions.
const MAX_LINE: usize = 1 << 24;

/// What stands next.
pub(super) enum Row {
    /// A row, whose cells can be looked at.
    Here,
    /// A row that cannot be told, and why.
    Wrong(&'static str),
    /// Nothing.
    End,
}

/// What was found of a line.
enum Scanned {
    /// All of it, and where the next one begins.
    Whole(usize),
    /// A part: more has to be read.
    Part,
    /// A quote or a lone carriage return: it takes more than looking for separators.
    Quoted,
    /// What cannot be told, and why.
    Wrong(&'static str),
}

/// Where a row with quotes is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Behind an opening quote.
    Open,
    /// Behind a quote that closes the cell, or is one half of a quote in it.
    Closed,
}

/// The lines of a table.
pub(super) struct Lines<R> {
    input: R,
    /// What parts cells.
    pub(super) separator: u8,
    buffer: Vec<u8>,
    /// Where the row that was found begins.
    row: usize,
    /// Where each of its cells ends.
    ends: Vec<usize>,
    /// Where what was not looked at begins, and where what was read ends.
    next: usize,
    filled: usize,
    /// The cells of a row with quotes, one behind the other.
    copied: Vec<u8>,
    is_copied: bool,
    /// The line on which the row begins, and how many lines lie before `next`.
    line: u64,
    passed: u64,
    is_at_end: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            separator: b',',
            buffer: vec![0; BUFFER],
            row: 0,
            ends: Vec::new(),
            next: 0,
            filled: 0,
            copied: Vec::new(),
            is_copied: false,
            line: 0,
            passed: 0,
            is_at_end: false,
        }
    }

    /// Passes over a byte order mark.
    pub(super) fn skip_mark(&mut self) {
        if self.unread().starts_with(b"\xef\xbb\xbf") {
            self.next += 3;
        }
    }

    /// Finds the next row; empty lines are none.
    pub(super) fn next(&mut self) -> Result<Row> {
        loop {
            let scanned = match self.scan() {
                Scanned::Quoted => self.scan_quoted(),
                plain => plain,
            };
            match scanned {
                Scanned::Whole(next) => {
                    self.row = self.next;
                    self.next = next;
                    self.passed += 1;
                    let is_empty = !self.is_copied && self.ends.as_slice() == [self.row];
                    if !is_empty {
                        return Ok(Row::Here);
                    }
                }
                Scanned::Wrong(what) => return Ok(Row::Wrong(what)),
                Scanned::Part | Scanned::Quoted if self.is_at_end => return Ok(Row::End),
                Scanned::Part | Scanned::Quoted => self.fill()?,
            }
        }
    }

    /// Passes over the line that stands next where `look` knows it, and returns what it knows.
    ///
    /// What it knows is to be the text of rows without quotes: such a line is such a row.
    #[inline]
    pub(super) fn pass<T>(&mut self, look: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let unread = self.unread();
        let length = end_of_line(unread)?;
        let line = unread.get(..length)?;
        let known = look(line.strip_suffix(b"\r").unwrap_or(line))?;
        self.next += length + 1;
        self.passed += 1;
        Some(known)
    }

    /// Returns the number of the line on which the row begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Returns how many cells the row has.
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// Returns a cell of the row.
    #[inline]
    pub(super) fn cell(&self, at: usize) -> &[u8] {
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let (text, first, separator) = if self.is_copied {
            (&self.copied, 0, 0)
        } else {
            (&self.buffer, self.row, 1)
        };
        let start = before.map_or(first, |end| end + separator);
        let end = self.ends.get(at).copied().unwrap_or(start);
        text.get(start..end).unwrap_or_default()
    }

    /// Returns the text from one cell to another, of a row without quotes.
    #[inline]
    pub(super) fn plain(&self, first: usize, last: usize) -> Option<&[u8]> {
        let before = first.checked_sub(1).and_then(|at| self.ends.get(at));
        let start = before.map_or(self.row, |end| end + 1);
        let end = *self.ends.get(last)?;
        self.buffer.get(start..end).filter(|_| !self.is_copied)
    }

    /// Returns what was read and not looked at.
    pub(super) fn unread(&self) -> &[u8] {
        self.buffer.get(self.next..self.filled).unwrap_or_default()
    }

    /// Reads on behind what was not looked at, until the buffer is full or the input ends.
    pub(super) fn fill(&mut self) -> Result<()> {
        self.buffer.copy_within(self.next..self.filled, 0);
        self.filled -= self.next;
        self.next = 0;
        if self.filled == self.buffer.len() {
            if self.filled >= MAX_LINE {
                let line = self.passed + 1;
                return Err(Error::other(format!(
                    "the row on line {line} is longer than 16 MiB; is a quote left open?"
                )));
            }
            self.buffer.resize(self.filled * 2, 0);
        }
        while let Some(room) = self
            .buffer
            .get_mut(self.filled..)
            .filter(|it| !it.is_empty())
        {
            match self.input.read(room) {
                Ok(0) => {
                    self.is_at_end = true;
                    break;
                }
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Looks for the ends of the cells up to the end of the line.
    fn scan(&mut self) -> Scanned {
        self.ends.clear();
        self.is_copied = false;
        self.line = self.passed + 1;
        let (start, separator) = (self.next, self.separator);
        let unread = self.buffer.get(start..self.filled).unwrap_or_default();
        let mut look = |at: usize| {
            let byte = *unread.get(at)?;
            let next = match byte {
                b'"' => return Some(Scanned::Quoted),
                b'\r' => match unread.get(at + 1) {
                    Some(b'\n') => 2,
                    None if !self.is_at_end => return Some(Scanned::Part),
                    _ => return Some(Scanned::Quoted),
                },
                b'\n' => 1,
                _ if byte == separator => 0,
                _ => return None,
            };
            self.ends.push(start + at);
            (next > 0).then_some(Scanned::Whole(start + at + next))
        };
        let highest = separator.max(b'"');
        let (words, rest) = unread.as_chunks();
        for (at, word) in (0..).step_by(WORD).zip(words) {
            let mut low = low(*word, highest);
            while low != 0 {
                if let Some(scanned) = look(at + (low.trailing_zeros() / u8::BITS) as usize) {
                    return scanned;
                }
                low &= low - 1;
            }
        }
        for at in unread.len() - rest.len()..unread.len() {
            if let Some(scanned) = look(at) {
                return scanned;
            }
        }
        if self.is_at_end && !unread.is_empty() {
            // The last line needs no end.
            self.ends.push(self.filled);
            return Scanned::Whole(self.filled);
        }
        Scanned::Part
    }

    /// Copies the cells of a row in which there are quotes, without those around them.
    fn scan_quoted(&mut self) -> Scanned {
        self.ends.clear();
        self.copied.clear();
        self.is_copied = true;
        let unread = self.buffer.get(self.next..self.filled).unwrap_or_default();
        let mut place = Place::Start;
        let mut lines = 0;
        for (at, byte) in unread.iter().enumerate() {
            match (place, *byte) {
                (Place::Open, b'"') => place = Place::Closed,
                (Place::Open, byte) => {
                    lines += u64::from(byte == b'\n');
                    self.copied.push(byte);
                }
                (Place::Closed, b'"') => {
                    self.copied.push(b'"');
                    place = Place::Open;
                }
                (_, byte) if byte == self.separator => {
                    self.ends.push(self.copied.len());
                    place = Place::Start;
                }
                (_, b'\n' | b'\r') => {
                    let length = match (byte, unread.get(at + 1)) {
                        (b'\r', Some(b'\n')) => 2,
                        (b'\r', None) if !self.is_at_end => return Scanned::Part,
                        _ => 1,
                    };
                    self.ends.push(self.copied.len());
                    self.passed += lines;
                    return Scanned::Whole(self.next + at + length);
                }
                (Place::Start, b'"') => place = Place::Open,
                (Place::Start | Place::Plain, byte) => {
                    self.copied.push(byte);
                    place = Place::Plain;
                }
                (Place::Closed, b' ' | b'\t') => {}
                (Place::Closed, _) => return Scanned::Wrong("text follows a quote that is closed"),
            }
        }
        match place {
            _ if !self.is_at_end => Scanned::Part,
            Place::Open => Scanned::Wrong("a quote is opened in it and never closed"),
            _ => {
                self.ends.push(self.copied.len());
                self.passed += lines;
                Scanned::Whole(self.filled)
            }
        }
    }
}

/// The bytes that are looked at together.
const WORD: usize = 8;

/// A word each of whose bytes is one.
const ONES: u64 = u64::from_le_bytes([1; WORD]);

/// Sets the high bit of each byte that is at most `highest`, which is below 128.
///
/// All that matters is as low as that: most bytes are letters, and pass at once.
#[inline]
fn low(word: [u8; WORD], highest: u8) -> u64 {
    let word = u64::from_le_bytes(word);
    // No sum passes into the next byte.
    let raised = (word & (ONES * 0x7f)) + ONES * u64::from(0x7f - highest);
    !(raised | word) & (ONES * 0x80)
}

/// Returns where the first line feed stands.
#[inline]
fn end_of_line(text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks();
    for (at, word) in (0..).step_by(WORD).zip(words) {
        // A line feed becomes zero, and nothing else does.
        let feeds = low(
            (u64::from_le_bytes(*word) ^ (ONES * u64::from(b'\n'))).to_le_bytes(),
            0,
        );
        if feeds != 0 {
            return Some(at + (feeds.trailing_zeros() / u8::BITS) as usize);
        }
    }
    let last = rest.iter().position(|byte| *byte == b'\n')?;
    Some(text.len() - rest.len() + last)
}
