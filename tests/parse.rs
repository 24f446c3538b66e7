//! Reads every format, and finds every value again.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "the corpus lies outside of the repository, and where it is missing somebody should hear of it; a test may panic"
)]

#[path = "parse/bombs.rs"]
mod bombs;
#[path = "parse/container.rs"]
mod container;
#[path = "parse/corpus.rs"]
mod corpus;
#[path = "parse/faults.rs"]
mod faults;
#[path = "parse/outline.rs"]
mod outline;
#[path = "parse/places.rs"]
mod places;
#[path = "parse/properties.rs"]
mod properties;
#[path = "parse/values.rs"]
mod values;

use std::fmt::Write as _;

use raigate::glossary::Format;
use raigate::parse::{self, Document};
use raigate::span::Pointer;
use serde_json::Value;

/// Checks that every value of a document has a place in its text, and nothing else has.
#[track_caller]
fn check_places(format: Format, document: &Document, name: &str) {
    if document.value.is_null() && !document.faults.is_empty() {
        return;
    }
    let mut pointers = Vec::new();
    list_pointers(&document.value, &mut String::new(), &mut pointers);
    pointers.sort_unstable();
    let places = parse::spans(format, &document.text).sorted();
    assert_eq!(places.len(), pointers.len(), "{name}: places and values");
    for (pointer, (found, place)) in pointers.iter().zip(&places) {
        assert_eq!(found, pointer, "{name}");
        for span in [Some(place.value), place.key].into_iter().flatten() {
            let text = document.text.get(span.start..span.end);
            assert!(
                text.is_some(),
                "{name}: {pointer} is at {span:?}, which is no text"
            );
        }
    }
}

/// Lists the pointers of a value and of all in it; `path` is the first.
fn list_pointers(value: &Value, path: &mut String, pointers: &mut Vec<Pointer>) {
    pointers.push(Pointer::parse(path).unwrap());
    let length = path.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write!(path, "/{index}").unwrap();
                list_pointers(item, path, pointers);
                path.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let step = key.replace('~', "~0").replace('/', "~1");
                write!(path, "/{step}").unwrap();
                list_pointers(member, path, pointers);
                path.truncate(length);
            }
        }
        _ => {}
    }
}
