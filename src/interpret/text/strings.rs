//! Reads the strings of structured artifacts, and of front matter, one by one.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::layers::Layers;
use super::{Facts, holds_attacks, instructions, mark, overclaims, placeholders};
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind};
use crate::parse;
use crate::span::{Pointer, Span, SpanMap, Step};

/// Adds what the strings of an artifact's value give away.
pub(super) fn read(artifact: &Artifact, spans: &OnceLock<SpanMap>, facts: &mut Facts) {
    let mut reading = Reading {
        artifact,
        spans,
        way: Vec::new(),
    };
    reading.value(&artifact.value, facts);
}

/// One walk over a value; places are looked up only once something was found.
struct Reading<'a> {
    artifact: &'a Artifact,
    spans: &'a OnceLock<SpanMap>,
    /// The steps to the value that is being read.
    way: Vec<Step<'a>>,
}

impl<'a> Reading<'a> {
    fn value(&mut self, value: &'a Value, facts: &mut Facts) {
        match value {
            Value::String(text) => self.string(text, facts),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.step(Step::Index(index), item, facts);
                }
            }
            Value::Object(members) => {
                // The body of a Markdown file has been read as text.
                let body = self.artifact.format == Format::Markdown && self.way.is_empty();
                for (key, member) in members {
                    if !(body && key == "$body") {
                        self.step(Step::Key(key), member, facts);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn step(&mut self, step: Step<'a>, value: &'a Value, facts: &mut Facts) {
        self.way.push(step);
        self.value(value, facts);
        self.way.pop();
    }

    /// Returns whether what is read belongs to a case of a safety test log.
    fn is_of_a_case(&self) -> bool {
        let first = self.way.first();
        self.artifact.kind == Kind::SafetyTestLog
            && match first {
                Some(Step::Key(key)) => *key == "rows",
                Some(Step::Index(index)) => *index > 0,
                _ => false,
            }
    }

    fn string(&mut self, text: &str, facts: &mut Facts) {
        let is_left = placeholders::is_placeholder(text)
            || (placeholders::is_bare_mark(text) && !is_label(&self.way));
        // What is tried on a system may be anything but the mark of `raigate new`.
        let is_left = is_left && (!self.is_of_a_case() || text.trim() == "TODO");
        if is_left {
            let at = Pointer::of(&self.way);
            facts.add(
                "placeholders",
                json!({"at": at.as_str(), "text": text.trim(), "section": null}),
            );
            return;
        }
        // What is claimed or ordered takes more than one word.
        let is_prose = text.trim().contains(char::is_whitespace) || !text.is_ascii();
        if !is_prose || holds_attacks(self.artifact.kind) {
            return;
        }
        let is_hinted = || overclaims::is_hinted(text) || instructions::is_hinted(text);
        if text.is_ascii() && !is_hinted() {
            return;
        }
        let layers = Layers::of_string(text);
        for claim in overclaims::find(&layers) {
            let words = claim.span.slice(text);
            let place = self.place(words);
            let shown = words.split_whitespace().collect::<Vec<_>>().join(" ");
            facts.add(
                "overclaims",
                json!({"at": place, "text": shown, "why": claim.why}),
            );
        }
        for one in instructions::find(&layers) {
            let place = self.place(one.span.slice(text));
            facts.add(
                "instructions",
                json!({"at": place, "kind": one.kind, "shown": one.shown}),
            );
        }
    }

    /// Returns the words' own range where they stand in the file as they are, else the value's pointer.
    fn place(&self, words: &str) -> String {
        let artifact = self.artifact;
        let at = Pointer::of(&self.way);
        let spans = self
            .spans
            .get_or_init(|| parse::spans(artifact.format, &artifact.text));
        let found = spans.get(&artifact.root.concat(&at)).and_then(|place| {
            let start = place.value.start + place.value.slice(&artifact.text).find(words)?;
            Some(mark(Span::new(start, start + words.len())))
        });
        found.unwrap_or_else(|| at.as_str().to_owned())
    }
}

/// Returns whether the value at the end of `way` may be a label of data, which can be any mark:
/// `x`, `-`, `?`.
fn is_label(way: &[Step<'_>]) -> bool {
    const DATA: &[&str] = &[
        "group", "groups", "label", "labels", "slice", "slices", "unit", "values",
    ];
    let is_item = way.last().is_some_and(|step| match step {
        Step::Index(_) => true,
        Step::Key(key) => key.bytes().all(|byte| byte.is_ascii_digit()),
    });
    is_item
        || way
            .iter()
            .any(|step| matches!(step, Step::Key(key) if DATA.contains(key)))
}
