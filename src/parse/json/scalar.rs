//! The scalars of JSON: texts, numbers, and the three words.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::Scanner;
use crate::artifact::Fault;
use crate::parse::faults::unparsable;
use crate::parse::text::{character_at, line_of};
use crate::span::Span;

/// Returns the number that is written, exactly where it is whole; `None` where it is infinite.
pub(in crate::parse) fn number(written: &str, is_float: bool) -> Option<Number> {
    if !is_float {
        if let Ok(whole) = written.parse::<u64>() {
            return Some(whole.into());
        }
        if let Ok(whole) = written.parse::<i64>() {
            return Some(whole.into());
        }
    }
    Number::from_f64(written.parse().ok()?)
}

/// Returns the beginning of what is written, short enough for a headline.
pub(in crate::parse) fn shortened(written: &str) -> Cow<'_, str> {
    match written.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", written.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(written),
    }
}

impl<'t> Scanner<'t, '_> {
    pub(super) fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        self.plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            let plain = self.text.get(start..self.at - 1).unwrap_or_default();
            return Ok(Cow::Borrowed(plain));
        }
        let mut owned = String::from(self.text.get(start..self.at).unwrap_or_default());
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape(&mut owned)?,
                Some(b'\n' | b'\r') => {
                    return Err(self.here("line break inside a text, in JSON it is written `\\n`"));
                }
                Some(byte) => {
                    return Err(self.here(format!("control character U+{byte:04X} inside a text")));
                }
                None => {
                    let line = line_of(self.text, open);
                    return Err(
                        self.here(format!("text ends inside quotes that open on line {line}"))
                    );
                }
            }
            let from = self.at;
            self.plain();
            owned.push_str(self.text.get(from..self.at).unwrap_or_default());
        }
        self.at += 1;
        Ok(Cow::Owned(owned))
    }

    /// Goes to the next quote, backslash or control character.
    fn plain(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_special = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < 0x20;
        self.at += rest.iter().position(is_special).unwrap_or(rest.len());
    }

    fn escape(&mut self, owned: &mut String) -> Result<(), Fault> {
        let start = self.at;
        let plain = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(owned),
            _ => {
                let after = character_at(self.text, start + 1);
                let message = format!("`\\{}` is no escape in JSON", after.slice(self.text));
                return Err(unparsable(Span::new(start, after.end), message));
            }
        };
        owned.push(plain);
        self.at += 2;
        Ok(())
    }

    fn unicode(&mut self, owned: &mut String) -> Result<(), Fault> {
        let start = self.at;
        let first = self.hex(start)?;
        self.at += 6;
        let code = if (0xd800..0xdc00).contains(&first) && self.follows(b"\\u") {
            let second = self.hex(self.at)?;
            if (0xdc00..0xe000).contains(&second) {
                self.at += 6;
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            } else {
                first
            }
        } else {
            first
        };
        if let Some(character) = char::from_u32(code) {
            owned.push(character);
        } else {
            let message =
                format!("`\\u{first:04x}` is half of a surrogate pair, the other half is missing");
            self.faults.unparsable(Span::new(start, start + 6), message);
            owned.push('\u{fffd}');
        }
        Ok(())
    }

    /// Returns the code of the `\uXXXX` at byte `start`.
    fn hex(&self, start: usize) -> Result<u32, Fault> {
        let digits = self.text.get(start + 2..start + 6).unwrap_or_default();
        let is_hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u32::from_str_radix(digits, 16) {
            Ok(code) if is_hex => Ok(code),
            _ => Err(unparsable(
                Span::new(start, start + 2),
                "`\\u` needs four hexadecimal digits",
            )),
        }
    }

    pub(super) fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        if self.follows(b"Infinity") {
            self.at += "Infinity".len();
            return Ok(self.no_number(start));
        }
        let first = self.peek();
        let whole = self.digits();
        if whole == 0 {
            return Err(self.unexpected("a digit"));
        }
        if first == Some(b'0') && whole > 1 {
            let span = Span::new(start, self.at);
            return Err(unparsable(
                span,
                "number with a leading zero, which JSON does not have",
            ));
        }
        let mut is_float = false;
        if self.peek() == Some(b'.') {
            is_float = true;
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected("a digit after the decimal point"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            is_float = true;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return Err(self.unexpected("a digit in the exponent"));
            }
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        match number(written, is_float || written == "-0") {
            Some(number) => Ok(Value::Number(number)),
            None => Ok(self.too_large(start)),
        }
    }

    fn digits(&mut self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    pub(super) fn word(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        self.at += rest.iter().take_while(is_word).count();
        let word = self.text.get(start..self.at).unwrap_or_default();
        let json = match word {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "null" => return Ok(Value::Null),
            "NaN" | "Infinity" => return Ok(self.no_number(start)),
            "True" | "TRUE" => "`true`",
            "False" | "FALSE" => "`false`",
            "None" | "Null" | "NULL" | "nil" | "undefined" => "`null`",
            _ => "text in double quotes",
        };
        let message = format!("`{}` is not JSON, {json} is", shortened(word));
        Err(unparsable(Span::new(start, self.at), message))
    }

    /// Notes a `NaN` or `Infinity`, and keeps it as text so that nothing can compute with it.
    fn no_number(&mut self, start: usize) -> Value {
        let span = Span::new(start, self.at);
        let written = span.slice(self.text);
        let message = format!("`{written}` is not JSON, which has no such number");
        self.faults.unparsable(span, message);
        Value::String(written.to_owned())
    }

    fn too_large(&mut self, start: usize) -> Value {
        let span = Span::new(start, self.at);
        let written = span.slice(self.text);
        let message = format!("number `{}` is too large to be read", shortened(written));
        self.faults.unparsable(span, message);
        Value::String(written.to_owned())
    }
}
