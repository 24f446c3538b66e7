//! Evaluation plans: what is to be measured, and how good it has to be.

use std::sync::Arc;

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::measure::{Dataset, Measure};
use super::metrics::{self, Named, Unit};
use super::native::{self, Envelope};
use super::numbers::{self, Written};
use super::reading::{Reading, Script};
use crate::packed::Object;
use crate::span::Pointer;

/// More measurements than anybody plans; the rest is counted and left out.
const MOST: usize = 5_000;

/// What a plan asks for, and how much of it is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// What is asked for.
    pub cells: Vec<Cell>,
    /// How much of it is left out.
    pub left_out: usize,
}

/// One measurement that a plan asks for: a metric, of the whole or of a part, on one test set.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// What is asked for, of the whole; its number is the threshold, or zero where there is none.
    pub asked: Arc<Measure>,
    /// What policies see of it beside the results, its part aside.
    pub fact: Arc<Object>,
    /// The part of the data that it is asked for.
    pub slice: Box<[(String, String)]>,
    /// The feature each of whose groups is asked for, where the plan does not name them.
    pub feature: Option<String>,
    /// Whether a result that names no data can only be of this test set.
    pub is_only_data: bool,
    /// What policies see of its part.
    pub own: Object,
}

/// A part of the data that a plan asks for.
#[derive(Clone)]
struct Part {
    at: Option<Pointer>,
    feature: Option<String>,
    slice: Box<[(String, String)]>,
}

impl Part {
    /// Returns what policies see of it.
    fn fact(&self) -> Object {
        let mut fact = Object::default();
        fact.put_texts("slice", &self.slice);
        if let Some(at) = &self.at {
            fact.put_text("slice_at", at.as_str());
        }
        if let Some(feature) = &self.feature {
            fact.put_text("feature", feature);
        }
        fact.shrunk()
    }
}

/// Reads every measurement that a plan asks for: each metric, of the whole and of each part,
/// on each test set. A metric that names a slice or a test set is asked of these alone, and
/// takes the place of the metric's other threshold there.
pub(super) fn read(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let Some((at, list)) = envelope.get("metrics") else {
        return;
    };
    let metrics = items(&at, Some(list));
    let special: Vec<_> = metrics.iter().filter_map(|(_, one)| special(one)).collect();
    let parts = parts(envelope);
    let sets = test_sets(envelope);
    let model = reading.name().map(str::to_owned);
    let plan = &mut reading.plan;
    for (at, metric) in &metrics {
        let Some((known, _)) = name(metric) else {
            continue;
        };
        let own_part = own_slice(metric).map(|slice| {
            let at = Some(at.join("slice"));
            let feature = None;
            vec![Part { at, feature, slice }]
        });
        let own_set = own_set(at, metric).map(|set| vec![set]);
        let sets = own_set.as_ref().unwrap_or(&sets);
        let Some(entry) = Entry::read(script, at, metric, model.as_deref()) else {
            continue;
        };
        let asked: Vec<_> = sets.iter().map(|set| entry.of_data(set)).collect();
        for part in own_part.as_ref().unwrap_or(&parts) {
            for ((_, data), asked) in sets.iter().zip(&asked) {
                let is_special = |one: &Special| one.is_of(&known.metric, part, data);
                if own_part.is_none() && special.iter().any(is_special) {
                    continue;
                }
                if plan.cells.len() >= MOST {
                    plan.left_out += 1;
                    continue;
                }
                plan.cells.push(Cell {
                    asked: Arc::clone(&asked.0),
                    fact: Arc::clone(&asked.1),
                    slice: part.slice.clone(),
                    feature: part.feature.clone(),
                    is_only_data: own_set.is_none() && sets.len() == 1,
                    own: part.fact(),
                });
            }
        }
    }
}

/// A metric that is asked of one slice alone, with the test set that it names.
struct Special {
    metric: String,
    slice: Box<[(String, String)]>,
    set: Option<String>,
}

impl Special {
    fn is_of(&self, metric: &str, part: &Part, data: &Dataset) -> bool {
        let is_of_set = self
            .set
            .as_ref()
            .is_none_or(|set| data.names.first() == Some(set));
        part.feature.is_none() && self.metric == metric && self.slice == part.slice && is_of_set
    }
}

fn special(metric: &Value) -> Option<Special> {
    let set = metric.get("dataset").map(native::dataset_of);
    Some(Special {
        metric: name(metric)?.0.metric,
        slice: own_slice(metric)?,
        set: set.and_then(|set| set.names.into_iter().next()),
    })
}

/// Returns the test set that a metric names for itself, with its place.
fn own_set(at: &Pointer, metric: &Value) -> Option<(Pointer, Dataset)> {
    let set = native::dataset_of(metric.get("dataset")?);
    (!set.names.is_empty()).then(|| (at.join("dataset"), set))
}

/// One metric of a plan, as it is asked for on any data.
struct Entry<'m> {
    at: &'m Pointer,
    metric: &'m Value,
    /// The key that names the metric.
    key: &'static str,
    asked: Measure,
    threshold: Option<Written>,
}

impl<'m> Entry<'m> {
    fn read(
        script: &Script<'_>,
        at: &'m Pointer,
        metric: &'m Value,
        model: Option<&str>,
    ) -> Option<Self> {
        let (named, key) = name(metric)?;
        let metric_name = text(metric.get(key))?;
        let threshold = metric
            .get("threshold")
            .and_then(|threshold| script.number_of(&at.join("threshold"), threshold));
        let written = threshold.clone().or_else(|| numbers::parse("0"))?;
        let mut asked = Measure::new(at.clone(), named, &metric_name, written);
        if let Some(unit) = text(metric.get("unit")).and_then(|unit| Unit::from_name(&unit)) {
            asked.unit = Some(unit);
        } else if threshold.is_none() {
            asked.unit = None;
        }
        asked.model = model.map(str::to_owned);
        Some(Self {
            at,
            metric,
            key,
            asked,
            threshold,
        })
    }

    /// Returns the measurement on one test set, and its fact, which all its parts share.
    fn of_data(&self, (data_at, data): &(Pointer, Dataset)) -> (Arc<Measure>, Arc<Object>) {
        let mut asked = self.asked.clone();
        asked.dataset = data.clone();
        let fact = self.fact(&asked, data_at);
        (Arc::new(asked), Arc::new(fact))
    }

    fn fact(&self, asked: &Measure, data_at: &Pointer) -> Object {
        let mut fact = entry(self.at, self.metric, asked);
        let mut put = |key: &str, value: Value| fact.put(key, &value);
        put("at", self.at.join(self.key).as_str().into());
        if let Some(threshold) = &self.threshold {
            put("threshold", numbers::json(threshold.value));
            put("threshold_at", self.at.join("threshold").as_str().into());
            put("threshold_text", threshold.text.as_str().into());
            let [least, most] = asked.named.bounds(asked.unit);
            if least.is_some() || most.is_some() {
                let bound = |bound: Option<f64>| bound.map_or(Value::Null, numbers::json);
                put("bounds", json!([bound(least), bound(most)]));
            }
        }
        if let Some(name) = asked.dataset.names.first() {
            put("dataset", name.as_str().into());
            put("dataset_at", data_at.as_str().into());
        }
        fact.shrunk()
    }
}

/// Returns what an entry says of its metric, besides its name's place and its threshold.
fn entry(at: &Pointer, metric: &Value, asked: &Measure) -> Object {
    let mut fact = Object::default();
    let mut put = |key: &str, value: Value| fact.put(key, &value);
    put("entry", at.as_str().into());
    put("metric", asked.named.metric.as_str().into());
    put("metric_name", asked.metric_name.as_str().into());
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
    fact
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
