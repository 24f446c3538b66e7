//! Which results measure what a plan asks for.

use std::collections::HashMap;
use std::mem;

use rayon::prelude::*;
use serde_json::Value;

use super::Words;
use super::ends;
use super::join;
use super::measure::Measure;
use super::metrics::Unit;
use super::names;
use super::nearest;
use super::numbers;
use super::plan::{Cell, Plan};
use crate::artifact::Artifact;
use crate::packed::{List, Object, Packed};

/// As many results of one measurement as are held against the plan, from both ends.
const SHOWN: usize = 200;

/// As many plans are gone over before another thread may take some.
const MOST_AT_ONCE: usize = 16;

/// Takes the plans, each with the index of its artifact, so that each goes away as its facts
/// come.
pub(super) fn take(words: &mut [Words]) -> Vec<(usize, Plan)> {
    let words = words.iter_mut().enumerate();
    let words = words.filter(|(_, words)| !words.reading.plan.cells.is_empty());
    words
        .map(|(index, words)| (index, mem::take(&mut words.reading.plan)))
        .collect()
}

/// Returns the facts of `plans`, artifact by artifact: `planned`, each with the results that
/// measure it, and `planned_left_out`.
pub(super) fn facts(
    plans: Vec<(usize, Plan)>,
    artifacts: &[Artifact],
    words: &[Words],
    members: &[Vec<usize>],
) -> Vec<(usize, &'static str, Packed)> {
    if plans.is_empty() {
        return Vec::new();
    }
    let results = Measured::new(artifacts, words, members);
    let of_plan = |(index, plan): (usize, Plan)| {
        let systems = members.get(index).map(Vec::as_slice).unwrap_or_default();
        let mut planned = List::default();
        for cell in &plan.cells {
            planned.push(&results.of(cell, systems));
        }
        let planned = planned.packed();
        let left_out = (plan.left_out > 0).then(|| Packed::from(Value::from(plan.left_out)));
        let left_out = left_out.map(|number| (index, "planned_left_out", number));
        [Some((index, "planned", planned)), left_out]
    };
    plans
        .into_par_iter()
        .with_max_len(MOST_AT_ONCE)
        .flat_map_iter(|plan| of_plan(plan).into_iter().flatten())
        .collect()
}

/// All results, by the system that they lie in and their metric.
struct Measured<'a> {
    artifacts: &'a [Artifact],
    words: &'a [Words],
    by_metric: HashMap<(usize, &'a str), Vec<Candidate>>,
}

/// A result by its artifact and position, and its slice as it is compared.
struct Candidate {
    place: (usize, usize),
    slice: Vec<(String, String)>,
}

impl<'a> Measured<'a> {
    fn new(artifacts: &'a [Artifact], words: &'a [Words], members: &[Vec<usize>]) -> Self {
        let mut by_metric: HashMap<_, Vec<_>> = HashMap::new();
        for (index, (words, systems)) in words.iter().zip(members).enumerate() {
            for (position, result) in words.reading.results.iter().enumerate() {
                for system in systems {
                    let key = (*system, result.named.metric.as_str());
                    by_metric.entry(key).or_default().push(Candidate {
                        place: (index, position),
                        slice: join::slice(result),
                    });
                }
            }
        }
        Self {
            artifacts,
            words,
            by_metric,
        }
    }

    fn of(&self, cell: &Cell, systems: &[usize]) -> Object {
        let metric = cell.asked.named.metric.as_str();
        let candidates = systems
            .iter()
            .filter_map(|system| self.by_metric.get(&(*system, metric)))
            .flatten();
        let part = Part::of(cell);
        let fitting = candidates.filter(|candidate| {
            part.is(&candidate.slice)
                && self
                    .result(candidate.place)
                    .is_some_and(|result| cell.is_met_by(result))
        });
        let mut places: Vec<_> = fitting.map(|candidate| candidate.place).collect();
        places.sort_unstable();
        places.dedup();
        ends::first(&mut places, SHOWN, |place| {
            Some(join::converted(&cell.asked, self.result(*place)?))
        });
        places.truncate(SHOWN);
        places.sort_unstable();
        let mut measured = List::default();
        for place in places {
            if let Some(fact) = self.fact(cell, place) {
                measured.push(&fact);
            }
        }
        let mut fact = (*cell.fact).clone();
        fact.extend(&cell.own);
        if !measured.is_empty() {
            fact.put_list("measured", &measured);
        }
        fact
    }

    fn result(&self, (index, position): (usize, usize)) -> Option<&Measure> {
        self.words.get(index)?.reading.results.get(position)
    }

    fn fact(&self, cell: &Cell, place: (usize, usize)) -> Option<Object> {
        let artifact = self.artifacts.get(place.0)?;
        let result = self.result(place)?;
        let converted = join::converted(&cell.asked, result);
        let mut fact = Object::default();
        fact.put_text("path", artifact.path.as_str());
        fact.put_text("root", artifact.root.as_str());
        fact.put("position", &place.1.into());
        fact.put_text("at", result.at.as_str());
        fact.put("value", &numbers::json(converted));
        fact.put_text("text", &result.written.text);
        fact.put("unit", &result.unit.map(Unit::name).into());
        fact.put("times", &numbers::json(times(&cell.asked, result)));
        fact.put_texts("slice", &result.slice);
        Some(fact)
    }
}

/// The part of the data that is asked for: one slice, or any slice by one feature.
enum Part {
    Slice(Vec<(String, String)>),
    Feature(String),
}

impl Part {
    fn of(cell: &Cell) -> Self {
        match &cell.feature {
            None => Self::Slice(join::compared(&cell.slice)),
            Some(feature) => Self::Feature(names::normal(feature)),
        }
    }

    fn is(&self, slice: &[(String, String)]) -> bool {
        match self {
            Self::Slice(own) => slice == own,
            Self::Feature(feature) => matches!(slice, [(own, _)] if own == feature),
        }
    }
}

impl Cell {
    /// Whether `result` is the measurement that is asked for, its slice aside, whatever it
    /// came to.
    fn is_met_by(&self, result: &Measure) -> bool {
        let is_of_data = (self.is_only_data && result.dataset.names.is_empty())
            || nearest::same_data(&self.asked, result);
        is_of_data
            && !nearest::is_trained_on(&self.asked, result)
            && join::agree_beside_slice(&self.asked, result)
    }
}

/// Returns by how much a number in the result's unit is multiplied to be in the plan's.
fn times(asked: &Measure, result: &Measure) -> f64 {
    let value = result.written.value;
    let converted = join::converted(asked, result);
    match (asked.unit, result.unit) {
        (Some(ours), Some(theirs)) => numbers::shift(1.0, ours.places() - theirs.places()),
        _ if converted.abs() > value.abs() => 100.0,
        _ if converted.abs() < value.abs() => 0.01,
        _ => 1.0,
    }
}
