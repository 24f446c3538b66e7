//! What was counted, and any slicing of it.

use std::collections::BTreeMap;

use super::groups::UNKNOWN;
use crate::statistics::{Counts, Scored};

/// The counts of a file of predictions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
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
        }
        let slices = slices.into_values().map(|mut slice| {
            merge(&mut slice.scored);
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

    fn value(&self, feature: usize, code: u16) -> Option<String> {
        let values = &self.features.get(feature)?.values;
        values.get(usize::from(code)).cloned()
    }
}
