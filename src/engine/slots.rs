//! Who fills which role, for policies.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use regorus::Value;

use super::extensions::noun;
use crate::people::{Candidate, fill};

const NAME: &str = "raigate.people.fill";

/// More than any decision needs.
const MOST_SLOTS: usize = 100;

/// Returns, for each slot, the position of the candidate that fills it, or null.
pub(super) fn filled(slots: &Value, candidates: &Value) -> Result<Value> {
    let slots: Result<Vec<Vec<&str>>> = items("slots", slots)?.iter().map(texts).collect();
    let slots = slots?;
    if slots.len() > MOST_SLOTS {
        bail!(
            "`{NAME}` takes at most {MOST_SLOTS} slots, these are {}",
            slots.len()
        );
    }
    let candidates = items("candidates", candidates)?.iter().map(candidate);
    let candidates: Result<Vec<Candidate<'_>>> = candidates.collect();
    let filled = fill(&slots, &candidates?);
    let positions = filled.into_iter();
    let positions = positions.map(|at| at.map_or(Value::Null, |at| Value::from(at as u64)));
    Ok(Value::from(positions.collect::<Vec<Value>>()))
}

fn candidate(value: &Value) -> Result<Candidate<'_>> {
    let entry = match &value["person"] {
        Value::String(name) => Some(name.as_ref()),
        Value::Null => None,
        other => bail!(
            "`{NAME}` takes a `person` that is a text or null, this is {}",
            noun(other)
        ),
    };
    let roles: BTreeSet<&str> = texts(&value["roles"])?.into_iter().collect();
    Ok(Candidate { entry, roles })
}

fn texts(value: &Value) -> Result<Vec<&str>> {
    let items = items("roles", value)?.iter();
    let texts = items.map(|item| match item {
        Value::String(text) => Ok(text.as_ref()),
        other => bail!(
            "`{NAME}` takes roles that are texts, this is {}",
            noun(other)
        ),
    });
    texts.collect()
}

fn items<'v>(what: &str, value: &'v Value) -> Result<&'v [Value]> {
    match value {
        Value::Array(items) => Ok(items.as_slice()),
        other => bail!("`{NAME}` takes a list of {what}, this is {}", noun(other)),
    }
}
