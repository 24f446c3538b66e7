//! What the names of a JSON-LD document stand for, as its `@context` says.
//!
//! Of JSON-LD 1.1 this reads what Croissant uses: a vocabulary, prefixes, and
//! terms with the type or the container of their values.

use std::collections::BTreeMap;

use serde_json::Value;

/// The names of one document, or of one part of it that adds its own.
#[derive(Debug, Default)]
pub(super) struct Context<'o> {
    /// The names of the part around, which these add to.
    outer: Option<&'o Context<'o>>,
    /// The start of names that nothing else explains; "" where null takes it away.
    vocabulary: Option<String>,
    terms: BTreeMap<String, Term>,
    /// The language of texts that state none; "" where null takes it away.
    language: Option<String>,
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

impl<'o> Context<'o> {
    /// Returns the names of a part whose `@context` says this; what is no mapping says nothing.
    pub(super) fn within(outer: &'o Context<'o>, context: &Value) -> Self {
        let mut own = Self {
            outer: Some(outer),
            ..Self::default()
        };
        for (name, value) in context.as_object().into_iter().flatten() {
            let text = value.as_str();
            match name.as_str() {
                "@vocab" => own.vocabulary = Some(text.unwrap_or_default().to_owned()),
                "@language" => own.language = Some(text.unwrap_or_default().to_lowercase()),
                _ if name.starts_with('@') => {}
                _ => {
                    own.terms.insert(name.clone(), Term::read(name, value));
                }
            }
        }
        own
    }

    /// Returns the language of texts that state none.
    pub(super) fn language(&self) -> Option<&str> {
        match (&self.language, self.outer) {
            (Some(own), _) => Some(own.as_str()).filter(|own| !own.is_empty()),
            (None, outer) => outer?.language(),
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
        self.term(name).map_or(Values::Plain, |term| term.values)
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
        if let Some(term) = self.term(name) {
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
        Some(format!("{}{name}", self.vocabulary()?))
    }

    fn vocabulary(&self) -> Option<&str> {
        match (&self.vocabulary, self.outer) {
            (Some(own), _) => Some(own.as_str()).filter(|own| !own.is_empty()),
            (None, outer) => outer?.vocabulary(),
        }
    }

    fn term(&self, name: &str) -> Option<&Term> {
        let outer = || self.outer.and_then(|outer| outer.term(name));
        self.terms.get(name).or_else(outer)
    }

    fn written_out(&self, text: &str, depth: u8) -> Option<String> {
        let (prefix, rest) = text.split_once(':')?;
        if rest.starts_with("//") {
            return None;
        }
        let start = self.term(prefix)?.id.as_deref()?;
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
