//! Writes an imported artifact: never over another one without consent, and then keeping what
//! people filled in.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};

use crate::cli::{init, read_file};
use crate::glossary::{Format, Kind};
use crate::parse;

/// What a file that is there says, as far as it stays.
pub(super) struct Before {
    /// What people filled in.
    pub fields: Map<String, Value>,
    /// The prose of a card.
    pub body: Option<String>,
}

/// Reads the file that would be written over; `None` where there is none.
pub(super) fn before(path: &Utf8Path, kind: Kind, force: bool) -> Result<Option<Before>> {
    if !path.exists() && !path.is_symlink() {
        return Ok(None);
    }
    if !force {
        bail!(
            "`{path}` is already there\n  help: `--force` writes over what was copied, \
             `--output FILE` to another place"
        );
    }
    if !path.is_file() {
        bail!("`{path}` is no file");
    }
    let text = read_file(path)?;
    let Some(format) = Format::of_path(path) else {
        bail!("`{path}` is not written over: its name promises no format that is read");
    };
    let document = parse::document(format, text.as_bytes());
    let (fields, body) = if format == Format::Markdown {
        let others = document.value.as_object().into_iter().flatten();
        let others = others.filter(|(key, _)| !matches!(key.as_str(), "raigate" | "$body"));
        if others.count() > 0 {
            bail!("`{path}` has front matter of its own, which would be lost");
        }
        let body = text.splitn(3, "---\n").nth(2).map(str::to_owned);
        (document.value.get("raigate").cloned(), body)
    } else {
        (Some(document.value), None)
    };
    let fields = fields.and_then(|fields| fields.as_object().cloned());
    let mut fields = fields.unwrap_or_default();
    let schema = format!("raigate/{kind}/v1");
    if fields.remove("schema") != Some(schema.into()) {
        bail!("`{path}` is not written over: it is no {kind} of raigate's own form");
    }
    fields.retain(|_, value| filled_in(value));
    Ok(Some(Before { fields, body }))
}

/// Adds to what is known what people filled in; what was copied anew outranks it.
pub(super) fn keep(known: &mut Map<String, Value>, before: &Map<String, Value>) {
    for (key, value) in before {
        match (known.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(before)) => keep(known, before),
            (Some(Value::Null), _) if key == "system" => {
                drop(known.insert(key.clone(), value.clone()));
            }
            (Some(_), _) => {}
            (None, _) => drop(known.insert(key.clone(), value.clone())),
        }
    }
}

/// Returns whether somebody has filled in a value; takes out the members that nobody has.
fn filled_in(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| filled_in(value));
            !members.is_empty()
        }
        Value::Array(items) => {
            items.retain_mut(filled_in);
            !items.is_empty()
        }
        Value::String(text) => text != "TODO",
        Value::Null => false,
        _ => true,
    }
}

/// Puts the prose that was there below new front matter.
pub(super) fn with_body(text: &str, body: &str) -> String {
    let front: String = text
        .splitn(3, "---\n")
        .take(2)
        .collect::<Vec<_>>()
        .join("---\n");
    format!("{front}---\n{body}")
}

/// Writes all files and the folders above them; where one cannot be, those before it are as
/// they were.
pub(super) fn write<'f>(files: impl Iterator<Item = (&'f Utf8PathBuf, &'f str)>) -> Result<()> {
    let mut undo: Vec<(&Utf8PathBuf, Option<String>)> = Vec::new();
    for (path, text) in files {
        let before = path.exists().then(|| read_file(path)).transpose();
        let written = before.and_then(|before| {
            let is_new = before.is_none();
            undo.push((path, before));
            if is_new {
                return init::write_new(path, text);
            }
            std::fs::write(path, text).with_context(|| format!("`{path}` could not be written"))
        });
        if let Err(error) = written {
            for (path, before) in undo {
                // The first failure is the one to tell.
                let _ = match before {
                    Some(text) => std::fs::write(path, text),
                    None => std::fs::remove_file(path),
                };
            }
            return Err(error);
        }
    }
    Ok(())
}
