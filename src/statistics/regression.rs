//! Errors of predicted numbers.
//!
//! Each takes pairs of truth and prediction.

use super::{Metric, Undefined, real};

/// Computes the mean of |truth − prediction|, in the unit of the values.
#[must_use]
pub fn mean_absolute_error(pairs: &[(f64, f64)]) -> Metric {
    mean(pairs, |(truth, predicted)| (truth - predicted).abs())
}

/// Computes the mean of (truth − prediction)², in the squared unit of the values.
#[must_use]
pub fn mean_squared_error(pairs: &[(f64, f64)]) -> Metric {
    mean(pairs, |(truth, predicted)| (truth - predicted).powi(2))
}

/// Computes the coefficient of determination, 1 − Σ(truth − prediction)² / Σ(truth − mean)².
///
/// T. Kvålseth, "Cautionary note about R²", The American Statistician 39 (1985), 279–285,
/// equation 1. It can be negative. scikit-learn prints 1 or 0 where the truth is constant,
/// and NaN for a single case.
#[must_use]
pub fn r_squared(pairs: &[(f64, f64)]) -> Metric {
    if pairs.is_empty() {
        return Metric::undefined(Undefined::NoCases, None);
    }
    let n = real(pairs.len() as u64);
    let mean = pairs.iter().map(|(truth, _)| truth).sum::<f64>() / n;
    let residual: f64 = pairs.iter().map(|(t, p)| (t - p).powi(2)).sum();
    let total: f64 = pairs.iter().map(|(t, _)| (t - mean).powi(2)).sum();
    if total > 0.0 {
        return Metric::known(1.0 - residual / total);
    }
    let forced = if residual > 0.0 { 0.0 } else { 1.0 };
    Metric::undefined(
        Undefined::ConstantTruth,
        (pairs.len() > 1).then_some(forced),
    )
}

fn mean(pairs: &[(f64, f64)], error: impl Fn((f64, f64)) -> f64) -> Metric {
    if pairs.is_empty() {
        return Metric::undefined(Undefined::NoCases, None);
    }
    let sum: f64 = pairs.iter().copied().map(error).sum();
    Metric::known(sum / real(pairs.len() as u64))
}
