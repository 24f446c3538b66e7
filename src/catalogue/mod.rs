//! Knows which rules and schemas apply: raigate's own and the repository's.

pub mod block;
pub mod builtin;
pub mod controls;
mod data;
mod fields;
mod local;
mod nearer;
pub mod metadata;
mod overrides;
pub mod page;
pub mod weaken;
mod yaml;

use std::collections::BTreeMap;

pub use self::nearer::{Here, Nearer};

use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::engine::{EngineError, Index, Module, Program, hash};
use crate::finding::Location;
use crate::git::Source;
use crate::glossary::Kind;
use crate::rule::{RuleId, RuleMeta};

/// One rule, with what the configuration changed about it already applied to `meta`.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four independent facts about one rule"
)]
pub struct Rule {
    /// What it says of itself, after overrides.
    pub meta: RuleMeta,
    /// Its package, such as `raigate.rules.card.missing`.
    pub package: String,
    /// Whether it defines `applicable`, which decides whether its subject is there.
    pub has_applicable: bool,
    /// Whether it defines `not_evaluated`, its list of facts that should be there and are not.
    pub has_not_evaluated: bool,
    /// Whether it defines `deferred`, its list of facts that exist elsewhere.
    pub has_deferred: bool,
    /// Whether it is a team's own.
    pub is_local: bool,
    /// Where `raigate.toml` sets its severity or a setting, by key.
    pub places: BTreeMap<String, Location>,
    /// Whether `raigate.toml` states its severity, which then also outranks its confidence.
    pub severity_is_stated: bool,
    /// What folders below the root make stricter there, outer folders first.
    pub nearer: Vec<Nearer>,
}

/// All rules and schemas of a run.
#[derive(Clone)]
pub struct Catalogue {
    /// The rules, sorted by id; deprecated ones included.
    pub rules: Vec<Rule>,
    /// The policies, loaded.
    pub program: Program,
    /// What they see as `data`: settings, the run, roles and the files of `policy.data`.
    pub data: Value,
    /// `sha256:` and the digest of every policy, schema and override in force.
    pub digest: String,
}

/// Loads raigate's rules and those of `config.policy.paths`, and applies the overrides.
///
/// `today` is what policies see as `data.run.today`.
///
/// # Errors
/// Every malformed METADATA, broken policy, unknown rule id or setting.
pub fn load(source: &Source, config: &Config, today: Date) -> Result<Catalogue, Vec<EngineError>> {
    gather(source, config).build(config, today)
}

/// What a repository adds to raigate's own rules, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    modules: Vec<Module>,
    files: Map<String, Value>,
    errors: Vec<EngineError>,
}

/// Reads the policies and data that `config` names, without looking into them.
#[must_use]
pub fn gather(source: &Source, config: &Config) -> Gathered {
    let (modules, mut errors) = local::modules(source, &config.policy.paths);
    let (files, found) = data::files(source, &config.policy.data);
    errors.extend(found);
    Gathered {
        modules,
        files,
        errors,
    }
}

impl Gathered {
    /// Builds the catalogue of raigate's rules and these; as [`load`].
    ///
    /// # Errors
    /// As for [`load`].
    pub fn build(&self, config: &Config, today: Date) -> Result<Catalogue, Vec<EngineError>> {
        let mut errors = self.errors.clone();
        match build(self.modules.clone(), self.files.clone(), config, today) {
            Ok(catalogue) if errors.is_empty() => Ok(catalogue),
            Ok(_) => Err(sorted(errors)),
            Err(found) => {
                errors.extend(found);
                Err(sorted(errors))
            }
        }
    }
}

/// Builds the catalogue of raigate's rules and `local` ones, with `files` as further data.
///
/// # Errors
/// As for [`load`].
pub fn build(
    local: Vec<Module>,
    files: Map<String, Value>,
    config: &Config,
    today: Date,
) -> Result<Catalogue, Vec<EngineError>> {
    let mut errors: Vec<_> = local.iter().filter_map(local::trespass).collect();
    let mut modules = own_modules();
    let own_count = modules.len();
    modules.extend(local);
    let mut rules = rules(&modules, own_count, &mut errors);
    errors.extend(clashes(&rules));
    errors.extend(overrides::apply(&mut rules, config));
    errors.extend(nearer::apply(&mut rules, config));
    errors.extend(unknown_causes(&rules));
    let data = data::compose(files, config, &rules, today);
    // The Rego of a rule whose METADATA is broken is read as well: all mistakes come at once.
    // Those that come with the program were linted by a test.
    let known = Index::read(builtin::INDEX, builtin::FORESIGHT).map(|index| (own_count, index));
    let program = Program::of_rules(&modules, &data, known);
    match &program {
        Ok(program) => errors.extend(disguised(&modules, program)),
        Err(found) => errors.extend(found.iter().cloned()),
    }
    let (Ok(program), true) = (program, errors.is_empty()) else {
        return Err(sorted(errors));
    };
    for rule in &mut rules {
        rule.has_applicable = program.declares(&rule.package, "applicable");
        rule.has_not_evaluated = program.declares(&rule.package, "not_evaluated");
        rule.has_deferred = program.declares(&rule.package, "deferred");
    }
    rules.sort_by(|one, other| one.meta.id.cmp(&other.meta.id));
    Ok(Catalogue {
        digest: digest(&modules, &data, &rules),
        rules,
        program,
        data,
    })
}

impl Catalogue {
    /// Returns the rule of that id, or of that former id.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        find(&self.rules, id)
    }
}

/// Returns raigate's own policies, libraries included, as the engine takes them.
#[must_use]
pub fn own_modules() -> Vec<Module> {
    builtin::POLICIES
        .iter()
        .map(|(path, text)| Module {
            path: (*path).to_owned(),
            text: (*text).into(),
        })
        .collect()
}

/// Returns the rule that `id` names by its id or a former one.
fn find<'r>(rules: &'r [Rule], id: &RuleId) -> Option<&'r Rule> {
    rules
        .iter()
        .find(|rule| rule.meta.id == *id || rule.meta.aliases.contains(id))
}

/// Reads what rules say of themselves; those of the first `own_count` modules come with the
/// program, and were read before.
fn rules(modules: &[Module], own_count: usize, errors: &mut Vec<EngineError>) -> Vec<Rule> {
    let known = block::Known::read(builtin::METADATA);
    let read = modules.par_iter().enumerate().map(|(index, module)| {
        let is_local = index >= own_count;
        let known = if is_local {
            None
        } else {
            known.of(&module.path)
        };
        rule(module, is_local, known)
    });
    let mut rules = Vec::new();
    for found in read.collect::<Vec<_>>() {
        match found {
            Ok(found) => rules.extend(found),
            Err(found) => errors.extend(found),
        }
    }
    rules
}

fn rule(
    module: &Module,
    is_local: bool,
    known: Option<yaml::Node>,
) -> Result<Option<Rule>, Vec<EngineError>> {
    let header = metadata::read(module, is_local, known)?;
    Ok(header.map(|header| Rule {
        meta: header.meta,
        package: header.package,
        has_applicable: false,
        has_not_evaluated: false,
        has_deferred: false,
        is_local,
        places: BTreeMap::new(),
        severity_is_stated: false,
        nearer: Vec::new(),
    }))
}

/// Packages that METADATA was read for as another than the engine took them for.
fn disguised(modules: &[Module], program: &Program) -> Vec<EngineError> {
    let mut errors = Vec::new();
    for (file, package) in program.packages() {
        let Some(module) = modules.iter().find(|module| module.path == file) else {
            continue;
        };
        let read = metadata::package_clause(&module.text);
        if read.is_none_or(|(read, _)| read != package) {
            errors.push(EngineError {
                message: format!("write `package {package}` plainly, at the start of a line"),
                place: Some((file.to_owned(), 1, 1)),
            });
        }
    }
    errors
}

/// Two rules of one id, or an alias that is another rule's id or alias.
fn clashes(rules: &[Rule]) -> Vec<EngineError> {
    let mut owners: BTreeMap<&RuleId, &Rule> = BTreeMap::new();
    let mut errors = Vec::new();
    for rule in rules {
        for id in std::iter::once(&rule.meta.id).chain(&rule.meta.aliases) {
            if let Some(owner) = owners.insert(id, rule) {
                let message = if owner.is_local == rule.is_local {
                    format!("`{id}` is also the id of the rule in {}", owner.meta.file)
                } else {
                    format!("`{id}` is raigate's own rule; a team's rule needs an id of its own")
                };
                errors.push(at_file(rule, message));
            }
        }
    }
    errors
}

fn unknown_causes(rules: &[Rule]) -> Vec<EngineError> {
    let names: Vec<&str> = rules.iter().map(|rule| rule.meta.id.as_str()).collect();
    let mut errors = Vec::new();
    for rule in rules {
        for cause in &rule.meta.implied_by {
            if find(rules, cause).is_none() {
                let hint = fields::did_you_mean(cause.as_str(), &names);
                errors.push(match rule.places.get("implied_by") {
                    Some(place) => overrides::at(place, format!("no rule `{cause}`{hint}")),
                    None => at_file(rule, format!("`implied_by` names no rule: `{cause}`{hint}")),
                });
            }
        }
    }
    errors
}

fn at_file(rule: &Rule, message: String) -> EngineError {
    EngineError {
        message,
        place: Some((rule.meta.file.clone(), 1, 1)),
    }
}

/// Returns the text of the schema of each kind.
#[must_use]
pub fn schemas() -> BTreeMap<Kind, &'static str> {
    let of_kind = |(path, text): &(&str, &'static str)| {
        let name = path.rsplit('/').next()?.strip_suffix(".schema.json")?;
        Some((Kind::from_name(name)?, *text))
    };
    builtin::ARTIFACT_SCHEMAS
        .iter()
        .filter_map(of_kind)
        .collect()
}

fn sorted(mut errors: Vec<EngineError>) -> Vec<EngineError> {
    errors.sort_by(|one, other| (&one.place, &one.message).cmp(&(&other.place, &other.message)));
    errors.dedup();
    errors
}

/// One digest over everything that decides what is asked of evidence.
///
/// `data.run.today` is left out: the same policies on another day are the same policies.
fn digest(modules: &[Module], data: &Value, rules: &[Rule]) -> String {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for module in modules {
        parts.insert(module.path.clone(), module.text.to_string());
    }
    for (path, text) in builtin::ARTIFACT_SCHEMAS
        .iter()
        .chain(builtin::STANDARD_SCHEMAS)
    {
        parts.insert((*path).to_owned(), (*text).to_owned());
    }
    for (key, value) in data.as_object().into_iter().flatten() {
        if key != "run" {
            parts.insert(format!("data.{key}"), value.to_string());
        }
    }
    for rule in rules {
        parts.insert(format!("rule {}", rule.meta.id), overrides::in_force(rule));
    }
    let mut all = String::new();
    for (name, text) in &parts {
        // Lengths keep one part from running into the next.
        let head = format!("{} {} {name}\n", name.len(), text.len());
        all.extend([head.as_str(), text.as_str()]);
    }
    format!("sha256:{}", hash::sha256(all.as_bytes()))
}
