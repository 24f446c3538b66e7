//! Tallies of two files side by side.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::super::Words;
use super::{Count, Place, Tally};
use crate::artifact::Artifact;

/// Of files that count as many cases of the same data, each is held against the first of them.
const HELD: usize = 4;

/// As many slices of one pair of files as a reader looks at.
const SHOWN: usize = 20;

/// Returns, with the artifact, where an earlier one of its systems counts the same otherwise.
pub(in super::super) fn contradictions(
    artifacts: &[Artifact],
    words: &[Words],
    members: &[Vec<usize>],
) -> Vec<(usize, Vec<Value>)> {
    let mut known = Known::default();
    let mut all = Vec::new();
    for (index, (own, systems)) in words.iter().zip(members).enumerate() {
        let mut found = Vec::new();
        for (position, tally) in own.reading.tallies.iter().enumerate() {
            for (other, at) in known.beside(systems, (index, position), tally) {
                let theirs = words.get(other);
                let theirs = theirs.and_then(|words| words.reading.tallies.get(at));
                if let (Some(theirs), Some(here), Some(there)) =
                    (theirs, artifacts.get(index), artifacts.get(other))
                {
                    found.extend(contradiction([tally, theirs], [here, there]));
                }
            }
        }
        if !found.is_empty() {
            all.push((index, found));
        }
    }
    all
}

/// The tallies that came before: with as many cases of data of one name, and with the same
/// counts of everybody.
#[derive(Default)]
struct Known {
    by_data: HashMap<(usize, u64, String), Positions>,
    by_whole: HashMap<(usize, [u64; 4]), Positions>,
}

/// Artifacts, each with the position of a tally among its own.
type Positions = Vec<(usize, usize)>;

impl Known {
    /// Returns those that `tally` is held against, and adds it to them.
    fn beside(
        &mut self,
        systems: &[usize],
        own: (usize, usize),
        tally: &Tally,
    ) -> BTreeSet<(usize, usize)> {
        let mut earlier = BTreeSet::new();
        for system in systems {
            let name = tally.data_name();
            let alike = name.map(|name| (*system, tally.n, name));
            let alike = alike.map(|key| self.by_data.entry(key).or_default());
            let whole = tally.whole.map(|whole| (*system, whole));
            let same = whole.map(|key| self.by_whole.entry(key).or_default());
            for held in [alike, same].into_iter().flatten() {
                earlier.extend(held.iter().filter(|(other, _)| *other != own.0));
                if held.len() < HELD {
                    held.push(own);
                }
            }
        }
        earlier
    }
}

/// Holds one tally against an earlier one; `None` where they agree or are about different things.
fn contradiction(tallies: [&Tally; 2], artifacts: [&Artifact; 2]) -> Option<Value> {
    let [own, theirs] = tallies;
    let is_of_data = own.is_of_same_data(theirs);
    let is_of_whole = own.whole.is_some() && own.whole == theirs.whole;
    if own.n != theirs.n || !(is_of_data || is_of_whole) {
        return None;
    }
    let mut differing = Vec::new();
    let mut shared = 0_usize;
    for (slice, count) in &own.slices {
        let Some(other) = theirs.slices.get(slice) else {
            continue;
        };
        shared += 1;
        let mut fact = differs(count, other);
        if !fact.is_empty() && differing.len() < SHOWN {
            let places = [count.place, other.place];
            let [here, there] = [0, 1].map(|at| shown(artifacts.get(at)?, places.get(at)?));
            fact.extend(here?);
            let there = there?.remove("at");
            fact.insert("other_at".to_owned(), there?);
            differing.push(fact);
        }
    }
    if differing.is_empty() {
        return None;
    }
    // Groups come first, in the order of the file: everybody is what they add up to.
    differing.sort_by_key(|fact| {
        let text = |key: &str| fact.get(key).and_then(Value::as_str).unwrap_or_default();
        let (label, at) = (text("label"), text("at"));
        (label.is_empty(), at.len(), at.to_owned())
    });
    let [_, other] = artifacts;
    Some(json!({
        "path": other.path.as_str(),
        "root": other.root.as_str(),
        "kind": other.kind.name(),
        "cases": own.n,
        "shared": shared,
        "same_data": is_of_data,
        "same_whole": is_of_whole,
        "same_model": own.is_of_same_model(theirs),
        "slices": differing,
    }))
}

/// Returns what two counts of one slice differ in: `cases`, `positives` or `counts`, each with
/// what is here and what is there.
fn differs(own: &Count, theirs: &Count) -> Map<String, Value> {
    let positives = |count: &Count| count.counts.map(|[tp, _, fn_, _]| tp.saturating_add(fn_));
    let mut fact = Map::new();
    if let (Some(here), Some(there)) = (own.n, theirs.n)
        && here != there
    {
        fact.insert("cases".to_owned(), json!([here, there]));
    }
    if let (Some(here), Some(there)) = (own.counts, theirs.counts)
        && here != there
    {
        fact.insert("counts".to_owned(), json!([here, there]));
        if positives(own) != positives(theirs) {
            let both = [own, theirs].map(positives);
            fact.insert("positives".to_owned(), json!(both));
        }
    }
    fact
}

/// Returns where a count stands, and the label of its slice; that of everybody is "".
fn shown(artifact: &Artifact, place: &Place) -> Option<Map<String, Value>> {
    let (at, label) = match *place {
        Place::Result(index) => {
            let result = artifact.facts.get("results")?.get(index)?;
            (result.get("counts_at")?, "")
        }
        Place::Comparison(index, group) => {
            let comparison = artifact.facts.get("comparisons")?.get(index)?;
            let group = match group {
                Some(group) => comparison.get("groups")?.get(group)?,
                None => comparison.get("overall").unwrap_or(comparison),
            };
            let at = ["counts_at", "n_at", "at"];
            let at = at.iter().find_map(|key| group.get(*key))?;
            let label = group.get("label").and_then(Value::as_str);
            (at, label.unwrap_or_default())
        }
    };
    let mut fact = Map::new();
    fact.insert("at".to_owned(), at.clone());
    fact.insert("label".to_owned(), label.into());
    Some(fact)
}
