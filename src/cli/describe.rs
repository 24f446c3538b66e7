//! `raigate rules`, `raigate explain` and `raigate schema`: what the gate knows.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::args::{CheckArgs, ExplainArgs, ListFormat, RulesArgs, SchemaArgs};
use super::{PASS, policy, terminal};
use crate::catalogue::{Catalogue, Rule, builtin, page};
use crate::glossary::{Severity, nearest};
use crate::report::{self, Format, Style};
use crate::run;

/// Lists all rules.
pub(crate) fn rules(args: &RulesArgs) -> Result<u8> {
    let catalogue = super::rules(&args.place)?;
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

/// Shows a rule's page, and on demand what the rule sees in a file.
pub(crate) fn explain(args: &ExplainArgs) -> Result<u8> {
    let catalogue = super::rules(&args.place)?;
    let rule = find(&catalogue, &args.rule)?;
    let file = format!("docs/rules/{}.md", rule.meta.id);
    let built_in = builtin::RULE_PAGES
        .iter()
        .find(|(path, _)| *path == file && !rule.is_local);
    let page = built_in.map_or_else(
        || page::page(&rule.meta, None),
        // The first line says that the page is generated.
        |(_, text)| {
            text.split_once("\n\n")
                .map_or(*text, |(_, rest)| rest)
                .to_owned()
        },
    );
    terminal::write(page.as_bytes())?;
    let Some(path) = &args.on else {
        return Ok(PASS);
    };
    let mut report = run::check(&super::check::request(&CheckArgs {
        paths: vec![path.clone()],
        place: args.place.clone(),
        ..CheckArgs::default()
    })?);
    let (source, ..) = policy(&args.place)?;
    let inside = source.path_of(path).unwrap_or_default();
    report
        .findings
        .retain(|one| one.rule == rule.meta.id && one.location.path == inside);
    report.is_first_run = false;
    let seen = if report.findings.is_empty() && report.errors.is_empty() {
        format!("\n## On {inside}\n\nNothing is found there.\n")
    } else {
        let style = Style {
            verbosity: 1,
            width: terminal::width(),
            ..Style::default()
        };
        format!(
            "\n## On {inside}\n\n{}",
            report::render(&report, Format::Human, style)
        )
    };
    terminal::write(seen.as_bytes())?;
    Ok(PASS)
}

/// Returns the rule of that id or former id.
fn find<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c Rule> {
    let rules = &catalogue.rules;
    let known = rules.iter().find(|rule| {
        rule.meta.id.as_str() == id || rule.meta.aliases.iter().any(|alias| alias.as_str() == id)
    });
    known.with_context(|| {
        let hint = nearest(id, rules.iter().map(|rule| rule.meta.id.as_str()))
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default();
        format!("there is no rule `{id}`{hint}")
    })
}

/// Prints a schema.
pub(crate) fn schema(args: &SchemaArgs) -> Result<u8> {
    let own = builtin::OWN_SCHEMAS.iter().chain(builtin::ARTIFACT_SCHEMAS);
    let texts: Vec<(&str, &str)> = own.map(|(path, text)| (name_of(path), *text)).collect();
    let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
    let Some(name) = &args.name else {
        terminal::write(format!("{}\n", names.join("\n")).as_bytes())?;
        return Ok(PASS);
    };
    match texts.iter().find(|(known, _)| known == name) {
        Some((_, text)) => terminal::write(text.as_bytes())?,
        None => bail!(
            "there is no schema `{name}`; there are {}",
            names.join(", ")
        ),
    }
    Ok(PASS)
}

/// Returns `report` of `schemas/report.schema.json`.
fn name_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.trim_end_matches(".schema.json")
}
