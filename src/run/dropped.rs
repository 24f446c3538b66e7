//! Tells which artifacts name no more where their numbers come from.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use super::records;
use crate::artifact::Evidence;
use crate::git::Source;
use crate::predictions::Layout;
use crate::span::Pointer;

/// Adds to each artifact of today its `dropped_sources`: what was derived from a file `before`, is
/// still there, as that file is, and does not name it or another one: `{at, path, is_rows}` each.
pub(super) fn note(before: &Evidence, source: &Source, now: &mut Evidence) {
    for earlier in &before.artifacts {
        let named = sources(&earlier.value);
        if named.is_empty() {
            continue;
        }
        let Some(artifact) = records::same(now, earlier).and_then(|at| now.artifacts.get_mut(at))
        else {
            continue;
        };
        let is_silent = |at: &Pointer| {
            let holder = at.resolve(&artifact.value).and_then(Value::as_object);
            holder.is_some_and(|holder| !holder.contains_key(DERIVED_FROM))
        };
        let dropped = named
            .into_iter()
            .filter(|(at, path)| is_silent(at) && is_here(source, path));
        let facts = dropped.map(|(at, path)| {
            let is_rows = Layout::of_path(&path).is_some();
            json!({"at": at.as_str(), "path": path, "is_rows": is_rows})
        });
        let facts = facts.collect();
        artifact.facts.append("dropped_sources", facts);
    }
}

const DERIVED_FROM: &str = "derived_from";

/// Returns the files that parts of `value` are derived from, by the place of the part.
fn sources(value: &Value) -> BTreeMap<Pointer, Utf8PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![(Pointer::root(), value)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                let derived = members.get(DERIVED_FROM);
                let path = derived.and_then(|derived| derived.get("path")?.as_str());
                found.extend(path.map(|path| (at.clone(), Utf8PathBuf::from(path))));
                open.extend(members.iter().map(|(key, value)| (at.join(key), value)));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, value)| (at.join(index), value)));
            }
            _ => {}
        }
    }
    found
}

fn is_here(source: &Source, path: &Utf8Path) -> bool {
    source.target(path).is_ok() || source.open_evidence(path).is_ok()
}
