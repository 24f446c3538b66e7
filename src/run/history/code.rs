//! The commit of the code that evidence says it was made with.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use super::{Fact, SHOWN};
use crate::artifact::{Artifact, Evidence, System};
use crate::config;
use crate::git::{Named, Source, SourceError};
use crate::glossary::Standard;

/// Where evidence names the commit.
const FIELD: &str = "code_commit";

/// Where it says that the code lies in another repository.
const ELSEWHERE: &str = "code_repository";

/// Returns the fact of each artifact of a declared system that names a commit of this
/// repository.
pub(super) fn facts(source: &Source, evidence: &Evidence) -> Result<Vec<Fact>, SourceError> {
    let paths: BTreeSet<&Utf8PathBuf> = evidence.artifacts.iter().map(|it| &it.path).collect();
    let mut named: BTreeMap<String, Named> = BTreeMap::new();
    let mut changed: BTreeMap<String, BTreeSet<Utf8PathBuf>> = BTreeMap::new();
    let mut facts = Vec::new();
    for system in evidence.systems.iter().filter(|it| it.declared.is_some()) {
        for index in &system.artifacts {
            let artifact = evidence.artifacts.get(*index);
            let Some(text) = artifact.and_then(stated) else {
                continue;
            };
            if !named.contains_key(&text) {
                named.insert(text.clone(), source.named(&text)?);
            }
            let Some(leads) = named.get(&text) else {
                continue;
            };
            if let Named::Ancestor(id) | Named::Unrelated(id) = leads
                && !system.watch.is_empty()
                && !changed.contains_key(id)
            {
                changed.insert(id.clone(), source.changed_since(id)?);
            }
            let differing = |id: &str| differing(system, changed.get(id), &paths);
            facts.push((*index, FIELD, fact(&text, leads, differing)));
        }
    }
    Ok(facts)
}

/// Returns the commit that an artifact names, where it is to be one of this repository.
fn stated(artifact: &Artifact) -> Option<String> {
    if artifact.standard != Standard::Native || artifact.value.get(ELSEWHERE).is_some() {
        return None;
    }
    let text = artifact.value.get(FIELD)?.as_str()?;
    Some(text.to_ascii_lowercase())
}

/// Returns what the system watches and what is not as it was at a commit; `None` where it
/// watches nothing.
fn differing(
    system: &System,
    changed: Option<&BTreeSet<Utf8PathBuf>>,
    evidence: &BTreeSet<&Utf8PathBuf>,
) -> Option<Value> {
    if system.watch.is_empty() {
        return None;
    }
    // `config` has refused every glob that does not compile.
    let globs = config::glob_set(&system.watch).unwrap_or_default();
    let is_watched =
        |path: &&Utf8PathBuf| globs.is_match(path.as_std_path()) && !evidence.contains(path);
    let paths: Vec<&Utf8PathBuf> = changed?.iter().filter(is_watched).collect();
    let shown: Vec<&Utf8PathBuf> = paths.iter().take(SHOWN).copied().collect();
    Some(json!({"n": paths.len(), "paths": shown}))
}

fn fact(text: &str, leads: &Named, differing: impl Fn(&str) -> Option<Value>) -> Value {
    let (state, id) = match leads {
        Named::Ancestor(id) => ("ancestor", Some(id)),
        Named::Unrelated(id) => ("unrelated", Some(id)),
        Named::NoCommit => ("no_commit", None),
        Named::Missing => ("missing", None),
        Named::CutShort => ("cut_short", None),
    };
    let mut fact = Map::new();
    fact.insert("at".to_owned(), format!("/{FIELD}").into());
    fact.insert("text".to_owned(), text.into());
    fact.insert("state".to_owned(), state.into());
    if let Some(id) = id {
        fact.insert("commit".to_owned(), id.as_str().into());
        let found = differing(id).map(|found| ("differing".to_owned(), found));
        fact.extend(found);
    }
    fact.into()
}
