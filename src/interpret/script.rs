//! A file as interpreters read it: the artifact, and how its numbers are written.

use std::cell::OnceCell;
use std::sync::OnceLock;

use serde_json::Value;

use super::numbers::{self, Written};
use crate::artifact::Artifact;
use crate::glossary::Format;
use crate::parse;
use crate::parse::markdown::{self, Syntax};
use crate::span::{Pointer, SpanMap};

/// The file of an artifact, with places found only where they are asked for.
pub(super) struct Script<'a> {
    /// The artifact.
    pub artifact: &'a Artifact,
    /// Whether facts are wanted that only rules about the artifact itself look at.
    pub is_whole: bool,
    /// Whether the file says no more of its numbers than their values do.
    is_plain: OnceCell<bool>,
    spans: &'a OnceLock<SpanMap>,
}

impl<'a> Script<'a> {
    /// Opens the file of `artifact`, whose places `spans` will hold.
    pub(super) fn new(artifact: &'a Artifact, spans: &'a OnceLock<SpanMap>) -> Self {
        Self {
            artifact,
            is_whole: true,
            is_plain: OnceCell::new(),
            spans,
        }
    }

    /// Reads the number at `at`, with the decimals that the file shows.
    pub(super) fn number(&self, at: &Pointer) -> Option<Written> {
        let value = at.resolve(&self.artifact.value)?;
        self.number_of(at, value)
    }

    /// Reads the number `value`, which stands at `at`.
    pub(super) fn number_of(&self, at: &Pointer, value: &Value) -> Option<Written> {
        match value {
            Value::String(text) => numbers::parse(text),
            Value::Number(number) => {
                let plain = numbers::printed(number)?;
                // A value behind an alias or a tag is not spelled out in its place.
                let written = self.raw(at).and_then(numbers::parse);
                #[allow(
                    clippy::float_cmp,
                    reason = "two readings of one text are equal or unrelated"
                )]
                let same = written.filter(|written| written.value == plain.value);
                Some(same.unwrap_or(plain))
            }
            _ => None,
        }
    }

    fn raw(&self, at: &Pointer) -> Option<&'a str> {
        let artifact = self.artifact;
        // What is read of the text below the front matter keeps the place of each number.
        let mut pointers = [&artifact.root, at].into_iter();
        let is_below = artifact.format == Format::Markdown
            && pointers.any(|pointer| pointer.as_str().starts_with(BELOW));
        if !is_below && *self.is_plain.get_or_init(|| is_plain(artifact)) {
            return None;
        }
        let spans = self
            .spans
            .get_or_init(|| parse::spans(artifact.format, &artifact.text));
        let place = spans.get(&artifact.root.concat(at))?;
        Some(place.value.slice(&artifact.text))
    }
}

/// Where the text below the front matter of Markdown begins.
const BELOW: &str = "/$body";

/// Returns whether no place has to be looked up to know how a number of the file is written; of
/// Markdown, how one in the front matter is.
fn is_plain(artifact: &Artifact) -> bool {
    let text = &*artifact.text;
    match artifact.format {
        Format::Json | Format::JsonLines | Format::Toml | Format::Eval => numbers::are_plain(text),
        Format::Yaml => is_plain_yaml(text),
        Format::Markdown => {
            let front_matter = markdown::front_matter(text);
            front_matter.is_some_and(|found| {
                let content = found.content.slice(text);
                match found.syntax {
                    Syntax::Yaml => is_plain_yaml(content),
                    Syntax::Toml => numbers::are_plain(content),
                }
            })
        }
        Format::Csv => false,
    }
}

/// An alias or a tag stands in the place of a number.
fn is_plain_yaml(text: &str) -> bool {
    !text.contains(['*', '&', '!']) && numbers::are_plain(text)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::discover::EvidenceFile;
    use crate::glossary::{Format, Kind, Standard};
    use crate::{interpret, parse};

    /// Returns the numbers that a card claims, as they are written.
    fn claims(card: &str) -> Vec<String> {
        let (kind, standard) = (Kind::ModelCard, Standard::HuggingFaceModelCard);
        let file = EvidenceFile::recognised("README.md".into(), card.into(), kind, standard);
        let document = parse::document(Format::Markdown, card.as_bytes());
        let evidence = interpret::evidence(vec![(file, document)], &[], &Config::default());
        let claims = evidence.artifacts[0].facts.get("claims").cloned();
        let claims = claims.as_ref().and_then(serde_json::Value::as_array);
        let texts = claims.into_iter().flatten().map(|claim| &claim["text"]);
        texts
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn numbers_of_a_card_keep_the_decimals_that_it_shows() {
        let card = |before: &str, value: &str| {
            format!(
                "---\n{before}model-index:\n- name: scorer\n  results:\n  - task: {{type: classification}}\n    \
                 dataset: {{type: d, name: d}}\n    metrics:\n    - {{type: f1, value: {value}}}\n---\n\n# Scorer\n\n\
                 | Metric | Value |\n|---|---|\n| Accuracy | 0.910 |\n"
            )
        };
        assert_eq!(claims(&card("", "0.87")), ["0.87", "0.910"]);
        assert_eq!(claims(&card("", "0.870")), ["0.870", "0.910"]);
        // Behind an alias stands another text than the number.
        assert_eq!(claims(&card("x: &x 0.870\n", "*x")), ["0.87", "0.910"]);
        // Another number that a program would have written otherwise.
        assert_eq!(claims(&card("x: 1.50\n", "0.87")), ["0.87", "0.910"]);
    }
}
