//! Reads the strings of structured artifacts, and of front matter, one by one.

use serde_json::{Value, json};

use super::layers::Layers;
use super::{Facts, holds_attacks, instructions, mark, overclaims, placeholders};
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind};
use crate::parse;
use crate::span::{Pointer, Span, SpanMap};

/// Adds what the strings of an artifact's value give away.
pub(super) fn read(artifact: &Artifact, facts: &mut Facts) {
    let mut reading = Reading {
        artifact,
        spans: None,
    };
    reading.value(&artifact.value, &Pointer::root(), facts);
}

/// One walk over a value; places are looked up only once something was found.
struct Reading<'a> {
    artifact: &'a Artifact,
    spans: Option<SpanMap>,
}

impl Reading<'_> {
    fn value(&mut self, value: &Value, at: &Pointer, facts: &mut Facts) {
        match value {
            Value::String(text) => self.string(text, at, facts),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &at.join(index), facts);
                }
            }
            Value::Object(members) => {
                // The body of a Markdown file has been read as text.
                let body = self.artifact.format == Format::Markdown && at.as_str().is_empty();
                for (key, member) in members {
                    if !(body && key == "$body") {
                        self.value(member, &at.join(key), facts);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn string(&mut self, text: &str, at: &Pointer, facts: &mut Facts) {
        let is_left = placeholders::is_placeholder(text)
            || (placeholders::is_bare_mark(text) && !is_label(at));
        if self.artifact.kind != Kind::SafetyTestLog && is_left {
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
        let layers = Layers::of_string(text);
        for claim in overclaims::find(&layers) {
            let words = claim.span.slice(text);
            let place = self.place(at, words);
            let shown = words.split_whitespace().collect::<Vec<_>>().join(" ");
            facts.add(
                "overclaims",
                json!({"at": place, "text": shown, "why": claim.why}),
            );
        }
        for one in instructions::find(&layers) {
            let place = self.place(at, one.span.slice(text));
            facts.add(
                "instructions",
                json!({"at": place, "kind": one.kind, "shown": one.shown}),
            );
        }
    }

    /// Returns the words' own range where they stand in the file as they are, else the value's pointer.
    fn place(&mut self, at: &Pointer, words: &str) -> String {
        let artifact = self.artifact;
        let spans = self
            .spans
            .get_or_insert_with(|| parse::spans(artifact.format, &artifact.text));
        let found = spans.get(&artifact.root.concat(at)).and_then(|place| {
            let start = place.value.start + place.value.slice(&artifact.text).find(words)?;
            Some(mark(Span::new(start, start + words.len())))
        });
        found.unwrap_or_else(|| at.as_str().to_owned())
    }
}

/// Returns whether a value may be a label of data, which can be any mark: `x`, `-`, `?`.
fn is_label(at: &Pointer) -> bool {
    const DATA: &[&str] = &[
        "group", "groups", "label", "labels", "slice", "slices", "unit", "values",
    ];
    let steps: Vec<String> = at.steps().collect();
    let is_item = steps
        .last()
        .is_some_and(|step| step.bytes().all(|byte| byte.is_ascii_digit()));
    is_item || steps.iter().any(|step| DATA.contains(&step.as_str()))
}
