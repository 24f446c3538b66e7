//! The standard normal distribution, as far as intervals and tests need it.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// How often intervals made this way hold the true value, and the quantile that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    level: f64,
    z: f64,
}

impl Confidence {
    /// 95 in 100.
    pub const P95: Self = Self {
        level: 0.95,
        z: 1.959_963_984_540_054,
    };

    /// Takes a level between 0 and 1, both excluded; else none.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        if level.to_bits() == Self::P95.level.to_bits() {
            return Some(Self::P95);
        }
        let is_level = level > 0.0 && level < 1.0;
        is_level.then(|| Self {
            level,
            z: above((1.0 - level) / 2.0),
        })
    }

    /// Returns the level: 0.95.
    #[must_use]
    pub fn level(self) -> f64 {
        self.level
    }

    /// Returns how many standard errors an interval reaches to each side: 1.96 for 0.95.
    #[must_use]
    pub fn z(self) -> f64 {
        self.z
    }

    /// Returns what each of `intervals` needs for all of them to hold at once.
    ///
    /// O. Dunn, "Multiple comparisons among means", Journal of the American Statistical
    /// Association 56 (1961), 52–64: the Bonferroni inequality.
    #[must_use]
    pub fn for_all_of(self, intervals: usize) -> Self {
        let each = (1.0 - self.level) / super::real(intervals.max(1) as u64);
        Self {
            level: 1.0 - each,
            z: above(each / 2.0),
        }
    }
}

/// Returns the probability that a standard normal value is above `x`.
///
/// Abramowitz and Stegun, "Handbook of Mathematical Functions": the series 7.1.6 near zero
/// and the continued fraction 7.1.14 beyond, both evaluated until nothing changes.
#[must_use]
pub fn upper_tail(x: f64) -> f64 {
    let y = x.abs() * FRAC_1_SQRT_2;
    let tail = if y < 2.0 {
        let mut term = y;
        let mut sum = y;
        let mut n = 0.0;
        while term > sum * f64::EPSILON {
            n += 1.0;
            term *= 2.0 * y * y / (2.0 * n + 1.0);
            sum += term;
        }
        0.5 - sum * (-y * y).exp() / PI.sqrt()
    } else {
        // Evaluated from the far end: 100 terms are exact to the last digit from 2 on.
        let fraction = (1..=100)
            .rev()
            .fold(y, |below, n| y + f64::from(n) / 2.0 / below);
        (-y * y).exp() / PI.sqrt() / fraction / 2.0
    };
    if x < 0.0 { 1.0 - tail } else { tail }
}

/// Returns the value that a standard normal one is above with probability `tail`, at most ½.
///
/// By bisection of [`upper_tail`], to the last digit that it has.
fn above(tail: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..120 {
        let middle = f64::midpoint(low, high);
        if upper_tail(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
