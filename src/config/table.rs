//! One TOML file, read key by key: every mistake is noted at its place, none ends the reading.

use std::cell::RefCell;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::{ConfigError, Placed};
use crate::finding::Location;
use crate::glossary::nearest;
use crate::span::{LineIndex, Pointer, Span};

/// A configuration file and the mistakes found in it.
pub(super) struct Page {
    pub(super) path: Utf8PathBuf,
    pub(super) text: Arc<str>,
    lines: LineIndex,
    mistakes: RefCell<Vec<ConfigError>>,
}

/// A key of a table with its value.
#[derive(Clone)]
pub(super) struct Field<'t> {
    pub(super) key: &'t str,
    pub(super) key_span: Span,
    pub(super) value: &'t Spanned<DeValue<'t>>,
    pub(super) pointer: Pointer,
}

/// A table that is being read; the keys that were asked for are the keys it knows.
pub(super) struct Fields<'t> {
    page: &'t Page,
    table: &'t DeTable<'t>,
    name: String,
    pointer: Pointer,
    span: Span,
    known: Vec<&'static str>,
}

impl Page {
    pub(super) fn new(path: &Utf8Path, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.into(),
            lines: LineIndex::new(text),
            mistakes: RefCell::default(),
        }
    }

    pub(super) fn location(&self, span: Span, pointer: &Pointer) -> Location {
        Location {
            path: self.path.clone(),
            start: self.lines.position(&self.text, span.start),
            end: self.lines.position(&self.text, span.end),
            span,
            pointer: pointer.clone(),
        }
    }

    pub(super) fn object(&self, span: Span, pointer: &Pointer, message: String, help: &str) {
        self.object_at(self.location(span, pointer), message, help);
    }

    pub(super) fn object_at(&self, location: Location, message: String, help: &str) {
        self.mistakes.borrow_mut().push(ConfigError {
            message,
            help: (!help.is_empty()).then(|| help.to_owned()),
            location: Some(location),
            text: Arc::clone(&self.text),
        });
    }

    /// Returns the mistakes in the order in which they stand in the file.
    pub(super) fn into_mistakes(self) -> Vec<ConfigError> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by(|a, b| a.location.cmp(&b.location));
        mistakes
    }

    pub(super) fn fields<'t>(
        &'t self,
        table: &'t DeTable<'t>,
        name: &str,
        pointer: Pointer,
        span: Span,
    ) -> Fields<'t> {
        Fields {
            page: self,
            table,
            name: name.to_owned(),
            pointer,
            span,
            known: Vec::new(),
        }
    }
}

impl<'t> Fields<'t> {
    /// Returns the value of `key`, which is known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Field<'t>> {
        self.known.push(key);
        let (name, value) = self.table.get_key_value(key)?;
        Some(Field {
            key: name.get_ref(),
            key_span: span_of(name),
            value,
            pointer: self.pointer.join(key),
        })
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<Placed<String>> {
        let field = self.take(key)?;
        let text = field.value.get_ref().as_str().map(str::to_owned);
        self.expect(&field, text, "a string")
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<Placed<bool>> {
        let field = self.take(key)?;
        self.expect(&field, field.value.get_ref().as_bool(), "`true` or `false`")
    }

    /// Reads one of a closed list of words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Placed<T>> {
        let field = self.take(key)?;
        let value = self.word_of(&field, words)?;
        Some(self.placed(&field, value))
    }

    pub(super) fn word_of<T: Copy>(
        &self,
        field: &Field<'_>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let span = span_of(field.value);
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let Some(text) = field.value.get_ref().as_str() else {
            let message = mismatch(field.key, field.value, "a string");
            self.page
                .object(span, &field.pointer, message, &one_of(&names));
            return None;
        };
        let found = words
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let message = format!("`{text}` is no `{}`", field.key);
            self.page
                .object(span, &field.pointer, message, &suggestion(text, &names));
        }
        found
    }

    /// Reads a list of strings, each with its place.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<Placed<String>>> {
        let field = self.take(key)?;
        self.texts_of(&field)
    }

    pub(super) fn texts_of(&self, field: &Field<'_>) -> Option<Vec<Placed<String>>> {
        let Some(items) = field.value.get_ref().as_array() else {
            let message = mismatch(field.key, field.value, "a list of strings");
            self.page
                .object(span_of(field.value), &field.pointer, message, "");
            return None;
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let (span, pointer) = (span_of(item), field.pointer.join(index));
            if let Some(text) = item.get_ref().as_str() {
                let location = self.page.location(span, &pointer);
                texts.push(Placed {
                    value: text.to_owned(),
                    location,
                });
            } else {
                let message = mismatch(field.key, item, "only strings in it");
                self.page.object(span, &pointer, message, "");
            }
        }
        Some(texts)
    }

    /// Enters the table at `key`.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Fields<'t>> {
        let field = self.take(key)?;
        self.table_of(&field, &format!("[{key}]"))
    }

    pub(super) fn table_of(&self, field: &Field<'t>, name: &str) -> Option<Fields<'t>> {
        let Some(table) = field.value.get_ref().as_table() else {
            let message = mismatch(field.key, field.value, "a table");
            self.page
                .object(span_of(field.value), &field.pointer, message, "");
            return None;
        };
        Some(
            self.page
                .fields(table, name, field.pointer.clone(), field.key_span),
        )
    }

    /// Enters each table of the list at `key`.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Fields<'t>> {
        let Some(field) = self.take(key) else {
            return Vec::new();
        };
        let Some(items) = field.value.get_ref().as_array() else {
            let message = mismatch(key, field.value, "a list of tables");
            let help = format!("write `[[{key}]]`, once for each");
            self.page
                .object(span_of(field.value), &field.pointer, message, &help);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let pointer = field.pointer.join(index);
            let each = Field {
                key: field.key,
                key_span: span_of(item),
                value: item,
                pointer,
            };
            tables.extend(self.table_of(&each, &format!("[[{key}]]")));
        }
        tables
    }

    /// Returns every key with its value, in the order of the file.
    pub(super) fn all(&self) -> Vec<Field<'t>> {
        let fields = self.table.iter().map(|(key, value)| Field {
            key: key.get_ref(),
            key_span: span_of(key),
            value,
            pointer: self.pointer.join(key.get_ref()),
        });
        let mut fields: Vec<_> = fields.collect();
        fields.sort_by_key(|field| field.key_span);
        fields
    }

    /// Objects to every key that was never asked for.
    pub(super) fn close(self) {
        for field in self.all() {
            if !self.known.contains(&field.key) {
                let message = format!("unknown key `{}` in {}", field.key, self.name);
                let help = suggestion(field.key, &self.known);
                self.page
                    .object(field.key_span, &field.pointer, message, &help);
            }
        }
    }

    /// Objects to the absence of `key`.
    pub(super) fn lacks(&self, key: &str, help: &str) {
        let message = format!("{} states no `{key}`", self.name);
        self.page.object(self.span, &self.pointer, message, help);
    }

    pub(super) fn place(&self) -> Location {
        self.page.location(self.span, &self.pointer)
    }

    pub(super) const fn page(&self) -> &'t Page {
        self.page
    }

    pub(super) fn placed<T>(&self, field: &Field<'_>, value: T) -> Placed<T> {
        Placed {
            value,
            location: self.page.location(span_of(field.value), &field.pointer),
        }
    }

    fn expect<T>(&self, field: &Field<'_>, read: Option<T>, what: &str) -> Option<Placed<T>> {
        if let Some(value) = read {
            return Some(self.placed(field, value));
        }
        let message = mismatch(field.key, field.value, what);
        self.page
            .object(span_of(field.value), &field.pointer, message, "");
        None
    }
}

/// Returns the range that a spanned value takes.
pub(super) fn span_of<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start, range.end)
}

/// Turns a TOML value into a JSON one; `None` for what JSON has no number for.
pub(super) fn to_json(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            Value::from(i64::from_str_radix(number.as_str(), number.radix()).ok()?)
        }
        DeValue::Float(number) => {
            let number: f64 = number.as_str().parse().ok()?;
            Value::Number(serde_json::Number::from_f64(number)?)
        }
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| to_json(item.get_ref()))
                .collect::<Option<_>>()?,
        ),
        DeValue::Table(table) => {
            let mut members = Map::new();
            for (key, value) in table {
                members.insert(key.get_ref().to_string(), to_json(value.get_ref())?);
            }
            Value::Object(members)
        }
    })
}

/// Returns the help for a word that is not in the list.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    nearest(word, known.iter().copied())
        .map_or_else(|| one_of(known), |name| format!("did you mean `{name}`?"))
}

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("known are {}", quoted.join(", "))
}

fn mismatch(key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> String {
    let found = match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    format!("`{key}` takes {expected}, this is {found}")
}
