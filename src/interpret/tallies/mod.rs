//! How many cases a file counts in each slice, held against what another file counts there.
//!
//! How many cases a slice has, and how many of them are positive, follows from the data alone:
//! two files about the same data that differ in this cannot both be right, whatever was
//! measured. What was predicted follows from data and model together.

mod held;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use serde_json::{Value, json};

pub(super) use self::held::contradictions;
use super::cases;
use super::comparisons::feature_name;
use super::measure::{Dataset, Measure};
use super::names;
use crate::statistics::Counts;
/// What one file counts of one model on one set of data.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    model: Option<String>,
    version: Option<String>,
    variant: Option<String>,
    data: Dataset,
    digest: Option<String>,
    /// How many cases there are in all.
    n: u64,
    /// Those of everybody, where they are known.
    whole: Option<[u64; 4]>,
    /// By slice, as a hash: what is kept of many files has to be small.
    slices: BTreeMap<u64, Count>,
}

/// What is counted of one slice.
#[derive(Debug, Clone, Copy)]
struct Count {
    place: Place,
    n: Option<u64>,
    counts: Option<[u64; 4]>,
}

/// Where it stands among the facts.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Of this comparison this group; without one everybody.
    Comparison(usize, Option<usize>),
    /// This result.
    Result(usize),
}

/// What the envelope of a file says of all it counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// The version of the model, or the digest.
    pub version: Option<String>,
    /// The digest of the data.
    pub digest: Option<String>,
    /// How many cases there are in all.
    pub total: Option<u64>,
    /// Whether something else has taken its place.
    pub is_over: bool,
}

/// Reads what the comparisons and the results of one file count.
pub(super) fn read(frame: &Frame, comparisons: Option<&Value>, results: &[Measure]) -> Vec<Tally> {
    if frame.is_over {
        return Vec::new();
    }
    let comparisons = comparisons.and_then(Value::as_array);
    let mut all: BTreeMap<String, Tally> = BTreeMap::new();
    for (index, comparison) in comparisons.into_iter().flatten().enumerate() {
        let about = ["model", "variant", "dataset"].map(|key| comparison.get(key));
        let tally = all.entry(json!(about).to_string()).or_default();
        tally.add(frame, index, comparison);
    }
    if comparisons.is_none() {
        for (index, result) in results.iter().enumerate() {
            let counts = result.support.get("counts").and_then(cells);
            let Some(counts) = counts.filter(|_| result.slice.is_empty()) else {
                continue;
            };
            let about = (&result.model, &result.variant, result.dataset.parts());
            let tally = all.entry(format!("{about:?}")).or_default();
            tally.model.clone_from(&result.model);
            tally.variant.clone_from(&result.variant);
            tally.data.clone_from(&result.dataset);
            let everybody = Count {
                place: Place::Result(index),
                n: None,
                counts: Some(counts),
            };
            tally.n = sum(counts).unwrap_or_default();
            tally.whole = Some(counts);
            tally.slices.entry(EVERYBODY).or_insert(everybody);
        }
    }
    let mut all: Vec<Tally> = all.into_values().filter(Tally::is_of_something).collect();
    for tally in &mut all {
        tally.version.clone_from(&frame.version);
        tally.digest.clone_from(&frame.digest);
    }
    all
}

/// The slice without a feature.
const EVERYBODY: u64 = 0;

impl Tally {
    fn add(&mut self, frame: &Frame, index: usize, comparison: &Value) {
        self.is_about(comparison);
        let control = members(comparison.get("control"));
        let groups = comparison.get("groups").and_then(Value::as_array);
        let groups = groups.map(Vec::as_slice).unwrap_or_default();
        if groups.iter().any(|group| group.get("repeats").is_some()) {
            return;
        }
        for (at, group) in groups.iter().enumerate() {
            let mut slice = members(group.get("slice"));
            slice.extend(&control);
            self.put(hash(&slice), Place::Comparison(index, Some(at)), group);
        }
        let place = Place::Comparison(index, None);
        let slice = if control.is_empty() {
            EVERYBODY
        } else {
            hash(&control)
        };
        if let Some(whole) = comparison.get("overall") {
            self.put(slice, place, whole);
        }
        if slice == EVERYBODY {
            self.complete(frame, place, comparison.get("sums"));
        }
    }

    /// Notes what everybody comes to.
    fn complete(&mut self, frame: &Frame, place: Place, sums: Option<&Value>) {
        if let Some(everybody) = self.slices.get(&EVERYBODY) {
            self.n = everybody.n.or(frame.total).unwrap_or_default();
            self.whole = everybody.counts;
        } else if let Some(total) = frame.total {
            self.n = total;
            // Groups that hold all cases come to what everybody does.
            let counts = sums.and_then(cells);
            if let Some(counts) = counts.filter(|counts| sum(*counts) == Some(total)) {
                self.whole = Some(counts);
                let count = Count {
                    place,
                    n: Some(total),
                    counts: Some(counts),
                };
                self.slices.insert(EVERYBODY, count);
            }
        }
    }

    fn is_about(&mut self, comparison: &Value) {
        let text = |key: &str| comparison.get(key).and_then(Value::as_str);
        self.model = text("model").map(str::to_owned);
        self.variant = text("variant").map(str::to_owned);
        let part = |key: &str| {
            let part = comparison.get("dataset")?.get(key)?;
            part.as_str().map(str::to_owned)
        };
        self.data = Dataset {
            names: part("name").into_iter().collect(),
            config: part("config"),
            split: part("split"),
            revision: part("revision"),
        };
    }

    fn put(&mut self, slice: u64, place: Place, group: &Value) {
        let counts = group.get("counts").and_then(cells);
        let stated = group.get("n").and_then(Value::as_u64);
        let counted = counts.and_then(sum);
        // A group that contradicts itself is no witness against others.
        if stated.is_some() && counted.is_some() && stated != counted {
            return;
        }
        let n = stated.or(counted);
        if n.is_some() {
            self.slices
                .entry(slice)
                .or_insert(Count { place, n, counts });
        }
    }

    /// Whether it says of what, so that another can be about the same.
    fn is_of_something(&self) -> bool {
        self.n > 0 && (!self.data.names.is_empty() || self.whole.is_some())
    }

    fn data_name(&self) -> Option<String> {
        let name = names::normal(self.data.names.first()?);
        Some(names::tail(&name).to_owned())
    }

    fn is_of_same_data(&self, other: &Self) -> bool {
        let split = |tally: &Self| tally.data.split.as_deref().map(names::split);
        self.data_name().is_some()
            && self.data_name() == other.data_name()
            && agree(split(self).as_deref(), split(other).as_deref()) != Some(false)
            && [
                (&self.data.config, &other.data.config),
                (&self.data.revision, &other.data.revision),
                (&self.digest, &other.digest),
            ]
            .iter()
            .all(|(one, other)| agree(one.as_deref(), other.as_deref()) != Some(false))
    }

    /// Whether both are of one model; `None` where one of them does not say.
    fn is_of_same_model(&self, other: &Self) -> Option<bool> {
        let own = [&self.model, &self.version, &self.variant];
        let theirs = [&other.model, &other.version, &other.variant];
        let parts = own.iter().zip(theirs);
        let parts: Vec<_> = parts
            .map(|(one, other)| agree(one.as_deref(), other.as_deref()))
            .collect();
        match parts.as_slice() {
            _ if parts.contains(&Some(false)) => Some(false),
            [Some(true), ..] if self.variant.is_some() == other.variant.is_some() => Some(true),
            _ => None,
        }
    }
}

/// Whether two names are one; `None` where one of them is not given.
fn agree(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    let (one, other) = (names::normal(one?), names::normal(other?));
    Some(names::tail(&one) == names::tail(&other))
}

/// Reads the four cells, all of them whole.
fn cells(counts: &Value) -> Option<[u64; 4]> {
    let Counts { tp, fp, fn_, tn } = cases::cells(counts)?;
    Some([tp, fp, fn_, tn])
}

fn sum(counts: [u64; 4]) -> Option<u64> {
    counts.into_iter().try_fold(0_u64, u64::checked_add)
}

fn members(slice: Option<&Value>) -> Vec<(&str, &Value)> {
    let slice = slice.and_then(Value::as_object).into_iter().flatten();
    slice
        .map(|(feature, label)| (feature.as_str(), label))
        .collect()
}

/// Feature and label in any order, however they are written.
fn hash(parts: &[(&str, &Value)]) -> u64 {
    let normal = |(feature, label): &(&str, &Value)| {
        let label = label.as_str().unwrap_or_default();
        (feature_name(feature), names::normal(label))
    };
    let parts: BTreeSet<_> = parts.iter().map(normal).collect();
    FixedState::default().hash_one(&parts).max(1)
}
