//! Reads facts out of known formats, and tells which system each artifact belongs to.
//!
//! First each artifact is read alone, by the interpreter of its format; then
//! systems are found, and what needs more than one artifact is joined: ids,
//! references, datasheets, and claims with the results that support them.

pub mod text;

mod accuracy_check;
mod ai_verify;
mod datasets;
mod eval_results;
mod foreign;
mod helm;
mod huggingface;
mod identities;
mod inspect;
mod join;
mod kinds;
mod lm_eval;
mod measure;
mod metric_frame;
mod metrics;
mod metrics_file;
mod mlflow_run;
mod mlmodel;
mod model_index_comment;
mod names;
mod native;
mod nearest;
mod numbers;
mod reading;
mod references;
mod results_table;
mod systems;
mod tables;
mod trials;

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use self::join::Results;
use self::reading::Reading;
use crate::artifact::{Artifact, Evidence};
use crate::config::Config;
use crate::discover::EvidenceFile;
use crate::glossary::{Kind, Standard};
use crate::parse::Document;

/// Understands `files`: kinds, ids, facts, systems and membership.
///
/// ```
/// use raigate::config::Config;
/// use raigate::discover::EvidenceFile;
/// use raigate::glossary::{Format, Kind, Standard};
/// use raigate::{interpret, parse};
///
/// let text = b"---\nmodel-index:\n- name: scorer\n---\n# Scorer\n\n| Metric | Value |\n|---|---|\n| F1 | 0.87 |\n";
/// let card = EvidenceFile {
///     path: "scorer/README.md".into(),
///     bytes: Ok(text.to_vec()),
///     kind: Kind::ModelCard,
///     standard: Standard::HuggingFaceModelCard,
///     kind_is_configured: false,
///     system: None,
/// };
/// let document = parse::document(Format::Markdown, text);
/// let evidence = interpret::evidence(vec![(card, document)], &[], &Config::default());
/// assert_eq!(evidence.systems[0].id, "scorer");
/// assert_eq!(evidence.artifacts[0].facts["claims"][0]["metric"], "f1");
/// ```
#[must_use]
pub fn evidence(
    files: Vec<(EvidenceFile, Document)>,
    model_files: &[Utf8PathBuf],
    config: &Config,
) -> Evidence {
    let (mut artifacts, configured) = artifacts(files);
    let mut readings: Vec<Reading> = artifacts.par_iter().map(reading::read).collect();
    helm::join(&artifacts, &mut readings);
    let placement = systems::place(&artifacts, &configured, model_files, config);
    let systems = placement.systems;
    let members = join::memberships(artifacts.len(), &systems);
    let duplicates = identities::duplicates(&artifacts, config);
    let references = references::all(&artifacts, &systems, &placement.unknown);
    let facts = facts(&artifacts, &readings, &members);
    let similar = text::similar(&artifacts);
    let all = artifacts
        .iter_mut()
        .zip(duplicates)
        .zip(references)
        .zip(facts);
    for (((artifact, duplicate), references), facts) in all {
        artifact
            .facts
            .extend(duplicate.map(|fact| ("duplicate_id".to_owned(), fact)));
        put(&mut artifact.facts, "references", references);
        artifact.facts.extend(facts);
    }
    for (index, fact) in similar {
        if let Some(artifact) = artifacts.get_mut(index) {
            artifact.facts.insert("similar".to_owned(), fact);
        }
    }
    for (index, error) in placement.schema_errors {
        if let Some(artifact) = artifacts.get_mut(index) {
            push(&mut artifact.facts, "schema_errors", error);
        }
    }
    Evidence { artifacts, systems }
}

/// All artifacts in path order, with the system that configuration names for each.
fn artifacts(mut files: Vec<(EvidenceFile, Document)>) -> (Vec<Artifact>, Vec<Option<String>>) {
    files.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
    let mut artifacts = Vec::new();
    let mut configured = Vec::new();
    for (file, document) in files {
        let found = kinds::artifacts(&file, document);
        configured.extend(std::iter::repeat_n(file.system, found.len()));
        artifacts.extend(found);
    }
    (artifacts, configured)
}

/// Finds, for each artifact, what it says alone and beside the others.
fn facts(
    artifacts: &[Artifact],
    readings: &[Reading],
    members: &[Vec<usize>],
) -> Vec<Map<String, Value>> {
    let results = Results::new(artifacts, readings, members);
    let datasheets = identities::Datasheets::new(artifacts, readings, members);
    let infos: HashMap<&Utf8Path, &Artifact> = artifacts
        .iter()
        .filter(|artifact| artifact.standard == Standard::DatasetInfos)
        .filter_map(|artifact| Some((artifact.path.parent()?, artifact)))
        .collect();
    let one = |((artifact, reading), systems): ((&Artifact, &Reading), &Vec<usize>)| {
        let mut facts = reading.facts(artifact.kind);
        let claims = reading.claims.iter().map(|claim| {
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
        let used = reading.datasets_used.iter().map(|used| {
            let datasheet = datasheets.find(&used.name, systems);
            let mut fact =
                json!({"name": used.name, "at": used.at.as_str(), "datasheet": datasheet});
            if let (Some(digest), Some(fact)) = (&used.digest, fact.as_object_mut()) {
                fact.insert("digest".to_owned(), digest.as_str().into());
            }
            fact
        });
        put(&mut facts, "datasets_used", used.collect());
        if artifact.kind == Kind::Datasheet {
            let infos = artifact.path.parent().and_then(|folder| infos.get(folder));
            let size = infos.and_then(|infos| datasets::size_categories(artifact, infos));
            facts.extend(size.map(|size| ("size_categories".to_owned(), size)));
        }
        facts.extend(text::facts(artifact));
        facts
    };
    artifacts
        .par_iter()
        .zip(readings)
        .zip(members)
        .map(one)
        .collect()
}

/// Adds a list of facts; an empty one is absent.
fn put(facts: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        facts.insert(key.to_owned(), list.into());
    }
}

fn push(facts: &mut Map<String, Value>, key: &str, fact: Value) {
    let list = facts.entry(key).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(fact);
    }
}
