//! JSON as RFC 8259 has it: no comments, no trailing commas, no key twice.
//!
//! What other readers get away with is said and read on (`NaN`, a key twice,
//! half of a surrogate pair); what makes the rest a guess ends the reading.

pub(super) mod scalar;

use serde_json::Value;

use crate::artifact::Fault;
use crate::parse::faults::{Faults, unparsable};
use crate::parse::layout::Keep;
use crate::parse::members::Members;
use crate::parse::text::{character_at, line_of};
use crate::span::Span;

/// How deep values may nest; deeper is never evidence, and would exhaust the stack.
pub(super) const DEPTH: usize = 128;

/// Reads the one value in `span` of `text`.
///
/// # Errors
/// Gives the fault that ended the reading; what was read on after goes to `faults`.
pub(super) fn read<K: Keep>(
    text: &str,
    span: Span,
    faults: &mut Faults,
) -> Result<(Value, K), Fault> {
    let bytes = text.as_bytes().get(..span.end).unwrap_or_default();
    let mut scanner = Scanner {
        text,
        bytes,
        at: span.start,
        depth: 0,
        faults,
    };
    scanner.blank();
    let read = scanner.value()?;
    scanner.blank();
    match scanner.peek() {
        None => Ok(read),
        Some(b'{' | b'[' | b'"') => {
            Err(scanner
                .here("second value after the first, one value a line is JSON Lines (.jsonl)"))
        }
        Some(_) => Err(scanner.unexpected("the end of the file")),
    }
}

struct Scanner<'t, 'f> {
    text: &'t str,
    /// The text up to where this value has to end.
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    faults: &'f mut Faults,
}

impl Scanner<'_, '_> {
    fn value<K: Keep>(&mut self) -> Result<(Value, K), Fault> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => return self.object(),
            Some(b'[') => return self.array(),
            Some(b'"') => Value::String(self.string()?.into_owned()),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => self.word()?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok((value, K::new(Span::new(start, self.at), Vec::new())))
    }

    fn object<K: Keep>(&mut self) -> Result<(Value, K), Fault> {
        let start = self.open()?;
        let mut members = Members::default();
        let mut kept = Vec::new();
        self.blank();
        while self.peek() != Some(b'}') {
            let key_start = self.at;
            let key = self.key()?;
            let key_span = Span::new(key_start, self.at);
            self.blank();
            self.expect(b':', "`:` after the key", start)?;
            self.blank();
            let (value, keep) = self.value::<K>()?;
            match members.add(key, value) {
                Ok(()) => kept.push(keep.keyed(key_span)),
                Err(key) => {
                    let message = format!("key `{key}` appears twice in one mapping");
                    self.faults.unparsable(key_span, message);
                }
            }
            self.separator(b'}', "`,` or `}`", start)?;
        }
        let span = self.close(start);
        Ok((Value::Object(members.into_map()), K::new(span, kept)))
    }

    fn array<K: Keep>(&mut self) -> Result<(Value, K), Fault> {
        let start = self.open()?;
        let mut items = Vec::new();
        let mut kept = Vec::new();
        self.blank();
        while self.peek() != Some(b']') {
            let (value, keep) = self.value::<K>()?;
            items.push(value);
            kept.push(keep);
            self.separator(b']', "`,` or `]`", start)?;
        }
        let span = self.close(start);
        Ok((Value::Array(items), K::new(span, kept)))
    }

    fn open(&mut self) -> Result<usize, Fault> {
        if self.depth == DEPTH {
            return Err(self.here(format!("nested deeper than {DEPTH} levels")));
        }
        self.depth += 1;
        self.at += 1;
        Ok(self.at - 1)
    }

    fn close(&mut self, start: usize) -> Span {
        self.depth -= 1;
        self.at += 1;
        Span::new(start, self.at)
    }

    /// Reads the comma that another member has to follow, or stops at the `end`.
    fn separator(&mut self, end: u8, expected: &str, start: usize) -> Result<(), Fault> {
        self.blank();
        if self.peek() == Some(end) {
            return Ok(());
        }
        let comma = self.at;
        self.expect(b',', expected, start)?;
        self.blank();
        if self.peek() == Some(end) {
            let message = format!("comma with nothing after it but `{}`", char::from(end));
            return Err(unparsable(Span::new(comma, comma + 1), message));
        }
        Ok(())
    }

    fn expect(&mut self, byte: u8, expected: &str, start: usize) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        if self.peek().is_none() {
            let line = line_of(self.text, start);
            let kind = if self.bytes.get(start) == Some(&b'{') {
                "mapping"
            } else {
                "list"
            };
            return Err(self.here(format!(
                "text ends inside the {kind} that opens on line {line}"
            )));
        }
        Err(self.unexpected(expected))
    }

    fn key(&mut self) -> Result<String, Fault> {
        match self.peek() {
            Some(b'"') => Ok(self.string()?.into_owned()),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$') => {
                Err(self.here("key without quotes, JSON has double quotes around keys"))
            }
            _ => Err(self.unexpected("a key in double quotes")),
        }
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn follows(&self, expected: &[u8]) -> bool {
        self.bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(expected))
    }

    /// Returns the fault of whatever stands here in place of what was expected.
    fn unexpected(&self, expected: &str) -> Fault {
        match self.peek() {
            None => self.here(format!("text ends where {expected} is expected")),
            Some(b'/' | b'#') => self.here("comment, which JSON does not have"),
            Some(b'\'') => self.here("single quote, JSON has double quotes around texts"),
            Some(_) => {
                let found = character_at(self.text, self.at);
                let character = found.slice(self.text);
                let message = if character.chars().all(char::is_control) {
                    format!("control character where {expected} is expected")
                } else {
                    format!("`{character}` where {expected} is expected")
                };
                unparsable(found, message)
            }
        }
    }

    fn here(&self, message: impl Into<String>) -> Fault {
        let mut span = character_at(self.text, self.at);
        span.end = span.end.min(self.bytes.len()).max(span.start);
        unparsable(span, message)
    }
}
