//! Knows which rules and schemas apply: raigate's own and the repository's.

pub mod page;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::Config;
use crate::engine::{EngineError, Program};
use crate::finding::Location;
use crate::git::Source;
use crate::glossary::Kind;
use crate::rule::RuleMeta;

/// One rule, with what the configuration changed about it already applied to `meta`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it says of itself, after overrides.
    pub meta: RuleMeta,
    /// Its package, such as `raigate.rules.card.missing`.
    pub package: String,
    /// Whether it defines `applicable`, which decides whether its subject is there.
    pub has_applicable: bool,
    /// Whether it defines `not_evaluated`, its list of facts that should be there and are not.
    pub has_not_evaluated: bool,
    /// Whether it is a team's own.
    pub is_local: bool,
    /// Where `raigate.toml` sets its severity or a setting, by key.
    pub places: BTreeMap<String, Location>,
    /// Whether `raigate.toml` states its severity, which then also outranks its confidence.
    pub severity_is_stated: bool,
}

/// All rules and schemas of a run.
#[derive(Clone)]
pub struct Catalogue {
    /// The rules, sorted by id; deprecated ones included.
    pub rules: Vec<Rule>,
    /// The policies, loaded.
    pub program: Program,
    /// The schema of each kind.
    pub schemas: BTreeMap<Kind, Value>,
    /// `sha256:` and the digest of every policy, schema and override in force.
    pub digest: String,
}

/// Loads raigate's rules and those of `config.policy.paths`, and applies the overrides.
///
/// # Errors
/// Every malformed METADATA, broken policy, unknown rule id or setting.
pub fn load(_source: &Source, _config: &Config) -> Result<Catalogue, Vec<EngineError>> {
    Err(Vec::new())
}
