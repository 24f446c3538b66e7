//! Prints one operand of `sprintf` by one verb, as Go does.

use regorus::Value;

/// What stands between `%` and the verb.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "five flags that Go has")]
pub(super) struct Flags {
    pub(super) sharp: bool,
    pub(super) zero: bool,
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) space: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
}

/// A value as OPA hands it to Go: everything but a number is a text.
#[derive(Debug)]
pub(super) enum Operand {
    /// A whole number; `true` where it does not fit 64 bits.
    Whole(i128, bool),
    /// Any other number.
    Float(f64),
    /// A text, or another value written as Rego.
    Text(String),
}

impl Operand {
    /// Takes a value as OPA does.
    pub(super) fn new(value: &Value) -> Self {
        match value {
            Value::Number(_) => number(value),
            Value::String(text) => Self::Text(text.to_string()),
            other => Self::Text(as_rego(other)),
        }
    }

    /// Returns the whole number that `*` takes.
    pub(super) fn as_width(&self) -> Option<i64> {
        match self {
            Self::Whole(number, _) => i64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// Returns type and value, as a complaint about a verb shows them.
    pub(super) fn described(&self) -> String {
        self.described_by(&Flags::default())
    }

    /// Prints this by `verb`.
    pub(super) fn print(&self, verb: char, flags: &Flags, out: &mut String) {
        // `%+v` asks for names of members, which no value here has.
        let flags = &Flags {
            plus: flags.plus && verb != 'v',
            ..*flags
        };
        let printed = match (self, verb) {
            (_, 'T') => Some(text(self.type_name(), 's', flags)),
            (Self::Whole(number, is_big), _) => whole(*number, *is_big, verb, flags),
            (Self::Float(number), _) => float(*number, verb, flags),
            (Self::Text(value), 'v' | 's' | 'q' | 'x' | 'X') => Some(text(value, verb, flags)),
            (Self::Text(_), _) => None,
        };
        let complaint = || format!("%!{verb}({})", self.described_by(flags));
        out.push_str(&printed.unwrap_or_else(complaint));
    }

    fn described_by(&self, flags: &Flags) -> String {
        let mut value = String::new();
        self.print('v', flags, &mut value);
        format!("{}={value}", self.type_name())
    }

    const fn type_name(&self) -> &'static str {
        match self {
            Self::Whole(_, true) => "big.Int",
            Self::Whole(..) => "int64",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }
}

fn number(value: &Value) -> Operand {
    if let Ok(small) = value.as_i64() {
        return Operand::Whole(small.into(), false);
    }
    let text = value.to_json_str().unwrap_or_default();
    match (text.parse::<i128>(), text.parse::<f64>()) {
        (Ok(big), _) => Operand::Whole(big, true),
        (_, Ok(float)) => Operand::Float(float),
        _ => Operand::Text(text),
    }
}

/// Writes a value as Rego: members sorted, texts quoted, an empty set as `set()`.
fn as_rego(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::String(text) => quoted(text, false),
        Value::Array(items) => format!("[{}]", list(items.iter().map(as_rego).collect())),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", list(items.iter_sorted().map(as_rego).collect())),
        Value::Object(members) => {
            let pair = |(key, value)| format!("{}: {}", as_rego(key), as_rego(value));
            format!("{{{}}}", list(members.iter_sorted().map(pair).collect()))
        }
        other => other.to_json_str().unwrap_or_default(),
    }
}

fn whole(number: i128, is_big: bool, verb: char, flags: &Flags) -> Option<String> {
    let magnitude = number.unsigned_abs();
    let digits = match verb {
        'd' | 'v' => magnitude.to_string(),
        's' if is_big => magnitude.to_string(),
        'b' => format!("{magnitude:b}"),
        'o' if flags.sharp => format!("0{magnitude:o}"),
        'o' => format!("{magnitude:o}"),
        'O' => format!("0o{magnitude:o}"),
        'x' if flags.sharp => format!("0x{magnitude:x}"),
        'x' => format!("{magnitude:x}"),
        'X' if flags.sharp => format!("0X{magnitude:X}"),
        'X' => format!("{magnitude:X}"),
        'c' | 'q' | 'U' => return Some(character(number, verb, flags)),
        // See the head of `sprintf.rs`: this is where raigate is kinder than OPA.
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let nearest: f64 = number.to_string().parse().ok()?;
            return float(nearest, verb, flags);
        }
        _ => return None,
    };
    let digits = match flags.precision {
        Some(precision) => format!("{digits:0>precision$}"),
        None => digits,
    };
    let may_fill = flags.precision.is_none();
    Some(signed(number < 0, &digits, may_fill, flags))
}

fn character(number: i128, verb: char, flags: &Flags) -> String {
    let found = u32::try_from(number).ok().and_then(char::from_u32);
    let found = found.unwrap_or(char::REPLACEMENT_CHARACTER);
    let code = u32::from(found);
    let shown = match verb {
        'c' => found.to_string(),
        'q' => {
            let text = quoted(&found.to_string(), flags.plus);
            let inner = text.trim_start_matches('"').trim_end_matches('"');
            match found {
                '"' => "'\"'".to_owned(),
                '\'' => "'\\''".to_owned(),
                _ => format!("'{inner}'"),
            }
        }
        _ if flags.sharp => format!("U+{code:04X} '{found}'"),
        _ => format!("U+{code:04X}"),
    };
    padded(&shown, ' ', flags)
}

fn float(number: f64, verb: char, flags: &Flags) -> Option<String> {
    let magnitude = number.abs();
    let digits = match verb {
        'e' | 'E' => exponential(magnitude, Some(flags.precision.unwrap_or(6))),
        'f' | 'F' => format!("{magnitude:.*}", flags.precision.unwrap_or(6)),
        'g' | 'G' | 'v' => general(magnitude, flags.precision),
        _ => return None,
    };
    let digits = if matches!(verb, 'E' | 'G') {
        digits.to_uppercase()
    } else {
        digits
    };
    Some(signed(number.is_sign_negative(), &digits, true, flags))
}

/// Writes `1.5e-07`: Go gives an exponent a sign and two digits.
fn exponential(magnitude: f64, precision: Option<usize>) -> String {
    let text = match precision {
        Some(precision) => format!("{magnitude:.precision$e}"),
        None => format!("{magnitude:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{exponent:0>2}")
}

/// Writes `%g`: as an exponential where that is shorter.
fn general(magnitude: f64, precision: Option<usize>) -> String {
    let significant = precision.map(|precision| precision.max(1));
    let text = match significant {
        Some(count) => format!("{magnitude:.*e}", count - 1),
        None => format!("{magnitude:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = match mantissa.split_once('.') {
        Some(_) => mantissa.trim_end_matches('0').trim_end_matches('.'),
        None => mantissa,
    };
    let digits = mantissa.chars().filter(char::is_ascii_digit).count();
    let integral = usize::try_from(exponent + 1).unwrap_or(0);
    let limit = match significant {
        Some(count) if count > digits && digits >= integral => digits,
        Some(count) => count,
        // What is as short as possible counts as six digits.
        None => 6,
    };
    if exponent < -4 || exponent >= i32::try_from(limit).unwrap_or(i32::MAX) {
        let places = digits - 1;
        return exponential(magnitude, Some(places));
    }
    let places = i32::try_from(digits).unwrap_or(0) - 1 - exponent;
    format!("{magnitude:.*}", usize::try_from(places).unwrap_or(0))
}

fn text(value: &str, verb: char, flags: &Flags) -> String {
    let kept: String = match flags.precision {
        Some(precision) if verb != 'x' && verb != 'X' => value.chars().take(precision).collect(),
        _ => value.to_owned(),
    };
    let shown = match verb {
        'q' if flags.sharp && !kept.contains(['`', '\n']) => format!("`{kept}`"),
        'q' => quoted(&kept, flags.plus),
        'x' => hexadecimal(&kept, flags),
        'X' => hexadecimal(&kept, flags).to_uppercase(),
        'v' if flags.sharp => quoted(&kept, false),
        _ => kept,
    };
    padded(&shown, if flags.zero { '0' } else { ' ' }, flags)
}

fn hexadecimal(value: &str, flags: &Flags) -> String {
    let count = flags.precision.unwrap_or(value.len());
    let bytes = value.bytes().take(count).map(|byte| format!("{byte:02x}"));
    let bytes: Vec<String> = bytes.collect();
    let prefix = if flags.sharp { "0x" } else { "" };
    let between = if flags.space {
        format!(" {prefix}")
    } else {
        String::new()
    };
    format!("{prefix}{}", bytes.join(&between))
}

/// Quotes as Go's `strconv.Quote`, or `QuoteToASCII`.
fn quoted(value: &str, is_ascii: bool) -> String {
    let inner: String = value.chars().map(|one| escaped(one, is_ascii)).collect();
    format!("\"{inner}\"")
}

fn escaped(character: char, is_ascii: bool) -> String {
    let code = u32::from(character);
    let short = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ if code < 0x20 || code == 0x7f => return format!("\\x{code:02x}"),
        _ if character.is_control() || is_ascii && code > 0x7f => {
            let is_long = code > 0xffff;
            return if is_long {
                format!("\\U{code:08x}")
            } else {
                format!("\\u{code:04x}")
            };
        }
        other => return other.to_string(),
    };
    short.to_owned()
}

/// Puts the sign before `digits` and fills up to the width, with zeros behind the sign.
fn signed(is_negative: bool, digits: &str, may_fill: bool, flags: &Flags) -> String {
    let sign = match (is_negative, flags.plus, flags.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    if may_fill && flags.zero && !flags.minus {
        let width = flags.width.unwrap_or(0).saturating_sub(sign.len());
        return format!("{sign}{digits:0>width$}");
    }
    padded(&format!("{sign}{digits}"), ' ', flags)
}

fn padded(shown: &str, fill: char, flags: &Flags) -> String {
    let missing = flags
        .width
        .unwrap_or(0)
        .saturating_sub(shown.chars().count());
    if flags.minus {
        format!("{shown}{}", " ".repeat(missing))
    } else {
        format!("{}{shown}", fill.to_string().repeat(missing))
    }
}
