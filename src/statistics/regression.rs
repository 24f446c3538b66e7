//! Errors of predicted numbers, from sums that any number of cases leaves small.

use super::exact::{Sum, two_product};
use super::{Metric, Undefined, real};

/// What cases of a true and a predicted number add up to, without rounding: the same cases
/// in any order are the same errors.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Errors {
    cases: u64,
    absolute: Sum,
    squared: Sum,
    truth: Sum,
    truth_squared: Sum,
    /// The least and the greatest true number.
    range: Option<(f64, f64)>,
    has_fraction: bool,
    has_beyond_flags: bool,
}

impl Errors {
    /// Adds so many cases of a true and a predicted number, neither beyond ±1e100.
    pub fn add(&mut self, truth: f64, predicted: f64, cases: u32) {
        if cases == 0 {
            return;
        }
        let is_whole = |number: f64| number.fract().abs() <= 0.0;
        self.has_fraction |= !is_whole(truth) || !is_whole(predicted);
        self.has_beyond_flags |= !is_whole(truth) || !(0.0..=1.0).contains(&truth);
        let weight = f64::from(cases);
        let error = (truth - predicted).abs();
        self.cases += u64::from(cases);
        self.absolute.add_product(error, weight);
        self.squared.add_product(error * error, weight);
        self.truth.add_product(truth, weight);
        let (high, low) = two_product(truth, truth);
        self.truth_squared.add_product(high, weight);
        self.truth_squared.add_product(low, weight);
        self.widen(truth, truth);
    }

    /// Adds other cases.
    pub fn merge(&mut self, other: &Self) {
        self.cases += other.cases;
        self.has_fraction |= other.has_fraction;
        self.has_beyond_flags |= other.has_beyond_flags;
        self.absolute.merge(&other.absolute);
        self.squared.merge(&other.squared);
        self.truth.merge(&other.truth);
        self.truth_squared.merge(&other.truth_squared);
        if let Some((least, most)) = other.range {
            self.widen(least, most);
        }
    }

    /// Returns the number of cases.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.cases
    }

    /// Returns whether a number is no whole one.
    #[must_use]
    pub fn has_fraction(&self) -> bool {
        self.has_fraction
    }

    /// Returns whether every true number is 0 or 1.
    #[must_use]
    pub fn is_of_flags(&self) -> bool {
        !self.has_beyond_flags
    }

    /// Computes the mean of |truth − prediction|, in the unit of the values.
    #[must_use]
    pub fn mean_absolute_error(&self) -> Metric {
        self.mean(&self.absolute)
    }

    /// Computes the mean of (truth − prediction)², in the squared unit of the values.
    #[must_use]
    pub fn mean_squared_error(&self) -> Metric {
        self.mean(&self.squared)
    }

    /// Computes the coefficient of determination, 1 − Σ(truth − prediction)² / Σ(truth − mean)².
    ///
    /// T. Kvålseth, "Cautionary note about R²", The American Statistician 39 (1985), 279–285,
    /// equation 1. It can be negative. scikit-learn prints 1 or 0 where the truth is constant,
    /// and NaN for a single case.
    #[must_use]
    pub fn r_squared(&self) -> Metric {
        let Some((least, most)) = self.range else {
            return Metric::undefined(Undefined::NoCases, None);
        };
        let (residual, total) = (self.squared.total(), self.spread());
        if least < most && total > 0.0 {
            return Metric::known(1.0 - residual / total);
        }
        let forced = if residual > 0.0 { 0.0 } else { 1.0 };
        Metric::undefined(Undefined::ConstantTruth, (self.cases > 1).then_some(forced))
    }

    /// Returns Σ(truth − mean)² as (n Σ truth² − (Σ truth)²) / n, rounded only at the end: the
    /// two are nearly alike where the numbers are large and lie close together.
    fn spread(&self) -> f64 {
        let n = real(self.cases);
        let mut spread = Sum::default();
        spread.add_multiple(&self.truth_squared, n);
        for part in self.truth.parts() {
            spread.add_multiple(&self.truth, -part);
        }
        spread.total() / n
    }

    fn mean(&self, sum: &Sum) -> Metric {
        if self.cases == 0 {
            return Metric::undefined(Undefined::NoCases, None);
        }
        Metric::known(sum.total() / real(self.cases))
    }

    fn widen(&mut self, least: f64, most: f64) {
        let (low, high) = self.range.unwrap_or((least, most));
        self.range = Some((low.min(least), high.max(most)));
    }
}
