//! Where the values of a document stand, in the shape of the document itself.
//!
//! Most files need no places, and keeping them costs more than reading does.
//! So every parser is written once, over [`Keep`]: `()` keeps nothing, a
//! [`Layout`] keeps all.

use serde_json::Value;

use crate::span::{Place, Pointer, Span, SpanMap};

/// What a parser keeps about the places of one value and all values in it.
pub(super) trait Keep: Clone {
    /// Notes a value, and what was kept of its members in their order.
    fn new(span: Span, children: Vec<Self>) -> Self;

    /// Adds the place of the key.
    fn keyed(self, key: Span) -> Self;

    /// Returns this with the value itself at another place.
    fn moved(self, span: Span) -> Self;

    /// Returns what was kept of each of the `count` members.
    fn into_children(self, count: usize) -> Vec<Self>;
}

impl Keep for () {
    fn new(_span: Span, _children: Vec<Self>) {}

    fn keyed(self, _key: Span) {}

    fn moved(self, _span: Span) {}

    fn into_children(self, count: usize) -> Vec<Self> {
        vec![(); count]
    }
}

/// The place of a value, and the layouts of its members in their order.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    place: Place,
    children: Vec<Layout>,
}

impl Keep for Layout {
    fn new(value: Span, children: Vec<Self>) -> Self {
        Self {
            place: Place { key: None, value },
            children,
        }
    }

    fn keyed(mut self, key: Span) -> Self {
        self.place.key = Some(key);
        self
    }

    fn moved(mut self, span: Span) -> Self {
        self.place.value = span;
        self
    }

    fn into_children(self, _count: usize) -> Vec<Self> {
        self.children
    }
}

impl Layout {
    /// Returns the place of each value of `document`, which has this layout.
    pub(super) fn into_spans(self, document: &Value) -> SpanMap {
        let mut spans = SpanMap::default();
        note(&self, document, &mut String::new(), &mut spans);
        spans
    }
}

/// Notes one value and all in it; `path` is its pointer, and is so again at the end.
fn note(layout: &Layout, value: &Value, path: &mut String, spans: &mut SpanMap) {
    if let Some(pointer) = Pointer::parse(path) {
        spans.insert(pointer, layout.place);
    }
    let length = path.len();
    match value {
        Value::Array(items) => {
            for (index, (item, child)) in items.iter().zip(&layout.children).enumerate() {
                path.push('/');
                path.push_str(&index.to_string());
                note(child, item, path, spans);
                path.truncate(length);
            }
        }
        Value::Object(members) => {
            for ((key, member), child) in members.iter().zip(&layout.children) {
                path.push('/');
                push_escaped(path, key);
                note(child, member, path, spans);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

fn push_escaped(path: &mut String, key: &str) {
    for character in key.chars() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            _ => path.push(character),
        }
    }
}
