//! The slices of each column, and how far apart they are.

use crate::predictions::{Slice, Table};
use crate::statistics::{
    Aggregate, Confidence, Counts, Criterion, Disparity, Form, Interval, Method, Metric, Rate,
    Share, disparity, farthest_difference, farthest_ratio, log_loss, roc_auc, widest_difference,
    widest_ratio,
};

/// What is compared, in the order in which it is shown.
const CRITERIA: [Criterion; 3] = [
    Criterion::DemographicParity,
    Criterion::EqualOpportunity,
    Criterion::EqualizedOdds(Aggregate::WorstCase),
];

/// The slices by one column, or by all of them, within one level of the controls.
pub(super) struct Section {
    /// The columns whose groups are compared.
    pub features: Vec<String>,
    /// The level of the controls, by column.
    pub control: Vec<(String, String)>,
    /// The groups.
    pub slices: Vec<Measured>,
    /// The cases of this level without a known group.
    pub unknown: Counts,
    /// How far apart the groups are.
    pub gaps: Vec<Gap>,
}

/// A slice, and what its scores say.
pub(super) struct Measured {
    /// Its groups and counts; the scores are gone.
    pub slice: Slice,
    /// ROC AUC and log loss, where there are scores.
    pub scores: Option<[Metric; 2]>,
}

/// One disparity between the groups of a section.
pub(super) struct Gap {
    pub criterion: Criterion,
    pub form: Form,
    pub method: Method,
    pub found: Disparity,
    pub interval: Option<Interval>,
}

/// Returns all sections: the first `compared` columns are features, the others controls.
pub(super) fn all(table: &Table, compared: usize) -> Vec<Section> {
    let controls: Vec<usize> = (compared..table.features.len()).collect();
    let mut kinds: Vec<Vec<usize>> = (0..compared).map(|feature| vec![feature]).collect();
    if compared > 1 {
        kinds.push((0..compared).collect());
    }
    let levels = table.slices(&controls).slices;
    let mut sections = Vec::new();
    for features in kinds {
        let both = [controls.as_slice(), features.as_slice()].concat();
        let mut slices = table.slices(&both).slices;
        for level in &levels {
            let width = controls.len();
            let (own, others) = slices
                .into_iter()
                .partition(|slice| slice.group.get(..width) == Some(level.group.as_slice()));
            slices = others;
            sections.push(section(table, &features, level, own));
        }
    }
    sections
}

/// Compares the groups within one level of the controls.
fn section(table: &Table, features: &[usize], level: &Slice, own: Vec<Slice>) -> Section {
    let name = |at: usize| table.features.get(at).map(|feature| feature.name.clone());
    let first_control = table.features.len() - level.group.len();
    let slices: Vec<Measured> = own
        .into_iter()
        .map(|mut slice| {
            slice.group.drain(..level.group.len());
            measure(slice)
        })
        .collect();
    let known: Counts = slices.iter().map(|slice| slice.slice.counts).sum();
    let unknown = without(level.counts, known);
    Section {
        features: features.iter().filter_map(|at| name(*at)).collect(),
        control: level
            .group
            .iter()
            .enumerate()
            .filter_map(|(at, value)| Some((name(first_control + at)?, value.clone())))
            .collect(),
        gaps: gaps(&slices, unknown),
        slices,
        unknown,
    }
}

/// Computes what the scores of a slice say, and lets go of them.
pub(super) fn measure(mut slice: Slice) -> Measured {
    let mut cases = std::mem::take(&mut slice.scored);
    let scores = (!cases.is_empty()).then(|| [roc_auc(&mut cases), log_loss(&cases)]);
    Measured { slice, scores }
}

fn without(all: Counts, some: Counts) -> Counts {
    Counts {
        tp: all.tp - some.tp,
        fp: all.fp - some.fp,
        fn_: all.fn_ - some.fn_,
        tn: all.tn - some.tn,
    }
}

fn gaps(slices: &[Measured], unknown: Counts) -> Vec<Gap> {
    let groups: Vec<Counts> = slices.iter().map(|slice| slice.slice.counts).collect();
    let overall = groups.iter().copied().sum::<Counts>() + unknown;
    let mut gaps = Vec::new();
    for method in [Method::BetweenGroups, Method::ToOverall] {
        for criterion in CRITERIA {
            for form in [Form::Difference, Form::Ratio] {
                let found = disparity(criterion, form, method, &groups, &overall);
                let rates = criterion.rates();
                let interval = found.metric.value.ok().and_then(|_| {
                    let each = Confidence::P95.for_all_of(rates.len());
                    let around = |rate: &Rate| around(*rate, form, method, &groups, &overall, each);
                    let all: Option<Vec<Interval>> = rates.iter().map(around).collect();
                    all?.into_iter()
                        .reduce(|one, other| worse(form, one, other))
                });
                gaps.push(Gap {
                    criterion,
                    form,
                    method,
                    found,
                    interval,
                });
            }
        }
    }
    gaps
}

/// Returns the interval of the widest gap in one rate, where it has one.
fn around(
    rate: Rate,
    form: Form,
    method: Method,
    groups: &[Counts],
    overall: &Counts,
    each: Confidence,
) -> Option<Interval> {
    let shares: Vec<Share> = groups.iter().filter_map(|one| one.share(rate)).collect();
    let all = overall.share(rate)?;
    let found = match (form, method) {
        (Form::Difference, Method::BetweenGroups) => widest_difference(&shares, each),
        (Form::Difference, Method::ToOverall) => farthest_difference(&shares, all, each),
        (Form::Ratio, Method::BetweenGroups) => widest_ratio(&shares, each),
        (Form::Ratio, Method::ToOverall) => farthest_ratio(&shares, all, each),
    };
    found.ok()
}

/// Returns the interval of the worse of two gaps.
fn worse(form: Form, one: Interval, other: Interval) -> Interval {
    match form {
        Form::Difference => Interval {
            low: one.low.max(other.low),
            high: one.high.max(other.high),
        },
        Form::Ratio => Interval {
            low: one.low.min(other.low),
            high: one.high.min(other.high),
        },
    }
}
