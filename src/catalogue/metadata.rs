//! Reads the `# METADATA` block of a rule file and refuses what is malformed.
//!
//! The engine takes the block for a comment, so everything a rule says of
//! itself is read here, and a slip in it is an error at its line: a mistyped
//! `severty` would otherwise be a rule that never blocks.

use serde_json::Value;

use crate::engine::{EngineError, Module};
use crate::glossary::{Kind, Severity, Stage, Tier, nearest};
use crate::rule::{Confidence, Phase, Profile, RuleId, RuleMeta, Scope, Severities};

use super::block::Block;
use super::controls;
use super::fields::{Fields, Reader};
use super::yaml::{self, Content, Key, Node};

/// The facets that systems declare; a team's own rules may use others.
pub const FACETS: &[&str] = &[
    "agentic",
    "consequential_decision",
    "generative",
    "human_in_the_loop",
    "personal_data",
    "special_category_data",
    "third_party_model",
    "user_facing",
];

/// What a rule file says of itself.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Its package, without `data.`.
    pub(super) package: String,
    /// Its METADATA.
    pub(super) meta: RuleMeta,
}

/// Reads the header of `module`; `None` for a library, which has none and is no rule.
///
/// `known` is what stands in its block, where that was read before.
pub(super) fn read(
    module: &Module,
    is_local: bool,
    known: Option<Node>,
) -> Result<Option<Header>, Vec<EngineError>> {
    let mut reader = Reader::new(&module.path);
    let Some((package, line)) = package_clause(&module.text) else {
        // Without a package the engine refuses the file, with a better message.
        return Ok(None);
    };
    let block = Block::of(&module.text);
    let Some(path) = package.strip_prefix(RULES) else {
        if let Some(block) = block {
            reader.fault(
                block.first_line,
                1,
                format!("METADATA belongs to rules, whose package begins with `{RULES}`; this is `{package}`"),
            );
            return Err(reader.errors);
        }
        return Ok(None);
    };
    let Some(id) = id_of(path) else {
        reader.fault(
            line,
            1,
            format!(
                "package of a rule is `{RULES}<family>.<name>` in snake_case, this is `{package}`"
            ),
        );
        return Err(reader.errors);
    };
    check_file(&mut reader, &id, line, is_local);
    let Some(block) = block else {
        reader.fault(
            line,
            1,
            "a rule needs a `# METADATA` block above its package",
        );
        return Err(reader.errors);
    };
    reader.offset = block.first_line;
    let node = known.map_or_else(|| yaml::read(&block.text), Ok);
    let meta = in_block(reader, node, id, is_local)?;
    Ok(Some(Header { package, meta }))
}

/// Reads what a block says.
fn in_block(
    mut reader: Reader,
    node: Result<Node, yaml::Mistake>,
    id: RuleId,
    is_local: bool,
) -> Result<RuleMeta, Vec<EngineError>> {
    match node {
        Ok(node) => match meta(&mut reader, &node, id, is_local) {
            Some(meta) if reader.errors.is_empty() => Ok(meta),
            _ => Err(reader.errors),
        },
        Err((message, line, column)) => {
            reader.fault_in_block(line, column, message);
            Err(reader.errors)
        }
    }
}

/// Returns the package that `text` declares, and its line.
pub(super) fn package_clause(text: &str) -> Option<(String, usize)> {
    text.lines().zip(1..).find_map(|(line, number)| {
        let rest = line.strip_prefix("package")?;
        let name = rest.split('#').next().unwrap_or_default();
        rest.starts_with([' ', '\t'])
            .then(|| (name.trim().to_owned(), number))
    })
}

/// What every package of a rule begins with.
pub(super) const RULES: &str = "raigate.rules.";

fn id_of(path: &str) -> Option<RuleId> {
    let (family, name) = path.split_once('.')?;
    RuleId::parse(&format!("{family}/{name}").replace('_', "-")).filter(|_| !path.contains('-'))
}

/// A rule is found by its id: `card/missing-section` is in `card/missing_section.rego`.
fn check_file(reader: &mut Reader, id: &RuleId, line: usize, is_local: bool) {
    let name = format!("{}.rego", id.name().replace('-', "_"));
    let expected = format!("{}/{name}", id.family().replace('-', "_"));
    let fits = if is_local {
        reader.file.rsplit('/').next() == Some(name.as_str())
    } else {
        reader.file == format!("policies/{expected}")
    };
    if !fits {
        let expected = if is_local {
            name
        } else {
            format!("policies/{expected}")
        };
        reader.fault(line, 1, format!("rule `{id}` belongs in `{expected}`"));
    }
}

/// The keys beside `custom`; those that OPA defines and raigate does not use are let pass.
const KEYS: &[&str] = &[
    "title",
    "description",
    "scope",
    "custom",
    "authors",
    "organizations",
    "related_resources",
];

/// The keys of `custom`.
const CUSTOM_KEYS: &[&str] = &[
    "severity",
    "profile",
    "confidence",
    "kinds",
    "scope",
    "phase",
    "from_stage",
    "facets",
    "settings",
    "controls",
    "remedy",
    "waivable",
    "implied_by",
    "since",
    "aliases",
    "effective_on",
    "deprecated",
];

fn meta(reader: &mut Reader, node: &Node, id: RuleId, is_local: bool) -> Option<RuleMeta> {
    let top = Fields::of(reader, node, "METADATA", KEYS)?;
    let (_, custom) = top.required(reader, "custom")?;
    let custom = Fields::of(reader, custom, "custom", CUSTOM_KEYS)?;
    if let Some((_, scope)) = top.get("scope")
        && scope.to_json() != "package"
    {
        reader.fault_at(
            scope,
            "`scope` beside `custom` is OPA's, and is `package` here",
        );
    }
    // Each key is read before any is missed, so that all mistakes come at once.
    let title = top.text(reader, "title");
    let description = top.text(reader, "description");
    let remedy = custom.text(reader, "remedy");
    let since = since(reader, &custom);
    let severity = custom
        .required(reader, "severity")
        .and_then(|(_, node)| severities(reader, node));
    let optional = optional(reader, &custom, id, is_local);
    Some(RuleMeta {
        title: title?,
        description: description?,
        remedy: remedy?,
        since: since?,
        severity: severity?,
        ..optional
    })
}

/// Reads the keys that have defaults; the others are left empty.
fn optional(reader: &mut Reader, custom: &Fields, id: RuleId, is_local: bool) -> RuleMeta {
    RuleMeta {
        id,
        title: String::new(),
        description: String::new(),
        remedy: String::new(),
        since: String::new(),
        severity: Severities {
            minimal: None,
            limited: None,
            high: None,
        },
        profile: custom
            .word(reader, "profile", Profile::ALL, Profile::name)
            .unwrap_or(Profile::Recommended),
        confidence: custom
            .word(reader, "confidence", Confidence::ALL, Confidence::name)
            .unwrap_or(Confidence::High),
        kinds: custom.words(reader, "kinds", Kind::ALL, Kind::name),
        scope: custom
            .word(reader, "scope", Scope::ALL, Scope::name)
            .unwrap_or(Scope::Artifact),
        phase: phase(reader, custom),
        from_stage: custom.word(reader, "from_stage", Stage::ALL, Stage::name),
        facets: facets(reader, custom, is_local),
        settings: custom.mapping(reader, "settings"),
        controls: control_ids(reader, custom),
        waivable: custom.flag(reader, "waivable").unwrap_or(true),
        implied_by: custom.rule_ids(reader, "implied_by"),
        aliases: custom.rule_ids(reader, "aliases"),
        effective_on: effective_on(reader, custom),
        deprecated: custom.flag(reader, "deprecated").unwrap_or(false),
        file: reader.file.clone(),
    }
}

/// How all others ended is known of a system; a rule about artifacts can only come after them.
fn phase(reader: &mut Reader, custom: &Fields) -> Phase {
    let phase = custom.word(reader, "phase", Phase::ALL, Phase::name);
    let scope = custom.get("scope").map(|(_, node)| node.to_json());
    if let (Some(Phase::Outcomes), Some((_, node))) = (phase, custom.get("phase"))
        && scope.is_some_and(|scope| scope == Scope::Repository.name())
    {
        reader.fault_at(
            node,
            "`phase: outcomes` needs `scope: system` or `artifact`",
        );
    }
    phase.unwrap_or(Phase::Evidence)
}

/// One severity for every tier, or one for each.
fn severities(reader: &mut Reader, node: &Node) -> Option<Severities> {
    let Content::Mapping(members) = &node.content else {
        let severity = severity(reader, node)?;
        return Some(Severities {
            minimal: severity,
            limited: severity,
            high: severity,
        });
    };
    let tiers = [Tier::Minimal, Tier::Limited, Tier::High].map(Tier::name);
    for (key, _) in members {
        if key.name == Tier::Prohibited.name() {
            reader.fault_key(
                key,
                "tier `prohibited` follows `high`, with warnings as errors",
            );
        } else if !tiers.contains(&key.name.as_str()) {
            reader.unknown(key, "tier", &tiers);
        }
    }
    let mut at = |tier: &str| {
        let member = members.iter().find(|(key, _)| key.name == tier);
        if member.is_none() {
            let message = format!("`severity` says nothing of tier `{tier}`; `off` is an answer");
            reader.fault_at(node, message);
        }
        member.and_then(|(_, node)| severity(reader, node))
    };
    let [minimal, limited, high] = tiers.map(&mut at);
    Some(Severities {
        minimal: minimal?,
        limited: limited?,
        high: high?,
    })
}

/// The outer option is a mistake, the inner one is `off`.
#[allow(
    clippy::option_option,
    reason = "absent and `off` differ, and only here"
)]
fn severity(reader: &mut Reader, node: &Node) -> Option<Option<Severity>> {
    if node.to_json() == "off" {
        return Some(None);
    }
    let mut names: Vec<&str> = Severity::ALL.iter().map(|one| one.name()).collect();
    names.push("off");
    let name = reader.one_of(node, "severity", &names)?;
    Some(Severity::from_name(&name))
}

fn since(reader: &mut Reader, custom: &Fields) -> Option<String> {
    let (_, node) = custom.required(reader, "since")?;
    let is_version = |text: &str| {
        text.split('.').count() == 3 && text.split('.').all(|part| part.parse::<u32>().is_ok())
    };
    match node.to_json() {
        Value::String(text) if is_version(&text) => Some(text),
        _ => {
            reader.fault_at(node, "`since` is a version such as 0.1.0");
            None
        }
    }
}

fn effective_on(reader: &mut Reader, custom: &Fields) -> Option<jiff::civil::Date> {
    let (_, node) = custom.get("effective_on")?;
    let date = node.to_json().as_str().and_then(|text| text.parse().ok());
    if date.is_none() {
        reader.fault_at(node, "`effective_on` is a date such as 2026-12-31");
    }
    date
}

fn facets(reader: &mut Reader, custom: &Fields, is_local: bool) -> Vec<String> {
    let mut facets = Vec::new();
    for node in custom.list(reader, "facets") {
        let Some(name) = reader.text_of(node, "facet") else {
            continue;
        };
        let is_typo = nearest(&name, FACETS.iter().copied()).is_some();
        if !FACETS.contains(&name.as_str()) && (!is_local || is_typo) {
            reader.unknown(&key_of(node, &name), "facet", FACETS);
        }
        facets.push(name);
    }
    facets
}

fn control_ids(
    reader: &mut Reader,
    custom: &Fields,
) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut all = std::collections::BTreeMap::new();
    let Some((_, node)) = custom.get("controls") else {
        return all;
    };
    let Some(frameworks) = Fields::of(reader, node, "controls", controls::FRAMEWORKS) else {
        return all;
    };
    for framework in controls::FRAMEWORKS {
        let known = controls::known(framework);
        let mut ids = Vec::new();
        for node in frameworks.list(reader, framework) {
            let Some(id) = reader.text_of(node, "control") else {
                continue;
            };
            if !known.contains(&id) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                reader.unknown(
                    &key_of(node, &id),
                    &format!("clause of {framework}"),
                    &known,
                );
            }
            ids.push(id);
        }
        if !ids.is_empty() {
            all.insert((*framework).to_owned(), ids);
        }
    }
    all
}

fn key_of(node: &Node, name: &str) -> Key {
    Key {
        name: name.to_owned(),
        line: node.line,
        column: node.column,
    }
}
