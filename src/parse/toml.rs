//! TOML; dates and times become text as written.

use std::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::parse::faults::{Faults, unparsable};
use crate::parse::json::DEPTH;
use crate::parse::json::scalar::{number, shortened};
use crate::parse::layout::Keep;
use crate::parse::text::character_at;
use crate::span::Span;

/// Reads the document in `span` of `text`; `None` where it cannot be read at all.
pub(super) fn read<K: Keep>(text: &str, span: Span, faults: &mut Faults) -> Option<(Value, K)> {
    let source = span.slice(text);
    let base = span.start;
    if let Some(at) = too_deep(source) {
        let place = character_at(text, base + at);
        faults.add(unparsable(
            place,
            format!("nested deeper than {DEPTH} levels"),
        ));
        return None;
    }
    match DeTable::parse(source) {
        Ok(table) => {
            let mut reader = Reader {
                source,
                base,
                faults,
            };
            let (value, keep) = reader.table::<K>(table.get_ref(), Span::new(base, base));
            let end = base + source.trim_end().len();
            Some((value, keep.moved(Span::new(base, end))))
        }
        Err(error) => {
            let at = error.span().map_or(source.len(), |span| span.start);
            let mut place = character_at(text, base + at);
            if let Some(span) = error.span() {
                place.end = place.end.max(base + span.end);
            }
            faults.unparsable(place, headline(error.message()));
            None
        }
    }
}

struct Reader<'t, 'f> {
    source: &'t str,
    base: usize,
    faults: &'f mut Faults,
}

impl Reader<'_, '_> {
    fn table<K: Keep>(&mut self, table: &DeTable<'_>, span: Span) -> (Value, K) {
        let mut entries: Vec<(&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> =
            table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut members = Map::new();
        let mut kept = Vec::new();
        for (key, value) in entries {
            let key_span = self.placed(&key.span());
            let (value, keep) = self.value::<K>(value, key_span);
            kept.push(keep.keyed(key_span));
            members.insert(key.get_ref().to_string(), value);
        }
        (Value::Object(members), K::new(span, kept))
    }

    fn value<K: Keep>(&mut self, value: &Spanned<DeValue<'_>>, key: Span) -> (Value, K) {
        let mut span = self.placed(&value.span());
        if span.start == span.end {
            // A table that only a dotted key or a header below it names has no place but its key.
            span = key;
        }
        let scalar = match value.get_ref() {
            DeValue::Table(table) => return self.table(table, span),
            DeValue::Array(items) => {
                let read = items.iter().map(|item| self.value::<K>(item, key));
                let (values, kept) = read.unzip();
                return (Value::Array(values), K::new(span, kept));
            }
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(truth) => Value::Bool(*truth),
            DeValue::Datetime(_) => Value::String(self.written(value)),
            DeValue::Integer(whole) => {
                let read = match whole.radix() {
                    10 => number(whole.as_str(), false),
                    radix => u64::from_str_radix(whole.as_str(), radix)
                        .ok()
                        .map(Into::into),
                };
                self.number(read, value, span)
            }
            DeValue::Float(float) => self.number(number(float.as_str(), true), value, span),
        };
        (scalar, K::new(span, Vec::new()))
    }

    fn number(
        &mut self,
        read: Option<serde_json::Number>,
        value: &Spanned<DeValue<'_>>,
        span: Span,
    ) -> Value {
        if let Some(number) = read {
            return Value::Number(number);
        }
        let written = self.written(value);
        let message = format!(
            "`{}` is no number that can be compared",
            shortened(&written)
        );
        self.faults.unparsable(span, message);
        Value::String(written)
    }

    fn written(&self, value: &Spanned<DeValue<'_>>) -> String {
        self.source.get(value.span()).unwrap_or_default().to_owned()
    }

    fn placed(&self, range: &Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }
}

/// Returns the first line of what the parser says, as a headline.
fn headline(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.trim_end_matches('.').to_owned()
}

/// Returns where keys and brackets nest too deep.
///
/// The parser bounds brackets but not the steps of a dotted key, and a table a
/// hundred thousand levels deep exhausts the stack as soon as it is dropped.
fn too_deep(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut open = Vec::new();
    let (mut depth, mut steps, mut key_steps, mut at) = (0, 0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at = skip_to(source, at, "\n"),
            b'"' | b'\'' => at = after_string(source, at),
            b'.' => steps += 1,
            b'=' => key_steps = std::mem::take(&mut steps),
            b'[' | b'{' => {
                let levels = std::mem::take(&mut key_steps) + 1;
                open.push(levels);
                depth += levels;
                steps = 0;
            }
            b']' | b'}' => {
                depth -= open.pop().unwrap_or_default();
                steps = 0;
            }
            b',' | b'\n' => (steps, key_steps) = (0, 0),
            _ => {}
        }
        if depth + steps + key_steps > DEPTH {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Returns the last byte of the string that opens at byte `at`.
fn after_string(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    for fence in ["\"\"\"", "'''"] {
        if rest.starts_with(fence) {
            return skip_to(source, at + 3, fence) + 2;
        }
    }
    let quote = rest.bytes().next().unwrap_or_default();
    let mut is_escaped = false;
    for (offset, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at + offset,
            _ if is_escaped => is_escaped = false,
            b'\\' if quote == b'"' => is_escaped = true,
            _ if byte == quote => return at + offset,
            _ => {}
        }
    }
    source.len()
}

fn skip_to(source: &str, at: usize, needle: &str) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    rest.find(needle).map_or(source.len(), |found| at + found)
}
