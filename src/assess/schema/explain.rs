//! Turns the errors of a schema check into sentences.
//!
//! Each sentence says what stands there and what was expected. The schema's
//! own words come first: `x-expects` instead of a pattern, `x-means` for
//! common other names of a key or a word.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Fault;
use serde_json::Value;

use super::{ShapeError, wording};
use crate::glossary::nearest;
use crate::span::Pointer;

/// The most errors of one artifact that are told one by one; a generated file can hold millions.
const MOST_ERRORS: usize = 1_000;

/// What is needed to explain the errors of one value.
pub(super) struct Reader<'s> {
    /// The schema the value was compared with.
    pub(super) schema: &'s Value,
    /// The place of the value in its artifact.
    pub(super) place: &'s Pointer,
    /// What the value as a whole is called.
    pub(super) root_name: &'s str,
}

/// An error before consequences of other errors are dropped.
struct Draft {
    error: ShapeError,
    is_type: bool,
    /// The missing key, of a key that is missing.
    missing: Option<String>,
    /// The key that was meant, of a key that is unknown.
    meant: Option<String>,
}

impl Reader<'_> {
    /// Returns the errors as sentences, without consequences and in the order of their pointers.
    pub(super) fn errors<'a>(
        &self,
        errors: impl Iterator<Item = ValidationError<'a>>,
    ) -> Vec<ShapeError> {
        let mut drafts = Vec::new();
        for error in errors {
            if drafts.len() >= MOST_ERRORS {
                let whole = format!("{} has {MOST_ERRORS} wrong places or more", self.root_name);
                drafts.push(draft(self.place.clone(), whole));
                break;
            }
            self.explain(&error, &mut drafts);
        }
        causes(drafts)
    }

    fn explain(&self, error: &ValidationError<'_>, drafts: &mut Vec<Draft>) {
        let at = self.pointer(error);
        let node = self.node(error);
        match error.kind() {
            Fault::AnyOf { context } | Fault::OneOfNotValid { context } => {
                match branch(context, error) {
                    // Where the schema has words for all branches together, they say it best.
                    Some(branch) if node["x-expects"].is_null() => {
                        for error in branch {
                            self.explain(error, drafts);
                        }
                    }
                    _ => drafts.push(draft(at.clone(), self.unexpected(&at, error, node))),
                }
            }
            Fault::AdditionalProperties { unexpected }
            | Fault::UnevaluatedProperties { unexpected } => {
                for key in unexpected {
                    drafts.push(self.unknown(&at, key, node));
                }
            }
            Fault::Required { property } => {
                let key = wording::plain(property);
                let wanted = wording::expectation(self.member(error, &key));
                drafts.push(Draft {
                    missing: Some(key.clone()),
                    ..draft(
                        at.clone(),
                        format!("{} has no `{key}`, expected {wanted}", self.name(&at)),
                    )
                });
            }
            Fault::Type { .. } => drafts.push(Draft {
                is_type: true,
                ..draft(at.clone(), self.unexpected(&at, error, node))
            }),
            Fault::Enum { options } => drafts.push(draft(
                at.clone(),
                self.no_such_word(&at, error, options, node),
            )),
            kind => {
                let sentence = match measured(kind, error.instance()) {
                    Some((fact, limit)) => {
                        let wanted = node["x-expects"].as_str().unwrap_or(&limit);
                        format!("{} {fact}, expected {wanted}", self.name(&at))
                    }
                    None => self.unexpected(&at, error, node),
                };
                drafts.push(draft(at, sentence));
            }
        }
    }

    /// Returns "`key` is this, expected that", with a hint where quotes are all that is missing.
    fn unexpected(&self, at: &Pointer, error: &ValidationError<'_>, node: &Value) -> String {
        let value = error.instance().as_ref();
        let name = self.name(at);
        if matches!(error.kind(), Fault::Format { .. }) && is_day_shaped(value) {
            return format!("{name} is {}, which is no day", wording::described(value));
        }
        let wanted = wording::expectation(node);
        let quotes = match value {
            Value::Number(_) | Value::Bool(_) if wants(node, "string") => "; write it in quotes",
            Value::String(text) if wants(node, "number") && text.parse::<f64>().is_ok() => {
                "; write it without quotes"
            }
            _ => "",
        };
        format!(
            "{name} is {}, expected {wanted}{quotes}",
            wording::described(value)
        )
    }

    fn no_such_word(
        &self,
        at: &Pointer,
        error: &ValidationError<'_>,
        options: &Value,
        node: &Value,
    ) -> String {
        let said = self.unexpected(at, error, node);
        let (Some(text), Some(words)) = (error.instance().as_str(), options.as_array()) else {
            return said;
        };
        let meant = wording::renamed(text, node)
            .or_else(|| nearest(text, words.iter().filter_map(Value::as_str)));
        match meant {
            Some(word) => format!("{said}; did you mean `{word}`?"),
            None => said,
        }
    }

    /// Returns the error about a key that `node` does not know.
    fn unknown(&self, at: &Pointer, key: &str, node: &Value) -> Draft {
        let known: Vec<&str> = node["properties"]
            .as_object()
            .map(|members| members.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let meant = wording::renamed(key, node).or_else(|| nearest(key, known.iter().copied()));
        let unknown = match wording::shown(key) {
            Some(key) => format!("no key {key}"),
            None => "no such key".to_owned(),
        };
        let hint = match meant {
            Some(word) => format!("did you mean `{word}`?"),
            None if known.len() > 8 && !node["patternProperties"]["^x-"].is_null() => {
                "a key of your own begins with `x-`".to_owned()
            }
            None => {
                let known: Vec<String> = known.iter().map(ToString::to_string).collect();
                format!("expected {}", wording::one_of(&known))
            }
        };
        Draft {
            meant: meant.map(ToOwned::to_owned),
            ..draft(
                at.join(key),
                format!("{} knows {unknown}, {hint}", self.name(at)),
            )
            .at_key()
        }
    }

    /// Returns how a sentence names the value at `at`.
    fn name(&self, at: &Pointer) -> String {
        let steps: Vec<String> = at.steps().collect();
        let own = self.place.steps().count();
        let Some(inner) = steps.get(own..).filter(|inner| !inner.is_empty()) else {
            return self.root_name.to_owned();
        };
        let last = inner.last().map_or("", String::as_str);
        let Ok(index) = last.parse::<usize>() else {
            return wording::named(last);
        };
        match inner.iter().rev().nth(1) {
            Some(owner) => format!("entry {} of {}", index + 1, wording::named(owner)),
            None => format!("entry {} of {}", index + 1, self.root_name),
        }
    }

    fn pointer(&self, error: &ValidationError<'_>) -> Pointer {
        // The crate writes pointers as RFC 6901 asks, so nothing is lost here.
        let inner = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
        self.place.concat(&inner)
    }

    /// Returns the part of the schema that holds the keyword that failed.
    fn node(&self, error: &ValidationError<'_>) -> &Value {
        Pointer::parse(error.schema_path().as_str())
            .and_then(|path| path.parent())
            .and_then(|path| path.resolve(self.schema))
            .unwrap_or(&Value::Null)
    }

    /// Returns what the schema says of member `key`, where `error` is that it is missing.
    fn member(&self, error: &ValidationError<'_>, key: &str) -> &Value {
        let mut path = Pointer::parse(error.schema_path().as_str());
        while let Some(inner) = path.as_ref().and_then(Pointer::parent) {
            let node = inner.resolve(self.schema).unwrap_or(&Value::Null);
            if let Some(member) = node["properties"].get(key) {
                return self.follow(member);
            }
            path = Some(inner);
        }
        &Value::Null
    }

    /// Returns what a `$ref` within the schema stands for.
    fn follow<'v>(&'v self, node: &'v Value) -> &'v Value {
        node["$ref"]
            .as_str()
            .and_then(|link| self.schema.pointer(link.strip_prefix('#')?))
            .unwrap_or(node)
    }
}

impl Draft {
    fn at_key(mut self) -> Self {
        self.error.at_key = true;
        self
    }
}

fn draft(pointer: Pointer, message: String) -> Draft {
    Draft {
        error: ShapeError {
            pointer,
            at_key: false,
            message,
        },
        is_type: false,
        missing: None,
        meant: None,
    }
}

/// Returns the errors of the branch that the value was most likely meant to take.
///
/// A branch whose discriminator (a `const`, or the type of the value itself)
/// does not fit was not meant; of the others the one with the fewest errors is
/// the nearest.
fn branch<'c>(
    context: &'c [Vec<ValidationError<'static>>],
    whole: &ValidationError<'_>,
) -> Option<&'c [ValidationError<'static>]> {
    let is_misfit = |error: &&ValidationError<'static>| match error.kind() {
        Fault::Constant { .. } => true,
        Fault::Type { .. } => error.instance_path() == whole.instance_path(),
        _ => false,
    };
    context
        .iter()
        .min_by_key(|errors| (errors.iter().filter(is_misfit).count(), errors.len()))
        .map(Vec::as_slice)
}

/// Returns the fact and the wish for keywords that count or compare.
fn measured(kind: &Fault, value: &Value) -> Option<(String, String)> {
    let is = || format!("is {}", wording::described(value));
    let holds = || match value {
        Value::Array(items) => format!("has {}", counted(items.len(), "entry", "entries")),
        Value::Object(members) => format!("has {}", counted(members.len(), "key", "keys")),
        other => format!("is {}", wording::described(other)),
    };
    Some(match kind {
        Fault::Maximum { limit } => (is(), format!("{limit} at most")),
        Fault::Minimum { limit } => (is(), format!("{limit} at least")),
        Fault::ExclusiveMaximum { limit } => (is(), format!("less than {limit}")),
        Fault::ExclusiveMinimum { limit } => (is(), format!("more than {limit}")),
        Fault::MultipleOf { multiple_of } => (is(), format!("a multiple of {multiple_of}")),
        Fault::MinItems { limit } | Fault::MinProperties { limit } => {
            (holds(), format!("{limit} at least"))
        }
        Fault::MaxItems { limit } | Fault::MaxProperties { limit } => {
            (holds(), format!("{limit} at most"))
        }
        Fault::MinLength { limit } => (is(), format!("{limit} characters at least")),
        Fault::MaxLength { limit } => {
            let length = value.as_str().map_or(0, |text| text.chars().count());
            (
                format!("has {length} characters"),
                format!("{limit} at most"),
            )
        }
        Fault::UniqueItems => (
            "has the same entry twice".to_owned(),
            "each once".to_owned(),
        ),
        Fault::OneOfMultipleValid { .. } => (
            "fits several shapes".to_owned(),
            "exactly one of them".to_owned(),
        ),
        _ => return None,
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns whether `node` takes values of the type that is called `wanted`.
fn wants(node: &Value, wanted: &str) -> bool {
    match &node["type"] {
        Value::String(name) => name == wanted,
        Value::Array(names) => names.iter().any(|name| name == wanted),
        _ => false,
    }
}

fn is_day_shaped(value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Drops what only follows from another error, and puts the rest in order.
///
/// A value of the wrong type is also no word of a list; a key that is missing
/// is often there under another name.
fn causes(drafts: Vec<Draft>) -> Vec<ShapeError> {
    let misfits: BTreeSet<Pointer> = drafts
        .iter()
        .filter(|draft| draft.is_type)
        .map(|draft| draft.error.pointer.clone())
        .collect();
    let renamed: BTreeSet<Pointer> = drafts
        .iter()
        .filter_map(|draft| Some(draft.error.pointer.parent()?.join(draft.meant.as_ref()?)))
        .collect();
    let kept: BTreeSet<ShapeError> = drafts
        .into_iter()
        .filter(|draft| draft.is_type || !misfits.contains(&draft.error.pointer))
        .filter(|draft| match &draft.missing {
            Some(key) => !renamed.contains(&draft.error.pointer.join(key)),
            None => true,
        })
        .map(|draft| draft.error)
        .collect();
    kept.into_iter().collect()
}
