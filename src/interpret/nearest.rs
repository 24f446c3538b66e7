//! Finds, for a claim that no result supports, the result that comes closest.
//!
//! It has the metric of the claim and differs in as little as possible. It
//! supports nothing: it shows a reader what was measured instead.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use super::Words;
use super::measure::Measure;
use super::names;

/// Where each result is, by its metric beside its system, its data or its model.
pub(super) struct Nearby {
    by_metric: Vec<(u64, usize, usize)>,
}

/// As many results as are looked at for one claim and key; among more, which is nearest
/// says little, and to look at all would cost the square of their number.
const LOOKED_AT: usize = 8;

/// What puts two models apart whose names have nothing to do with each other.
const UNRELATED: u32 = 100;

/// One thing in which a claim and a result can differ, with what each says.
#[derive(Debug, Clone, PartialEq)]
struct Difference {
    aspect: &'static str,
    /// How far apart it puts the two.
    weight: u32,
    claim: Option<String>,
    result: Option<String>,
}

impl Nearby {
    /// Sorts all results by what a claim without a match still shares with them.
    pub(super) fn new(words: &[Words], members: &[Vec<usize>]) -> Self {
        let mut by_metric = Vec::new();
        for (index, (words, systems)) in words.iter().zip(members).enumerate() {
            for (position, result) in words.reading.results.iter().enumerate() {
                for key in keys(result, systems, false) {
                    by_metric.push((key, index, position));
                }
            }
        }
        by_metric.sort_unstable();
        by_metric.dedup();
        Self { by_metric }
    }

    /// Returns the places of results that share metric and data, or system, with `claim`.
    pub(super) fn candidates<'a>(
        &'a self,
        claim: &Measure,
        systems: &[usize],
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        keys(claim, systems, true).into_iter().flat_map(|key| {
            let first = self.by_metric.partition_point(|(other, ..)| *other < key);
            let list = self.by_metric.get(first..).unwrap_or_default();
            list.iter()
                .take_while(move |(other, ..)| *other == key)
                .take(LOOKED_AT)
                .map(|(_, index, position)| (*index, *position))
        })
    }
}

/// Returns how far `result` is from `claim`; `None` where it is of another metric, or where
/// two models of different systems share nothing but that.
pub(super) fn distance(claim: &Measure, result: &Measure, is_own: bool) -> Option<u32> {
    let differences = differences(claim, result);
    let is_stranger = !is_own
        && (claim.model.is_none()
            || result.model.is_none()
            || differences.iter().any(|it| it.aspect == "model"));
    let is_other = differences.iter().any(|it| it.weight == UNRELATED);
    let is_near = claim.named.metric == result.named.metric && !is_stranger && !is_other;
    is_near.then(|| differences.iter().map(|it| it.weight).sum())
}

/// Returns the differences of `claim` and `result` as policies see them, the greatest first.
pub(super) fn facts(claim: &Measure, result: &Measure) -> Vec<Value> {
    let mut differences = differences(claim, result);
    differences.sort_by_key(|it| std::cmp::Reverse(it.weight));
    let fact =
        |it: Difference| json!({"aspect": it.aspect, "claim": it.claim, "result": it.result});
    differences.into_iter().map(fact).collect()
}

/// Returns what tells each of `results` apart from the others.
pub(super) fn apart(results: &[&Measure]) -> Vec<Map<String, Value>> {
    let aspects: Vec<_> = results.iter().map(|result| aspects(result)).collect();
    let of_one = |own: &[(&'static str, u32, Option<String>)]| {
        let mut told = Map::new();
        for (index, (aspect, _, value)) in own.iter().enumerate() {
            let others = aspects.iter().filter_map(|other| other.get(index));
            let is_shared = others.map(|(_, _, other)| normal(other.as_ref())).all({
                let own = normal(value.as_ref());
                move |other| other == own
            });
            if let (Some(value), false) = (value, is_shared) {
                told.insert((*aspect).to_owned(), value.as_str().into());
            }
        }
        told
    };
    aspects.iter().map(|own| of_one(own)).collect()
}

/// Returns what `measure` can be found by, the most telling first; a claim that names a model
/// is also near a result that names none.
fn keys(measure: &Measure, systems: &[usize], is_claim: bool) -> Vec<u64> {
    let data = measure.dataset.names.iter();
    let data: Vec<_> = data
        .map(|name| names::tail(&names::normal(name)).to_owned())
        .collect();
    let model = measure.model.as_deref().map(names::normal);
    let model = model.as_deref().map(names::tail);
    let mut kin = vec![model.map_or("", bare)];
    if is_claim && model.is_some() {
        kin.push("");
    }
    let metric = measure.named.metric.as_str();
    let mut keys = Vec::new();
    let mut add = |part: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        metric.hash(&mut hasher);
        part(&mut hasher);
        keys.push(hasher.finish());
    };
    for name in &data {
        for system in systems {
            for kin in &kin {
                add(&|hasher| ("of kin and data", system, name, kin).hash(hasher));
            }
            add(&|hasher| ("of data", system, name).hash(hasher));
        }
        if let Some(model) = model {
            add(&|hasher| ("of model", model, name).hash(hasher));
        }
    }
    for system in systems {
        for kin in &kin {
            add(&|hasher| ("of kin", system, kin).hash(hasher));
        }
        add(&|hasher| ("of any", system).hash(hasher));
    }
    keys
}

/// Returns whether one is of the data that was trained on, and the other names no split:
/// nobody means that data without its name.
pub(super) fn is_trained_on(claim: &Measure, result: &Measure) -> bool {
    let sides = [&claim.dataset.split, &result.dataset.split];
    let is_train = |split: &&Option<String>| split.as_deref() == Some("train");
    sides.iter().any(|split| split.is_none()) && sides.iter().any(is_train)
}

fn differences(claim: &Measure, result: &Measure) -> Vec<Difference> {
    let sides = aspects(claim).into_iter().zip(aspects(result));
    let mut found: Vec<_> = sides
        .filter(|((aspect, _, ours), (_, _, theirs))| match *aspect {
            "dataset" => !same_data(claim, result),
            // Both have to say it, except whom it is about.
            "slice" => normal(ours.as_ref()) != normal(theirs.as_ref()),
            "model" => {
                matches!((ours, theirs), (Some(ours), Some(theirs)) if !names::same(ours, theirs))
            }
            "task" if result.of_benchmark => false,
            _ => {
                ours.is_some()
                    && theirs.is_some()
                    && normal(ours.as_ref()) != normal(theirs.as_ref())
            }
        })
        .map(|((aspect, weight, claim), (_, _, result))| Difference {
            aspect,
            weight: if aspect == "model" {
                apart_by_name(claim.as_deref(), result.as_deref())
            } else {
                weight
            },
            claim,
            result,
        })
        .collect();
    if is_trained_on(claim, result) {
        found.push(Difference {
            aspect: "split",
            weight: 1,
            claim: claim.dataset.split.clone(),
            result: result.dataset.split.clone(),
        });
    }
    found
}

/// How far two models are apart: `net` and `net.in1k` differ in the tag of their weights
/// alone, `net` and `net-v2` are still of one name, and other names tell nothing.
fn apart_by_name(one: Option<&str>, other: Option<&str>) -> u32 {
    let plain = |name: Option<&str>| {
        let name = names::normal(name.unwrap_or_default());
        names::tail(&name).to_owned()
    };
    let (one, other) = (plain(one), plain(other));
    let extends = |long: &str, short: &str| {
        let rest = long.strip_prefix(short);
        rest.is_some_and(|rest| rest.starts_with(['-', '.']))
    };
    if bare(&one) == bare(&other) {
        8
    } else if extends(&one, &other) || extends(&other, &one) {
        10
    } else {
        UNRELATED
    }
}

/// Returns a name without the tag of its weights.
fn bare(model: &str) -> &str {
    model.split('.').next().unwrap_or(model)
}

/// A claim that names its data needs a result that names the same; one that
/// names none is about whatever its own system was measured on, short of
/// benchmarks, which go by their name.
pub(super) fn same_data(claim: &Measure, result: &Measure) -> bool {
    let (ours, theirs) = (&claim.dataset.names, &result.dataset.names);
    if ours.is_empty() {
        return !result.of_benchmark;
    }
    ours.iter()
        .any(|one| theirs.iter().any(|other| names::same(one, other)))
}

/// Everything that two numbers of one metric can differ in.
fn aspects(measure: &Measure) -> Vec<(&'static str, u32, Option<String>)> {
    let data = &measure.dataset;
    let slice: Vec<String> = measure
        .slice
        .iter()
        // Everybody is no slice.
        .filter(|(_, value)| !names::is_everybody(&names::normal(value)))
        .map(|(feature, value)| format!("{feature}={value}"))
        .collect();
    vec![
        ("model", 8, measure.model.clone()),
        ("dataset", 12, data.names.first().cloned()),
        ("slice", 4, (!slice.is_empty()).then(|| slice.join(", "))),
        ("configuration", 3, data.config.clone()),
        ("split", 2, data.split.clone()),
        ("revision", 2, data.revision.clone()),
        ("task", 2, measure.task.clone()),
        ("shots", 1, measure.shots.clone()),
        ("variant", 1, measure.variant.clone()),
    ]
}

fn normal(name: Option<&String>) -> Option<String> {
    name.map(|name| names::split(name))
}
