//! Groups that are measured alike, put side by side: what a disparity lies between.
//!
//! A list of groups may hold those of single features, those of several features together
//! and those within the levels of a control: groups of one set of features, in one level,
//! never overlap, and only they are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::cases::{self, CELLS};
use super::huggingface::items;
use super::measure::{Dataset, Measure};
use super::metrics::{self, Unit};
use super::names;
use super::numbers;
use super::reading::Script;
use crate::span::Pointer;
use crate::statistics::Counts;

/// One group, or everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// Where it stands.
    at: Pointer,
    /// Feature and value, each feature once.
    slice: BTreeMap<String, String>,
    /// What the group has: `n`, `counts`, `rates` and `reason`, with places.
    has: Map<String, Value>,
}

/// One group as a report states it.
pub(super) struct Stated<'v> {
    /// Where it stands.
    pub at: Pointer,
    /// Feature and value, each feature once.
    pub slice: BTreeMap<String, String>,
    /// How many cases it has.
    pub n: Option<u64>,
    /// Its counts, where all four are whole.
    pub counts: Option<Counts>,
    /// All that is said of it.
    pub entry: &'v Value,
}

/// Goes over the groups that stand at `at` in a fairness report of raigate's own kind.
pub(super) fn stated<'v>(at: &Pointer, groups: &'v Value) -> impl Iterator<Item = Stated<'v>> {
    let groups = items(at, Some(groups)).into_iter();
    groups.filter_map(|(at, entry)| {
        let slice = entry.get("group").and_then(Value::as_object)?.iter();
        Some(Stated {
            at,
            slice: slice
                .map(|(feature, value)| (feature.clone(), label(value)))
                .collect(),
            n: entry.get("n").and_then(cases::of_group),
            counts: entry.get("counts").and_then(cases::cells),
            entry,
        })
    })
}

/// Reads the groups of a fairness report of raigate's own kind, and their metrics as results.
pub(super) fn of_report(
    script: &Script<'_>,
    at: &Pointer,
    groups: &Value,
    results: &mut Vec<Measure>,
) -> Vec<Group> {
    let group = |stated: Stated<'_>| {
        let Stated {
            at,
            slice,
            n,
            counts: cells,
            entry: group,
        } = stated;
        let mut has = Map::new();
        if let Some(n) = n {
            has.insert("n".to_owned(), n.into());
            has.insert("n_at".to_owned(), at.join("n").as_str().into());
        }
        if group.get("counts").is_some() {
            counts(&mut has, cells, &at.join("counts"));
        }
        if let Some(reason) = group.get("reason").and_then(Value::as_str) {
            has.insert("reason".to_owned(), reason.into());
        }
        let metrics_at = at.join("metrics");
        let metrics = group.get("metrics").and_then(Value::as_object);
        for (name, value) in metrics.into_iter().flatten() {
            let at = metrics_at.join(name);
            let Some(written) = script.number_of(&at, value) else {
                continue;
            };
            let mut result = Measure::new(at, metrics::name(name), name, written);
            rate(&mut has, &result);
            result.slice = slice.clone().into_iter().collect();
            for key in ["n", "n_at", "counts", "counts_at"] {
                let known = has.get(key).cloned();
                let known = known.map(|known| (key.to_owned(), known));
                result.support.extend(known);
            }
            results.push(result);
        }
        Group { at, slice, has }
    };
    stated(at, groups).map(group).collect()
}

/// Returns the comparisons among the results that were measured alike.
pub(super) fn of_results(results: &[Measure]) -> Vec<Value> {
    if results.iter().all(|result| result.slice.is_empty()) {
        return Vec::new();
    }
    let mut subjects: Vec<(&Measure, Vec<Group>)> = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut places: HashMap<_, usize> = HashMap::new();
    for result in results {
        let subject = *known.entry(about(result)).or_insert_with(|| {
            subjects.push((result, Vec::new()));
            subjects.len() - 1
        });
        let Some((_, groups)) = subjects.get_mut(subject) else {
            continue;
        };
        let place = *places.entry((subject, &result.slice)).or_insert_with(|| {
            groups.push(Group {
                at: result.at.clone(),
                slice: result.slice.iter().cloned().collect(),
                has: Map::new(),
            });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(place) else {
            continue;
        };
        if let Some(n) = result.support.get("n").and_then(cases::of_group)
            && !group.has.contains_key("n")
        {
            group.has.insert("n".to_owned(), n.into());
            let at = result.support.get("n_at").cloned();
            group.has.insert("n_at".to_owned(), at.unwrap_or_default());
        }
        if let Some(stated) = result.support.get("counts")
            && !group.has.contains_key("counts")
        {
            let at = result.support.get("counts_at").and_then(Value::as_str);
            let at = at.and_then(Pointer::parse).unwrap_or_default();
            counts(&mut group.has, cases::cells(stated), &at);
        }
        rate(&mut group.has, result);
    }
    let mut all = Vec::new();
    for subject in known.into_values() {
        let Some((result, groups)) = subjects.get_mut(subject) else {
            continue;
        };
        let own = [&result.model, &result.variant].map(Option::as_deref);
        let subject = self::subject(own[0], own[1], &result.dataset);
        all.extend(compared(std::mem::take(groups), &[], &subject));
    }
    all
}

/// Returns the label of a group as text: a group can be called `true` or 3.
pub(super) fn label(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns what groups are about: `model`, `variant` and `dataset`, where they are told.
pub(super) fn subject(
    model: Option<&str>,
    variant: Option<&str>,
    data: &Dataset,
) -> Map<String, Value> {
    let parts = [("model", model), ("variant", variant)];
    let told = parts.into_iter();
    let mut subject: Map<String, Value> = told
        .filter_map(|(key, part)| Some((key.to_owned(), part?.into())))
        .collect();
    let data = data.fact();
    if !data.is_empty() {
        subject.insert("dataset".to_owned(), data.into());
    }
    subject
}

/// Puts the groups of each set of features beside each other, in each level of `controls`,
/// all of them about `subject`.
pub(super) fn compared(
    groups: Vec<Group>,
    controls: &[String],
    subject: &Map<String, Value>,
) -> Vec<Value> {
    let is_control = |feature: &str| controls.iter().any(|control| is_same(control, feature));
    let mut sets: BTreeMap<_, Vec<Group>> = BTreeMap::new();
    for mut group in groups {
        // A slice of everybody is none.
        group
            .slice
            .retain(|_, label| !names::is_everybody(&names::normal(label)));
        let (control, own): (BTreeMap<_, _>, BTreeMap<_, _>) = group
            .slice
            .into_iter()
            .partition(|(feature, _)| is_control(feature));
        let features: BTreeSet<String> = own.keys().map(|feature| feature_name(feature)).collect();
        let control = control.into_iter();
        let control: BTreeMap<String, String> = control
            .map(|(feature, label)| (feature_name(&feature), label))
            .collect();
        group.slice = own;
        sets.entry((control, features)).or_default().push(group);
    }
    let (whole, parts): (Vec<_>, Vec<_>) = sets
        .into_iter()
        .partition(|((_, features), _)| features.is_empty());
    let wholes: BTreeMap<_, Map<String, Value>> = whole
        .into_iter()
        .filter_map(|((control, _), groups)| {
            Some((control, groups.into_iter().next()?.into_fact()))
        })
        .collect();
    let sets = parts.into_iter();
    sets.map(|((control, features), groups)| {
        let mut fact = subject.clone();
        fact.insert("features".to_owned(), json!(features));
        if let Some(whole) = wholes.get(&control) {
            fact.insert("overall".to_owned(), whole.clone().into());
        }
        fact.insert("control".to_owned(), json!(control));
        fact.extend(beside(groups));
        fact.into()
    })
    .collect()
}

/// Returns the groups of one comparison, and where it stands.
fn beside(groups: Vec<Group>) -> Map<String, Value> {
    let mut fact = Map::new();
    let first = groups.first().map(|group| group.at.as_str());
    fact.insert("at".to_owned(), first.unwrap_or_default().into());
    let mut known: BTreeMap<Vec<String>, Pointer> = BTreeMap::new();
    let mut facts = Vec::with_capacity(groups.len());
    for group in groups {
        let at = group.at.clone();
        let label = group.slice.values().map(|label| names::normal(label));
        let label = label.collect();
        let mut fact = group.into_fact();
        let first = known.entry(label).or_insert_with(|| at.clone());
        if *first != at {
            fact.insert("repeats".to_owned(), first.as_str().into());
        }
        facts.push(Value::Object(fact));
    }
    fact.extend(sums(&facts).map(|sums| ("sums".to_owned(), sums)));
    fact.insert("groups".to_owned(), facts.into());
    fact
}

/// Returns what the counts of all groups add up to; none where one has none, or stands twice.
fn sums(groups: &[Value]) -> Option<Value> {
    let mut sums = [0_u64; 4];
    for group in groups {
        if group.get("repeats").is_some() {
            return None;
        }
        for (sum, cell) in sums.iter_mut().zip(CELLS) {
            *sum = sum.checked_add(group.get("counts")?.get(cell)?.as_u64()?)?;
        }
    }
    let n = sums.into_iter().try_fold(0_u64, u64::checked_add)?;
    let [tp, fp, fn_, tn] = sums;
    Some(json!({"tp": tp, "fp": fp, "fn": fn_, "tn": tn, "n": n}))
}

/// Returns whether two texts name one feature.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    feature_name(one) == feature_name(other)
}

/// `Age Group` is `age_group`.
pub(super) fn feature_name(text: &str) -> String {
    names::normal(text).replace(['-', ' '], "_")
}

impl Group {
    fn into_fact(self) -> Map<String, Value> {
        let mut fact = self.has;
        fact.insert("at".to_owned(), self.at.as_str().into());
        let labels: Vec<&str> = self.slice.values().map(String::as_str).collect();
        let label = labels.join(", ");
        let slice: BTreeMap<String, String> = self
            .slice
            .into_iter()
            .map(|(feature, label)| (feature_name(&feature), label))
            .collect();
        let slice = slice.into_iter().map(|(name, label)| (name, label.into()));
        fact.insert("slice".to_owned(), Value::Object(slice.collect()));
        fact.insert("label".to_owned(), label.into());
        fact
    }
}

/// Notes the counts that stand at `at`; where they count nothing, that they do not.
fn counts(has: &mut Map<String, Value>, read: Option<Counts>, at: &Pointer) {
    match read {
        Some(Counts { tp, fp, fn_, tn }) => {
            let cells = json!({"tp": tp, "fp": fp, "fn": fn_, "tn": tn});
            has.insert("counts".to_owned(), cells);
        }
        None => {
            has.insert("miscounted".to_owned(), true.into());
        }
    }
    has.insert("counts_at".to_owned(), at.as_str().into());
}

/// Notes a rate of the group as a fraction, and how far rounding may have moved it.
fn rate(has: &mut Map<String, Value>, stated: &Measure) {
    let places = match stated.unit {
        Some(unit @ (Unit::Fraction | Unit::Percent)) => unit.places(),
        _ if stated.named.scale.is_some() => 0,
        _ => return,
    };
    let value = numbers::shift(stated.written.value, -places);
    let off = numbers::shift(stated.tolerance(), -places);
    let rates = has.entry("rates").or_insert_with(|| Map::new().into());
    let Some(rates) = rates.as_object_mut() else {
        return;
    };
    let mut put = |name: &str, value: f64| {
        if !rates.contains_key(name) {
            let fact = json!({"value": value, "off": off, "at": stated.at.as_str()});
            rates.insert(name.to_owned(), fact);
        }
    };
    put(&stated.named.metric, value);
    // Fairlearn's frames have one of each two; what is left of the whole is the other.
    let rest = COMPLEMENTS
        .iter()
        .find(|(name, _)| *name == stated.named.metric);
    if let Some((_, other)) = rest {
        put(other, 1.0 - value);
    }
}

/// Rates that add up to the whole.
const COMPLEMENTS: [(&str, &str); 2] = [
    ("false_negative_rate", "recall"),
    ("specificity", "false_positive_rate"),
];

/// Returns what a result is about, its metric and slice aside.
fn about(result: &Measure) -> [[Option<&str>; 4]; 2] {
    let own = [
        result.model.as_deref(),
        result.task.as_deref(),
        result.variant.as_deref(),
        result.shots.as_deref(),
    ];
    [own, result.dataset.parts()]
}
