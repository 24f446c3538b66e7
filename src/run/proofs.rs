//! Tells of files and commits that are named as evidence whether they are there.

use camino::Utf8Path;
use serde_json::Value;

use crate::artifact::Evidence;
use crate::git::{ReadError, Source};

/// Adds `resolves` to each proof that only the repository can follow.
pub(super) fn add(source: &Source, evidence: &mut Evidence) {
    for index in evidence.judged_artifacts() {
        let Some(artifact) = evidence.artifacts.get_mut(index) else {
            continue;
        };
        for name in ["items", "proofs"] {
            let Some(fact) = artifact.facts.get(name) else {
                continue;
            };
            let mut fact = fact.clone();
            let entries = fact.as_array_mut().into_iter().flatten();
            for entry in entries {
                match entry.get_mut("proofs").and_then(Value::as_array_mut) {
                    Some(proofs) => proofs.iter_mut().for_each(|proof| follow(source, proof)),
                    None => follow(source, entry),
                }
            }
            artifact.facts.insert(name, fact);
        }
    }
}

fn follow(source: &Source, proof: &mut Value) {
    let resolves = match proof["form"].as_str() {
        Some("file") => {
            let paths = proof["paths"].as_array().into_iter().flatten();
            let mut paths = paths.filter_map(Value::as_str);
            Some(paths.any(|path| is_there(source, path)))
        }
        Some("commit") => proof["text"].as_str().and_then(|id| is_commit(source, id)),
        _ => None,
    };
    if let (Some(resolves), Some(proof)) = (resolves, proof.as_object_mut()) {
        proof.insert("resolves".to_owned(), resolves.into());
    }
}

/// Whether a file or folder is there; what cannot be read is there all the same.
fn is_there(source: &Source, path: &str) -> bool {
    let target = source.target(Utf8Path::new(path));
    let is_nothing = matches!(
        target,
        Err(ReadError::Missing | ReadError::Dangling(_) | ReadError::Escapes(_))
    );
    !is_nothing
}

/// Whether there is a commit of that name; `None` where history cannot tell.
fn is_commit(source: &Source, id: &str) -> Option<bool> {
    if !source.has_history() {
        return None;
    }
    let is_known = source.resolve(id).is_ok();
    (is_known || !source.is_shallow()).then_some(is_known)
}
