//! JSON Lines: one JSON value a line; a bad line does not hide the others.

use serde_json::Value;

use crate::parse::faults::Faults;
use crate::parse::json;
use crate::parse::layout::Keep;
use crate::parse::text::content_start;
use crate::span::Span;

/// Reads the values of all lines as a list; a line that cannot be read leaves no gap.
pub(super) fn read<K: Keep>(text: &str, faults: &mut Faults) -> (Value, K) {
    let mut values = Vec::new();
    let mut kept = Vec::new();
    let mut start = content_start(text);
    let first = start;
    let rest = text.get(start..).unwrap_or_default();
    for line in rest.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if end > start {
            match json::read::<K>(text, Span::new(start, end), faults) {
                Ok((value, keep)) => {
                    values.push(value);
                    kept.push(keep);
                }
                Err(fault) => faults.add(fault),
            }
        }
        start += line.len();
    }
    let whole = Span::new(first, text.trim_end().len().max(first));
    (Value::Array(values), K::new(whole, kept))
}
