//! Composes the data that policies see beside their input.

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::engine::EngineError;
use crate::git::Source;

use super::{Rule, local, yaml};

/// Returns `data`: settings, the run, roles and what `files` hold.
pub(super) fn compose(
    files: Map<String, Value>,
    config: &Config,
    rules: &[Rule],
    today: Date,
) -> Value {
    let mut data = files;
    // raigate's own come last: a team's file cannot stand in for them.
    data.insert("settings".to_owned(), settings(rules));
    data.insert("run".to_owned(), json!({ "today": today.to_string() }));
    data.insert("roles".to_owned(), json!(config.roles));
    Value::Object(data)
}

/// Reads JSON, YAML and TOML files; the folders between one of `folders` and a file become keys.
pub(super) fn files(
    source: &Source,
    folders: &[Utf8PathBuf],
) -> (Map<String, Value>, Vec<EngineError>) {
    let mut data = Map::new();
    let mut errors = Vec::new();
    if folders.is_empty() {
        return (data, errors);
    }
    let entries = match local::entries(source) {
        Ok(entries) => entries,
        Err(error) => return (data, vec![error]),
    };
    for folder in folders {
        let mut is_empty = true;
        for entry in local::under(&entries, folder) {
            let Some(read) = reader(&entry.path) else {
                continue;
            };
            is_empty = false;
            let value = local::text(source, &entry.path)
                .and_then(|text| read(&text).map_err(|message| at(&entry.path, message)));
            let merged = value.and_then(|value| {
                merge(&mut data, &steps(folder, &entry.path), value)
                    .map_err(|message| at(&entry.path, message))
            });
            errors.extend(merged.err());
        }
        if is_empty {
            errors.push(EngineError {
                message: format!("`policy.data` names `{folder}`, where there is no data"),
                place: None,
            });
        }
    }
    (data, errors)
}

/// Every setting, as `settings.<family>.<rule>.<key>` in `snake_case`.
fn settings(rules: &[Rule]) -> Value {
    let mut families: Map<String, Value> = Map::new();
    for rule in rules {
        let snake = |word: &str| word.replace('-', "_");
        let family = families
            .entry(snake(rule.meta.id.family()))
            .or_insert_with(|| json!({}));
        if let Some(family) = family.as_object_mut() {
            let settings = Value::Object(rule.meta.settings.clone());
            family.insert(snake(rule.meta.id.name()), settings);
        }
    }
    Value::Object(families)
}

type Read = fn(&str) -> Result<Value, String>;

fn reader(path: &Utf8Path) -> Option<Read> {
    match path.extension()? {
        "json" => Some(|text| serde_json::from_str(text).map_err(|error| error.to_string())),
        "toml" => Some(|text| toml::from_str(text).map_err(|error| error.message().to_owned())),
        "yaml" | "yml" => Some(|text| {
            let node =
                yaml::read(text).map_err(|(message, line, _)| format!("line {line}: {message}"));
            node.map(|node| node.to_json())
        }),
        _ => None,
    }
}

fn steps(folder: &Utf8Path, path: &Utf8Path) -> Vec<String> {
    let folder = folder
        .as_str()
        .trim_start_matches("./")
        .trim_end_matches('/');
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parent = inner.parent().unwrap_or(Utf8Path::new(""));
    parent.components().map(|step| step.to_string()).collect()
}

/// Puts `value` at `steps`; two different values at one place are a mistake.
fn merge(data: &mut Map<String, Value>, steps: &[String], value: Value) -> Result<(), String> {
    if let Some((first, rest)) = steps.split_first() {
        if local::RESERVED.contains(&first.as_str()) {
            return Err(format!("`data.{first}` is raigate's own"));
        }
        let inner = data.entry(first.clone()).or_insert_with(|| json!({}));
        let inner = inner
            .as_object_mut()
            .ok_or_else(|| format!("`{first}` is a value elsewhere and a folder here"))?;
        return merge(inner, rest, value);
    }
    let Value::Object(members) = value else {
        return Err("a data file holds a mapping".to_owned());
    };
    for (key, value) in members {
        match data.get_mut(&key) {
            None => {
                data.insert(key, value);
            }
            Some(Value::Object(inner)) if value.is_object() => merge(inner, &[], value)?,
            Some(there) if *there == value => {}
            Some(_) => return Err(format!("`{key}` has another value in another data file")),
        }
    }
    Ok(())
}

fn at(path: &Utf8Path, message: String) -> EngineError {
    EngineError {
        message,
        place: Some((path.to_string(), 1, 1)),
    }
}
