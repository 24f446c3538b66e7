//! Compares the shape of an artifact with the schema of its kind.
//!
//! Schemas fix types, words and keys; what has to be there is for rules to
//! say. Each difference becomes one sentence about one place.

use std::collections::BTreeMap;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

use crate::artifact::Artifact;
use crate::glossary::{Format, Kind, Standard};
use crate::span::Pointer;

mod explain;
mod near_miss;
mod wording;

const MODEL_CARD: &str =
    include_str!("../../../schemas/standards/hugging-face-model-card.schema.json");
const DATASET_CARD: &str =
    include_str!("../../../schemas/standards/hugging-face-dataset-card.schema.json");

/// The compiled schemas, by kind.
pub struct Schemas {
    kinds: BTreeMap<Kind, Shape>,
    model_card: Shape,
    dataset_card: Shape,
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
    /// Compiles `schemas`.
    ///
    /// # Errors
    /// Says which schema is broken, and how.
    pub fn compile(schemas: &BTreeMap<Kind, Value>) -> Result<Self, String> {
        let kinds = schemas
            .iter()
            .map(|(kind, schema)| Ok((*kind, Shape::compile(kind.name(), schema.clone())?)))
            .collect::<Result<_, String>>()?;
        Ok(Self {
            kinds,
            model_card: Shape::read(Standard::HuggingFaceModelCard.name(), MODEL_CARD)?,
            dataset_card: Shape::read(Standard::HuggingFaceDatasetCard.name(), DATASET_CARD)?,
        })
    }

    /// Returns what is wrong with the shape of `artifact`, in the order of its pointers.
    ///
    /// Only raigate's own fields have a shape of ours: a native file, and the
    /// `raigate:` member of a card's front matter, whatever the card follows.
    #[must_use]
    pub fn errors(&self, artifact: &Artifact) -> Vec<ShapeError> {
        let Some(shape) = self.kinds.get(&artifact.kind) else {
            return Vec::new();
        };
        if artifact.format == Format::Markdown {
            let place = Pointer::root().join("raigate");
            return match artifact.value.get("raigate") {
                Some(own) => shape.errors(own, &place, "`raigate`"),
                None => Vec::new(),
            };
        }
        // What could not be read at all has a fault of its own.
        let is_unread = artifact.value.is_null() && !artifact.faults.is_empty();
        if artifact.standard != Standard::Native || is_unread {
            return Vec::new();
        }
        shape.errors(&artifact.value, &Pointer::root(), "the file")
    }

    /// Returns what the Hugging Face Hub would not understand in the front matter of `artifact`.
    ///
    /// The Hub reads most metadata as it comes, so little is wrong here: a
    /// value of another type, a result that names no dataset, a key that is
    /// one slip away from one the Hub knows.
    #[must_use]
    pub fn metadata_errors(&self, artifact: &Artifact) -> Vec<ShapeError> {
        let shape = match artifact.standard {
            Standard::HuggingFaceModelCard => &self.model_card,
            Standard::HuggingFaceDatasetCard => &self.dataset_card,
            _ => return Vec::new(),
        };
        if artifact.value.is_null() {
            return Vec::new();
        }
        let mut errors = shape.errors(&artifact.value, &Pointer::root(), "the front matter");
        errors.extend(near_miss::errors(&artifact.value, &shape.schema));
        errors.sort();
        errors
    }
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
