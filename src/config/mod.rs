//! Reads `raigate.toml`: what a team asks of the gate.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde_json::Value;

use crate::finding::Location;
use crate::git::Source;
use crate::glossary::Kind;
use crate::glossary::{Stage, Tier};
use crate::rule::{Confidence, Profile, RuleId, Severities};

/// The whole configuration; without a file, the defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from, from the repository root; `None` without one.
    pub path: Option<Utf8PathBuf>,
    /// The text of that file.
    pub text: Arc<str>,
    /// What blocks.
    pub gate: Gate,
    /// Where evidence is looked for.
    pub discovery: Discovery,
    /// The systems declared here.
    pub systems: Vec<SystemDeclaration>,
    /// Files whose kind is stated here.
    pub artifacts: Vec<ArtifactPattern>,
    /// The profile; `None` where the file does not say.
    pub profile: Profile,
    /// What is changed about single rules, by the id as written.
    pub overrides: BTreeMap<RuleId, RuleOverride>,
    /// Where a team's own policies are.
    pub policy: Policy,
    /// Who may approve what: role to identities.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Where alerts may go.
    pub routes: BTreeMap<String, String>,
    /// Identities that belong to one person.
    pub people: BTreeMap<String, Person>,
    /// How signatures are checked.
    pub provenance: Provenance,
}

/// `[gate]`
#[derive(Debug, Clone)]
pub struct Gate {
    /// The least severity that blocks; `None` is `never`.
    pub fail_on: Option<crate::glossary::Severity>,
    /// Whether a rule that could not judge blocks as its severity says.
    pub not_evaluated_fails: bool,
    /// Whether known findings block again from stage launch on.
    pub known_until_launch: bool,
    /// Whether a repository in which nothing is recognised passes.
    pub allow_empty: bool,
    /// Stages that a branch or tag implies, as (`ref` or `tag`, glob, stage).
    pub stage_from: Vec<StageFrom>,
}

/// One entry of `gate.stage-from`.
#[derive(Debug, Clone)]
pub struct StageFrom {
    /// A glob over branch names.
    pub branch: Option<String>,
    /// A glob over tag names.
    pub tag: Option<String>,
    /// The least stage there.
    pub stage: Stage,
}

/// `[discovery]`
#[derive(Debug, Clone)]
pub struct Discovery {
    /// Globs of files to look at beside the conventions.
    pub include: Vec<String>,
    /// Globs of files never to look at.
    pub exclude: Vec<String>,
    /// Globs of model files.
    pub models: Vec<String>,
}

/// `[[system]]`
#[derive(Debug, Clone)]
pub struct SystemDeclaration {
    /// The id.
    pub id: String,
    /// How much harm it could do; always stated.
    pub tier: Tier,
    /// How far it has come; `review` where it is not stated.
    pub stage: Stage,
    /// Its folder; "" is the root of the repository.
    pub root: Utf8PathBuf,
    /// Globs of the files that its evidence describes.
    pub watch: Vec<String>,
    /// What is special about it.
    pub facets: Vec<String>,
    /// Where its `id` stands.
    pub location: Location,
}

/// `[[artifact]]`
#[derive(Debug, Clone)]
pub struct ArtifactPattern {
    /// The kind.
    pub kind: Kind,
    /// Globs.
    pub paths: Vec<String>,
    /// The system they belong to.
    pub system: Option<String>,
    /// Where the entry stands.
    pub location: Location,
}

/// `[rules."family/name"]`
#[derive(Debug, Clone, Default)]
pub struct RuleOverride {
    /// The severity, at every tier or by tier.
    pub severity: Option<Severities>,
    /// The profile it is moved to.
    pub profile: Option<Profile>,
    /// The confidence the team has in it.
    pub confidence: Option<Confidence>,
    /// The first stage at which it can block.
    pub from_stage: Option<Stage>,
    /// The facets that switch it on.
    pub facets: Option<Vec<String>>,
    /// The rules whose finding makes this one's a consequence.
    pub implied_by: Option<Vec<RuleId>>,
    /// Settings of the rule.
    pub settings: BTreeMap<String, Value>,
    /// Where the table stands, and where each of its keys does.
    pub places: BTreeMap<String, Location>,
}

/// `[policy]`
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Folders and files of native rules.
    pub paths: Vec<Utf8PathBuf>,
    /// Folders of conftest policies.
    pub conftest: Vec<Utf8PathBuf>,
    /// Folders of data for policies.
    pub data: Vec<Utf8PathBuf>,
}

/// `[people.NAME]`
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Names on the forge.
    pub handles: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Signing keys.
    pub keys: Vec<String>,
}

/// `[provenance]`
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// The file of allowed signers.
    pub allowed_signers: Option<Utf8PathBuf>,
    /// The kinds whose records need a signature.
    pub require_signature: Vec<Kind>,
}

/// One mistake in a configuration file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// Where.
    pub location: Option<Location>,
    /// The text of the file, for the caret.
    pub text: Arc<str>,
}

/// Reads the configuration: `path` where given, else `raigate.toml` at the root, else defaults.
///
/// # Errors
/// Every mistake in the file, at its place.
pub fn load(
    _source: &Source,
    _path: Option<&camino::Utf8Path>,
) -> Result<Config, Vec<ConfigError>> {
    Err(Vec::new())
}
