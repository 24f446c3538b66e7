//! What was counted, and any slicing of it.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::UNKNOWN;
use super::labels::Task;
use crate::statistics::{Classes, Counts, Errors, Scored};

/// The counts of a file of predictions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What truth and prediction are.
    pub task: Task,
    /// The classes by number, where they are classes; the first is none.
    pub classes: Vec<String>,
    /// The columns of groups, in the order asked for.
    pub features: Vec<Feature>,
    /// One for each combination of groups that occurs.
    pub cells: Vec<Cell>,
    /// How many rows there are, with those that are left out.
    pub rows: u64,
    /// How many rows are left out, as they have no truth, prediction or score.
    pub unlabelled: u64,
}

/// A column of groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// Its values by number; the first stands for the unknown group.
    pub values: Vec<String>,
}

/// The cases of one combination of groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// The number of the group in each column.
    pub groups: Vec<u16>,
    /// Its counts.
    pub counts: Counts,
    /// How many rows they come from.
    pub rows: u64,
    /// Its scores, where a score is read; those that are alike stand together, as far as
    /// they were put together while there were many.
    pub scored: Vec<Scored>,
    /// Its cases by the numbers of their true and predicted class, where they have classes.
    pub classes: BTreeMap<(u16, u16), u64>,
    /// What its numbers add up to, where they are numbers.
    pub errors: Errors,
}

/// A slice of the cases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slice {
    /// The value of each feature that it is about.
    pub group: Vec<String>,
    /// Its counts.
    pub counts: Counts,
    /// How many rows they come from.
    pub rows: u64,
    /// Its scores, where a score is read.
    pub scored: Vec<Scored>,
    /// Its cases by class, where they have classes.
    pub classes: Option<ClassCounts>,
    /// What its numbers add up to, where they are numbers.
    pub errors: Errors,
}

/// The cases of a slice by class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassCounts {
    /// The classes that a case of the slice is of, or was predicted to be of, in order.
    pub names: Vec<String>,
    /// A row for each true class, a column for each predicted one.
    pub matrix: Classes,
}

impl Slice {
    /// Returns the number of cases, whatever their truth and prediction are.
    #[must_use]
    pub fn cases(&self) -> u64 {
        let of_classes = self.classes.as_ref().map_or(0, |own| own.matrix.total());
        self.counts.n() + of_classes + self.errors.n()
    }
}

/// Sorts scores, and puts those together that are alike: the same cases in any order are
/// the same list.
pub(super) fn merge(scored: &mut Vec<Scored>) {
    scored.sort_unstable_by(|one, other| {
        let by_score = one.score.total_cmp(&other.score);
        by_score.then_with(|| one.is_positive.cmp(&other.is_positive))
    });
    scored.dedup_by(|next, kept| {
        let is_alike =
            next.score.total_cmp(&kept.score).is_eq() && next.is_positive == kept.is_positive;
        let both = kept.weight.checked_add(next.weight).filter(|_| is_alike);
        kept.weight = both.unwrap_or(kept.weight);
        both.is_some()
    });
}

/// The cases by one or several features.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slices {
    /// In the order of their groups.
    pub slices: Vec<Slice>,
    /// The cases for which one of the features is not known.
    pub unknown: Counts,
}

impl Table {
    /// Adds up the cases by these features; of none, all cases are one slice.
    #[must_use]
    pub fn slices(&self, features: &[usize]) -> Slices {
        let mut slices: BTreeMap<Vec<String>, Slice> = BTreeMap::new();
        let mut pairs: BTreeMap<Vec<String>, BTreeMap<(u16, u16), u64>> = BTreeMap::new();
        let mut unknown = Counts::default();
        for cell in &self.cells {
            let codes = features.iter().filter_map(|at| cell.groups.get(*at));
            if codes.clone().any(|code| *code == UNKNOWN) {
                unknown = unknown + cell.counts;
                continue;
            }
            let group: Vec<String> = features
                .iter()
                .zip(codes)
                .filter_map(|(at, code)| self.value(*at, *code))
                .collect();
            let slice = slices.entry(group.clone()).or_default();
            slice.group = group;
            slice.counts = slice.counts + cell.counts;
            slice.rows += cell.rows;
            slice.scored.extend_from_slice(&cell.scored);
            slice.errors.merge(&cell.errors);
            if !cell.classes.is_empty() {
                let own: &mut BTreeMap<_, u64> = pairs.entry(slice.group.clone()).or_default();
                for (pair, cases) in &cell.classes {
                    *own.entry(*pair).or_default() += cases;
                }
            }
        }
        let slices = slices.into_values().map(|mut slice| {
            merge(&mut slice.scored);
            let pairs = pairs.remove(&slice.group);
            slice.classes = pairs.and_then(|pairs| self.class_counts(&pairs));
            slice
        });
        let slices = slices.collect();
        Slices { slices, unknown }
    }

    /// Returns all cases.
    #[must_use]
    pub fn overall(&self) -> Slice {
        self.slices(&[])
            .slices
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    /// Orders the classes that occur, as numbers where they are, and lays out their cases.
    fn class_counts(&self, pairs: &BTreeMap<(u16, u16), u64>) -> Option<ClassCounts> {
        let met = pairs.iter().filter(|(_, cases)| **cases > 0);
        let met: BTreeSet<u16> = met.flat_map(|((one, other), _)| [*one, *other]).collect();
        let name = |code: u16| self.classes.get(usize::from(code)).cloned();
        let mut met: Vec<(String, u16)> = met
            .into_iter()
            .filter_map(|code| Some((name(code)?, code)))
            .collect();
        let numbers = met.iter().map(|(name, _)| name.parse::<f64>());
        let are_numbers = numbers.flatten().filter(|it| it.is_finite()).count() == met.len();
        met.sort_by(|(one, _), (other, _)| {
            let by_number = || Some(one.parse::<f64>().ok()?.total_cmp(&other.parse().ok()?));
            let by_number = by_number().filter(|_| are_numbers);
            by_number.map_or_else(
                || one.cmp(other),
                |order| order.then_with(|| one.cmp(other)),
            )
        });
        let row = |truth: u16| {
            let cases = |predicted: u16| pairs.get(&(truth, predicted)).copied().unwrap_or(0);
            met.iter().map(|(_, code)| cases(*code)).collect()
        };
        let matrix = Classes::new(met.iter().map(|(_, code)| row(*code)).collect())?;
        let names = met.into_iter().map(|(name, _)| name).collect();
        Some(ClassCounts { names, matrix })
    }

    fn value(&self, feature: usize, code: u16) -> Option<String> {
        let values = &self.features.get(feature)?.values;
        values.get(usize::from(code)).cloned()
    }
}
