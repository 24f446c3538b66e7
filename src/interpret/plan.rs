//! Evaluation plans: what is to be measured and how good it has to be, and which results
//! measure it.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::Words;
use super::ends;
use super::huggingface::{items, text};
use super::join;
use super::measure::{Dataset, Measure};
use super::metrics::{self, Named, Unit};
use super::names;
use super::native::{self, Envelope};
use super::nearest;
use super::numbers;
use super::reading::{Reading, Script};
use crate::artifact::Artifact;
use crate::span::Pointer;

/// As many results of one measurement as are held against the plan, from both ends.
const SHOWN: usize = 200;

/// More measurements than anybody plans; the rest is counted and left out.
const MOST: usize = 5_000;

/// What a plan asks for, and how much of it is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    cells: Vec<Cell>,
    left_out: usize,
}

/// One measurement that a plan asks for: a metric, of the whole or of a part, on one test set.
#[derive(Debug, Clone)]
struct Cell {
    /// What is asked for; its number is the threshold, or zero where there is none.
    asked: Measure,
    /// The feature each of whose groups is asked for, where the plan does not name them.
    feature: Option<String>,
    /// Whether a result that names no data can only be of this test set.
    is_only_data: bool,
    /// What policies see beside the results.
    fact: Map<String, Value>,
}

/// A part of the data that a plan asks for.
#[derive(Clone)]
struct Part {
    at: Option<Pointer>,
    feature: Option<String>,
    slice: Box<[(String, String)]>,
}

/// Reads every measurement that a plan asks for: each metric, of the whole and of each part,
/// on each test set. A metric that names a slice is asked of that slice alone, and takes the
/// place of the metric's other threshold there.
pub(super) fn read(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let Some((at, list)) = envelope.get("metrics") else {
        return;
    };
    let metrics = items(&at, Some(list));
    let named = metrics
        .iter()
        .filter_map(|(_, metric)| Some((name(metric)?.0.metric, own_slice(metric)?)));
    let named: BTreeSet<_> = named.collect();
    let parts = parts(envelope);
    let sets = test_sets(envelope);
    let model = reading.name().map(str::to_owned);
    let plan = &mut reading.plan;
    for (at, metric) in &metrics {
        let Some((known, _)) = name(metric) else {
            continue;
        };
        let asked = match own_slice(metric) {
            Some(slice) => vec![Part {
                at: Some(at.join("slice")),
                feature: None,
                slice,
            }],
            None => parts.clone(),
        };
        for part in asked {
            let is_general = metric.get("slice").is_none();
            if is_general && named.contains(&(known.metric.clone(), part.slice.clone())) {
                continue;
            }
            for (data_at, data) in &sets {
                if plan.cells.len() >= MOST {
                    plan.left_out += 1;
                    continue;
                }
                let Some(mut cell) = cell(script, at, metric, &part) else {
                    continue;
                };
                cell.asked.model.clone_from(&model);
                cell.asked.dataset = data.clone();
                cell.is_only_data = sets.len() == 1;
                if let Some(name) = data.names.first() {
                    cell.fact.insert("dataset".to_owned(), name.as_str().into());
                    cell.fact
                        .insert("dataset_at".to_owned(), data_at.as_str().into());
                }
                plan.cells.push(cell);
            }
        }
    }
}

/// Returns the plans' facts, artifact by artifact: `planned`, each with the results that
/// measure it, and `planned_left_out`.
pub(super) fn facts(
    artifacts: &[Artifact],
    words: &[Words],
    members: &[Vec<usize>],
) -> Vec<(usize, &'static str, Value)> {
    let mut found = Vec::new();
    let plans = words.iter().zip(members).enumerate();
    let plans: Vec<_> = plans
        .filter(|(_, (words, _))| !words.reading.plan.cells.is_empty())
        .collect();
    if plans.is_empty() {
        return found;
    }
    let results = Measured::new(artifacts, words, members);
    for (index, (words, systems)) in plans {
        let plan = &words.reading.plan;
        let cells = plan.cells.iter().map(|cell| results.of(cell, systems));
        found.push((index, "planned", cells.collect()));
        if plan.left_out > 0 {
            found.push((index, "planned_left_out", plan.left_out.into()));
        }
    }
    found
}

/// All results, by the system that they lie in and their metric.
struct Measured<'a> {
    artifacts: &'a [Artifact],
    words: &'a [Words],
    by_metric: HashMap<(usize, &'a str), Vec<(usize, usize)>>,
}

impl<'a> Measured<'a> {
    fn new(artifacts: &'a [Artifact], words: &'a [Words], members: &[Vec<usize>]) -> Self {
        let mut by_metric: HashMap<_, Vec<_>> = HashMap::new();
        for (index, (words, systems)) in words.iter().zip(members).enumerate() {
            for (position, result) in words.reading.results.iter().enumerate() {
                for system in systems {
                    let key = (*system, result.named.metric.as_str());
                    by_metric.entry(key).or_default().push((index, position));
                }
            }
        }
        Self {
            artifacts,
            words,
            by_metric,
        }
    }

    fn of(&self, cell: &Cell, systems: &[usize]) -> Value {
        let metric = cell.asked.named.metric.as_str();
        let places = systems
            .iter()
            .filter_map(|system| self.by_metric.get(&(*system, metric)))
            .flatten();
        let fitting =
            places.filter(|place| self.result(**place).is_some_and(|one| cell.is_met_by(one)));
        let mut places: Vec<_> = fitting.copied().collect();
        places.sort_unstable();
        places.dedup();
        ends::first(&mut places, SHOWN, |place| {
            Some(join::converted(&cell.asked, self.result(*place)?))
        });
        places.truncate(SHOWN);
        places.sort_unstable();
        let measured: Vec<Value> = places
            .into_iter()
            .filter_map(|place| self.fact(cell, place))
            .collect();
        let mut fact = cell.fact.clone();
        if !measured.is_empty() {
            fact.insert("measured".to_owned(), measured.into());
        }
        fact.into()
    }

    fn result(&self, (index, position): (usize, usize)) -> Option<&Measure> {
        self.words.get(index)?.reading.results.get(position)
    }

    fn fact(&self, cell: &Cell, place: (usize, usize)) -> Option<Value> {
        let artifact = self.artifacts.get(place.0)?;
        let result = self.result(place)?;
        let slice = result.slice.iter();
        let slice: Map<_, _> = slice
            .map(|(feature, value)| (feature.clone(), Value::from(value.as_str())))
            .collect();
        Some(json!({
            "path": artifact.path.as_str(),
            "root": artifact.root.as_str(),
            "position": place.1,
            "at": result.at.as_str(),
            "value": numbers::json(join::converted(&cell.asked, result)),
            "text": result.written.text,
            "unit": result.unit.map(Unit::name),
            "times": numbers::json(times(&cell.asked, result)),
            "slice": slice,
        }))
    }
}

impl Cell {
    /// Whether `result` is the measurement that is asked for, whatever it came to.
    fn is_met_by(&self, result: &Measure) -> bool {
        let is_part = match &self.feature {
            None => join::slice(&self.asked) == join::slice(result),
            Some(feature) => {
                let slice = join::slice(result);
                matches!(slice.as_slice(), [(own, _)] if *own == names::normal(feature))
            }
        };
        let is_of_data = (self.is_only_data && result.dataset.names.is_empty())
            || nearest::same_data(&self.asked, result);
        is_part
            && is_of_data
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

fn cell(script: &Script<'_>, at: &Pointer, metric: &Value, part: &Part) -> Option<Cell> {
    let (named, key) = name(metric)?;
    let metric_name = text(metric.get(key))?;
    let mut fact = Map::new();
    let mut put = |key: &str, value: Value| {
        fact.insert(key.to_owned(), value);
    };
    put("at", at.join(key).as_str().into());
    put("entry", at.as_str().into());
    put("metric", named.metric.as_str().into());
    put("metric_name", metric_name.as_str().into());
    let threshold_at = at.join("threshold");
    let threshold = metric
        .get("threshold")
        .and_then(|threshold| script.number_of(&threshold_at, threshold));
    let written = threshold.clone().or_else(|| numbers::parse("0"))?;
    let mut asked = Measure::new(at.clone(), named, &metric_name, written);
    if let Some(unit) = text(metric.get("unit")).and_then(|unit| Unit::from_name(&unit)) {
        asked.unit = Some(unit);
    } else if threshold.is_none() {
        asked.unit = None;
    }
    asked.slice.clone_from(&part.slice);
    if let Some(threshold) = threshold {
        put("threshold", numbers::json(threshold.value));
        put("threshold_at", threshold_at.as_str().into());
        put("threshold_text", threshold.text.into());
        let [least, most] = asked.named.bounds(asked.unit);
        if least.is_some() || most.is_some() {
            let bound = |bound: Option<f64>| bound.map_or(Value::Null, numbers::json);
            put("bounds", json!([bound(least), bound(most)]));
        }
    }
    put("unit", asked.unit.map(Unit::name).into());
    if let Some(better) = asked.named.higher_is_better {
        let direction = if better { "higher" } else { "lower" };
        put("direction", direction.into());
    }
    if let Some(stated) = text(metric.get("direction")) {
        put("stated_direction", stated.into());
        put("direction_at", at.join("direction").as_str().into());
    }
    if let Some(least) = metric.get("min_n").filter(|least| least.is_u64()) {
        put("min_n", least.clone());
        put("min_n_at", at.join("min_n").as_str().into());
    }
    if metric.get("ci").is_some_and(Value::is_object) {
        put("ci_at", at.join("ci").as_str().into());
    }
    let slice = part.slice.iter();
    let slice: Map<_, _> = slice
        .map(|(feature, value)| (feature.clone(), Value::from(value.as_str())))
        .collect();
    put("slice", slice.into());
    if let Some(at) = &part.at {
        put("slice_at", at.as_str().into());
    }
    if let Some(feature) = &part.feature {
        put("feature", feature.as_str().into());
    }
    Some(Cell {
        asked,
        feature: part.feature.clone(),
        is_only_data: false,
        fact,
    })
}

/// Returns the metric of an entry, and the key that names it.
fn name(metric: &Value) -> Option<(Named, &'static str)> {
    let key = ["type", "metric", "name"]
        .into_iter()
        .find(|key| text(metric.get(key)).is_some())?;
    Some((metrics::name(&text(metric.get(key))?), key))
}

/// Returns the part that an entry is of; an empty slice is the whole.
fn own_slice(metric: &Value) -> Option<Box<[(String, String)]>> {
    metric.get("slice")?.as_object()?;
    Some(native::slice(metric.get("slice")))
}

/// Returns the whole, and every part that the plan lists.
fn parts(envelope: &Envelope<'_>) -> Vec<Part> {
    let mut parts = vec![Part {
        at: None,
        feature: None,
        slice: Box::default(),
    }];
    let Some((at, list)) = envelope.get("slices") else {
        return parts;
    };
    for (at, entry) in items(&at, Some(list)) {
        let Some(feature) = text(entry.get("feature")).or_else(|| text(Some(entry))) else {
            continue;
        };
        let values_at = at.join("values");
        let values = items(&values_at, entry.get("values"));
        // A reason in the place of groups tells why there are none.
        if values.is_empty() && text(entry.get("reason")).is_none() {
            parts.push(Part {
                at: Some(at.clone()),
                feature: Some(feature.clone()),
                slice: Box::default(),
            });
        }
        parts.extend(values.into_iter().filter_map(|(at, value)| {
            Some(Part {
                at: Some(at),
                feature: None,
                slice: [(feature.clone(), text(Some(value))?)].into(),
            })
        }));
    }
    parts
}

/// Returns the test sets with their places; one without a name where the plan lists none.
fn test_sets(envelope: &Envelope<'_>) -> Vec<(Pointer, Dataset)> {
    let listed = envelope.get("test_sets").map(|(at, list)| {
        let sets = items(&at, Some(list)).into_iter();
        sets.map(|(at, set)| (at, native::dataset_of(set)))
            .filter(|(_, set)| !set.names.is_empty())
            .collect::<Vec<_>>()
    });
    listed
        .filter(|sets| !sets.is_empty())
        .unwrap_or_else(|| vec![(Pointer::root(), Dataset::default())])
}
