//! Reads a scalar by the core schema of YAML 1.2.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};
use serde_json::{Number, Value};

use super::ambiguity;
use crate::parse::faults::Faults;
use crate::parse::json::scalar::{number, shortened};
use crate::span::Span;

/// What a plain scalar is in the core schema.
#[derive(Debug, PartialEq)]
pub(super) enum Core {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(Number),
    /// Any other number.
    Float(Number),
    /// Infinite, or no number; JSON has none of these.
    NotFinite,
    /// Anything else.
    Text,
}

/// Reads a scalar without quotes and without a tag.
pub(super) fn plain(text: Cow<'_, str>, span: Span, key: &str, faults: &mut Faults) -> Value {
    let core = core(&text);
    ambiguity::note_value(&text, &core, key, span, faults);
    value(text, core, span, faults)
}

/// Reads a scalar that is quoted, a block, or has a tag.
pub(super) fn tagged(
    text: Cow<'_, str>,
    tag: Option<&Tag>,
    style: ScalarStyle,
    span: Span,
    faults: &mut Faults,
) -> Value {
    let Some(tag) = tag else {
        return Value::String(text.into_owned());
    };
    let Some(name) = tag.core_suffix() else {
        // A tag of some application: its value is read as if it stood alone.
        let is_plain = style == ScalarStyle::Plain && tag.original() != "!";
        let core = if is_plain { core(&text) } else { Core::Text };
        return value(text, core, span, faults);
    };
    let core = core(&text);
    if name == "str" {
        return Value::String(text.into_owned());
    }
    let fits = match core {
        Core::Null => name == "null",
        Core::Bool(_) => name == "bool",
        Core::Int(_) => matches!(name, "int" | "float"),
        Core::Float(_) | Core::NotFinite => name == "float",
        Core::Text => false,
    };
    if !fits {
        let written = shortened(&text);
        faults.unparsable(
            span,
            format!("`{written}` is not the `!!{name}` that its tag says"),
        );
        return Value::String(text.into_owned());
    }
    value(text, core, span, faults)
}

/// Returns the name of a tag that only a scalar can have.
pub(super) fn scalar_tag(tag: &Tag) -> Option<&str> {
    tag.core_suffix()
        .filter(|name| !matches!(*name, "map" | "seq"))
}

fn value(text: Cow<'_, str>, core: Core, span: Span, faults: &mut Faults) -> Value {
    match core {
        Core::Null => Value::Null,
        Core::Bool(truth) => Value::Bool(truth),
        Core::Int(number) | Core::Float(number) => Value::Number(number),
        Core::Text => Value::String(text.into_owned()),
        Core::NotFinite => {
            let message = format!("`{}` is no number that can be compared", shortened(&text));
            faults.unparsable(span, message);
            Value::String(text.into_owned())
        }
    }
}

fn core(text: &str) -> Core {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Core::Null,
        "true" | "True" | "TRUE" => return Core::Bool(true),
        "false" | "False" | "FALSE" => return Core::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Core::NotFinite,
        _ => {}
    }
    // Most scalars are words, and no word begins like a number.
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return Core::Text;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Core::NotFinite;
    }
    if let Some(whole) = based(text) {
        return whole;
    }
    match shape(unsigned) {
        // A hash such as `12e4567` looks like a number too large to be one, and is none.
        Shape::Float => number(text.trim_start_matches('+'), true).map_or(Core::Text, Core::Float),
        Shape::Int => number(text.trim_start_matches('+'), false).map_or(Core::Text, Core::Int),
        Shape::Other => Core::Text,
    }
}

/// Reads `0o17` and `0x1F`.
fn based(text: &str) -> Option<Core> {
    let (digits, radix) = match text.split_at_checked(2)? {
        ("0o", digits) => (digits, 8),
        ("0x", digits) => (digits, 16),
        _ => return None,
    };
    let fits = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let whole = u64::from_str_radix(digits, radix).ok().filter(|_| fits)?;
    Some(Core::Int(whole.into()))
}

enum Shape {
    Int,
    Float,
    Other,
}

/// Returns what an unsigned number looks like to the core schema.
fn shape(unsigned: &str) -> Shape {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let has_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let is_mantissa = has_digits && is_digits(whole) && fraction.is_none_or(is_digits);
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    match (is_mantissa && is_exponent, fraction, exponent) {
        (false, ..) => Shape::Other,
        (true, None, None) => Shape::Int,
        (true, ..) => Shape::Float,
    }
}
