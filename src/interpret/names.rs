//! Whether two names of a model or a dataset are one.
//!
//! Case and separators do not tell models apart, and an organisation in front
//! may be left out. Everything else does: `resnet50` is not `resnet50.a1_in1k`.

use std::borrow::Cow;

use serde_json::{Value, json};

/// Returns `name` in lower case with one kind of separator.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let name = as_seen(name);
    for c in name.trim().trim_end_matches('/').chars() {
        let c = if c == '_' || c.is_whitespace() {
            '-'
        } else {
            c
        };
        if c == '-' && normal.ends_with('-') {
            continue;
        }
        if c.is_ascii() {
            normal.push(c.to_ascii_lowercase());
        } else {
            normal.extend(c.to_lowercase());
        }
    }
    normal
}

/// Returns `text` as a reader sees it: nothing invisible, letters of full width as
/// plain ones, and in a word that mixes alphabets the Latin letter each looks like.
pub(super) fn as_seen(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let seen = text.chars().filter(|c| !is_invisible(*c)).map(narrow);
    let seen: String = seen.collect();
    let mixes =
        seen.chars().any(|c| c.is_ascii_alphabetic()) && seen.chars().any(|c| latin(c).is_some());
    if mixes {
        return Cow::Owned(seen.chars().map(|c| latin(c).unwrap_or(c)).collect());
    }
    Cow::Owned(seen)
}

/// Returns what a column may be named by: `annotatorAge` and `age_group` are both `age`, one
/// with a word `before` it, one with a word `behind`.
pub(super) fn of_column(name: &str) -> Vec<Value> {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_small = false;
    for c in name.chars() {
        if c.is_uppercase() && was_small {
            snake.push('_');
        }
        was_small = c.is_lowercase() || c.is_ascii_digit();
        snake.extend(c.to_lowercase());
    }
    let steps = snake.split(|c: char| !c.is_alphanumeric());
    let steps: Vec<&str> = steps.filter(|step| !step.is_empty()).collect();
    let mut words = vec![json!({"text": steps.join("_")})];
    if let [first, rest @ ..] = steps.as_slice()
        && !rest.is_empty()
    {
        words.push(json!({"text": rest.join("_"), "before": first}));
        if let [middle @ .., last] = rest
            && !middle.is_empty()
        {
            words.push(json!({"text": middle.join("_"), "before": first, "behind": last}));
        }
    }
    if let [start @ .., last] = steps.as_slice()
        && !start.is_empty()
    {
        words.push(json!({"text": start.join("_"), "behind": last}));
    }
    words
}

/// Returns a normal name without the organisation in front of it.
pub(super) fn tail(normal: &str) -> &str {
    normal.rsplit('/').next().unwrap_or(normal)
}

/// Returns whether two names mean the same thing.
pub(super) fn same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (normal(one), normal(other));
    one == other || ((!one.contains('/') || !other.contains('/')) && tail(&one) == tail(&other))
}

/// Returns whether a normal name of a group means all groups together.
pub(super) fn is_everybody(normal: &str) -> bool {
    matches!(normal, "all" | "overall" | "*")
}

/// Returns a split under its usual name.
pub(super) fn split(name: &str) -> String {
    match normal(name).as_str() {
        "val" | "valid" | "dev" => "validation".to_owned(),
        other => other.to_owned(),
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        // The sign of a typesetter, and the dashes that stand for it.
        '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
        c => c,
    }
}

/// The Latin letter that a Cyrillic or Greek one cannot be told from.
fn latin(c: char) -> Option<char> {
    const ALIKE: [(&str, &str); 2] = [
        ("АВЕЅІЈКМНОРСТХаеѕіјорсухԁһ", "ABESIJKMHOPCTXaesijopcyxdh"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
    ];
    ALIKE.iter().find_map(|(foreign, plain)| {
        let place = foreign.chars().position(|one| one == c)?;
        plain.chars().nth(place)
    })
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn what_a_reader_cannot_see_does_not_tell_names_apart() {
        assert!(same("lo\u{430}n-scorer", "loan-scorer"));
        assert!(same("loan\u{200b}-scorer", "loan-scorer"));
        assert!(same("ＩＭＤＢ", "imdb"));
        assert!(!same("сор", "cop"));
    }

    #[test]
    fn case_separators_and_organisation_do_not_tell_names_apart() {
        assert!(same("acme/Credit_Scorer", "credit-scorer"));
        assert!(same("IMDB", "imdb"));
    }

    #[test]
    fn tags_organisations_and_versions_do() {
        assert!(!same("cspdarknet53", "cspdarknet53.ra_in1k"));
        assert!(!same("acme/scorer", "other/scorer"));
        assert!(!same("scorer-v1", "scorer-v2"));
    }
}
