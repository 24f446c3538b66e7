//! How far a value would move on other cases like these.

use super::{Confidence, Counts, Draws, Interval, real};

/// Computes the percentile interval of any value of the groups, from `draws` resamples.
///
/// B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: each
/// group is drawn again from its own counts with its size kept, and the ends are the
/// quantiles of the values (linear between neighbours, Hyndman and Fan's type 7). The draws
/// depend on the counts alone: the same groups, in any order, give the same interval.
///
/// It serves values that have no formula, such as means of maxima; two warnings hold. A
/// maximum of noisy rates is too high on average, and so is its interval. And a group of
/// few cases that are all alike is drawn alike every time: it looks certain.
/// [`widest_difference`](super::widest_difference) and
/// [`farthest_difference`](super::farthest_difference) have neither fault.
///
/// Draws without a value are left out; returns none where that is more than one in ten.
pub fn bootstrap(
    groups: &[Counts],
    confidence: Confidence,
    draws: usize,
    statistic: impl Fn(&[Counts]) -> Option<f64>,
) -> Option<Interval> {
    // Groups are drawn in the order of their counts and put back where they stood.
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|at| groups.get(*at));
    let mut random = Draws::from_counts(groups);
    let mut resampled = groups.to_vec();
    let mut values = Vec::with_capacity(draws);
    for _ in 0..draws {
        for at in &order {
            if let (Some(slot), Some(group)) = (resampled.get_mut(*at), groups.get(*at)) {
                *slot = random.resample(group);
            }
        }
        values.extend(statistic(&resampled).filter(|value| value.is_finite()));
    }
    if values.is_empty() || values.len() * 10 < draws * 9 {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - confidence.level()) / 2.0;
    Some(Interval {
        low: quantile(&values, tail),
        high: quantile(&values, 1.0 - tail),
    })
}

/// Returns a quantile of sorted values, of which there is one at least.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * real(sorted.len() as u64 - 1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the list"
    )]
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or(f64::NAN);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}
