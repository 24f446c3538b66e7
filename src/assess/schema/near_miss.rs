//! Finds metadata keys that are one slip away from a key that is read.
//!
//! The Hub ignores a key that it does not know, so `licence: mit` is a card
//! without a licence, and nobody is told.

use serde_json::Value;

use super::{ShapeError, wording};
use crate::span::Pointer;

/// Returns the keys of `value` that are misspelt keys of `schema`.
///
/// A key stands where the right one is missing; beside it, it is the card's own.
pub(super) fn errors(value: &Value, schema: &Value) -> Vec<ShapeError> {
    let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return Vec::new();
    };
    let is_free = |key: &str| key.starts_with('$') || key == "raigate" || known.contains_key(key);
    members
        .keys()
        .filter(|key| !is_free(key))
        .filter_map(|key| {
            let meant = wording::renamed(key, schema).or_else(|| slip(key, known.keys()))?;
            (!members.contains_key(meant)).then(|| ShapeError {
                pointer: Pointer::root().join(key),
                at_key: true,
                message: format!("`{key}` is read by no loader, did you mean `{meant}`?"),
            })
        })
        .collect()
}

/// Returns the key that differs from `key` by one letter, or by `-` for `_`, or by a plural.
fn slip<'k>(key: &str, known: impl Iterator<Item = &'k String>) -> Option<&'k str> {
    let plain = |word: &str| word.replace('_', "-").to_ascii_lowercase();
    let key = plain(key);
    known
        .filter(|word| key.len() > 3 && word.len().abs_diff(key.len()) <= 1)
        .find(|word| strsim::damerau_levenshtein(&plain(word), &key) <= 1)
        .map(String::as_str)
}
