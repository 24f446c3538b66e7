//! What the names of a JSON-LD document stand for, as its `@context` says.
//!
//! Of JSON-LD 1.1 this reads what Croissant uses: a vocabulary, prefixes, and
//! terms with the type or the container of their values.

use std::collections::BTreeMap;

use serde_json::Value;

/// The names of one document, or of one part of it that adds its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    vocabulary: Option<String>,
    terms: BTreeMap<String, Term>,
    /// The language of texts that state none.
    pub language: Option<String>,
}

/// What one name stands for.
#[derive(Debug, Clone, Default)]
struct Term {
    id: Option<String>,
    values: Values,
}

/// How the values of a name are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Values {
    /// As they stand.
    #[default]
    Plain,
    /// Text is a name of the vocabulary.
    Names,
    /// Text is the id of another node.
    Ids,
    /// The value is data, whatever it looks like.
    Data,
    /// The keys are languages, the values texts.
    Languages,
}

impl Context {
    /// Adds what `@context` says; what is no mapping says nothing.
    pub(super) fn extend(&mut self, context: &Value) {
        for (name, value) in context.as_object().into_iter().flatten() {
            let text = value.as_str();
            match name.as_str() {
                "@vocab" => self.vocabulary = text.map(str::to_owned),
                "@language" => self.language = text.map(str::to_lowercase),
                _ if name.starts_with('@') => {}
                _ => {
                    self.terms.insert(name.clone(), Term::read(name, value));
                }
            }
        }
    }

    /// Returns what `name` stands for as a property or a type; `None` where nothing says so.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        self.named(name, 0)
    }

    /// Returns the id that `text` stands for: a prefix is written out, nothing else changes.
    pub(super) fn id(&self, text: &str) -> String {
        self.written_out(text, 0).unwrap_or_else(|| text.to_owned())
    }

    /// Returns how the values of the property `name` are read.
    pub(super) fn values(&self, name: &str) -> Values {
        self.terms
            .get(name)
            .map_or(Values::Plain, |term| term.values)
    }

    fn named(&self, name: &str, depth: u8) -> Option<String> {
        /// More steps than this lead in a circle.
        const DEEPEST: u8 = 8;
        if depth > DEEPEST {
            return None;
        }
        if name.starts_with('@') {
            return Some(name.to_owned());
        }
        if let Some(term) = self.terms.get(name) {
            let id = term.id.as_deref()?;
            return if id == name {
                self.in_vocabulary(id)
            } else {
                self.named(id, depth + 1)
            };
        }
        self.written_out(name, depth)
            .or_else(|| name.contains(':').then(|| name.to_owned()))
            .or_else(|| self.in_vocabulary(name))
    }

    fn in_vocabulary(&self, name: &str) -> Option<String> {
        Some(format!("{}{name}", self.vocabulary.as_deref()?))
    }

    fn written_out(&self, text: &str, depth: u8) -> Option<String> {
        let (prefix, rest) = text.split_once(':')?;
        if rest.starts_with("//") {
            return None;
        }
        let start = self.terms.get(prefix)?.id.as_deref()?;
        let start = self
            .named(start, depth + 1)
            .unwrap_or_else(|| start.to_owned());
        Some(format!("{start}{rest}"))
    }
}

impl Term {
    fn read(name: &str, value: &Value) -> Self {
        let part = |key: &str| value.get(key).and_then(Value::as_str);
        let values = match (part("@type"), part("@container")) {
            (Some("@json"), _) => Values::Data,
            (Some("@vocab"), _) => Values::Names,
            (Some("@id"), _) => Values::Ids,
            (_, Some("@language")) => Values::Languages,
            _ => Values::Plain,
        };
        // A mapping that leaves the meaning open keeps that of the vocabulary; null takes it away.
        let own = value.is_object().then_some(name);
        let id = value.as_str().or_else(|| part("@id")).or(own);
        Self {
            id: id.map(str::to_owned),
            values,
        }
    }
}
