//! `sprintf` as OPA has it, which is Go's, so that a message reads the same on both.
//!
//! One difference is deliberate: `%f`, `%e` and `%g` take whole numbers too. OPA
//! answers `%!f(int64=1)`, which no reader of a finding deserves.

use anyhow::{Result, bail};
use regorus::Value;

use super::verbs::{Flags, Operand};

/// Formats the list `values` by `format`.
pub(super) fn sprintf(format: &Value, values: &Value) -> Result<String> {
    let (Value::String(format), Value::Array(values)) = (format, values) else {
        bail!("`sprintf` takes a text and a list");
    };
    let operands: Vec<Operand> = values.iter().map(Operand::new).collect();
    let mut printer = Printer {
        rest: format,
        operands: &operands,
        next: 0,
        has_index: false,
        out: String::with_capacity(format.len() + 16),
    };
    printer.print();
    Ok(printer.out)
}

/// Wider than any message; the engine cannot be interrupted while it fills a width.
const WIDEST: usize = 1_000;

/// Why the index in `%[1]d` cannot be followed.
struct BadIndex;

struct Printer<'f> {
    rest: &'f str,
    operands: &'f [Operand],
    next: usize,
    /// Whether any verb chose its operand by an index, after which none is extra.
    has_index: bool,
    out: String,
}

impl<'f> Printer<'f> {
    fn print(&mut self) {
        while let Some((before, after)) = self.rest.split_once('%') {
            self.out.push_str(before);
            self.rest = after;
            self.directive();
        }
        self.out.push_str(self.rest);
        let unused = self.operands.get(self.next..).unwrap_or_default();
        if !self.has_index && !unused.is_empty() {
            let shown: Vec<String> = unused.iter().map(Operand::described).collect();
            self.complain(format_args!("%!(EXTRA {})", shown.join(", ")));
        }
    }

    /// Prints what follows one `%`.
    fn directive(&mut self) {
        let mut flags = self.flags();
        let mut is_good = self.index();
        self.width(&mut flags);
        is_good = self.precision(&mut flags, is_good) && self.index() && is_good;
        let Some(verb) = self.rest.chars().next() else {
            self.out.push_str("%!(NOVERB)");
            return;
        };
        self.skip(verb.len_utf8());
        if verb == '%' {
            self.out.push('%');
        } else if !is_good {
            self.complain(format_args!("%!{verb}(BADINDEX)"));
        } else if let Some(operand) = self.take() {
            operand.print(verb, &flags, &mut self.out);
        } else {
            self.complain(format_args!("%!{verb}(MISSING)"));
        }
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(first) = self.rest.chars().next() {
            match first {
                '#' => flags.sharp = true,
                '0' => flags.zero = true,
                '+' => flags.plus = true,
                '-' => flags.minus = true,
                ' ' => flags.space = true,
                _ => break,
            }
            self.skip(1);
        }
        flags
    }

    /// Reads `[n]`; a broken index makes the verb complain.
    fn index(&mut self) -> bool {
        match self.read_index() {
            Ok(Some(index)) => {
                self.has_index = true;
                self.next = index;
                true
            }
            Ok(None) => true,
            Err(BadIndex) => {
                self.has_index = true;
                false
            }
        }
    }

    fn read_index(&mut self) -> Result<Option<usize>, BadIndex> {
        let Some(inner) = self.rest.strip_prefix('[') else {
            return Ok(None);
        };
        let Some((digits, after)) = inner.split_once(']') else {
            // Without an end the bracket is skipped and nothing is left to be a verb.
            self.rest = "";
            return Err(BadIndex);
        };
        self.rest = after;
        match digits.parse::<usize>() {
            Ok(index) if (1..=self.operands.len()).contains(&index) => Ok(Some(index - 1)),
            _ => Err(BadIndex),
        }
    }

    fn width(&mut self, flags: &mut Flags) {
        if let Some(after) = self.rest.strip_prefix('*') {
            self.rest = after;
            match self.take().and_then(Operand::as_width) {
                Some(width) => {
                    flags.minus |= width < 0;
                    flags.width = usize::try_from(width.unsigned_abs()).ok();
                }
                None => self.out.push_str("%!(BADWIDTH)"),
            }
        } else {
            flags.width = self.number();
        }
        flags.width = flags.width.map(|width| width.min(WIDEST));
    }

    /// Reads `.n`, `.*` and `.[i]*`; returns whether an index in it was good.
    fn precision(&mut self, flags: &mut Flags, is_good: bool) -> bool {
        let Some(after) = self.rest.strip_prefix('.') else {
            return is_good;
        };
        self.rest = after;
        let is_good = self.index() && is_good;
        if let Some(after) = self.rest.strip_prefix('*') {
            self.rest = after;
            let precision = self.take().and_then(Operand::as_width);
            flags.precision = precision.and_then(|precision| usize::try_from(precision).ok());
            if flags.precision.is_none() {
                self.out.push_str("%!(BADPREC)");
            }
        } else {
            flags.precision = Some(self.number().unwrap_or(0));
        }
        flags.precision = flags.precision.map(|precision| precision.min(WIDEST));
        is_good
    }

    fn number(&mut self) -> Option<usize> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let digits = self.rest.get(..end).filter(|digits| !digits.is_empty())?;
        self.skip(end);
        Some(digits.parse().unwrap_or(WIDEST))
    }

    fn take(&mut self) -> Option<&'f Operand> {
        let operands: &'f [Operand] = self.operands;
        let operand = operands.get(self.next)?;
        self.next += 1;
        Some(operand)
    }

    fn complain(&mut self, about: std::fmt::Arguments) {
        self.out.push_str(&about.to_string());
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}
