//! Compares the shape of an artifact with the schema of its kind.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::artifact::Artifact;
use crate::glossary::Kind;
use crate::span::Pointer;

/// The compiled schemas, by kind.
pub struct Schemas {}

/// One way in which a value is not what its schema asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeError {
    /// The value, relative to the artifact.
    pub pointer: Pointer,
    /// Whether the member's key is meant rather than its value (unknown keys).
    pub at_key: bool,
    /// One clear sentence: lower case, no full stop.
    pub message: String,
}

impl Schemas {
    /// Compiles `schemas`.
    ///
    /// # Errors
    /// Says which schema is broken, and how.
    pub fn compile(_schemas: &BTreeMap<Kind, Value>) -> Result<Self, String> {
        Ok(Self {})
    }

    /// Returns what is wrong with the shape of `artifact`, in the order of its pointers.
    #[must_use]
    pub fn errors(&self, _artifact: &Artifact) -> Vec<ShapeError> {
        Vec::new()
    }
}
