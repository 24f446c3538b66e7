//! Looks at files of rows, so that rules can tell rows of people from tables of measurements.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{recount, trouble};
use crate::artifact::{Evidence, System};
use crate::discover;
use crate::git::{Source, State};
use crate::interpret;
use crate::predictions::{self, Fault, Glance, Layout};
use crate::verdict::Trouble;

/// More columns than a table of people has.
const MOST_COLUMNS: usize = 2_000;

/// Adds to each system the `tables` that git holds, or will with the next commit; returns which
/// of them could not be looked at.
///
/// What lies in the work tree and is not committed is nobody's business yet.
///
/// # Errors
/// The state of the files cannot be told.
pub(super) fn add(
    source: &Source,
    tables: &[Utf8PathBuf],
    evidence: &mut Evidence,
) -> Result<Vec<String>, Vec<Trouble>> {
    let tables = committed(source, tables)?;
    let looked: Vec<(&Utf8PathBuf, Result<Glance, Fault>)> = tables
        .par_iter()
        .filter_map(|path| Some((path, look(source, path)?)))
        .collect();
    let mut unread = Vec::new();
    for (path, looked) in looked {
        match looked {
            Ok(glance) if glance.seen > 1 => place(path, &glance, evidence),
            Err(Fault::Unreadable(why)) => {
                unread.push(format!(
                    "`{path}` was not looked into for rows of people: {why}"
                ));
            }
            // What has no rows and columns is no table, whatever it is called.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(unread)
}

/// Returns the files of rows of a system.
pub(super) fn of(system: &System) -> impl Iterator<Item = Utf8PathBuf> + '_ {
    let tables = system.facts.get("tables").and_then(Value::as_array);
    let tables = tables.into_iter().flatten();
    tables.filter_map(|table| Some(table.get("path")?.as_str()?.into()))
}

/// Leaves out what git does not hold.
fn committed(source: &Source, tables: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>, Vec<Trouble>> {
    if !source.has_history() {
        return Ok(tables.to_vec());
    }
    let states = source
        .states(tables)
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let is_held = |path: &&Utf8PathBuf| {
        let state = states.get(*path);
        !matches!(state, Some(State::Untracked | State::Ignored))
    };
    Ok(tables.iter().filter(is_held).cloned().collect())
}

fn look(source: &Source, path: &Utf8Path) -> Option<Result<Glance, Fault>> {
    let layout = Layout::of_path(path)?;
    let mut input = source.open_file(path).ok()?;
    match input.starts_with(discover::LFS_POINTER.as_bytes()) {
        Ok(false) => Some(predictions::glance(input, layout)),
        Ok(true) => None,
        Err(error) => Some(Err(Fault::Unreadable(error))),
    }
}

fn place(path: &Utf8PathBuf, glance: &Glance, evidence: &mut Evidence) {
    let counted = counted_from(path, evidence);
    let fact = json!({
        "path": path,
        "root": "",
        "seen": glance.seen,
        "rows": glance.rows,
        "is_counted": !counted.is_empty(),
        "columns": columns(glance),
    });
    let is_artifact = evidence.artifacts.iter().any(|it| it.path == *path);
    let owners = owners(path, &counted, &evidence.systems);
    for owner in owners {
        if let Some(system) = evidence.systems.get_mut(owner) {
            system.facts.append("tables", vec![fact.clone()]);
            // Rows are nothing to show: whatever is found is found of the file.
            if !is_artifact {
                let text = evidence.texts.entry(path.clone());
                text.or_insert_with(|| Arc::from(""));
            }
        }
    }
}

fn columns(glance: &Glance) -> Vec<Value> {
    let columns = glance.columns.iter().take(MOST_COLUMNS);
    columns
        .map(|column| {
            json!({
                "name": column.name,
                "distinct": column.distinct,
                "words": interpret::words_of_column(&column.name),
            })
        })
        .collect()
}

/// Returns the artifacts that were counted from these rows.
fn counted_from(path: &Utf8Path, evidence: &Evidence) -> BTreeSet<usize> {
    let artifacts = evidence.artifacts.iter().enumerate();
    artifacts
        .filter(|(_, artifact)| recount::predictions(artifact).is_some_and(|own| own == path))
        .map(|(index, _)| index)
        .collect()
}

/// Returns the systems whose evidence was counted from the file; else those around it; else the
/// declared ones of the highest tier, since somebody has to answer for it.
fn owners(path: &Utf8Path, counted: &BTreeSet<usize>, systems: &[System]) -> Vec<usize> {
    let all = || systems.iter().enumerate();
    let of = |is_owner: &dyn Fn(&System) -> bool| -> Vec<usize> {
        let owners = all().filter(|(_, system)| is_owner(system));
        owners.map(|(index, _)| index).collect()
    };
    let by_evidence = of(&|system| system.artifacts.iter().any(|it| counted.contains(it)));
    if !by_evidence.is_empty() {
        return by_evidence;
    }
    let around = systems
        .iter()
        .filter(|system| path.starts_with(&system.root));
    let longest = around.map(|system| system.root.as_str().len()).max();
    if let Some(longest) = longest {
        return of(&|system| {
            path.starts_with(&system.root) && system.root.as_str().len() == longest
        });
    }
    let declared = || systems.iter().filter(|system| system.declared.is_some());
    let highest = declared().map(|system| system.tier).max();
    of(&|system| system.declared.is_some() && Some(system.tier) == highest)
}
