//! Holds every claim against the results that could support it.
//!
//! A result matches where metric, slice, model and data are the same, and
//! whatever else both sides name. Nothing is guessed: a model that is named on
//! both sides under two names is two models, and several matches stay several.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::Words;
use super::ends;
use super::measure::Measure;
use super::metrics::Unit;
use super::names;
use super::nearest::{self, Nearby};
use super::numbers;
use crate::artifact::{Artifact, System};
use crate::span::Pointer;

/// Where each result is, by what a claim can look for.
pub(super) struct Results<'a> {
    artifacts: &'a [Artifact],
    words: &'a [Words],
    /// The subject of each result, as a hash, with its artifact and position; sorted.
    by_subject: Vec<(u64, u32, u32)>,
    by_name: HashMap<&'a str, Vec<usize>>,
    members: &'a [Vec<usize>],
    /// Sorted only where a claim has no match.
    nearby: OnceLock<Nearby>,
}

/// As many matches as a reader looks at. Without an end, copies of one result
/// beside copies of one card would cost the square of their number.
const SHOWN: usize = 20;

type Slice = Vec<(String, String)>;

/// One side of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Side {
    /// It is named so, without its organisation.
    Named(String),
    /// It is not named.
    Unnamed,
    /// It is not looked at.
    Any,
}

impl Side {
    fn of(name: &str) -> Self {
        Self::Named(names::tail(&names::normal(name)).to_owned())
    }
}

impl<'a> Results<'a> {
    /// Sorts all results by what they are about, and by the id and path of their artifact.
    pub(super) fn new(
        artifacts: &'a [Artifact],
        words: &'a [Words],
        members: &'a [Vec<usize>],
    ) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, (artifact, words)) in artifacts.iter().zip(words).enumerate() {
            if words.reading.results.is_empty() {
                continue;
            }
            let id = artifact.id.as_deref().into_iter();
            for name in id.chain([artifact.path.as_str()]) {
                by_name.entry(name).or_default().push(index);
            }
        }
        let all = words.par_iter().enumerate();
        let all = all.flat_map_iter(|(index, words)| of_artifact(index, words, members));
        let mut by_subject: Vec<_> = all.collect();
        by_subject.par_sort_unstable();
        for alike in by_subject.chunk_by_mut(|one, other| one.0 == other.0) {
            ends::first(alike, SHOWN, |(_, index, position)| {
                value_of(words, large(*index), large(*position))
            });
        }
        Self {
            artifacts,
            words,
            by_subject,
            by_name,
            members,
            nearby: OnceLock::new(),
        }
    }

    /// Returns the matches of `claim`, which an artifact of `systems` makes.
    pub(super) fn matches(&self, claim: &Measure, systems: &[usize]) -> Vec<Value> {
        if let Some(name) = claim.result.as_deref() {
            return self.named(claim, name);
        }
        let mut data: Vec<_> = claim
            .dataset
            .names
            .iter()
            .map(|name| Side::of(name))
            .collect();
        if data.is_empty() {
            data.push(Side::Any);
        }
        let own: Vec<_> = systems.iter().map(|system| Some(*system)).collect();
        let model = claim.model.as_deref().map(Side::of);
        let models = model
            .clone()
            .map_or(vec![Side::Any], |model| vec![model, Side::Unnamed]);
        let found = self.about(claim, &own, &models, &data);
        // Beyond its own system a claim looks only for what both sides name in full.
        match model {
            Some(model) if found.is_empty() && !claim.dataset.names.is_empty() => {
                self.about(claim, &[None], &[model], &data)
            }
            _ => found,
        }
    }

    /// Returns the result that comes closest to `claim`, which nothing matches.
    pub(super) fn nearest(&self, claim: &Measure, systems: &[usize]) -> Option<Value> {
        let named = claim.result.as_deref().map(|name| self.of_artifact(name));
        let places: Vec<_> = match named {
            Some(places) => places.take(SHOWN).collect(),
            None if self.by_subject.is_empty() => return None,
            None => {
                let nearby = self
                    .nearby
                    .get_or_init(|| Nearby::new(self.words, self.members));
                nearby.candidates(claim, systems).collect()
            }
        };
        let is_own = |index: usize| {
            let theirs = self.members.get(index).into_iter().flatten();
            claim.result.is_some() || theirs.into_iter().any(|system| systems.contains(system))
        };
        let distances = places.into_iter().filter_map(|place| {
            let result = self.result(place)?;
            Some((nearest::distance(claim, result, is_own(place.0))?, place))
        });
        let (_, place) = distances.min()?;
        let mut fact = self.facts(claim, [place].into_iter()).pop()?;
        fact["differs"] = nearest::facts(claim, self.result(place)?).into();
        Some(fact)
    }

    fn about(
        &self,
        claim: &Measure,
        systems: &[Option<usize>],
        models: &[Side],
        data: &[Side],
    ) -> Vec<Value> {
        let subjects = subjects(claim, systems, models, data);
        let fitting = subjects.into_iter().flat_map(|subject| {
            let first = self
                .by_subject
                .partition_point(|(other, ..)| *other < subject);
            let list = self.by_subject.get(first..).unwrap_or_default();
            list.iter()
                .take_while(move |(other, ..)| *other == subject)
                .map(|(_, index, position)| (large(*index), large(*position)))
                // Another subject of the same hash fits no more than any other result.
                .filter(|place| {
                    self.result(*place)
                        .is_some_and(|result| is_match(claim, result))
                })
                .take(SHOWN)
        });
        let mut places: Vec<_> = fitting.collect();
        places.sort_unstable();
        places.dedup();
        self.facts(claim, places.into_iter())
    }

    /// Returns the matches within the result that a claim names, by id or path.
    fn named(&self, claim: &Measure, name: &str) -> Vec<Value> {
        let pointer = name.split_once('#').map_or("", |(_, pointer)| pointer);
        let within = Pointer::parse(pointer).unwrap_or_default();
        let fitting = self.of_artifact(name).filter(|place| {
            self.result(*place)
                .is_some_and(|result| within.contains(&result.at) && is_cited(claim, result))
        });
        self.facts(claim, fitting)
    }

    /// Returns the results of the artifacts of that id or path, whatever place in them is named.
    fn of_artifact(&self, name: &str) -> impl Iterator<Item = (usize, usize)> {
        let name = name.strip_prefix("eval-result:").unwrap_or(name);
        let name = name.split_once('#').map_or(name, |(name, _)| name);
        let named = self.by_name.get(name).into_iter().flatten();
        named.flat_map(|index| {
            let count = self
                .words
                .get(*index)
                .map_or(0, |words| words.reading.results.len());
            (0..count).map(|position| (*index, position))
        })
    }

    fn result(&self, (index, position): (usize, usize)) -> Option<&Measure> {
        self.words.get(index)?.reading.results.get(position)
    }

    fn facts(&self, claim: &Measure, places: impl Iterator<Item = (usize, usize)>) -> Vec<Value> {
        let fact = |place: (usize, usize)| {
            let artifact = self.artifacts.get(place.0)?;
            let result = self.result(place)?;
            Some(json!({
                "path": artifact.path.as_str(),
                "root": artifact.root.as_str(),
                "at": result.at.as_str(),
                "value": numbers::json(converted(claim, result)),
                "text": result.written.text,
            }))
        };
        let mut places: Vec<_> = places.collect();
        ends::first(&mut places, SHOWN, |(index, position)| {
            value_of(self.words, *index, *position)
        });
        places.truncate(SHOWN);
        places.sort_unstable();
        let results: Vec<_> = places
            .iter()
            .filter_map(|place| self.result(*place))
            .collect();
        let mut facts: Vec<Value> = places.iter().copied().filter_map(fact).collect();
        if facts.len() > 1 {
            for (fact, about) in facts.iter_mut().zip(nearest::apart(&results)) {
                fact["about"] = about.into();
            }
        }
        facts
    }
}

/// Returns every subject of the results of one artifact, as a hash, with its place.
fn of_artifact<'w>(
    index: usize,
    words: &'w Words,
    members: &'w [Vec<usize>],
) -> impl Iterator<Item = (u64, u32, u32)> + 'w {
    let systems = members.get(index).into_iter().flatten();
    let systems: Vec<_> = systems.map(|system| Some(*system)).chain([None]).collect();
    let results = words.reading.results.iter().enumerate();
    results.flat_map(move |(position, result)| {
        let model = result.model.as_deref().map_or(Side::Unnamed, Side::of);
        let data = result.dataset.names.iter().map(|name| Side::of(name));
        let data: Vec<_> = data.chain([Side::Any]).collect();
        let subjects = subjects(result, &systems, &[model, Side::Any], &data).into_iter();
        subjects.map(move |subject| (subject, small(index), small(position)))
    })
}

/// An index in half the space: no run holds four billion artifacts, nor a file as many results.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn large(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// Returns the value of a result as a fraction.
fn value_of(words: &[Words], index: usize, position: usize) -> Option<f64> {
    let result = words.get(index)?.reading.results.get(position)?;
    let unit = result.unit.unwrap_or(Unit::Fraction);
    Some(rescaled(result.written.value, unit, Unit::Fraction))
}

/// Returns, for each artifact, the systems it belongs to.
pub(super) fn memberships(artifacts: usize, systems: &[System]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); artifacts];
    for (system, found) in systems.iter().enumerate() {
        for index in &found.artifacts {
            if let Some(list) = members.get_mut(*index) {
                list.push(system);
            }
        }
    }
    members
}

fn is_match(claim: &Measure, result: &Measure) -> bool {
    !nearest::is_trained_on(claim, result)
        && nearest::same_data(claim, result)
        && no_word_against(claim, result)
}

/// Whether the result that a claim names can be meant: it may leave open what it was
/// measured on, but not say that it was something else.
fn is_cited(claim: &Measure, result: &Measure) -> bool {
    let is_open = claim.dataset.names.is_empty() || result.dataset.names.is_empty();
    (is_open || nearest::same_data(claim, result)) && no_word_against(claim, result)
}

/// Whether metric and slice are the same, and so is whatever else both sides name.
fn no_word_against(claim: &Measure, result: &Measure) -> bool {
    slice(claim) == slice(result) && agree_beside_slice(claim, result)
}

/// Whether the metric is the same, and so is whatever else both sides name, the slice aside.
pub(super) fn agree_beside_slice(claim: &Measure, result: &Measure) -> bool {
    let agree = |one: Option<&String>, other: Option<&String>| match (one, other) {
        (Some(one), Some(other)) => one == other || names::normal(one) == names::normal(other),
        _ => true,
    };
    let (ours, theirs) = (&claim.dataset, &result.dataset);
    let split = |name: &Option<String>| name.as_deref().map(names::split);
    claim.named.metric == result.named.metric
        && match (&claim.model, &result.model) {
            (Some(ours), Some(theirs)) => names::same(ours, theirs),
            _ => true,
        }
        && agree(ours.config.as_ref(), theirs.config.as_ref())
        && agree(split(&ours.split).as_ref(), split(&theirs.split).as_ref())
        && agree(ours.revision.as_ref(), theirs.revision.as_ref())
        && agree(claim.variant.as_ref(), result.variant.as_ref())
        && agree(claim.shots.as_ref(), result.shots.as_ref())
        // The task of a harness is a benchmark, and stands among the names of its data.
        && (result.of_benchmark || agree(claim.task.as_ref(), result.task.as_ref()))
}

/// Returns the slice of a measure as it is compared.
pub(super) fn slice(measure: &Measure) -> Slice {
    compared(&measure.slice)
}

/// Returns a slice as it is compared.
pub(super) fn compared(slice: &[(String, String)]) -> Slice {
    let members = slice.iter();
    let mut slice: Slice = members
        .map(|(feature, value)| (names::normal(feature), names::normal(value)))
        // Everybody is no slice.
        .filter(|(_, value)| !names::is_everybody(value))
        .collect();
    slice.sort_unstable();
    slice
}

/// Returns what `measure` is about, as far as claim and result have to agree, for every
/// combination of the given sides; so fine that few results share one. A system of
/// `None` is any system.
///
/// A hash stands for each: there are many, and each is looked at again before it counts.
fn subjects(
    measure: &Measure,
    systems: &[Option<usize>],
    models: &[Side],
    data: &[Side],
) -> Vec<u64> {
    // The same on every machine and in every run.
    let mut shared = FixedState::default().build_hasher();
    (slice(measure), measure.named.metric.as_str()).hash(&mut shared);
    let mut subjects = Vec::with_capacity(systems.len() * models.len() * data.len());
    for model in models {
        for data in data {
            let mut of_both = shared.clone();
            (model, data).hash(&mut of_both);
            for system in systems {
                let mut hasher = of_both.clone();
                system.hash(&mut hasher);
                subjects.push(hasher.finish());
            }
        }
    }
    subjects
}

/// Returns the result in the claim's unit.
pub(super) fn converted(claim: &Measure, result: &Measure) -> f64 {
    let value = result.written.value;
    let (ours, theirs) = match (claim.unit, result.unit) {
        (Some(ours), Some(theirs)) => return rescaled(value, theirs, ours),
        (None, None) => return value,
        sides => sides,
    };
    // One side leaves its unit open: the reading nearer to the other is taken,
    // so that doubt never speaks against a claim.
    let is_fraction = ours.or(theirs) == Some(Unit::Fraction);
    let moved = numbers::shift(value, if is_fraction == ours.is_some() { -2 } else { 2 });
    let claimed = claim.written.value;
    if (moved - claimed).abs() < (value - claimed).abs() {
        moved
    } else {
        value
    }
}

fn rescaled(value: f64, from: Unit, to: Unit) -> f64 {
    match to.places() - from.places() {
        0 => value,
        places => numbers::shift(value, places),
    }
}
