//! Reads every format, and finds every value again.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "the corpus lies outside of the repository, and where it is missing somebody should hear of it; a test may panic"
)]

#[path = "parse/bombs.rs"]
mod bombs;
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

use raigate::glossary::Format;
use raigate::parse::{self, Document};
use raigate::span::Pointer;
use serde_json::Value;

/// Checks that every value of a document has a place in its text.
#[track_caller]
fn check_places(format: Format, document: &Document, name: &str) {
    let spans = parse::spans(format, &document.text);
    let mut pointers = Vec::new();
    list_pointers(&document.value, &Pointer::root(), &mut pointers);
    if document.value.is_null() && !document.faults.is_empty() {
        return;
    }
    for pointer in &pointers {
        let place = spans
            .get(pointer)
            .unwrap_or_else(|| panic!("{name}: no place for {pointer}"));
        for span in [Some(place.value), place.key].into_iter().flatten() {
            let text = document.text.get(span.start..span.end);
            assert!(
                text.is_some(),
                "{name}: {pointer} is at {span:?}, which is no text"
            );
        }
    }
    assert_eq!(
        spans.sorted().len(),
        pointers.len(),
        "{name}: places of nothing"
    );
}

fn list_pointers(value: &Value, pointer: &Pointer, pointers: &mut Vec<Pointer>) {
    pointers.push(pointer.clone());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                list_pointers(item, &pointer.join(index), pointers);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                list_pointers(member, &pointer.join(key), pointers);
            }
        }
        _ => {}
    }
}
