//! Where in a value something is said.

use anyhow::{Result, bail};
use regorus::Value;

use crate::span::{Pointer, Step};

/// Returns the JSON pointers, within `value`, of all that says something: a number, a
/// flag, and text of at least `min_characters` visible characters, blanks around it aside,
/// with a letter or digit among them.
pub(super) fn said(value: &Value, min_characters: &Value) -> Result<Value> {
    let Ok(least) = min_characters.as_f64() else {
        bail!("`raigate.text.said` takes a number of characters");
    };
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), least, &mut found);
    Ok(Value::from(found))
}

fn walk<'v>(value: &'v Value, way: &mut Vec<Step<'v>>, least: f64, found: &mut Vec<Value>) {
    let mut within = |step, value| {
        way.push(step);
        walk(value, way, least, found);
        way.pop();
    };
    let says = match value {
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(text) => {
            let visible = || text.trim().chars().filter(|c| !is_invisible(*c));
            let characters = u32::try_from(visible().count()).unwrap_or(u32::MAX);
            f64::from(characters) >= least && visible().any(char::is_alphanumeric)
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                within(Step::Index(index), item);
            }
            false
        }
        Value::Object(members) => {
            for (key, member) in members.iter_sorted() {
                let key = key.as_string().map(AsRef::as_ref).unwrap_or_default();
                within(Step::Key(key), member);
            }
            false
        }
        _ => false,
    };
    if says {
        found.push(Value::from(Pointer::of(way).as_str()));
    }
}

/// Returns whether a character leaves no mark; some of these are letters.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
