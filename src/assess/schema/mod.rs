//! Compares the shape of an artifact with the schema of its kind.
//!
//! Schemas fix types, words and keys; what has to be there is for rules to
//! say. Each difference becomes one sentence about one place.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, PatternOptions, Validator};
use rayon::prelude::*;
use serde_json::Value;

use crate::artifact::Artifact;
use crate::glossary::{Format, Kind, Standard};
use crate::span::Pointer;

mod explain;
mod near_miss;
mod standards;
mod wording;

use self::standards::STANDARDS;

/// The compiled schemas, by kind and by standard.
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

/// One schema, as written and ready to use; its own words explain its errors.
struct Shape {
    schema: Value,
    validator: Validator,
}

impl Schemas {
    /// Compiles `schemas`, and those of other people's formats.
    ///
    /// # Errors
    /// Says which schema is broken, and how.
    pub fn compile(schemas: &BTreeMap<Kind, Value>) -> Result<Self, String> {
        Self::compile_some(
            schemas.keys().copied(),
            STANDARDS.map(|(name, _)| name),
            schemas,
        )
    }

    /// Compiles those of `schemas` that `artifacts` are compared with.
    ///
    /// Compiling takes far longer than comparing, and most repositories hold
    /// few kinds.
    ///
    /// # Errors
    /// Says which schema is broken or missing.
    pub fn compile_for(
        schemas: &BTreeMap<Kind, Value>,
        artifacts: &[Artifact],
    ) -> Result<Self, String> {
        let native = artifacts
            .iter()
            .filter(|artifact| own_part(artifact).is_some());
        Self::compile_some(
            native.map(|artifact| artifact.kind),
            artifacts.iter().map(|artifact| artifact.standard),
            schemas,
        )
    }

    fn compile_some(
        kinds: impl IntoIterator<Item = Kind>,
        standards: impl IntoIterator<Item = Standard>,
        schemas: &BTreeMap<Kind, Value>,
    ) -> Result<Self, String> {
        let kinds: BTreeSet<Kind> = kinds.into_iter().collect();
        let standards: BTreeSet<Standard> = standards.into_iter().collect();
        let kinds: Vec<Kind> = kinds.into_iter().collect();
        Ok(Self {
            kinds: kinds
                .into_par_iter()
                .map(|kind| {
                    let schema = schemas
                        .get(&kind)
                        .ok_or_else(|| format!("there is no schema of {kind}"))?;
                    Ok((kind, Shape::compile(kind.name(), schema.clone())?))
                })
                .collect::<Result<_, String>>()?,
            standards: STANDARDS
                .into_par_iter()
                .filter(|(standard, _)| standards.contains(standard))
                .map(|(standard, text)| Ok((standard, Shape::read(standard.name(), text)?)))
                .collect::<Result<_, String>>()?,
        })
    }

    /// Returns what is wrong with the shape of `artifact`, in the order of its pointers.
    ///
    /// Raigate's own fields have the shape of their kind: a native file, and the
    /// `raigate:` member of a card's front matter, whatever the card follows. A
    /// file of another format has the shape that its format gives it.
    #[must_use]
    pub fn errors(&self, artifact: &Artifact) -> Vec<ShapeError> {
        if artifact.format != Format::Markdown
            && !artifact.value.is_null()
            && let Some(shape) = self.standards.get(&artifact.standard)
        {
            return shape.errors(&artifact.value, &Pointer::root(), "the file");
        }
        let (Some((value, place, name)), Some(shape)) =
            (own_part(artifact), self.kinds.get(&artifact.kind))
        else {
            return Vec::new();
        };
        let mut errors = shape.errors(value, &place, name);
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
        errors
    }

    /// Returns what the Hugging Face Hub would not understand in the front matter of `artifact`.
    ///
    /// The Hub reads most metadata as it comes, so little is wrong here: a
    /// value of another type, a result that names no dataset, a key that is
    /// one slip away from one the Hub knows.
    #[must_use]
    pub fn metadata_errors(&self, artifact: &Artifact) -> Vec<ShapeError> {
        let Some(shape) = self.standards.get(&artifact.standard) else {
            return Vec::new();
        };
        if artifact.value.is_null() || !standards::is_of_the_hub(artifact.standard) {
            return Vec::new();
        }
        let mut errors = shape.errors(&artifact.value, &Pointer::root(), "the front matter");
        errors.extend(near_miss::errors(&artifact.value, &shape.schema));
        errors.sort();
        errors
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
        .then(|| (&artifact.value, Pointer::root(), "the file"))
}

impl Shape {
    fn read(name: &str, text: &str) -> Result<Self, String> {
        let schema = serde_json::from_str(text)
            .map_err(|error| format!("the schema of {name} is no JSON: {error}"))?;
        Self::compile(name, schema)
    }

    /// Compiles one schema; patterns run in linear time, and nothing is fetched.
    fn compile(name: &str, schema: Value) -> Result<Self, String> {
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
        Ok(Self { schema, validator })
    }

    fn errors(&self, value: &Value, place: &Pointer, root_name: &str) -> Vec<ShapeError> {
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        let reader = explain::Reader {
            schema: &self.schema,
            place,
            root_name,
        };
        reader.errors(self.validator.iter_errors(value))
    }
}
