//! Where the values of a document stand, in the shape of the document itself.
//!
//! Most files need no places, and keeping them costs more than reading does.
//! So every parser is written once, over [`Keep`]: `()` keeps nothing, a
//! [`Layout`] keeps all.

use serde_json::Value;

use crate::span::{Branch, Members, Place, Span};

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
    /// Returns the places of each value of `document`, which has this layout.
    pub(super) fn into_branch(self, document: Value) -> Branch {
        let Self { place, children } = self;
        let members = match document {
            Value::Array(items) => {
                let pairs = items.into_iter().zip(children);
                Members::List(pairs.map(|(item, child)| child.into_branch(item)).collect())
            }
            Value::Object(members) => {
                let pairs = members.into_iter().zip(children);
                let branch =
                    |((key, member), child): ((_, _), Self)| (key, child.into_branch(member));
                Members::Mapping(pairs.map(branch).collect())
            }
            _ => Members::Nothing,
        };
        Branch { place, members }
    }
}
