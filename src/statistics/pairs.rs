//! All pairs of groups at once.
//!
//! Whoever picks the widest gap after looking has looked at every pair: each test and
//! each interval then has to allow for all of them.

use super::{Confidence, Interval, Share, Undefined, katz_log, newcombe, real, upper_tail};

/// Tests whether two shares differ, and returns the two-sided p-value.
///
/// The score test with pooled share: the chi-squared test of K. Pearson (1900) on a two by
/// two table, without continuity correction.
///
/// # Errors
/// One of them has no case, or all or none of the cases of both count.
pub fn two_sided(one: Share, other: Share) -> Result<f64, Undefined> {
    if one.among == 0 || other.among == 0 {
        return Err(Undefined::NoCases);
    }
    let [(a, n), (b, m)] = [one, other].map(|share| (real(share.of), real(share.among)));
    let pooled = (a + b) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    if error > 0.0 {
        return Ok(2.0 * upper_tail((a / n - b / m).abs() / error));
    }
    Err(Undefined::ZeroReference)
}

/// Adjusts p-values for being several, in the order given.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal
/// of Statistics 6 (1979), 65–70. An adjusted value below α rejects at the family-wise level α.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    let of = |at: usize| p_values.get(at).copied().unwrap_or(1.0);
    order.sort_by(|one, other| of(*one).total_cmp(&of(*other)));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        let remaining = real((p_values.len() - rank) as u64);
        least = least.max(remaining * of(at)).min(1.0);
        if let Some(slot) = adjusted.get_mut(at) {
            *slot = least;
        }
    }
    adjusted
}

/// Computes an interval of the widest difference between any two of the shares.
///
/// Newcombe's interval of every pair, widened after Bonferroni so that all hold at once:
/// then the widest true difference is at least the greatest lower end, and at most the
/// greatest upper end.
///
/// # Errors
/// Fewer than two of the shares have cases.
pub fn widest_difference(shares: &[Share], confidence: Confidence) -> Result<Interval, Undefined> {
    let known = with_cases(shares);
    let each = confidence.for_all_of(pairs(known.len()));
    let mut widest: Option<Interval> = None;
    for (at, one) in known.iter().enumerate() {
        for other in known.iter().skip(at + 1) {
            let signed = newcombe(*one, *other, each)?;
            // Which of the two is higher does not matter: the difference is taken without sign.
            let low = signed.low.max(-signed.high).max(0.0);
            let high = signed.high.max(-signed.low);
            let so_far = widest.unwrap_or(Interval { low, high });
            widest = Some(Interval {
                low: so_far.low.max(low),
                high: so_far.high.max(high),
            });
        }
    }
    widest.ok_or(Undefined::FewerThanTwoGroups)
}

/// Computes an interval of the least ratio between any two of the shares, smaller by larger.
///
/// Katz's interval of every pair, widened after Bonferroni, as [`widest_difference`].
///
/// # Errors
/// Fewer than two of the shares have cases, or one of them is zero.
pub fn widest_ratio(shares: &[Share], confidence: Confidence) -> Result<Interval, Undefined> {
    let known = with_cases(shares);
    let each = confidence.for_all_of(pairs(known.len()));
    let mut widest: Option<Interval> = None;
    for (at, one) in known.iter().enumerate() {
        for other in known.iter().skip(at + 1) {
            let ratio = katz_log(*one, *other, each)?;
            // Turned over where it is above one: the ratio is that of the smaller by the larger.
            let low = ratio.low.min(1.0 / ratio.high);
            let high = ratio.high.min(1.0 / ratio.low).min(1.0);
            let so_far = widest.unwrap_or(Interval { low, high });
            widest = Some(Interval {
                low: so_far.low.min(low),
                high: so_far.high.min(high),
            });
        }
    }
    widest.ok_or(Undefined::FewerThanTwoGroups)
}

fn with_cases(shares: &[Share]) -> Vec<Share> {
    let known = shares.iter().filter(|share| share.among > 0);
    known.copied().collect()
}

fn pairs(groups: usize) -> usize {
    groups * groups.saturating_sub(1) / 2
}
