//! Confidence intervals of shares, of their differences and of their ratios.

use super::{Confidence, Share, Undefined, real};

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Computes the score interval of a share.
///
/// E. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), 209–212. It holds the true
/// share about as often as it says, down to a handful of cases, and never leaves [0, 1].
///
/// # Errors
/// There is no case.
pub fn wilson(share: Share, confidence: Confidence) -> Result<Interval, Undefined> {
    if share.among == 0 {
        return Err(Undefined::NoCases);
    }
    Ok(score(real(share.of), real(share.among), confidence.z()))
}

/// Computes the interval of the first share minus the second, of different cases.
///
/// R. Newcombe, "Interval estimation for the difference between independent proportions",
/// Statistics in Medicine 17 (1998), 873–890, method 10: the hybrid of both score intervals.
///
/// # Errors
/// One of them has no case.
pub fn newcombe(one: Share, other: Share, confidence: Confidence) -> Result<Interval, Undefined> {
    if one.among == 0 || other.among == 0 {
        return Err(Undefined::NoCases);
    }
    let [first, second] = [one, other].map(|share| (real(share.of), real(share.among)));
    Ok(hybrid(first, second, confidence.z()))
}

/// Computes the interval of the first share over the second, of different cases.
///
/// D. Katz et al., "Obtaining confidence intervals for the risk ratio in cohort studies",
/// Biometrics 34 (1978), 469–474, method C: normal in the logarithm.
///
/// # Errors
/// One of them has no case, or a share of zero, whose logarithm does not exist; or both are
/// all of their cases, where the formula has no width, however few they are.
pub fn katz_log(one: Share, other: Share, confidence: Confidence) -> Result<Interval, Undefined> {
    if one.among == 0 || other.among == 0 {
        return Err(Undefined::NoCases);
    }
    if one.of == 0 || other.of == 0 {
        return Err(Undefined::ZeroReference);
    }
    if one.of == one.among && other.of == other.among {
        return Err(Undefined::NoSpread);
    }
    let [(of1, n1), (of2, n2)] = [one, other].map(|share| (real(share.of), real(share.among)));
    let center = (of1 / n1 / (of2 / n2)).ln();
    let reach = confidence.z() * (1.0 / of1 - 1.0 / n1 + 1.0 / of2 - 1.0 / n2).sqrt();
    Ok(Interval {
        low: (center - reach).exp(),
        high: (center + reach).exp(),
    })
}

/// The score interval of `of` among `n`, neither of which needs to be whole.
pub(super) fn score(of: f64, n: f64, z: f64) -> Interval {
    let share = of / n;
    let square = z * z;
    let center = share + square / (2.0 * n);
    let reach = z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    // None and all are ends exactly; rounding would put them a hair beside.
    let low = if of <= 0.0 {
        0.0
    } else {
        (center - reach) / scale
    };
    let high = if of >= n {
        1.0
    } else {
        (center + reach) / scale
    };
    Interval { low, high }
}

/// The hybrid score interval of a difference, of counts that need not be whole.
pub(super) fn hybrid(first: (f64, f64), second: (f64, f64), z: f64) -> Interval {
    let gap = first.0 / first.1 - second.0 / second.1;
    let [one, other] = [first, second].map(|(of, n)| {
        let around = score(of, n, z);
        // How far the interval reaches to either side of its share.
        (of / n - around.low, around.high - of / n)
    });
    Interval {
        low: gap - one.0.hypot(other.1),
        high: gap + one.1.hypot(other.0),
    }
}
