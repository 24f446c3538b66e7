//! `raigate rules`, `raigate explain` and `raigate schema`: what the gate knows.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::args::{ExplainArgs, ListFormat, RulesArgs, SchemaArgs};
use super::{PASS, policy, terminal};
use crate::catalogue::{Catalogue, Rule};
use crate::glossary::{Kind, Severity};

/// Lists all rules.
pub(crate) fn rules(args: &RulesArgs) -> Result<u8> {
    let (_, _, catalogue) = policy(&args.place)?;
    let live = catalogue.rules.iter().filter(|rule| !rule.meta.deprecated);
    let text = match args.format {
        ListFormat::Human => live.map(line).collect(),
        ListFormat::Json => {
            let list: Vec<Value> = live.map(entry).collect();
            format!("{}\n", serde_json::to_string_pretty(&list)?)
        }
    };
    terminal::write(text.as_bytes())?;
    Ok(PASS)
}

/// Returns one line of the list: id, severity by tier, profile, title.
fn line(rule: &Rule) -> String {
    let meta = &rule.meta;
    let letter = |severity: Option<Severity>| match severity {
        None => '-',
        Some(Severity::Note) => 'n',
        Some(Severity::Warning) => 'W',
        Some(Severity::Error) => 'E',
    };
    let severities = meta.severity;
    let tiers = [severities.minimal, severities.limited, severities.high].map(letter);
    let tiers = tiers.map(String::from).join("/");
    format!(
        "{:<36} {tiers}  {:<11}  {}\n",
        meta.id.as_str(),
        meta.profile.name(),
        meta.title
    )
}

fn entry(rule: &Rule) -> Value {
    let meta = &rule.meta;
    let name = |severity: Option<Severity>| severity.map_or("off", Severity::name);
    json!({
        "id": meta.id.as_str(),
        "title": meta.title,
        "severity": {
            "minimal": name(meta.severity.minimal),
            "limited": name(meta.severity.limited),
            "high": name(meta.severity.high),
        },
        "profile": meta.profile.name(),
        "confidence": meta.confidence.name(),
        "kinds": meta.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
        "scope": meta.scope.name(),
        "from_stage": meta.from_stage.map(crate::glossary::Stage::name),
        "facets": meta.facets,
        "settings": meta.settings,
        "controls": meta.controls,
        "waivable": meta.waivable,
        "since": meta.since,
    })
}

/// Shows a rule's page.
pub(crate) fn explain(args: &ExplainArgs) -> Result<u8> {
    let (_, _, catalogue) = policy(&args.place)?;
    let rule = find(&catalogue, &args.rule)?;
    terminal::write(rule.meta.title.as_bytes())?;
    Ok(PASS)
}

/// Returns the rule of that id or former id.
fn find<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c Rule> {
    let rules = &catalogue.rules;
    let known = rules.iter().find(|rule| {
        rule.meta.id.as_str() == id || rule.meta.aliases.iter().any(|alias| alias.as_str() == id)
    });
    known.with_context(|| {
        let near = rules
            .iter()
            .map(|rule| {
                (
                    strsim::damerau_levenshtein(rule.meta.id.as_str(), id),
                    &rule.meta.id,
                )
            })
            .min()
            .filter(|(distance, _)| *distance <= 8);
        let hint = near
            .map(|(_, name)| format!("; did you mean `{name}`?"))
            .unwrap_or_default();
        format!("there is no rule `{id}`{hint}")
    })
}

/// Prints a schema.
pub(crate) fn schema(args: &SchemaArgs) -> Result<u8> {
    let names: Vec<&str> = ["config", "report"]
        .into_iter()
        .chain(Kind::ALL.iter().map(|kind| kind.name()))
        .collect();
    let Some(name) = &args.name else {
        terminal::write(format!("{}\n", names.join("\n")).as_bytes())?;
        return Ok(PASS);
    };
    bail!(
        "there is no schema `{name}`; there are {}",
        names.join(", ")
    )
}
