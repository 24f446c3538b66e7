//! Words for values and for what a schema asks of them.
//!
//! Numbers, days, ids and paths are shown; free text never is, since a report
//! is read by more people than the artifact.

use serde_json::Value;

/// Keys of JSON-LD, which a sentence names though they look like handles.
const LINKED_DATA: [&str; 4] = ["@context", "@graph", "@id", "@type"];

/// The longest word that is shown whole; what is longer could be a secret.
const LONGEST_WORD: usize = 40;

/// The most words that are listed one by one.
const MOST_WORDS: usize = 12;

/// Returns how a sentence names `value`: "is …".
pub(super) fn described(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(value) => format!("the number {value}"),
        Value::String(value) => shown(value).unwrap_or_else(|| match value.len() {
            0 => "empty text".to_owned(),
            _ => "other text".to_owned(),
        }),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// Returns `text` in backquotes, where it is a word such as an id, a day or a path.
pub(super) fn shown(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/:<>+#*%$".contains(c);
    let is_word = !text.is_empty() && text.chars().all(is_plain);
    (is_word && text.len() <= LONGEST_WORD).then(|| format!("`{text}`"))
}

/// Returns how a sentence names `key`; a key that is free text stays unsaid.
pub(super) fn named(key: &str) -> String {
    let is_keyword = LINKED_DATA.contains(&key);
    let keyword = is_keyword.then(|| format!("`{key}`"));
    let said = keyword.or_else(|| shown(key));
    said.unwrap_or_else(|| "another key".to_owned())
}

/// Returns what `schema` asks for, as the end of "expected …".
pub(super) fn expectation(schema: &Value) -> String {
    if let Some(phrase) = schema["x-expects"].as_str() {
        return phrase.to_owned();
    }
    if let Some(words) = schema["enum"].as_array() {
        return one_of(&words.iter().map(plain).collect::<Vec<_>>());
    }
    if let Some(word) = schema.get("const") {
        return format!("`{}`", plain(word));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![type_phrase(name)],
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .map(type_phrase)
            .collect(),
        _ => Vec::new(),
    };
    match types.as_slice() {
        [] => "something else".to_owned(),
        types => types.join(" or "),
    }
}

/// Returns "one of a, b, c", cut where there are too many.
pub(super) fn one_of(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [word] => word.clone(),
        words if words.len() <= MOST_WORDS => format!("one of {}", words.join(", ")),
        words => format!(
            "one of {} or {} others",
            words.get(..MOST_WORDS - 4).unwrap_or_default().join(", "),
            words.len() - (MOST_WORDS - 4)
        ),
    }
}

/// Returns the word that `schema` itself lists under `x-means` for a common other name.
pub(super) fn renamed<'s>(text: &str, schema: &'s Value) -> Option<&'s str> {
    let means = schema["x-means"].as_object()?;
    let other = text.trim().to_lowercase();
    let other = [other.clone(), other.replace([' ', '_'], "-")];
    other
        .iter()
        .find_map(|name| means.get(name))
        .and_then(Value::as_str)
}

/// Returns a scalar of a schema without quotes.
pub(super) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn type_phrase(name: &str) -> &'static str {
    match name {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a mapping",
        _ => "nothing",
    }
}
