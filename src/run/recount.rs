//! Counts again what an artifact says it was counted from.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use crate::artifact::{Artifact, Evidence};
use crate::discover;
use crate::git::{Opened, ReadError, Source};
use crate::interpret::Alone;
use crate::interpret::recount::{Recipe, Rows};
use crate::predictions::{self, Fault};

/// Counts the predictions of every artifact of one file, from the snapshot or else from the
/// folder of evidence.
pub(super) fn recount(alone: &mut Alone, source: &Source) {
    for (at, recipe) in alone.recipes() {
        alone.recount(at, &recipe, &rows(&recipe, source));
    }
}

/// Notes which files the artifacts of one file were counted from, without counting.
pub(super) fn name(part: &mut Alone) {
    let recipes: BTreeMap<usize, Recipe> = part.recipes().into_iter().collect();
    for (at, artifact) in part.artifacts_mut().enumerate() {
        let path = recipes.get(&at).map(|recipe| recipe.path.as_str());
        let fact = path.map(|path| json!({ "path": path }));
        artifact
            .facts
            .extend(fact.map(|fact| ("recounted".to_owned(), fact)));
    }
}

/// Returns the file of rows that an artifact was counted from.
pub(super) fn predictions(artifact: &Artifact) -> Option<Utf8PathBuf> {
    let path = artifact.facts.get("recounted")?.get("path")?.as_str()?;
    Some(Utf8PathBuf::from(path))
}

/// Says how many artifacts rest on predictions that are somewhere else.
pub(super) fn deferred(evidence: &Evidence) -> Option<String> {
    let is_deferred = |artifact: &&Artifact| {
        let recounted = artifact.facts.get("recounted");
        let absent = recounted.and_then(|fact| fact.get("absent"));
        absent.is_some_and(|absent| absent.get("was_asked") != Some(&Value::Bool(true)))
    };
    let count = evidence.artifacts.iter().filter(is_deferred).count();
    let are = match count {
        0 => return None,
        1 => "1 artifact is".to_owned(),
        count => format!("{count} artifacts are"),
    };
    Some(format!(
        "{are} not counted again, as the predictions are not here; `--evidence-dir DIR` says \
         where they are"
    ))
}

fn rows(recipe: &Recipe, source: &Source) -> Rows {
    let inside = source.open_file(&recipe.path).and_then(with_content);
    let found = match inside {
        Err(ReadError::Missing | ReadError::Dangling(_)) => {
            let outside = source.open_evidence(&recipe.path).and_then(with_content);
            outside.map(|input| (input, true))
        }
        inside => inside.map(|input| (input, false)),
    };
    match found {
        Ok((input, is_outside)) => count(input, is_outside, recipe),
        Err(ReadError::Missing | ReadError::Dangling(_)) => Rows::Absent {
            was_asked: source.has_evidence_dir(),
        },
        Err(ReadError::Escapes(_)) => Rows::Escapes,
        Err(error) => Rows::Uncountable(error.to_string()),
    }
}

/// Looks whether the file is there itself, and no pointer to one that is kept elsewhere.
fn with_content(mut opened: Opened) -> Result<Opened, ReadError> {
    let is_pointer = opened.starts_with(discover::LFS_POINTER.as_bytes());
    match is_pointer {
        Ok(false) => Ok(opened),
        Ok(true) => Err(ReadError::Missing),
        Err(error) => Err(ReadError::Unreadable(error.kind().to_string())),
    }
}

fn count(input: Opened, is_outside: bool, recipe: &Recipe) -> Rows {
    match predictions::read_file(input, recipe.layout, &recipe.columns, &recipe.meaning) {
        Ok((table, digest)) => Rows::Counted {
            table,
            digest,
            is_outside,
        },
        Err(fault) => Rows::Uncountable(without_content(&fault)),
    }
}

/// Says what is wrong without the content of a cell: rows are about people.
fn without_content(fault: &Fault) -> String {
    match fault {
        Fault::Row {
            row, line, column, ..
        } => {
            let line = line.map_or_else(String::new, |line| format!(" (line {line})"));
            let column = column.as_ref();
            let column = column.map_or_else(String::new, |name| format!(", column `{name}`"));
            format!("row {row}{line}{column} has no meaning")
        }
        Fault::Columns(message) => message.lines().next().unwrap_or_default().to_owned(),
        Fault::Unreadable(_) => fault.to_string(),
    }
}
