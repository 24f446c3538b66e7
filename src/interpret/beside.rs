//! What each artifact says beside the others: claims with their results, data with its
//! datasheets, and what is said of files that are named.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::join::Results;
use super::named::Answers;
use super::systems::Placement;
use super::{Words, datasets, identities, named, references, text};
use crate::artifact::Artifact;
use crate::config::Config;
use crate::glossary::{Kind, Standard};

/// Adds what artifacts say of each other: ids that two of them have, references, claims and
/// data with what supports them, and copies.
pub(super) fn add_joined(
    artifacts: &mut [Artifact],
    words: &[Words],
    members: &[Vec<usize>],
    placement: &Placement,
    config: &Config,
) {
    let shingles: Vec<_> = words.iter().map(|words| words.shingles.as_ref()).collect();
    let asked: Vec<bool> = words.iter().map(|words| words.is_whole).collect();
    let (systems, unknown) = (&placement.systems, &placement.unknown);
    let all: &[Artifact] = artifacts;
    let ((duplicates, references), (joined, similar)) = rayon::join(
        || {
            rayon::join(
                || identities::duplicates(all, words, config),
                || references::all(all, words, systems, unknown),
            )
        },
        || {
            rayon::join(
                || joined(all, words, members),
                || text::similar(all, &shingles, &asked),
            )
        },
    );
    let found = duplicates.into_iter().zip(references).zip(joined);
    for (artifact, ((duplicate, references), joined)) in artifacts.iter_mut().zip(found) {
        let duplicate = duplicate.map(|fact| ("duplicate_id".to_owned(), fact));
        artifact.facts.extend(duplicate);
        artifact.facts.append("references", references);
        artifact.facts.extend(joined);
    }
    for (index, fact) in similar {
        if let Some(artifact) = artifacts.get_mut(index) {
            artifact.facts.insert("similar", fact);
        }
    }
}

/// Adds what the files say that artifacts name.
pub(super) fn add_named(artifacts: &mut [Artifact], words: &[Words], answers: &Answers) {
    let stated = artifacts.iter().zip(words);
    let stated = stated.map(|(artifact, words)| (artifact, words.stated.as_slice()));
    let others = named::digests::others(stated, answers);
    for (artifact, words) in artifacts.iter_mut().zip(words) {
        let [sources, copies] = named::sources::facts(artifact, &words.derived, answers);
        let differing = named::digests::facts(artifact, &words.stated, answers, &others);
        let unread = named::digests::unread(&words.stated, answers);
        for (name, list) in [
            ("sources", sources),
            ("copies", copies),
            ("digest_mismatches", differing),
            ("unread_digests", unread),
        ] {
            artifact.facts.append(name, list);
        }
    }
}

/// Returns the texts of files that are no artifacts and that a finding may show.
pub(super) fn quoted(artifacts: &[Artifact], answers: &Answers) -> BTreeMap<Utf8PathBuf, Arc<str>> {
    let known: BTreeSet<&Utf8Path> = artifacts.iter().map(|one| one.path.as_path()).collect();
    let named = artifacts.iter().flat_map(|artifact| {
        let copies = artifact.facts.get("copies").and_then(Value::as_array);
        copies.into_iter().flatten()
    });
    let paths = named.filter_map(|copy| Some(Utf8Path::new(copy.get("path")?.as_str()?)));
    let texts = paths
        .filter(|path| !known.contains(path))
        .filter_map(|path| {
            let answers = answers.files.values().flatten();
            let mut answers = answers.filter(|answer| answer.target == path);
            Some((path.to_owned(), Arc::clone(&answers.next()?.text)))
        });
    let tracked = answers.tracked.values().flatten();
    let tracked = tracked.filter(|one| !known.contains(one.path.as_path()));
    let tracked = tracked.map(|one| (one.path.clone(), Arc::clone(&one.text)));
    texts.chain(tracked).collect()
}

/// Finds, for each artifact, what it says beside the others.
fn joined(
    artifacts: &[Artifact],
    words: &[Words],
    members: &[Vec<usize>],
) -> Vec<Map<String, Value>> {
    let results = Results::new(artifacts, words, members);
    let datasheets = identities::Datasheets::new(artifacts, words, members);
    let infos: HashMap<&Utf8Path, &Artifact> = artifacts
        .iter()
        .filter(|artifact| artifact.standard == Standard::DatasetInfos)
        .filter_map(|artifact| Some((artifact.path.parent()?, artifact)))
        .collect();
    let one = |((artifact, words), systems): ((&Artifact, &Words), &Vec<usize>)| {
        let mut facts = Map::new();
        if !words.is_whole {
            return facts;
        }
        let claims = words.reading.claims.iter().map(|claim| {
            let mut fact = claim.claim();
            let matches = results.matches(claim, systems);
            if matches.is_empty()
                && let Some(nearest) = results.nearest(claim, systems)
            {
                fact.insert("nearest".to_owned(), nearest);
            }
            put(&mut fact, "matches", matches);
            fact.into()
        });
        put(&mut facts, "claims", claims.collect());
        used(words, &datasheets, systems, &mut facts);
        if artifact.kind == Kind::Datasheet {
            let infos = artifact.path.parent().and_then(|folder| infos.get(folder));
            let columns = infos.map(|infos| datasets::columns(artifact, infos));
            put(&mut facts, "columns", columns.unwrap_or_default());
            let size = infos.and_then(|infos| datasets::size_categories(artifact, infos));
            facts.extend(size.map(|size| ("size_categories".to_owned(), size)));
        }
        facts
    };
    artifacts
        .par_iter()
        .zip(words)
        .zip(members)
        .map(one)
        .collect()
}

/// Adds the datasets that an artifact uses, with their datasheets, and where the two state
/// different digests.
fn used(
    words: &Words,
    datasheets: &identities::Datasheets<'_>,
    systems: &[usize],
    facts: &mut Map<String, Value>,
) {
    let datasets = words.reading.datasets_used.iter();
    let used = datasets.clone().map(|used| {
        let datasheet = datasheets.find(&used.name, systems);
        let mut fact = json!({"name": used.name, "at": used.at.as_str(), "datasheet": datasheet});
        if let (Some(digest), Some(fact)) = (&used.digest, fact.as_object_mut()) {
            fact.insert("digest".to_owned(), digest.as_str().into());
        }
        if let (true, Some(fact)) = (used.is_benchmark, fact.as_object_mut()) {
            fact.insert("benchmark".to_owned(), true.into());
        }
        fact
    });
    put(facts, "datasets_used", used.collect());
    let differing = datasets.filter_map(|used| {
        let theirs = datasheets.digest(&used.name, systems)?;
        named::digests::of_dataset(used, theirs)
    });
    put(facts, "digest_mismatches", differing.collect());
}

/// Adds a list of facts; an empty one is absent.
fn put(facts: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        facts.insert(key.to_owned(), list.into());
    }
}
