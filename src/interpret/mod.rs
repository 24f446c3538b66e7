//! Reads facts out of known formats, and tells which system each artifact belongs to.
//!
//! First each artifact is read alone, by the interpreter of its format; then
//! systems are found, and what needs more than one artifact is joined: ids,
//! references, datasheets, and claims with the results that support them.

pub mod copies;
pub mod text;

mod accuracy_check;
mod ai_verify;
mod azure_ml;
mod beside;
mod breakdowns;
mod cases;
mod chain;
mod comparisons;
mod croissant;
mod cyclonedx;
mod datasets;
mod disparities;
mod ends;
mod eval_results;
mod every_eval_ever;
mod floors;
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
mod model_card_toolkit;
mod model_index_comment;
mod model_signing;
pub mod named;
mod names;
mod native;
mod nearest;
mod numbers;
mod open_model_zoo;
mod plan;
mod planned;
mod proofs;
mod reading;
pub mod recount;
mod references;
mod results_table;
mod script;
mod slicings;
mod spdx;
mod systems;
mod tables;
mod tallies;
mod trail;
mod trials;

use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::Value;

use self::named::digests::Stated;
use self::named::sources::Derived;
use self::named::{Answers, Question};
use self::reading::Reading;
use self::recount::{Recipe, Rows};
use self::references::Mention;
use self::text::shingles::Shingles;
use crate::artifact::{Artifact, Breakdown, Evidence, System};
use crate::config::Config;
use crate::discover::EvidenceFile;
use crate::packed::Packed;
use crate::parse::Document;
use crate::span::{Pointer, SpanMap};

/// Understands `files`: kinds, ids, facts, systems and membership.
///
/// ```
/// use raigate::config::Config;
/// use raigate::discover::EvidenceFile;
/// use raigate::glossary::{Format, Kind, Standard};
/// use raigate::{interpret, parse};
///
/// let text = b"---\nmodel-index:\n- name: scorer\n---\n# Scorer\n\n| Metric | Value |\n|---|---|\n| F1 | 0.87 |\n";
/// let (kind, standard) = (Kind::ModelCard, Standard::HuggingFaceModelCard);
/// let card = EvidenceFile::recognised("scorer/README.md".into(), text.to_vec(), kind, standard);
/// let document = parse::document(Format::Markdown, text);
/// let evidence = interpret::evidence(vec![(card, document)], &[], &Config::default());
/// assert_eq!(evidence.systems[0].id, "scorer");
/// let claims = evidence.artifacts[0].facts.get("claims").unwrap();
/// assert_eq!(claims[0]["metric"], "f1");
/// ```
#[must_use]
pub fn evidence(
    files: Vec<(EvidenceFile, Document)>,
    model_files: &[Utf8PathBuf],
    config: &Config,
) -> Evidence {
    let read = |(file, document): (EvidenceFile, Document)| alone(&file, document);
    together(
        files.into_par_iter().map(read).collect(),
        model_files,
        &Answers::default(),
        config,
    )
}

/// Returns what a column may be named by, as [rules](crate::assess) see it: `text`, and where
/// other words stand around it, the one `before` and the one `behind`.
#[must_use]
pub fn words_of_column(name: &str) -> Vec<Value> {
    names::of_column(name)
}

/// Reads the metrics by group of a fairness report, for pictures.
#[must_use]
pub fn breakdowns(path: &Utf8Path, fairness_report: &Value) -> Vec<Breakdown> {
    breakdowns::of_report(path, fairness_report)
}

/// What one file says by itself, before it is held against the others.
pub struct Alone(Vec<(Artifact, Words)>);

impl Alone {
    /// Returns the path of the file, where it holds an artifact.
    #[must_use]
    pub fn path(&self) -> Option<&Utf8Path> {
        path_of(&self.0)
    }

    /// Goes over the artifacts of the file.
    pub fn artifacts_mut(&mut self) -> impl Iterator<Item = &mut Artifact> {
        self.0.iter_mut().map(|(artifact, _)| artifact)
    }

    /// Returns what has to be asked of the files that it names.
    pub fn questions(&self) -> impl Iterator<Item = (Utf8PathBuf, Question)> + '_ {
        self.0.iter().flat_map(|(_, words)| {
            let of_sources = named::sources::questions(&words.derived);
            of_sources.chain(named::digests::questions(&words.stated))
        })
    }

    /// Returns how the rows are read that an artifact says it was counted from, with the
    /// place of the artifact in the file.
    #[must_use]
    pub fn recipes(&self) -> Vec<(usize, Recipe)> {
        let artifacts = self.0.iter().enumerate();
        artifacts
            .filter_map(|(at, (artifact, _))| Some((at, recount::recipe(artifact)?)))
            .collect()
    }

    /// Notes what a new count of these rows says of the artifact.
    pub fn recount(&mut self, at: usize, recipe: &Recipe, rows: &Rows) {
        if let Some((artifact, words)) = self.0.get_mut(at) {
            let fact = recount::fact(artifact, &words.reading.results, recipe, rows);
            artifact
                .facts
                .extend(fact.map(|fact| ("recounted".to_owned(), fact)));
        }
    }

    /// Keeps what was read small until it is judged.
    pub fn pack(&mut self) {
        let text = self.0.first().map(|(artifact, _)| artifact.text.packed());
        for artifact in self.artifacts_mut() {
            if let Some(text) = &text {
                artifact.text = text.clone();
            }
            artifact.value.pack();
            artifact.facts.pack();
        }
    }
}

/// What an artifact says that is held against others: all of it, so that no
/// value has to be looked at again.
struct Words {
    /// The system that configuration names for it.
    configured: Option<String>,
    /// The systems that its envelope names, with their places.
    systems: Vec<(Pointer, String)>,
    /// Where its id stands.
    id_at: Option<Pointer>,
    /// What may refer to other artifacts.
    mentions: Vec<Mention>,
    /// What places it in the chain from a model to its release.
    signs: Vec<chain::Sign>,
    /// The ids of the risks it assesses.
    risks: Vec<String>,
    reading: Reading,
    /// What it was copied from.
    derived: Vec<Derived>,
    /// The files that it names, with the digests it states.
    stated: Vec<Stated>,
    /// Its prose, where it can be copied from another.
    shingles: Option<Shingles>,
    /// Whether all its facts were read.
    is_whole: bool,
}

/// Understands one file, as far as it speaks for itself.
#[must_use]
pub fn alone(file: &EvidenceFile, document: Document) -> Alone {
    understand(file, document, true)
}

/// Understands of one file what others are held against, and no facts that only rules about
/// itself look at: it cannot be judged.
#[must_use]
pub fn glimpse(file: &EvidenceFile, document: Document) -> Alone {
    understand(file, document, false)
}

fn understand(file: &EvidenceFile, document: Document, is_whole: bool) -> Alone {
    let artifacts = kinds::artifacts(file, document).into_iter();
    // The places of the file are found once, not for each of its artifacts, and only where needed.
    let spans = OnceLock::<SpanMap>::new();
    let read = artifacts.map(|mut artifact| {
        let mut reading = reading::read(&artifact, &spans, is_whole);
        reading.complete(file.model.as_deref(), file.dataset.as_deref());
        let said = if is_whole {
            artifact.breakdowns = breakdowns::read(&artifact, &reading.results);
            let facts = reading.take_facts(artifact.kind);
            let said = text::read(&artifact, &spans);
            artifact.facts.insert_all(facts);
            said
        } else {
            reading.drop_facts();
            text::glimpse(&artifact)
        };
        let envelope = native::envelope(&artifact);
        let words = Words {
            configured: file.system.clone(),
            systems: systems::named(&artifact, envelope.as_ref()),
            id_at: envelope.as_ref().map(|envelope| envelope.at.join("id")),
            mentions: references::mentions(&artifact, envelope.as_ref()),
            signs: chain::signs(&artifact, envelope.as_ref()),
            risks: references::risks(&artifact),
            derived: if is_whole {
                named::sources::read(&reading::Script::new(&artifact, &spans))
            } else {
                Vec::new()
            },
            stated: named::digests::read(&artifact, &reading.digests),
            reading,
            shingles: said.shingles,
            is_whole,
        };
        artifact.facts.extend(said.facts);
        (artifact, words)
    });
    Alone(read.collect())
}

/// Understands all files beside each other: systems, membership, and what joins them.
///
/// `answers` are those to what was asked of the files that they name.
#[must_use]
pub fn together(
    mut files: Vec<Alone>,
    model_files: &[Utf8PathBuf],
    answers: &Answers,
    config: &Config,
) -> Evidence {
    files.sort_by(|Alone(one), Alone(other)| path_of(one).cmp(&path_of(other)));
    let count = files.iter().map(|Alone(parts)| parts.len()).sum();
    let mut artifacts = Vec::with_capacity(count);
    let mut words = Vec::with_capacity(count);
    for (artifact, own) in files.into_iter().flat_map(|Alone(parts)| parts) {
        artifacts.push(artifact);
        words.push(own);
    }
    helm::join(&mut artifacts, &mut words);
    let placement = systems::place(&artifacts, &words, model_files, config);
    let members = join::memberships(artifacts.len(), &placement.systems);
    beside::add_joined(&mut artifacts, &words, &members, &placement, config);
    beside::add_named(&mut artifacts, &words, answers);
    proofs::add(&mut artifacts);
    add_asked(&mut artifacts, &mut words, &members, &placement.systems);
    let found = tallies::contradictions(&artifacts, &words, &members).into_iter();
    let found = found.map(|(index, found)| (index, "contradictions", Value::from(found)));
    insert(&mut artifacts, found);
    for (index, error) in placement.schema_errors {
        if let Some(artifact) = artifacts.get_mut(index) {
            artifact.facts.append("schema_errors", vec![error]);
        }
    }
    let parts = words.iter().enumerate().filter(|(_, it)| !it.is_whole);
    let glimpsed = parts.map(|(index, _)| index).collect();
    let texts = beside::quoted(&artifacts, answers);
    artifacts
        .par_iter_mut()
        .for_each(|artifact| artifact.facts.pack());
    // Nobody waits until all of it is taken apart.
    rayon::spawn(move || drop(words));
    Evidence {
        artifacts,
        systems: placement.systems,
        texts,
        change: None,
        only: None,
        glimpsed,
    }
}

/// Adds what plans ask for, and the way from each model to its release.
fn add_asked(
    artifacts: &mut [Artifact],
    words: &mut [Words],
    members: &[Vec<usize>],
    systems: &[System],
) {
    // What is read out of plans takes the place of these.
    for words in words.iter_mut() {
        words.shingles = None;
    }
    let plans = planned::take(words);
    let (all, words): (&[Artifact], &[Words]) = (artifacts, words);
    let (chain, planned) = rayon::join(
        || chain::facts(all, words, systems),
        || planned::facts(plans, all, words, members),
    );
    let chain = chain.into_iter();
    let chain = chain.map(|(index, fact)| (index, "chain", fact));
    insert(artifacts, chain);
    insert(artifacts, planned.into_iter());
}

/// Adds facts to the artifacts at their indices.
fn insert<F: Into<Packed>>(
    artifacts: &mut [Artifact],
    facts: impl Iterator<Item = (usize, &'static str, F)>,
) {
    for (index, name, fact) in facts {
        if let Some(artifact) = artifacts.get_mut(index) {
            artifact.facts.insert(name, fact);
        }
    }
}

fn path_of(parts: &[(Artifact, Words)]) -> Option<&Utf8Path> {
    parts.first().map(|(artifact, _)| artifact.path.as_path())
}
