//! Applies what `raigate.toml` changes about single rules.

use serde_json::{Map, Value, json};

use crate::config::{Config, RuleOverride};
use crate::engine::EngineError;
use crate::finding::Location;
use crate::glossary::{Severity, Stage, Tier};
use crate::rule::RuleId;

use super::Rule;
use super::fields::did_you_mean;

/// Changes `rules` as `config` says, and returns what it says wrongly.
pub(super) fn apply(rules: &mut [Rule], config: &Config) -> Vec<EngineError> {
    let mut errors = Vec::new();
    let mut seen: Vec<(RuleId, &RuleId)> = Vec::new();
    for (id, change) in &config.overrides {
        let names: Vec<&str> = rules.iter().map(|rule| rule.meta.id.as_str()).collect();
        let Some(index) = rules
            .iter()
            .position(|rule| rule.meta.id == *id || rule.meta.aliases.contains(id))
        else {
            let hint = did_you_mean(id.as_str(), &names);
            errors.push(near(change, "", format!("unknown rule `{id}`{hint}")));
            continue;
        };
        let Some(rule) = rules.get_mut(index) else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(own, _)| *own == rule.meta.id) {
            let message = format!("`{id}` and `{first}` are one rule, set twice");
            errors.push(near(change, "", message));
            continue;
        }
        seen.push((rule.meta.id.clone(), id));
        change_rule(rule, change, &mut errors);
    }
    errors
}

/// An error at a place of the configuration.
pub(super) fn at(place: &Location, message: String) -> EngineError {
    let file = place.path.to_string();
    EngineError {
        message,
        place: Some((file, place.start.line, place.start.column)),
    }
}

/// Returns the part of a rule that a configuration can change, for the digest.
pub(super) fn in_force(rule: &Rule) -> String {
    let meta = &rule.meta;
    let severity = |tier| meta.severity.at(tier).map(Severity::name);
    let mut all = json!({
        "severity": [severity(Tier::Minimal), severity(Tier::Limited), severity(Tier::High)],
        "profile": meta.profile.name(),
        "confidence": meta.confidence.name(),
        "from_stage": meta.from_stage.map(Stage::name),
        "facets": meta.facets,
        "implied_by": meta.implied_by.iter().map(RuleId::as_str).collect::<Vec<_>>(),
    });
    if let (false, Some(members)) = (rule.nearer.is_empty(), all.as_object_mut()) {
        let nearer = format!("{:?}", rule.nearer);
        members.insert("nearer".to_owned(), nearer.into());
    }
    all.to_string()
}

fn change_rule(rule: &mut Rule, change: &RuleOverride, errors: &mut Vec<EngineError>) {
    let meta = &mut rule.meta;
    if let Some(severity) = change.severity {
        meta.severity = severity;
        rule.severity_is_stated = true;
    }
    if let Some(profile) = change.profile {
        meta.profile = profile;
    }
    if let Some(confidence) = change.confidence {
        meta.confidence = confidence;
    }
    if let Some(stage) = change.from_stage {
        meta.from_stage = Some(stage);
    }
    if let Some(facets) = &change.facets {
        meta.facets.clone_from(facets);
    }
    if let Some(implied_by) = &change.implied_by {
        meta.implied_by.clone_from(implied_by);
    }
    rule.places.clone_from(&change.places);
    for (key, value) in &change.settings {
        if let Err(message) = set(&mut meta.settings, key, value, &meta.id) {
            errors.push(near(change, key, message));
        }
    }
}

fn set(
    settings: &mut Map<String, Value>,
    key: &str,
    value: &Value,
    rule: &RuleId,
) -> Result<(), String> {
    let names: Vec<&str> = settings.keys().map(String::as_str).collect();
    let hint = did_you_mean(key, &names);
    let known = match names.as_slice() {
        [] => "; it has none".to_owned(),
        names if hint.is_empty() => format!("; it has `{}`", names.join("`, `")),
        _ => hint,
    };
    let Some(default) = settings.get_mut(key) else {
        return Err(format!("rule `{rule}` has no setting `{key}`{known}"));
    };
    *default = merged(default, value).map_err(|wanted| {
        format!(
            "setting `{key}` of `{rule}` is {wanted}, this is {}",
            noun(value)
        )
    })?;
    Ok(())
}

/// Returns `value` in the place of `default`; a mapping keeps the members it does not name.
fn merged(default: &Value, value: &Value) -> Result<Value, String> {
    let fits = match (default, value) {
        (Value::Object(defaults), Value::Object(members)) => {
            return merged_members(defaults, members).map(Value::Object);
        }
        (Value::Array(defaults), Value::Array(items)) => match defaults.first() {
            Some(first) => items.iter().all(|item| noun(item) == noun(first)),
            None => true,
        },
        (Value::Number(default), Value::Number(value)) => !default.is_i64() || value.is_i64(),
        (default, value) => noun(default) == noun(value),
    };
    if fits {
        return Ok(value.clone());
    }
    Err(match default {
        Value::Array(items) => match items.first() {
            Some(first) => format!("a list, of which each is {}", noun(first)),
            None => noun(default).to_owned(),
        },
        _ => noun(default).to_owned(),
    })
}

fn merged_members(
    defaults: &Map<String, Value>,
    members: &Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let mut all = defaults.clone();
    // A mapping by tier or stage has these keys and no others; any other may be extended.
    let is_closed =
        |name: &str| Tier::from_name(name).is_some() || Stage::from_name(name).is_some();
    let is_by_tier = !defaults.is_empty() && defaults.keys().all(|key| is_closed(key));
    for (key, value) in members {
        match defaults.get(key) {
            Some(default) => {
                all.insert(key.clone(), merged(default, value)?);
            }
            None if is_by_tier && !is_closed(key) => {
                return Err("a mapping by tier or stage".to_owned());
            }
            None => {
                if let Some(default) = defaults.values().next() {
                    merged(default, value)?;
                }
                all.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(all)
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_i64() => "a whole number",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// An error at `key` of the rule's table, or at the table.
pub(super) fn near(change: &RuleOverride, key: &str, message: String) -> EngineError {
    match change.places.get(key).or_else(|| change.places.get("")) {
        Some(place) => at(place, message),
        None => EngineError {
            message,
            place: None,
        },
    }
}
