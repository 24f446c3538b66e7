//! A value against a limit: within, over, or not yet known.

use super::interval::{hybrid, score};
use super::{Confidence, Interval, Share, real};

/// Which side of a limit is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The value may be as high as the limit.
    AtMost,
    /// The value may be as low as the limit.
    AtLeast,
}

/// Where an interval stands to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All of the interval is on the good side, or at the limit.
    Within,
    /// All of the interval is on the other side.
    Over,
    /// The limit lies inside: more cases would settle it.
    Uncertain,
}

impl Standing {
    /// Holds an interval against a limit.
    #[must_use]
    pub fn of(interval: Interval, bound: Bound, limit: f64) -> Self {
        let (is_within, is_over) = match bound {
            Bound::AtMost => (interval.high <= limit, interval.low > limit),
            Bound::AtLeast => (interval.low >= limit, interval.high < limit),
        };
        match (is_within, is_over) {
            (true, _) => Self::Within,
            (_, true) => Self::Over,
            _ => Self::Uncertain,
        }
    }
}

/// Returns how many cases, with the share as it is, put the limit outside Wilson's interval.
///
/// Wilson's interval holds exactly those limits that the score test would not reject, so
/// that z²·L·(1 − L)/(p − L)² cases settle it. None where the share is the limit: then no
/// number of cases does.
#[must_use]
pub fn settling_cases(share: Share, limit: f64, confidence: Confidence) -> Option<u64> {
    if share.among == 0 {
        return None;
    }
    let rate = real(share.of) / real(share.among);
    let distance = (rate - limit).powi(2);
    if distance <= 0.0 || !(0.0..=1.0).contains(&limit) {
        return None;
    }
    let needed = confidence.z().powi(2) * limit * (1.0 - limit) / distance;
    let is_settled = |cases: f64| is_outside(score(rate * cases, cases, confidence.z()), limit);
    smallest(needed.ceil().max(1.0), is_settled)
}

/// Returns how many cases of each of two groups, with both shares as they are, put the limit
/// outside Newcombe's interval of the first minus the second; their proportion is kept.
///
/// By doubling and halving, as there is no closed form. None where the difference is the limit.
#[must_use]
pub fn settling_pair(
    one: Share,
    other: Share,
    limit: f64,
    confidence: Confidence,
) -> Option<(u64, u64)> {
    if one.among == 0 || other.among == 0 {
        return None;
    }
    let [first, second] = [one, other].map(|share| (real(share.of), real(share.among)));
    let is_settled = |times: f64| {
        let [a, b] = [first, second].map(|(of, n)| (of * times, n * times));
        is_outside(hybrid(a, b, confidence.z()), limit)
    };
    // From a single case in the smaller group to a thousand million times as many.
    let unit = 1.0 / first.1.min(second.1);
    let (mut low, mut high) = (0.0, unit);
    while !is_settled(high) {
        (low, high) = (high, high * 2.0);
        if high > 1e9 {
            return None;
        }
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if is_settled(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some((cases(first.1 * high)?, cases(second.1 * high)?))
}

/// Returns how many cases keep Wilson's interval within `half_width` to either side, for
/// any share.
///
/// The interval is widest for a share of one half: there its half width is
/// z/2 · 1/√(n + z²), which gives n = z²/(4·h²) − z².
#[must_use]
pub fn cases_for_half_width(half_width: f64, confidence: Confidence) -> Option<u64> {
    let square = confidence.z().powi(2);
    let is_width = half_width > 0.0;
    is_width.then(|| cases((square / (4.0 * half_width.powi(2)) - square).max(1.0)))?
}

fn is_outside(interval: Interval, limit: f64) -> bool {
    interval.high <= limit || interval.low > limit
}

/// Steps up from a number that rounding may have made one too small.
fn smallest(start: f64, is_settled: impl Fn(f64) -> bool) -> Option<u64> {
    let found = (0..3).map(|more| start + f64::from(more));
    cases(found.into_iter().find(|cases| is_settled(*cases))?)
}

/// Returns a number of cases, rounded up; none where it is beyond counting.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 0 and 10^15"
)]
fn cases(number: f64) -> Option<u64> {
    let is_countable = (0.0..1e15).contains(&number);
    // What is a hair above a whole number is that number.
    is_countable.then(|| (number - 1e-6).ceil() as u64)
}
