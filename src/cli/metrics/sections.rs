//! The slices of each column, and how far apart they are.

use crate::predictions::{Slice, Table, Task};
use crate::statistics::{
    Aggregate, Confidence, Counts, Criterion, Disparity, Form, Interval, Method, Metric, disparity,
    log_loss, roc_auc,
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
    /// How many they are, whatever their truth and prediction are.
    pub unknown_cases: u64,
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
    let cases = slices.iter().map(|slice| slice.slice.cases()).sum::<u64>();
    let gaps = match table.task {
        Task::Binary => gaps(&slices, unknown),
        Task::Multiclass | Task::Regression => Vec::new(),
    };
    Section {
        features: features.iter().filter_map(|at| name(*at)).collect(),
        control: level
            .group
            .iter()
            .enumerate()
            .filter_map(|(at, value)| Some((name(first_control + at)?, value.clone())))
            .collect(),
        gaps,
        slices,
        unknown,
        unknown_cases: level.cases() - cases,
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
                let interval = found.metric.value.ok().and_then(|_| {
                    criterion.interval(form, method, &groups, &overall, Confidence::P95)
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
