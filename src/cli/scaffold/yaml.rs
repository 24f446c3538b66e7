//! Known values as YAML that every reader takes for the same.

use std::fmt::Write as _;

use serde_json::Value;

/// The longest list or mapping that is written in one line.
const WIDTH: usize = 60;

/// Returns `key: value`, indented `depth` times, with a line break behind it.
pub(super) fn member(key: &str, value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let key = self::key(key);
    if let Some(short) = inline(value) {
        return format!("{indent}{key}: {short}\n");
    }
    match value {
        Value::Array(items) => {
            let items: String = items.iter().map(|item| entry(item, depth + 1)).collect();
            format!("{indent}{key}:\n{items}")
        }
        Value::Object(members) => {
            let members: String = members
                .iter()
                .map(|(key, value)| member(key, value, depth + 1))
                .collect();
            format!("{indent}{key}:\n{members}")
        }
        scalar => format!("{indent}{key}: {}\n", self::scalar(scalar)),
    }
}

/// Returns a key, quoted wherever plain text could be read as something else.
pub(super) fn key(key: &str) -> String {
    let mut letters = key.bytes();
    let is_plain = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'$')
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"-_$".contains(&byte))
        // What YAML 1.1 reads as true, false or nothing.
        && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
            .contains(&key.to_ascii_lowercase().as_str());
    if is_plain || key == "n" {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// Returns an entry of a list: a dash, and its value or members behind it.
fn entry(item: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let members = match item {
        Value::Object(members) if !members.is_empty() => members,
        item => return format!("{indent}- {}\n", inline(item).unwrap_or_else(|| flow(item))),
    };
    let members: String = members
        .iter()
        .map(|(key, value)| member(key, value, depth + 1))
        .collect();
    // The dash stands where the indent of the first member begins.
    format!("{indent}- {}", members.trim_start())
}

/// Returns a value of one line; `None` where it takes more.
fn inline(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) if items.iter().any(|it| it.is_object() || it.is_array()) => None,
        Value::Object(members) if members.is_empty() => Some("{}".to_owned()),
        Value::Object(members) if members.values().any(|it| it.is_object() || it.is_array()) => {
            None
        }
        Value::Array(_) | Value::Object(_) => {
            let flow = flow(value);
            (flow.chars().count() <= WIDTH).then_some(flow)
        }
        scalar => Some(self::scalar(scalar)),
    }
}

/// Returns a value between brackets.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name), flow(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        scalar => self::scalar(scalar),
    }
}

/// Returns a scalar; quoted wherever plain text could be read as something else.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if text == "TODO" => text.clone(),
        Value::String(text) => {
            let is_plain = text.starts_with(|c: char| c.is_ascii_lowercase())
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c))
                && text.contains(['-', '/']);
            if is_plain { text.clone() } else { quoted(text) }
        }
        Value::Number(number) => exponent(&number.to_string()),
        other => other.to_string(),
    }
}

/// Writes `5e-6` as `5.0e-6`: without a point and a sign, YAML 1.1 takes it for text.
fn exponent(number: &str) -> String {
    let Some((digits, power)) = number.split_once(['e', 'E']) else {
        return number.to_owned();
    };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if power.starts_with(['-', '+']) {
        ""
    } else {
        "+"
    };
    format!("{digits}{point}e{sign}{power}")
}

/// Quotes a text so that nothing of it is read as YAML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    for c in Value::from(text).to_string().chars() {
        // JSON leaves these as they are, and YAML takes them for breaks or refuses them.
        if matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        ) {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "\\u{:04x}", u32::from(c));
        } else {
            quoted.push(c);
        }
    }
    quoted
}
