//! Whether a value is a copy of another, as `derived_from` says of it.

use serde_json::Value;

use super::numbers;

/// Returns whether `ours` says what `theirs` does, in whatever form each format writes it.
///
/// A number may stand in a text, with a percent sign; one text may stand in a list; and a
/// mapping may have left members of the other out.
#[must_use]
pub fn is_copy(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => ours
            .iter()
            .all(|(key, value)| theirs.get(key).is_some_and(|other| is_copy(value, other))),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(o, t)| is_copy(o, t))
        }
        (Value::Array(one), other) | (other, Value::Array(one)) => {
            matches!(one.as_slice(), [only] if is_copy(only, other))
        }
        // A name, not a number: 1.10 is not 1.1.
        (Value::String(ours), Value::String(theirs)) => ours.trim() == theirs.trim(),
        (Value::String(text), Value::Number(number))
        | (Value::Number(number), Value::String(text))
            if text.trim() == number.to_string() =>
        {
            true
        }
        (ours, theirs) => match (number(ours), number(theirs)) {
            #[allow(clippy::float_cmp, reason = "a copy is equal to the last bit")]
            (Some((one, one_percent)), Some((other, other_percent))) => {
                let same_unit = one == other;
                let shifted = numbers::shift(one, 2) == other || numbers::shift(other, 2) == one;
                same_unit || (one_percent != other_percent && shifted)
            }
            _ => ours == theirs,
        },
    }
}

/// Returns a number, and whether a percent sign follows it.
pub(super) fn number(value: &Value) -> Option<(f64, bool)> {
    match value {
        Value::Number(number) => Some((number.as_f64()?, false)),
        Value::String(text) => {
            let written = numbers::parse(text)?;
            Some((written.value, written.percent))
        }
        _ => None,
    }
}
