//! Mappings of YAML: keys that are text and keys that are not, and `<<`.

use granit_parser::{Event, ScalarStyle};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::anchors::Node;
use super::{Reader, VALUE_WEIGHT, ambiguity};
use crate::artifact::Fault;
use crate::parse::json::scalar::shortened;
use crate::parse::layout::Keep;
use crate::parse::members::Members;
use crate::span::Span;

/// What stands in the place of a key.
struct Key {
    name: String,
    span: Span,
    /// Whether it is a `<<` that merges.
    is_merge: bool,
}

impl<'t, K: Keep> Reader<'t, '_, K> {
    pub(super) fn mapping(&mut self, start: Span) -> Result<Node<K>, Fault> {
        let mut members = Members::default();
        let mut kept = Vec::new();
        let mut merges = Vec::new();
        let (mut weight, mut height) = (VALUE_WEIGHT, 0);
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                let mut members = members.into_map();
                for (node, span) in merges {
                    self.merge(node, span, &mut members, &mut kept);
                }
                let span = self.whole(start, span);
                let (value, keep) = (Value::Object(members), K::new(span, kept));
                return Ok(Node {
                    value,
                    keep,
                    weight,
                    height,
                });
            }
            let key = self.key(event, span)?;
            let (event, span) = self.next()?;
            let node = self.node(event, span, &key.name)?;
            weight += node.weight + key.name.len();
            height = height.max(node.height + 1);
            if key.is_merge {
                merges.push((node, key.span));
                continue;
            }
            self.add(key, node, &mut members, &mut kept);
        }
    }

    /// Adds a member, unless its key is there already.
    fn add(&mut self, key: Key, node: Node<K>, members: &mut Members, kept: &mut Vec<K>) {
        match members.add(key.name, node.value) {
            Ok(()) => kept.push(node.keep.keyed(key.span)),
            Err(name) => {
                let name = shortened(&name);
                let message = format!("key `{name}` appears twice in one mapping");
                self.faults.unparsable(key.span, message);
            }
        }
    }

    fn key(&mut self, event: Event<'t>, span: Span) -> Result<Key, Fault> {
        self.end = self.end.max(span.end);
        let placed = self.placed(span);
        if let Event::Scalar(text, style, anchor, tag) = event {
            let is_plain = style == ScalarStyle::Plain && tag.is_none();
            if is_plain {
                ambiguity::note_key(&text, placed, self.faults);
            }
            let is_merge = is_plain && text == "<<";
            let name = if span.start == span.end {
                String::new()
            } else {
                text.into_owned()
            };
            if anchor != 0 {
                let node = Node {
                    value: Value::String(name.clone()),
                    keep: K::new(placed, Vec::new()),
                    weight: VALUE_WEIGHT + name.len(),
                    height: 0,
                };
                self.anchors.close(anchor, placed, &node)?;
            }
            return Ok(Key {
                name,
                span: placed,
                is_merge,
            });
        }
        self.odd_key(event, span)
    }

    /// Reads a key that is no scalar: an alias of one, or a collection.
    fn odd_key(&mut self, event: Event<'t>, span: Span) -> Result<Key, Fault> {
        let placed = self.placed(span);
        let kind = match event {
            Event::MappingStart(..) => "a mapping",
            Event::SequenceStart(..) => "a list",
            _ => "",
        };
        let node = self.node(event, span, "")?;
        if !kind.is_empty() {
            let is_template = self
                .source
                .get(..span.start)
                .is_some_and(|before| before.ends_with('{'));
            let message = if is_template {
                "`{{` opens a mapping inside a mapping, quotes around the template keep it text"
                    .to_owned()
            } else {
                format!("key is {kind}, which only text can be")
            };
            self.faults.unparsable(placed, message);
        }
        let name = match node.value {
            Value::String(text) => text,
            value => value.to_string(),
        };
        Ok(Key {
            name,
            span: placed,
            is_merge: false,
        })
    }

    /// Adds the members of what stands after `<<` that the mapping does not have itself.
    fn merge(
        &mut self,
        node: Node<K>,
        key: Span,
        members: &mut Map<String, Value>,
        kept: &mut Vec<K>,
    ) {
        let sources = match node.value {
            Value::Array(items) => {
                let keeps = node.keep.into_children(items.len());
                items.into_iter().zip(keeps).collect()
            }
            value => vec![(value, node.keep)],
        };
        for (value, keep) in sources {
            let Value::Object(source) = value else {
                self.faults
                    .unparsable(key, "`<<` merges mappings, and something else stands here");
                continue;
            };
            let keeps = keep.into_children(source.len());
            for ((name, value), keep) in source.into_iter().zip(keeps) {
                if let Entry::Vacant(free) = members.entry(name) {
                    free.insert(value);
                    kept.push(keep);
                }
            }
        }
    }
}
