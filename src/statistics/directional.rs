//! How an unprivileged group fares against a privileged one, by AIF360's definitions.
//!
//! Read in AIF360 @34877916, `aif360/metrics/binary_label_dataset_metric.py` and
//! `classification_metric.py`. Unlike Fairlearn's these have a direction: differences are
//! signed, and a ratio can be above one. Nothing undefined is printed by AIF360: its
//! divisions by zero are NaN or infinite.

use super::{Counts, Metric, Rate, Undefined};

/// Computes the selection rate of the unprivileged over that of the privileged.
#[must_use]
pub fn disparate_impact(unprivileged: &Counts, privileged: &Counts) -> Metric {
    let rates = both(Rate::Selection, unprivileged, privileged);
    let ratio = rates.and_then(|(one, other)| {
        let is_divisible = other > 0.0;
        is_divisible
            .then(|| one / other)
            .ok_or(Undefined::ZeroReference)
    });
    of(ratio)
}

/// Computes the selection rate of the unprivileged minus that of the privileged.
#[must_use]
pub fn statistical_parity_difference(unprivileged: &Counts, privileged: &Counts) -> Metric {
    of(gap(Rate::Selection, unprivileged, privileged))
}

/// Computes the true positive rate of the unprivileged minus that of the privileged.
#[must_use]
pub fn equal_opportunity_difference(unprivileged: &Counts, privileged: &Counts) -> Metric {
    of(gap(Rate::TruePositive, unprivileged, privileged))
}

/// Computes the mean of the differences in false and in true positive rate.
#[must_use]
pub fn average_odds_difference(unprivileged: &Counts, privileged: &Counts) -> Metric {
    let gaps =
        [Rate::FalsePositive, Rate::TruePositive].map(|rate| gap(rate, unprivileged, privileged));
    of(match gaps {
        [Ok(false_positive), Ok(true_positive)] => Ok(f64::midpoint(false_positive, true_positive)),
        [Err(reason), _] | [_, Err(reason)] => Err(reason),
    })
}

fn both(rate: Rate, one: &Counts, other: &Counts) -> Result<(f64, f64), Undefined> {
    Ok((one.rate(rate).value?, other.rate(rate).value?))
}

fn gap(rate: Rate, unprivileged: &Counts, privileged: &Counts) -> Result<f64, Undefined> {
    both(rate, unprivileged, privileged).map(|(one, other)| one - other)
}

fn of(value: Result<f64, Undefined>) -> Metric {
    Metric {
        value,
        printed: value.ok(),
    }
}
