//! Compares the shape of an artifact with the schema of its kind.
//!
//! Schemas fix types, words and keys; what has to be there is for rules to
//! say. Each difference becomes one sentence about one place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

use crate::artifact::Artifact;
use crate::glossary::{Format, Kind, Standard};
use crate::span::Pointer;

mod explain;
mod near_miss;
mod standards;
mod wording;

use self::standards::STANDARDS;

/// The schemas by kind and by standard, each compiled when it is first needed.
///
/// Compiling takes far longer than comparing, and most repositories hold few kinds.
#[derive(Default)]
pub struct Schemas {
    kinds: BTreeMap<Kind, Shape>,
    standards: BTreeMap<Standard, Shape>,
}

/// One way in which a value is not what its schema asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShapeError {
    /// The value, relative to the artifact.
    pub pointer: Pointer,
    /// Whether the member's key is meant rather than its value (unknown keys).
    pub at_key: bool,
    /// One clear sentence: lower case, no full stop.
    pub message: String,
}

/// One schema, which is read and compiled once somebody asks.
struct Shape {
    name: &'static str,
    written: Written,
    ready: OnceLock<Result<Ready, String>>,
}

/// A schema as it is given.
enum Written {
    Tree(Value),
    Text(&'static str),
}

/// A schema and what checks values against it; its own words explain its errors.
struct Ready {
    schema: Value,
    validator: Validator,
}

impl Schemas {
    /// Takes `schemas`, and those of other people's formats.
    #[must_use]
    pub fn new(schemas: &BTreeMap<Kind, Value>) -> Self {
        let kinds = schemas.iter().map(|(kind, schema)| {
            let written = Written::Tree(schema.clone());
            (*kind, Shape::new(kind.name(), written))
        });
        let standards = STANDARDS.into_iter().map(|(standard, text)| {
            let shape = Shape::new(standard.name(), Written::Text(text));
            (standard, shape)
        });
        Self {
            kinds: kinds.collect(),
            standards: standards.collect(),
        }
    }

    /// Takes the same, and compiles all of them at once.
    ///
    /// # Errors
    /// Says which schema is broken, and how.
    pub fn compile(schemas: &BTreeMap<Kind, Value>) -> Result<Self, String> {
        let all = Self::new(schemas);
        let mut shapes = all.kinds.values().chain(all.standards.values());
        shapes.try_for_each(|shape| shape.ready().map(drop))?;
        Ok(all)
    }

    /// Returns what is wrong with the shape of `artifact`, in the order of its pointers.
    ///
    /// Raigate's own fields have the shape of their kind: a native file, and the
    /// `raigate:` member of a card's front matter, whatever the card follows. A
    /// file of another format has the shape that its format gives it.
    ///
    /// # Errors
    /// Says how the schema is broken.
    pub fn errors(&self, artifact: &Artifact) -> Result<Vec<ShapeError>, String> {
        if artifact.format != Format::Markdown
            && !artifact.value.is_null()
            && let Some(shape) = self.standards.get(&artifact.standard)
        {
            return shape.errors(&artifact.value, &Pointer::root(), "the file");
        }
        let (Some((value, place, name)), Some(shape)) =
            (own_part(artifact), self.kinds.get(&artifact.kind))
        else {
            return Ok(Vec::new());
        };
        let mut errors = shape.errors(value, &place, name)?;
        // What reading has objected to needs no second sentence.
        let known = artifact
            .facts
            .get("schema_errors")
            .and_then(Value::as_array);
        let is_known = |error: &ShapeError| {
            let mut known = known.into_iter().flatten();
            known.any(|one| one["at"] == error.pointer.as_str())
        };
        errors.retain(|error| !is_known(error));
        Ok(errors)
    }

    /// Returns what the Hugging Face Hub would not understand in the front matter of `artifact`.
    ///
    /// The Hub reads most metadata as it comes, so little is wrong here: a
    /// value of another type, a result that names no dataset, a key that is
    /// one slip away from one the Hub knows.
    ///
    /// # Errors
    /// Says how the schema is broken.
    pub fn metadata_errors(&self, artifact: &Artifact) -> Result<Vec<ShapeError>, String> {
        let Some(shape) = self.standards.get(&artifact.standard) else {
            return Ok(Vec::new());
        };
        if artifact.value.is_null() || !standards::is_of_the_hub(artifact.standard) {
            return Ok(Vec::new());
        }
        let mut errors = shape.errors(&artifact.value, &Pointer::root(), "the front matter")?;
        errors.extend(near_miss::errors(&artifact.value, &shape.ready()?.schema));
        errors.sort();
        Ok(errors)
    }
}

/// Returns the part of `artifact` that raigate's own schema is about, its place and its name.
fn own_part(artifact: &Artifact) -> Option<(&Value, Pointer, &'static str)> {
    if artifact.format == Format::Markdown {
        let own = artifact.value.get("raigate")?;
        return Some((own, Pointer::root().join("raigate"), "`raigate`"));
    }
    // What could not be read at all has a fault of its own.
    let is_unread = artifact.value.is_null() && !artifact.faults.is_empty();
    (artifact.standard == Standard::Native && !is_unread)
        .then(|| (&*artifact.value, Pointer::root(), "the file"))
}

impl Shape {
    const fn new(name: &'static str, written: Written) -> Self {
        Self {
            name,
            written,
            ready: OnceLock::new(),
        }
    }

    fn ready(&self) -> Result<&Ready, String> {
        let ready = self.ready.get_or_init(|| self.compile());
        ready.as_ref().map_err(Clone::clone)
    }

    /// Compiles the schema; patterns run in linear time, and nothing is fetched.
    fn compile(&self) -> Result<Ready, String> {
        let name = self.name;
        let schema = match &self.written {
            Written::Tree(schema) => schema.clone(),
            Written::Text(text) => serde_json::from_str(text)
                .map_err(|error| format!("the schema of {name} is no JSON: {error}"))?,
        };
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .offline()
            .build(&schema)
            .map_err(|error| {
                let place = error.instance_path();
                format!("the schema of {name} does not compile at {place}: {error}")
            })?;
        Ok(Ready { schema, validator })
    }

    fn errors(
        &self,
        value: &Value,
        place: &Pointer,
        root_name: &str,
    ) -> Result<Vec<ShapeError>, String> {
        let Ready { schema, validator } = self.ready()?;
        if validator.is_valid(value) {
            return Ok(Vec::new());
        }
        let reader = explain::Reader {
            schema,
            place,
            root_name,
        };
        Ok(reader.errors(validator.iter_errors(value)))
    }
}
