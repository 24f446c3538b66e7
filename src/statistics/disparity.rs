//! How far apart groups are, by Fairlearn's definitions.
//!
//! Read in Fairlearn 0.15.0, `fairlearn/metrics/_fairness_metrics.py` and
//! `_disaggregated_result.py`; the criteria are those of M. Hardt, E. Price and N. Srebro,
//! "Equality of opportunity in supervised learning", `NeurIPS` 2016 (equalized odds, equal
//! opportunity), and C. Dwork et al., "Fairness through awareness", ITCS 2012 (demographic
//! parity). A group whose rate is undefined takes no part here; Fairlearn takes that rate
//! for zero, and the printed value does so too.

use super::{Counts, Metric, Rate, Undefined};

/// What is to be alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// The selection rate.
    DemographicParity,
    /// The true positive rate.
    EqualOpportunity,
    /// True and false positive rate, put together.
    EqualizedOdds(Aggregate),
}

/// How the two rates of equalized odds are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// The greater difference, or the smaller ratio.
    WorstCase,
    /// The mean.
    Mean,
}

/// How rates are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// By subtraction: 0 is parity.
    Difference,
    /// By division, the smaller by the larger: 1 is parity.
    Ratio,
}

/// What each group is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The lowest against the highest group.
    BetweenGroups,
    /// Each group against all cases; the farthest counts.
    ToOverall,
}

/// A disparity, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Disparity {
    /// Its value.
    pub metric: Metric,
    /// The groups it lies between, as places in the list: the lower, then the higher rate.
    /// None for a mean, and against all cases the one that is farthest, twice.
    pub between: Option<(usize, usize)>,
    /// The groups that have no such rate, as places in the list, and why.
    pub left_out: Vec<(usize, Rate, Undefined)>,
}

impl Criterion {
    /// Returns the rates that are compared.
    #[must_use]
    pub fn rates(self) -> &'static [Rate] {
        match self {
            Self::DemographicParity => &[Rate::Selection],
            Self::EqualOpportunity => &[Rate::TruePositive],
            Self::EqualizedOdds(_) => &[Rate::TruePositive, Rate::FalsePositive],
        }
    }

    /// Returns the name of the disparity, as Fairlearn has it.
    #[must_use]
    pub fn name(self, form: Form) -> &'static str {
        match (self, form) {
            (Self::DemographicParity, Form::Difference) => "demographic_parity_difference",
            (Self::DemographicParity, Form::Ratio) => "demographic_parity_ratio",
            (Self::EqualOpportunity, Form::Difference) => "equal_opportunity_difference",
            (Self::EqualOpportunity, Form::Ratio) => "equal_opportunity_ratio",
            (Self::EqualizedOdds(_), Form::Difference) => "equalized_odds_difference",
            (Self::EqualizedOdds(_), Form::Ratio) => "equalized_odds_ratio",
        }
    }
}

/// Computes how far apart `groups` are; `overall` counts all cases, also those of no group.
///
/// # Example
/// ```
/// use raigate::statistics::{Counts, Criterion, Form, Method, disparity};
///
/// let groups = [Counts::new(40, 10, 10, 40), Counts::new(24, 6, 16, 54)];
/// let all = groups.iter().copied().sum();
/// let parity = Criterion::DemographicParity;
/// let found = disparity(parity, Form::Difference, Method::BetweenGroups, &groups, &all);
/// assert!((found.metric.value.unwrap() - 0.2).abs() < 1e-12);
/// assert_eq!(found.between, Some((1, 0)));
/// ```
#[must_use]
pub fn disparity(
    criterion: Criterion,
    form: Form,
    method: Method,
    groups: &[Counts],
    overall: &Counts,
) -> Disparity {
    let of = |rate| of_rate(rate, form, method, groups, overall);
    match criterion {
        Criterion::DemographicParity => of(Rate::Selection),
        Criterion::EqualOpportunity => of(Rate::TruePositive),
        Criterion::EqualizedOdds(aggregate) => {
            let [first, second] = [Rate::TruePositive, Rate::FalsePositive].map(of);
            together(aggregate, form, first, second)
        }
    }
}

/// Compares one rate.
fn of_rate(
    rate: Rate,
    form: Form,
    method: Method,
    groups: &[Counts],
    overall: &Counts,
) -> Disparity {
    let rates: Vec<Metric> = groups.iter().map(|group| group.rate(rate)).collect();
    let left_out = rates
        .iter()
        .enumerate()
        .filter_map(|(at, metric)| Some((at, rate, metric.value.err()?)));
    let left_out = left_out.collect();
    Disparity {
        left_out,
        ..of_metrics(form, method, &rates, &overall.rate(rate))
    }
}

/// Compares the rates of groups, given as they are: each inner list is one rate of all
/// groups, then of all cases. Which groups are left out is not told.
#[must_use]
pub fn disparity_of_rates(
    form: Form,
    method: Method,
    aggregate: Aggregate,
    rates: &[(Vec<Metric>, Metric)],
) -> Option<Disparity> {
    let each = rates
        .iter()
        .map(|(groups, overall)| of_metrics(form, method, groups, overall));
    each.reduce(|first, second| together(aggregate, form, first, second))
}

fn of_metrics(form: Form, method: Method, rates: &[Metric], whole: &Metric) -> Disparity {
    let defined = rates.iter().map(|rate| rate.value.ok());
    let printed = rates.iter().map(|rate| rate.printed);
    let exact = compare(form, method, defined.clone(), whole.value.ok());
    let printed = compare(form, method, printed, whole.printed).ok();
    let is_alone = defined.flatten().count() < 2;
    Disparity {
        metric: Metric {
            value: match &exact {
                _ if is_alone => Err(Undefined::FewerThanTwoGroups),
                Ok(found) => Ok(found.0),
                Err(reason) => Err(*reason),
            },
            printed: printed.map(|found| found.0),
        },
        between: exact.ok().filter(|_| !is_alone).map(|found| found.1),
        left_out: Vec::new(),
    }
}

/// Returns the value, and the groups with the lower and the higher rate.
fn compare(
    form: Form,
    method: Method,
    rates: impl Iterator<Item = Option<f64>>,
    overall: Option<f64>,
) -> Result<(f64, (usize, usize)), Undefined> {
    let rates: Vec<(usize, f64)> = rates
        .enumerate()
        .filter_map(|(at, rate)| Some((at, rate?)))
        .collect();
    let by_rate = |one: &&(usize, f64), other: &&(usize, f64)| one.1.total_cmp(&other.1);
    // The first of equal groups, in either direction.
    let lowest = rates.iter().min_by(by_rate);
    let highest = rates.iter().rev().max_by(by_rate);
    let (Some(lowest), Some(highest)) = (lowest, highest) else {
        return Err(Undefined::FewerThanTwoGroups);
    };
    if method == Method::BetweenGroups {
        let between = (lowest.0, highest.0);
        return match form {
            Form::Difference => Ok((highest.1 - lowest.1, between)),
            Form::Ratio if highest.1 > 0.0 => Ok((lowest.1 / highest.1, between)),
            Form::Ratio => Err(Undefined::ZeroReference),
        };
    }
    let overall = overall.ok_or(Undefined::NoCases)?;
    let farthest = rates
        .iter()
        .filter_map(|(at, rate)| Some((*at, apart(form, *rate, overall)?)));
    let worse = |one: &(usize, f64), other: &(usize, f64)| match form {
        Form::Difference => other.1.total_cmp(&one.1),
        Form::Ratio => one.1.total_cmp(&other.1),
    };
    let (at, value) = farthest.min_by(worse).ok_or(Undefined::ZeroReference)?;
    Ok((value, (at, at)))
}

/// Holds one rate against that of all cases; a ratio above one is turned over.
fn apart(form: Form, rate: f64, overall: f64) -> Option<f64> {
    match form {
        Form::Difference => Some((rate - overall).abs()),
        Form::Ratio if overall > 0.0 => Some((rate / overall).min(overall / rate)),
        Form::Ratio => None,
    }
}

/// Puts the true and the false positive rate together.
fn together(aggregate: Aggregate, form: Form, first: Disparity, second: Disparity) -> Disparity {
    let is_first_worse = |first: f64, second: f64| match form {
        Form::Difference => first >= second,
        Form::Ratio => first <= second,
    };
    let join = |one: f64, other: f64| match aggregate {
        Aggregate::Mean => f64::midpoint(one, other),
        Aggregate::WorstCase if is_first_worse(one, other) => one,
        Aggregate::WorstCase => other,
    };
    let values = (first.metric.value, second.metric.value);
    let between = match values {
        (Ok(one), Ok(other)) if aggregate == Aggregate::WorstCase => {
            let is_first = is_first_worse(one, other);
            if is_first {
                first.between
            } else {
                second.between
            }
        }
        _ => None,
    };
    Disparity {
        metric: Metric {
            value: match values {
                (Ok(one), Ok(other)) => Ok(join(one, other)),
                (Err(reason), _) | (_, Err(reason)) => Err(reason),
            },
            printed: match (first.metric.printed, second.metric.printed) {
                (Some(one), Some(other)) => Some(join(one, other)),
                // The mean passes over NaN; so does the comparison where NaN stands second.
                (Some(one), None) => Some(one),
                (None, other) => other.filter(|_| aggregate == Aggregate::Mean),
            },
        },
        between,
        left_out: [first.left_out, second.left_out].concat(),
    }
}
