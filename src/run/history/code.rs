//! The commit of the code that evidence says it was made with.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::Utf8PathBuf;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{Fact, SHOWN, described};
use crate::artifact::{Artifact, Evidence, System};
use crate::config;
use crate::git::{Named, Source, SourceError};
use crate::glossary::Standard;

/// Where evidence names the commit.
const FIELD: &str = "code_commit";

/// Where it says that the code lies in another repository.
const ELSEWHERE: &str = "code_repository";

/// Where it says what the watched files were.
const WATCHED: &str = "watched_digest";

/// Returns the fact of each artifact of a declared system that names a commit of this
/// repository.
pub(super) fn facts(source: &Source, evidence: &Evidence) -> Result<Vec<Fact>, SourceError> {
    let paths = evidence.artifacts.iter().map(|it| &it.path).collect();
    let mut looked = Looked {
        source,
        evidence: paths,
        named: BTreeMap::new(),
        changed: BTreeMap::new(),
    };
    let systems = evidence.systems.iter().enumerate();
    let systems = systems.filter(|(_, it)| it.declared.is_some() && evidence.is_judged(it));
    let members = systems.clone().flat_map(|(_, system)| &system.artifacts);
    let members: BTreeSet<usize> = members.copied().collect();
    let all: BTreeMap<usize, Stated> = members
        .into_par_iter()
        .filter_map(|index| Some((index, stated(evidence.artifacts.get(index)?)?)))
        .collect();
    let mut facts = Vec::new();
    for (at, system) in systems {
        for index in &system.artifacts {
            let Some((text, digest)) = all.get(index) else {
                continue;
            };
            let leads = looked.named(text)?;
            let mut fact = fact(text, &leads);
            if let Named::Ancestor(id) | Named::Unrelated(id) = &leads {
                let differing = looked.differing(system, id)?;
                fact.extend(differing.map(|found| ("differing".to_owned(), found)));
            }
            if let Named::Missing | Named::Unrelated(_) = &leads
                && let Some(digest) = digest
            {
                let is_same = watched_digest(source, evidence, at)?.is_some_and(|it| it == *digest);
                let word = if is_same { "same" } else { "differs" };
                fact.insert("watched".to_owned(), word.into());
            }
            facts.push((*index, FIELD, fact.into()));
        }
    }
    Ok(facts)
}

/// What was looked at once.
struct Looked<'l> {
    source: &'l Source,
    evidence: HashSet<&'l Utf8PathBuf>,
    named: BTreeMap<String, Named>,
    changed: BTreeMap<String, BTreeSet<Utf8PathBuf>>,
}

impl Looked<'_> {
    fn named(&mut self, text: &str) -> Result<Named, SourceError> {
        if let Some(known) = self.named.get(text) {
            return Ok(known.clone());
        }
        let found = self.source.named(text)?;
        self.named.insert(text.to_owned(), found.clone());
        Ok(found)
    }

    /// Returns what the system watches and what is not as it was at a commit; `None` where it
    /// watches nothing.
    fn differing(&mut self, system: &System, commit: &str) -> Result<Option<Value>, SourceError> {
        if system.watch.is_empty() {
            return Ok(None);
        }
        if !self.changed.contains_key(commit) {
            let found = self.source.changed_since(commit)?;
            self.changed.insert(commit.to_owned(), found);
        }
        // `config` has refused every glob that does not compile.
        let globs = config::glob_set(&system.watch).unwrap_or_default();
        let changed = self.changed.get(commit).into_iter().flatten();
        let watched = changed
            .filter(|path| globs.is_match(path.as_std_path()) && !self.evidence.contains(path));
        let paths: Vec<&Utf8PathBuf> = watched.collect();
        let shown: Vec<&Utf8PathBuf> = paths.iter().take(SHOWN).copied().collect();
        Ok(Some(json!({"n": paths.len(), "paths": shown})))
    }
}

/// Returns the digest of what a system watches, as `raigate stamp` writes it; `None` where it
/// watches nothing, or nothing whose content is here.
fn watched_digest(
    source: &Source,
    evidence: &Evidence,
    system: usize,
) -> Result<Option<String>, SourceError> {
    let watched = described::watched(source, evidence)?;
    let paths = watched.get(system).map(Vec::as_slice).unwrap_or_default();
    if paths.is_empty() {
        return Ok(None);
    }
    Ok(source.marks(paths)?.digest().ok())
}

/// The commit that an artifact names, and the digest that it states of what is watched.
type Stated = (String, Option<String>);

/// Returns what an artifact states, where its commit is to be one of this repository.
fn stated(artifact: &Artifact) -> Option<Stated> {
    if artifact.standard != Standard::Native {
        return None;
    }
    let [commit, elsewhere, digest] = artifact.value.members([FIELD, ELSEWHERE, WATCHED]);
    let commit = commit.filter(|_| elsewhere.is_none())?;
    let digest = digest.and_then(|digest| digest.as_str().map(str::to_owned));
    Some((commit.as_str()?.to_ascii_lowercase(), digest))
}

fn fact(text: &str, leads: &Named) -> Map<String, Value> {
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
    fact.extend(id.map(|id| ("commit".to_owned(), id.as_str().into())));
    fact
}
