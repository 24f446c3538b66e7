//! Reads `raigate.toml`: what a team asks of the gate.

mod draft;
mod extend;
mod load;
mod nested;
mod overrides;
mod publish;
mod rehome;
mod roles;
mod schema;
mod table;
mod tighten;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::publish::{Checking, Commenting, Publish, Values};

use camino::{Utf8Path, Utf8PathBuf};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value;

use crate::artifact::Floors;
use crate::finding::Location;
use crate::git::{Names, Source};
use crate::glossary::Kind;
use crate::glossary::{Stage, Tier};
use crate::people::Person;
use crate::rule::{Confidence, Profile, RuleId, Severities};

/// The name of the file.
pub const FILE_NAME: &str = "raigate.toml";

/// What can be special about a system.
pub const FACETS: [&str; 8] = [
    "generative",
    "personal_data",
    "special_category_data",
    "consequential_decision",
    "user_facing",
    "third_party_model",
    "human_in_the_loop",
    "agentic",
];

/// Folders that hold what others wrote, what a machine wrote, or examples of mistakes.
const VENDORED: [&str; 20] = [
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "third-party",
    "site-packages",
    "dist-packages",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    "__pycache__",
    ".mypy_cache",
    ".ipynb_checkpoints",
    "target",
    "dist",
    "build",
    "testdata",
    "test_data",
    "fixtures",
];

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub location: Location,
}

/// The whole configuration; without a file, the defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from, from the repository root; `None` without one.
    pub path: Option<Utf8PathBuf>,
    /// The text of that file.
    pub text: Arc<str>,
    /// The text of every file that was read: that one, and those it extends.
    pub files: BTreeMap<Utf8PathBuf, Arc<str>>,
    /// What blocks.
    pub gate: Gate,
    /// Where evidence is looked for.
    pub discovery: Discovery,
    /// The systems declared here.
    pub systems: Vec<SystemDeclaration>,
    /// Files whose kind is stated here.
    pub artifacts: Vec<ArtifactPattern>,
    /// The profile; `recommended` where the file does not say, `essential` without a file.
    pub profile: Profile,
    /// What is changed about single rules, by the id as written.
    pub overrides: BTreeMap<RuleId, RuleOverride>,
    /// What the files of folders below the root make stricter there, outer folders first.
    pub nested: Vec<Nested>,
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
    /// What is posted to a forge.
    pub publish: Publish,
    /// What a base declares, which no declaration of a change goes below.
    pub floors: Floors,
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
    /// Where its table begins.
    pub table: Location,
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
    /// The model their results are of, where they name none.
    pub model: Option<String>,
    /// The dataset their results are of, where they name none.
    pub dataset: Option<String>,
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
    /// Where each of its keys stands, with its value, and under "" the table itself. Keys are
    /// written with `_`; settings as they are.
    pub places: BTreeMap<String, Location>,
}

/// What the file of a folder makes stricter for the systems below it.
#[derive(Debug, Clone)]
pub struct Nested {
    /// The file.
    pub file: Utf8PathBuf,
    /// Its folder.
    pub folder: Utf8PathBuf,
    /// The profile that is asked there.
    pub profile: Option<Profile>,
    /// What is changed about single rules.
    pub overrides: BTreeMap<RuleId, RuleOverride>,
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

/// `[provenance]`
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// The file of allowed signers.
    pub allowed_signers: Option<Utf8PathBuf>,
    /// The file of revoked keys of OpenSSH.
    pub revoked_signers: Option<Utf8PathBuf>,
    /// The file of public keys of OpenPGP.
    pub openpgp_keys: Option<Utf8PathBuf>,
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

impl Config {
    /// Shows this configuration, which judges a change, in the files of that change, and takes
    /// over the systems that it declares: `floors` hold them to what the base says.
    pub fn rehome(&mut self, change: &Self) {
        rehome::rehome(self, change);
    }
}

impl Gate {
    /// Returns the latest stage that one of `names` implies.
    #[must_use]
    pub fn stage_of(&self, names: &Names) -> Option<Stage> {
        let fits = |pattern: &Option<String>, names: &[String]| {
            let matcher = pattern.as_deref().and_then(|pattern| glob(pattern).ok());
            let matcher = matcher.map(|glob| glob.compile_matcher());
            matcher.is_some_and(|matcher| names.iter().any(|name| matcher.is_match(name)))
        };
        let implied = self
            .stage_from
            .iter()
            .filter(|entry| fits(&entry.branch, &names.branches) || fits(&entry.tag, &names.tags));
        implied.map(|entry| entry.stage).max()
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            path: None,
            text: "".into(),
            files: BTreeMap::new(),
            gate: Gate::default(),
            discovery: Discovery::default(),
            systems: Vec::new(),
            artifacts: Vec::new(),
            profile: Profile::Essential,
            overrides: BTreeMap::new(),
            nested: Vec::new(),
            policy: Policy::default(),
            roles: BTreeMap::new(),
            routes: BTreeMap::new(),
            people: BTreeMap::new(),
            provenance: Provenance::default(),
            publish: Publish::default(),
            floors: Floors::default(),
        }
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            fail_on: Some(crate::glossary::Severity::Error),
            not_evaluated_fails: true,
            known_until_launch: true,
            allow_empty: false,
            stage_from: Vec::new(),
        }
    }
}

impl Default for Discovery {
    fn default() -> Self {
        let models = ["**/*.onnx", "**/*.safetensors", "**/*.gguf", "**/MLmodel"];
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            models: models.map(str::to_owned).to_vec(),
        }
    }
}

/// Reads the configuration: `path` where given, else `raigate.toml` at the root, else defaults.
///
/// ```
/// use raigate::{config, git};
/// # let folder = tempfile::tempdir()?;
/// # let folder = camino::Utf8Path::from_path(folder.path()).ok_or("not UTF-8")?;
/// let source = git::Source::open(folder, &git::Snapshot::WorkTree)?;
/// let config = config::load(&source, None).map_err(|mut mistakes| mistakes.remove(0))?;
/// assert!(config.path.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every mistake in the file, at its place.
pub fn load(source: &Source, path: Option<&Utf8Path>) -> Result<Config, Vec<ConfigError>> {
    load::load(source, path)
}

/// Returns the JSON Schema of the configuration file.
#[must_use]
pub fn schema() -> Value {
    schema::schema()
}

/// Compiles one glob of a configuration: `*` stays within a folder, `**` crosses folders.
///
/// # Errors
/// It is no glob.
pub fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

/// Compiles globs that were checked when they were read.
///
/// # Errors
/// One is no glob.
pub fn glob_set(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern)?);
    }
    set.build()
}

/// Returns the vendored, built or fixture folder that `path` lies in.
#[must_use]
pub fn vendored_folder(path: &Utf8Path) -> Option<&Utf8Path> {
    let is_vendored = |folder: &&Utf8Path| {
        let is_named = folder.file_name().is_some_and(|it| VENDORED.contains(&it));
        // The trees that show what a rule objects to, as `raigate new` lays them out.
        is_named || folder.ends_with("tests/rules")
    };
    // The outermost one: it is what a reader will look for.
    path.ancestors().skip(1).filter(is_vendored).last()
}
