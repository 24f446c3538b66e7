//! Numbers as people write them: `0.990`, `77.58%`, `91.4 ± 0.3`.
//!
//! What was written decides how exact a number claims to be, so the text is
//! kept, and scaling moves the decimal point instead of multiplying.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::names;

/// A number with what its text says about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    /// The number.
    pub value: f64,
    /// How many decimals were written; negative for `1e3`.
    pub decimals: i32,
    /// Whether a percent sign follows.
    pub percent: bool,
    /// Its text, without quotes, emphasis and an uncertainty behind it.
    pub text: String,
}

impl Written {
    /// Returns how many decimals can mean something.
    ///
    /// Twelve digits are finer than any measurement; behind them, `0.1 + 0.2`
    /// and a change of units leave traces of binary arithmetic.
    pub(super) fn sound_decimals(&self) -> i32 {
        if self.value.abs() < 1.0 {
            return 12;
        }
        let whole = format!("{:.0}", self.value.abs().floor());
        let whole_digits = if whole == "0" { 0 } else { whole.len() };
        12 - i32::try_from(whole_digits).unwrap_or(12)
    }
}

/// Reads a number; `None` for whatever is more or less than one number.
pub(super) fn parse(text: &str) -> Option<Written> {
    let seen = names::as_seen(text);
    let (text, is_about) = bare(&seen);
    let (main, spread) = split_spread(text);
    let main = main.trim();
    let in_percent = ["%", "percent", "per cent"]
        .iter()
        .find_map(|sign| main.strip_suffix(sign));
    let (digits, percent) = match in_percent {
        Some(digits) => (digits.trim_end(), true),
        None => (
            main,
            spread.is_some_and(|spread| spread.trim_end().ends_with('%')),
        ),
    };
    if spread.is_some_and(|spread| !is_spread(spread)) {
        return None;
    }
    let (digits, main) = (with_point(digits), with_point(main));
    // Who writes `about` means the last digit less than exactly.
    let decimals = decimals(&digits)? - i32::from(is_about);
    let value: f64 = digits.parse().ok()?;
    // About 0.8 is anything from an unusable model to a good one.
    let says_much = !is_about || decimals > 0 || value.abs() > 1.0;
    (value.is_finite() && says_much).then(|| Written {
        value,
        decimals,
        percent,
        text: main.into_owned(),
    })
}

/// Reads a number as a program prints it, as [`parse`] reads that.
pub(super) fn printed(number: &Number) -> Option<Written> {
    let text = number.to_string();
    let value = number.as_f64().filter(|value| value.is_finite())?;
    Some(Written {
        value,
        decimals: decimals(&text)?,
        percent: false,
        text,
    })
}

/// Returns whether every number of a text is written as a program prints it.
///
/// Where this is so, nothing is to be learnt from the places of numbers. A
/// doubtful one counts as written otherwise.
pub(super) fn are_plain(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte);
    let is_digit = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
    text.as_bytes()
        .split(|byte| !is_part(*byte))
        .filter(|word| {
            word.first()
                .is_some_and(|first| !first.is_ascii_alphabetic())
        })
        .filter(|word| word.iter().all(|byte| is_digit(*byte)))
        .filter_map(|word| std::str::from_utf8(word).ok())
        .all(|word| is_plain(word) || parse(word).is_none())
}

/// Returns whether a number is short, without sign or exponent, and has no digit too many.
fn is_plain(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let is_zero = unsigned.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && all_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && (fraction == "0" || !fraction.ends_with('0'))
        // A small number is printed as `1e-7`, and a long one may lose its last digits.
        && !fraction.starts_with("000")
        && whole.len() + fraction.len() <= 15
        && !(is_zero && word.starts_with('-'))
}

/// Moves the decimal point of `value` by `places`, exactly.
pub(super) fn shift(value: f64, places: i32) -> f64 {
    if places == 0 {
        return value;
    }
    format!("{value}e{places}").parse().unwrap_or(value)
}

/// Returns half a unit of the last of `decimals` decimals.
pub(super) fn half_unit(decimals: i32) -> f64 {
    const USUAL: [f64; 8] = [5e-1, 5e-2, 5e-3, 5e-4, 5e-5, 5e-6, 5e-7, 5e-8];
    let usual = usize::try_from(decimals).ok();
    if let Some(half) = usual.and_then(|decimals| USUAL.get(decimals)) {
        return *half;
    }
    format!("5e{}", -(decimals + 1)).parse().unwrap_or(0.0)
}

/// Returns `value` as JSON, whole numbers without a fraction.
pub(super) fn json(value: f64) -> Value {
    /// Up to here every whole number is a float exactly.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "whole and in range, as just tested"
        )]
        return Value::Number(Number::from(value as i64));
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Takes off what decorates a number: emphasis, signs such as `✅` and `†`, a
/// footnote, an interval behind it; tells whether it is called approximate.
fn bare(text: &str) -> (&str, bool) {
    let is_mark = |c: char| {
        let is_symbol = !c.is_ascii() && !c.is_alphanumeric() && !"±≈≤≥".contains(c);
        is_symbol || c.is_whitespace() || "\"'*`_$".contains(c)
    };
    let mut text = text.trim_matches(is_mark);
    if let Some((number, _)) = text.split_once("[^") {
        text = number.trim_matches(is_mark);
    }
    if let Some((number, inside)) = text.split_once(['(', '['])
        && is_interval(inside)
    {
        text = number.trim_matches(is_mark);
    }
    let signs = ["~", "≈", "ca.", "approx.", "about"];
    let about = signs.iter().find_map(|sign| text.strip_prefix(sign));
    (about.unwrap_or(text).trim_matches(is_mark), about.is_some())
}

/// Returns whether the text behind an opening bracket is `0.98, 0.99)` or `95% CI 0.98–0.99]`.
fn is_interval(inside: &str) -> bool {
    let Some(inside) = inside.strip_suffix([')', ']']) else {
        return false;
    };
    let (level, ends) = inside.rsplit_once("CI").unwrap_or(("", inside));
    let ends = ends.trim_start_matches([':', '=', ' ']);
    let halves = [", ", ",", "–", "—", " to ", " - ", "-"]
        .iter()
        .find_map(|between| ends.split_once(between));
    let is_number = |end: &str| decimals(end.trim().trim_end_matches('%')).is_some();
    let is_level = level.trim().is_empty() || is_number(level.trim());
    is_level && halves.is_some_and(|(low, high)| is_number(low) && is_number(high))
}

/// Reads the comma of `0,99` and `91,4` as a point; that of `1,234` can be either.
fn with_point(text: &str) -> Cow<'_, str> {
    let Some((whole, rest)) = text.split_once(',') else {
        return Cow::Borrowed(text);
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && (digits != 3 || whole == "0") {
        return Cow::Owned(format!("{whole}.{rest}"));
    }
    Cow::Borrowed(text)
}

fn split_spread(text: &str) -> (&str, Option<&str>) {
    for sign in ["±", "+/-", "+-"] {
        if let Some((main, spread)) = text.split_once(sign) {
            return (main, Some(spread));
        }
    }
    (text, None)
}

fn is_spread(text: &str) -> bool {
    decimals(text.trim().trim_end_matches('%').trim_end()).is_some()
}

/// Counts the decimals of a plain decimal number; `None` where it is not one.
fn decimals(text: &str) -> Option<i32> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    // Longer than any measurement: a digest or an id that happens to be digits.
    if whole.len() + fraction.len() > 40 || exponent.abs() > 400 {
        return None;
    }
    Some(i32::try_from(fraction.len()).ok()? - exponent)
}

/// Returns a number of cases, which tools that know no integers write as `4.0`.
pub(super) fn count(number: f64) -> Option<u64> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number that is whole, not negative and below 2^53 fits"
    )]
    let count = number as u64;
    let is_whole = (0.0..9.0e15).contains(&number) && number.fract() == 0.0;
    is_whole.then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(f64, i32, bool, &str)>) {
        let found = parse(text).map(|w| (w.value, w.decimals, w.percent, w.text));
        let expected = expected.map(|(v, d, p, t)| (v, d, p, t.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_number_is_read_as_exactly_as_it_was_written() {
        check("0.990", Some((0.99, 3, false, "0.990")));
        check("\"77.58%\"", Some((77.58, 2, true, "77.58%")));
        check("58.857 %", Some((58.857, 3, true, "58.857 %")));
        check("**91.4 ± 0.3**", Some((91.4, 1, false, "91.4")));
        check("91.4 ± 0.3%", Some((91.4, 1, true, "91.4")));
        check("5e-3", Some((0.005, 3, false, "5e-3")));
        check("-.5", Some((-0.5, 1, false, "-.5")));
        check("\u{2212}0.5", Some((-0.5, 1, false, "-0.5")));
    }

    #[test]
    fn what_decorates_a_number_does_not_hide_it() {
        for text in [
            "0.99 ✅",
            "**0.99**†",
            "0.99[^1]",
            "$0.99$",
            "0.99 (95% CI 0.98-0.995)",
            "0.99 [0.98, 0.995]",
            "0,99",
            "０.９９",
            "0.9\u{200b}9",
        ] {
            check(text, Some((0.99, 2, false, "0.99")));
        }
        check("99 percent", Some((99.0, 0, true, "99 percent")));
        check("~0.99", Some((0.99, 1, false, "0.99")));
    }

    #[test]
    fn what_is_not_one_number_is_none() {
        for text in [
            "80 pixels",
            "88.0/-",
            "1,234",
            "0.91 (0.87)",
            "0.91, 0.87",
            ">0.9",
            "about 0.8",
            "",
            "%",
            ".",
            "v1.0",
            "nan",
            "1e999",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_plain_number_is_printed_as_it_was_written() {
        for text in [
            "0",
            "7",
            "-7",
            "0.0",
            "1.0",
            "0.9103",
            "-12.25",
            "0.001",
            "123456789012.25",
        ] {
            let read: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read.to_string(), text);
            assert!(are_plain(&format!("[1,{text}, \"v2.10\"]\n")), "{text}");
        }
        for text in [
            "0.90",
            "1e3",
            "-0",
            "-0.0",
            "0.00001",
            "+1",
            "01",
            ".5",
            "1.",
            "1.5E-3",
            "12345678901234567890",
            "0.1234567890123456",
        ] {
            assert!(!are_plain(&format!("a: {text}\nb: 1")), "{text}");
        }
        // What is no number is not written otherwise either.
        assert!(are_plain(
            "on 2026-11-23 of 1.2.3, 10-20 times, 0x1F, 1_000, `a0.90`"
        ));
    }

    #[test]
    fn a_printed_number_is_read_as_its_text() {
        for text in [
            "0",
            "-0.0",
            "7",
            "-7",
            "0.1",
            "1.0",
            "12.250",
            "1e300",
            "1.5e-7",
            "-2E5",
            "18446744073709551615",
            "0.12345678901234567",
            "123456789012345680000",
        ] {
            let Value::Number(number) = serde_json::from_str(text).unwrap() else {
                panic!("{text}");
            };
            assert_eq!(printed(&number), parse(&number.to_string()), "{text}");
        }
    }

    #[test]
    fn shifting_moves_the_point_and_nothing_else() {
        assert_eq!(shift(0.914, 2).to_string(), "91.4");
        assert_eq!(shift(0.07, 2).to_string(), "7");
        assert_eq!(shift(77.58, -2).to_string(), "0.7758");
        assert_eq!(half_unit(3).to_string(), "0.0005");
        assert_eq!(half_unit(0).to_string(), "0.5");
    }
}
