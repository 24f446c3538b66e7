//! Holds every claim against the results that could support it.
//!
//! A result matches where metric, slice, model and data are the same, and
//! whatever else both sides name. Nothing is guessed: a model that is named on
//! both sides under two names is two models, and several matches stay several.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::measure::Measure;
use super::metrics::Unit;
use super::names;
use super::numbers;
use super::reading::Reading;
use crate::artifact::{Artifact, System};

/// Where each result is, by what a claim can look for.
pub(super) struct Results<'a> {
    artifacts: &'a [Artifact],
    readings: &'a [Reading],
    in_system: HashMap<(usize, &'a str), Vec<(usize, usize)>>,
    of_model: HashMap<(String, &'a str), Vec<(usize, usize)>>,
    with_id: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Results<'a> {
    /// Sorts all results by system, model and id.
    pub(super) fn new(
        artifacts: &'a [Artifact],
        readings: &'a [Reading],
        members: &[Vec<usize>],
    ) -> Self {
        let mut results = Self {
            artifacts,
            readings,
            in_system: HashMap::new(),
            of_model: HashMap::new(),
            with_id: HashMap::new(),
        };
        for (index, reading) in readings.iter().enumerate() {
            if reading.results.is_empty() {
                continue;
            }
            let artifact = artifacts.get(index);
            if let Some(id) = artifact.and_then(|artifact| artifact.id.as_deref()) {
                results.with_id.entry(id).or_default().push(index);
            }
            for (position, result) in reading.results.iter().enumerate() {
                let metric = result.named.metric.as_str();
                for system in members.get(index).into_iter().flatten() {
                    let list = results.in_system.entry((*system, metric)).or_default();
                    list.push((index, position));
                }
                if let Some(model) = &result.model {
                    let model = names::normal(model);
                    let key = (names::tail(&model).to_owned(), metric);
                    results
                        .of_model
                        .entry(key)
                        .or_default()
                        .push((index, position));
                }
            }
        }
        results
    }

    /// Returns the matches of `claim`, which an artifact of `systems` makes.
    pub(super) fn matches(&self, claim: &Measure, systems: &[usize]) -> Vec<Value> {
        let metric = claim.named.metric.as_str();
        if let Some(id) = &claim.result {
            let id = id.strip_prefix("eval-result:").unwrap_or(id);
            let named = self.with_id.get(id).into_iter().flatten();
            let places = named.flat_map(|index| {
                let count = self
                    .readings
                    .get(*index)
                    .map_or(0, |reading| reading.results.len());
                (0..count).map(|position| (*index, position))
            });
            return self.facts(claim, places, |claim, result| {
                claim.named.metric == result.named.metric && same_slice(claim, result)
            });
        }
        let own = systems
            .iter()
            .filter_map(|system| self.in_system.get(&(*system, metric)));
        let mut own: Vec<_> = own.flatten().copied().collect();
        own.sort_unstable();
        own.dedup();
        let found = self.facts(claim, own.into_iter(), is_match);
        if !found.is_empty() {
            return found;
        }
        // Beyond its own system a claim looks only for what both sides name in full.
        let Some(model) = &claim.model else {
            return found;
        };
        let key = (names::tail(&names::normal(model)).to_owned(), metric);
        let others = self.of_model.get(&key).into_iter().flatten().copied();
        self.facts(claim, others, |claim, result| {
            !claim.dataset.names.is_empty() && is_match(claim, result)
        })
    }

    fn facts(
        &self,
        claim: &Measure,
        places: impl Iterator<Item = (usize, usize)>,
        is_match: impl Fn(&Measure, &Measure) -> bool,
    ) -> Vec<Value> {
        let mut facts = Vec::new();
        for (index, position) in places {
            let Some(artifact) = self.artifacts.get(index) else {
                continue;
            };
            let reading = self.readings.get(index);
            let result = reading.and_then(|reading| reading.results.get(position));
            let Some(result) = result.filter(|result| is_match(claim, result)) else {
                continue;
            };
            if let Some(value) = converted(claim, result) {
                facts.push(json!({
                    "path": artifact.path.as_str(),
                    "root": artifact.root.as_str(),
                    "at": result.at.as_str(),
                    "value": numbers::json(value),
                    "text": result.written.text,
                }));
            }
        }
        facts
    }
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
    let agree = |one: Option<&String>, other: Option<&String>| match (one, other) {
        (Some(one), Some(other)) => names::normal(one) == names::normal(other),
        _ => true,
    };
    let (ours, theirs) = (&claim.dataset, &result.dataset);
    let split = |name: &Option<String>| name.as_deref().map(names::split);
    same_slice(claim, result)
        && match (&claim.model, &result.model) {
            (Some(ours), Some(theirs)) => names::same(ours, theirs),
            _ => true,
        }
        && same_data(&ours.names, &theirs.names)
        && agree(ours.config.as_ref(), theirs.config.as_ref())
        && agree(split(&ours.split).as_ref(), split(&theirs.split).as_ref())
        && agree(ours.revision.as_ref(), theirs.revision.as_ref())
        && agree(claim.variant.as_ref(), result.variant.as_ref())
}

fn same_slice(claim: &Measure, result: &Measure) -> bool {
    let normal = |measure: &Measure| -> Vec<(String, String)> {
        let slice = measure.slice.iter();
        slice
            .map(|(feature, value)| (names::normal(feature), names::normal(value)))
            .collect()
    };
    claim.slice.len() == result.slice.len() && normal(claim) == normal(result)
}

/// A claim that names its data needs a result that names the same; one that
/// names none is about whatever its own system was measured on.
fn same_data(claimed: &[String], measured: &[String]) -> bool {
    claimed.is_empty()
        || claimed
            .iter()
            .any(|one| measured.iter().any(|other| names::same(one, other)))
}

/// Returns the result in the claim's unit; `None` where the two cannot be compared.
fn converted(claim: &Measure, result: &Measure) -> Option<f64> {
    let value = result.written.value;
    match (claim.unit, result.unit) {
        (Some(ours), Some(theirs)) => Some(rescaled(value, theirs, ours)),
        (None, None) => Some(value),
        // One side leaves its unit open: the reading nearer to the other is
        // taken, so that doubt never speaks against a claim.
        (ours, theirs) => {
            let claimed = claim.written.value;
            let places = ours.or(theirs)?.places();
            let other = if places == 0 { -2 } else { 2 };
            let moved = numbers::shift(value, if ours.is_some() { other } else { -other });
            let nearer = (moved - claimed).abs() < (value - claimed).abs();
            Some(if nearer { moved } else { value })
        }
    }
}

fn rescaled(value: f64, from: Unit, to: Unit) -> f64 {
    match to.places() - from.places() {
        0 => value,
        places => numbers::shift(value, places),
    }
}
