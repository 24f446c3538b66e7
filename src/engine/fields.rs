//! What policies ask of artifacts again and again: their fields, and whether they are past.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use regorus::Value;

use super::extensions::noun;
use super::said;
use super::value::{Input, member};

/// The statuses of an artifact that is kept for the record.
const PAST: [&str; 2] = ["superseded", "retired"];

/// Returns a field of `artifact`, wherever its kind keeps it, as `value` and `at`; undefined
/// where it has none that is not null.
pub(super) fn field(artifact: &Value, key: &Value) -> Result<Value> {
    let Value::String(name) = key else {
        bail!(
            "`raigate.evidence.field` takes the name of a field, this is {}",
            noun(key)
        );
    };
    let fields = member(artifact, "value");
    for (holder, place) in [(fields, ""), (member(fields, "raigate"), "/raigate")] {
        let value = &holder[key];
        if !matches!(value, Value::Undefined | Value::Null) {
            let at = Value::from(format!("{place}/{name}"));
            let found = [("value", Input(value.clone())), ("at", Input(at))];
            return Ok(Input::object(found).0);
        }
    }
    Ok(member(member(artifact, "facts"), "fields")[key].clone())
}

/// Returns whether `artifact` is kept for the record: it says so, or one of `evidence` takes
/// its place.
pub(super) fn is_past(artifact: &Value, evidence: &Value) -> Result<Value> {
    let status = field(artifact, &Value::from("status"))?;
    let says =
        |status: &Value| matches!(status, Value::String(own) if PAST.contains(&own.as_ref()));
    let first = member(&member(artifact, "value")[&Value::from(0_i64)], "status");
    if says(member(&status, "value")) || says(first) {
        return Ok(Value::Bool(true));
    }
    let own = [member(artifact, "path"), member(artifact, "root")];
    let is_own = |earlier: &Value| {
        own.iter().all(|part| **part != Value::Undefined)
            && [member(earlier, "path"), member(earlier, "root")] == own
    };
    let references =
        items(evidence).flat_map(|other| items(member(member(other, "facts"), "references")));
    let mut earlier = references.map(|reference| member(reference, "supersedes"));
    Ok(Value::Bool(earlier.any(is_own)))
}

/// Returns which of `keys` the `fields` at `place` of `artifact` do not answer: nothing is
/// said there in at least so many characters, or what is said is a placeholder.
pub(super) fn missing(
    artifact: &Value,
    place: &Value,
    fields: &Value,
    keys: &Value,
) -> Result<Value> {
    let (Value::String(pointer), Value::Object(_)) = (member(place, "pointer"), fields) else {
        bail!("`raigate.evidence.missing` takes a `pointer`, and the fields that are there");
    };
    let open: BTreeSet<&Value> = items(member(member(artifact, "facts"), "placeholders"))
        .map(|placeholder| member(placeholder, "at"))
        .collect();
    let mut missing = Vec::new();
    for key in items(keys) {
        let Value::String(name) = key else {
            bail!(
                "`raigate.evidence.missing` takes names of fields, this is {}",
                noun(key)
            );
        };
        let value = match &fields[key] {
            Value::Undefined => &Value::Null,
            value => value,
        };
        let said = said::said(value, member(place, "least"))?;
        let is_given = items(&said).any(|within| {
            if open.is_empty() {
                return true;
            }
            let within = within.as_string().map(AsRef::as_ref).unwrap_or_default();
            !open.contains(&Value::from(format!("{pointer}/{name}{within}")))
        });
        if !is_given {
            missing.push(key.clone());
        }
    }
    Ok(Value::from(missing))
}

fn items(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Set(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}
