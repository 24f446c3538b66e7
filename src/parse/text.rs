//! Turns bytes into text, or says why they are none.

use crate::artifact::Fault;
use crate::parse::faults::unparsable;
use crate::span::Span;

/// How much of a file is looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 256;

/// Returns the text of `bytes`, byte order mark included.
///
/// # Errors
/// Gives the fault, and what could be read in front of it: up to the first
/// byte that is no UTF-8, which then stands as one replacement character.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, (String, Fault)> {
    if is_utf16(bytes) {
        let fault = unparsable(Span::default(), "file is UTF-16, save it as UTF-8");
        return Err((String::new(), fault));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    if let Some(at) = text.find('\0') {
        let fault = unparsable(Span::new(at, at + 1), "NUL byte in a text file");
        return Err((text.to_owned(), fault));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err((
            text.to_owned(),
            unparsable(Span::default(), "file is empty"),
        ));
    }
    Ok(text)
}

/// Returns the byte at which the content begins, after a byte order mark.
pub(super) fn content_start(text: &str) -> usize {
    if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    }
}

/// Returns the character at byte `at`, as a span; empty at the end of the text.
pub(super) fn character_at(text: &str, at: usize) -> Span {
    let length = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

/// Returns the line of byte `at`, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count()
}

fn not_utf8(bytes: &[u8], valid: usize) -> (String, Fault) {
    let prefix = bytes.get(..valid).unwrap_or_default();
    let mut text = String::from_utf8_lossy(prefix).into_owned();
    let line = line_of(&text, valid);
    let byte = bytes.get(valid).copied().unwrap_or_default();
    text.push('\u{fffd}');
    let message = format!(
        "byte 0x{byte:02X} on line {line} (byte {valid} of the file) is not UTF-8, save it as UTF-8"
    );
    let fault = unparsable(Span::new(valid, text.len()), message);
    (text, fault)
}

/// Returns whether every other byte is NUL, as in UTF-16 of Latin text, or a mark says UTF-16.
fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let zeros = |offset: usize| {
        let all = sample.iter().skip(offset).step_by(2);
        let zero = all.clone().filter(|byte| **byte == 0).count();
        (zero, all.count())
    };
    let (even, evens) = zeros(0);
    let (odd, odds) = zeros(1);
    let most = |zero: usize, all: usize| all > 1 && zero * 10 >= all * 7;
    (most(odd, odds) && even == 0) || (most(even, evens) && odd == 0)
}
