//! YAML 1.2 with its core schema, over a stream of events.
//!
//! What YAML can say and JSON cannot becomes text: keys that are no text, and
//! `.inf` and `.nan`, which are faults as well. Aliases stand for copies, as
//! long as all copies together stay small. `<<` merges, as every reader of
//! YAML 1.1 does and users expect.

mod ambiguity;
mod anchors;
mod errors;
mod mapping;
mod scalar;

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, Tag};
use serde_json::Value;

use self::anchors::{Anchors, Node};
use crate::artifact::Fault;
use crate::parse::faults::{Faults, unparsable};
use crate::parse::json::DEPTH;
use crate::parse::layout::Keep;
use crate::span::Span;

/// What one value weighs beside its text, in bytes.
const VALUE_WEIGHT: usize = 64;

/// The documents of a stream, those left out that hold nothing.
pub(super) struct Stream<K> {
    /// The documents, each with what was kept of it.
    pub(super) documents: Vec<(Value, K)>,
    /// Whether the text ends inside the document after the last.
    pub(super) is_broken: bool,
}

/// Reads all documents in `span` of `text`; those before a fault that ends the reading are kept.
pub(super) fn read<K: Keep>(text: &str, span: Span, faults: &mut Faults) -> Stream<K> {
    let source = span.slice(text);
    let options = granit_parser::options! {
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    let mut reader = Reader {
        events: Parser::new_from_str_with_options(source, options),
        source,
        base: span.start,
        anchors: Anchors::new(source.len()),
        depth: 0,
        end: 0,
        faults,
    };
    let mut documents = Vec::new();
    let is_broken = match reader.documents(&mut documents) {
        Ok(()) => false,
        Err(fault) => {
            reader.faults.add(fault);
            true
        }
    };
    Stream {
        documents,
        is_broken,
    }
}

struct Reader<'t, 'f, K> {
    events: Parser<'t, StrInput<'t>>,
    source: &'t str,
    /// Where the source begins in the whole text.
    base: usize,
    anchors: Anchors<K>,
    depth: usize,
    /// Where the last event that says something ended, in the source.
    end: usize,
    faults: &'f mut Faults,
}

/// An event and where it stands in the source.
type Step<'t> = (Event<'t>, Span);

impl<'t, K: Keep> Reader<'t, '_, K> {
    fn documents(&mut self, documents: &mut Vec<(Value, K)>) -> Result<(), Fault> {
        // A document counts once its end is seen: what follows may show that it is none.
        let mut ending = None;
        loop {
            let (event, span) = self.next()?;
            documents.extend(ending.take());
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(..) => {
                    self.anchors.clear();
                    let (event, span) = self.next()?;
                    let is_empty = is_nothing(&event, span);
                    let node = self.node(event, span, "")?;
                    ending = (!is_empty).then_some((node.value, node.keep));
                }
                Event::StreamStart | Event::DocumentEnd => {}
                _ => {
                    return Err(unparsable(
                        self.placed(span),
                        "content outside of a document",
                    ));
                }
            }
        }
    }

    fn next(&mut self) -> Result<Step<'t>, Fault> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(self.end..self.end);
                Ok((event, Span::new(range.start, range.end.max(range.start))))
            }
            Some(Err(error)) => Err(errors::fault(self.source, self.base, &error)),
            None => Ok((Event::StreamEnd, Span::new(self.end, self.end))),
        }
    }

    /// Reads the value that `event` begins; `key` is the name it has in its mapping.
    fn node(&mut self, event: Event<'t>, span: Span, key: &str) -> Result<Node<K>, Fault> {
        self.end = self.end.max(span.end);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // A value that is left out comes as `~`, of no length.
                let text = if span.start == span.end {
                    Cow::Borrowed("")
                } else {
                    text
                };
                let span = self.placed(self.behind_indicator(span));
                let value = if style == ScalarStyle::Plain && tag.is_none() {
                    scalar::plain(text, span, key, self.faults)
                } else {
                    scalar::tagged(text, tag.as_deref(), style, span, self.faults)
                };
                let weight = VALUE_WEIGHT + value.as_str().map_or(0, str::len);
                let node = Node {
                    value,
                    keep: K::new(span, Vec::new()),
                    weight,
                    height: 0,
                };
                self.anchors.close(anchor, span, &node)?;
                Ok(node)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.collection(anchor, tag.as_deref(), span, Self::sequence)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.collection(anchor, tag.as_deref(), span, Self::mapping)
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Err(unparsable(self.placed(span), "a value is expected here")),
        }
    }

    fn collection(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
        read: fn(&mut Self, Span) -> Result<Node<K>, Fault>,
    ) -> Result<Node<K>, Fault> {
        if self.depth == DEPTH {
            return Err(errors::too_deep(self.placed(span)));
        }
        if let Some(name) = tag.and_then(scalar::scalar_tag) {
            let message = format!("`!!{name}` stands before a collection");
            self.faults.unparsable(self.placed(span), message);
        }
        self.depth += 1;
        self.anchors.open(anchor);
        let node = read(self, span)?;
        self.depth -= 1;
        self.anchors.close(anchor, self.placed(span), &node)?;
        Ok(node)
    }

    fn sequence(&mut self, start: Span) -> Result<Node<K>, Fault> {
        let mut items = Vec::new();
        let mut kept = Vec::new();
        let (mut weight, mut height) = (VALUE_WEIGHT, 0);
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                let span = self.whole(self.before_dash(start), span);
                let (value, keep) = (Value::Array(items), K::new(span, kept));
                return Ok(Node {
                    value,
                    keep,
                    weight,
                    height,
                });
            }
            let node = self.node(event, span, "")?;
            weight += node.weight;
            height = height.max(node.height + 1);
            items.push(node.value);
            kept.push(node.keep);
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node<K>, Fault> {
        let placed = self.placed(span);
        let written = span.slice(self.source);
        let node = self.anchors.copy(anchor, placed, written)?;
        if self.depth + node.height > DEPTH {
            return Err(errors::too_deep(placed));
        }
        let keep = node.keep.moved(placed);
        Ok(Node { keep, ..node })
    }

    /// Returns where a value that is left out would stand: behind its `:`, `-` or `?`.
    fn behind_indicator(&self, span: Span) -> Span {
        let is_indicated = span.start == span.end
            && self
                .source
                .get(span.start..)
                .is_some_and(|rest| rest.starts_with([':', '-', '?']));
        let at = span.start + usize::from(is_indicated);
        Span::new(at, span.end.max(at))
    }

    /// Returns where a list begins: at its first dash, not at what follows it.
    fn before_dash(&self, span: Span) -> Span {
        let before = self.source.get(..span.start).unwrap_or_default();
        let dash = before.trim_end_matches([' ', '\t']);
        let begins_behind = !span.slice(self.source).starts_with(['-', '[']) && dash.ends_with('-');
        let start = if begins_behind {
            dash.len() - 1
        } else {
            span.start
        };
        Span::new(start, span.end)
    }

    /// Returns the span of a collection: to its bracket, or to the end of what it holds.
    fn whole(&mut self, start: Span, end: Span) -> Span {
        let closing = end.slice(self.source);
        if matches!(closing, "]" | "}") {
            self.end = self.end.max(end.end);
        }
        self.placed(Span::new(start.start, self.end.max(start.start)))
    }

    /// Returns a span of the source as one of the whole text, without blank at its end.
    fn placed(&self, span: Span) -> Span {
        let length = span.slice(self.source).trim_end().len();
        Span::new(self.base + span.start, self.base + span.start + length)
    }
}

/// Returns whether the document that `event` begins holds nothing at all.
fn is_nothing(event: &Event<'_>, span: Span) -> bool {
    matches!(event, Event::Scalar(_, ScalarStyle::Plain, 0, None)) && span.start == span.end
}
