//! What a repository says about its models: artifacts, and the systems they describe.
//!
//! An artifact is one piece of evidence, understood: its kind, its value, and
//! the facts that were read out of it. Evidence is all of them together.

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde_json::{Map, Value};

use crate::glossary::{Format, Kind, Stage, Standard, Tier};
use crate::span::{Place, Pointer, Span};

/// Something about a file that reading itself objects to.
///
/// The rule of the same id in `policies/artifact/` makes it a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The id of the rule that reports it, such as `artifact/unparsable`.
    pub rule: &'static str,
    /// Where in the file it stands.
    pub span: Span,
    /// The fact, as a headline: lower case, no full stop.
    pub message: String,
}

/// One evidence file, or one document of a file that holds several.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The path from the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// The place of this artifact's value in its file; "" unless a file holds several.
    pub root: Pointer,
    /// What it is about.
    pub kind: Kind,
    /// The syntax of its file.
    pub format: Format,
    /// The convention it follows.
    pub standard: Standard,
    /// The id its envelope states.
    pub id: Option<String>,
    /// The text of the whole file; "" where it could not be read as text.
    pub text: Arc<str>,
    /// The value; for Markdown the front matter, with the body under `$body`.
    pub value: Value,
    /// What was read out of it, for policies: see `docs/writing-rules.md`.
    pub facts: Map<String, Value>,
    /// What reading objects to.
    pub faults: Vec<Fault>,
}

/// What is built and shipped, as far as the gate knows it.
#[derive(Debug, Clone)]
pub struct System {
    /// The id, unique in the repository.
    pub id: String,
    /// How much harm it could do.
    pub tier: Tier,
    /// How far it has come.
    pub stage: Stage,
    /// What is special about it, such as `personal_data`.
    pub facets: Vec<String>,
    /// The folder it lives in, from the repository root; "" is the root itself.
    pub root: Utf8PathBuf,
    /// Globs of the files that its evidence describes.
    pub watch: Vec<String>,
    /// Where it is declared; `None` for an implied system.
    pub declared: Option<Declaration>,
    /// Model files below its root that no other system claims.
    pub model_files: Vec<Utf8PathBuf>,
    /// Its artifacts, as indices into [`Evidence::artifacts`], in path order.
    pub artifacts: Vec<usize>,
}

/// Where a system is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The declaring file, from the repository root.
    pub path: Utf8PathBuf,
    /// The declaration in it.
    pub pointer: Pointer,
    /// Its key and value.
    pub place: Place,
}

/// Everything a repository says about its models.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// All artifacts, sorted by path and root.
    pub artifacts: Vec<Artifact>,
    /// All systems, sorted by id.
    pub systems: Vec<System>,
}
