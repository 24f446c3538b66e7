//! Notes scalars that YAML 1.1 reads as another value than YAML 1.2.
//!
//! `PyYAML`, and so most of what trains and evaluates models, reads 1.1. Only
//! what comes out as another value there is noted; a date is one in both.

use super::scalar::Core;
use crate::parse::faults::Faults;
use crate::parse::json::scalar::shortened;
use crate::span::Span;

/// What is written so that nobody can take it for anything but text.
const QUOTES: &str = "quotes settle it";

/// Notes a plain scalar in the place of a value, where it is ambiguous.
pub(super) fn note_value(text: &str, core: &Core, key: &str, span: Span, faults: &mut Faults) {
    let readings = match core {
        Core::Text => of_text(text),
        Core::Int(number) => of_int(text, &number.to_string()),
        Core::Float(number) => of_float(text, &number.to_string()),
        Core::Null | Core::Bool(_) | Core::NotFinite => None,
    };
    if let Some(Readings {
        now,
        before,
        remedy,
    }) = readings
    {
        let text = shortened(text);
        let message = format!("`{text}` is {now} in YAML 1.2 and {before} in YAML 1.1; {remedy}");
        faults.ambiguous(span, message);
    } else if let Core::Float(number) = core {
        note_version(text, &number.to_string(), key, span, faults);
    }
}

/// Notes a plain scalar in the place of a key, where it is ambiguous.
pub(super) fn note_key(text: &str, span: Span, faults: &mut Faults) {
    if let Some(truth) = old_truth(text) {
        let message = format!("key `{text}` is text in YAML 1.2 and {truth} in YAML 1.1; {QUOTES}");
        faults.ambiguous(span, message);
    }
}

/// What a scalar is in 1.2, what it is in 1.1, and how to write what both read alike.
struct Readings {
    now: String,
    before: String,
    remedy: String,
}

impl Readings {
    fn new(now: impl Into<String>, before: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            now: now.into(),
            before: before.into(),
            remedy: remedy.into(),
        }
    }
}

fn of_text(text: &str) -> Option<Readings> {
    if let Some(truth) = old_truth(text) {
        return Some(Readings::new("text", truth.to_string(), QUOTES));
    }
    let unsigned = unsigned(text);
    // With a point, 1.1 reads a float, which may begin with a zero.
    let first = if unsigned.contains('.') { '0' } else { '1' };
    if !unsigned.starts_with(|digit: char| (first..='9').contains(&digit)) {
        return None;
    }
    let value = sexagesimal(unsigned).or_else(|| underscored(unsigned))?;
    let sign = if text.starts_with('-') { "-" } else { "" };
    let before = format!("the number {sign}{}", shortened(&value));
    Some(Readings::new("text", before, QUOTES))
}

/// Reads `yes` and its like; `y` and `n` alone are text to `PyYAML`, too.
fn old_truth(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// Reads `12:30:45` and `1:30.5` as 1.1 does: digits in base 60.
fn sexagesimal(unsigned: &str) -> Option<String> {
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    let (first, rest) = whole.split_once(':')?;
    let mut value: u64 = first.parse().ok()?;
    for part in rest.split(':') {
        let is_digit = matches!(part.len(), 1 | 2) && is_digits(part);
        let digit: u64 = part.parse().ok().filter(|digit| is_digit && *digit < 60)?;
        value = value.checked_mul(60)?.checked_add(digit)?;
    }
    match fraction {
        "" => Some(value.to_string()),
        _ => is_digits(fraction).then(|| format!("{value}.{fraction}")),
    }
}

/// Reads `1_000` as 1.1 does: without the underscores.
fn underscored(unsigned: &str) -> Option<String> {
    let number = unsigned.replace('_', "");
    let is_number = is_digits(&number.replacen('.', "", 1));
    (unsigned.contains('_') && is_number).then_some(number)
}

fn of_int(text: &str, exact: &str) -> Option<Readings> {
    let now = format!("the number {exact}");
    let remedy = "quotes or no leading zero settle it";
    let digits = unsigned(text)
        .strip_prefix('0')
        .filter(|digits| !digits.is_empty())?;
    if digits.starts_with('o') {
        return Some(Readings::new(
            now,
            "text",
            format!("`{exact}` is a number in both"),
        ));
    }
    if !is_digits(digits) {
        return None;
    }
    match u64::from_str_radix(digits, 8) {
        // `00` and `07` are the same number in both.
        Ok(octal) if octal < 8 => None,
        Ok(octal) => Some(Readings::new(now, format!("the number {octal}"), remedy)),
        Err(_) => Some(Readings::new(now, "text", remedy)),
    }
}

/// Reads `5e-6`, which `PyYAML` takes for text: it wants a point and a signed exponent.
fn of_float(text: &str, exact: &str) -> Option<Readings> {
    if text.starts_with(['+', '-']) && unsigned(text).starts_with('.') {
        let both = text.replacen('.', "0.", 1);
        let remedy = format!("`{}` is a number in both", shortened(&both));
        return Some(Readings::new(format!("the number {exact}"), "text", remedy));
    }
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let is_signed = exponent.starts_with(['+', '-']);
    if mantissa.contains('.') && is_signed {
        return None;
    }
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if is_signed { "" } else { "+" };
    let both = format!("{mantissa}{point}e{sign}{exponent}");
    let remedy = format!("`{}` is a number in both", shortened(&both));
    Some(Readings::new(format!("the number {exact}"), "text", remedy))
}

/// Notes a version such as `1.10`, which is the number 1.1 in all of YAML.
fn note_version(text: &str, exact: &str, key: &str, span: Span, faults: &mut Faults) {
    let is_version = key.to_ascii_lowercase().ends_with("version");
    let is_changed = !exact.contains(['e', 'E']) && unsigned(text) != unsigned(exact);
    if is_version && is_changed {
        let text = shortened(text);
        let message =
            format!("version `{text}` is read as the number {exact}; quotes keep it as written");
        faults.ambiguous(span, message);
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
