//! An interval of a disparity, whatever its form.

use super::{
    Aggregate, Confidence, Counts, Criterion, Form, Interval, Method, Rate, Share, Undefined,
    farthest_difference, farthest_ratio, widest_difference, widest_ratio, wilson,
};

/// Computes an interval of the worst disparity in any of the rates, which holds for all of
/// them at once; none where a rate is no share of cases, or too little is known.
#[must_use]
pub fn disparity_interval(
    rates: &[Rate],
    form: Form,
    method: Method,
    groups: &[Counts],
    overall: &Counts,
    confidence: Confidence,
) -> Option<Interval> {
    let each = confidence.for_all_of(rates.len());
    let around = |rate: &Rate| {
        let shares: Option<Vec<Share>> = groups.iter().map(|one| one.share(*rate)).collect();
        of_shares(&shares?, overall.share(*rate)?, form, method, each)
    };
    let all: Option<Vec<Interval>> = rates.iter().map(around).collect();
    all?.into_iter().reduce(|one, other| form.worse(one, other))
}

impl Form {
    /// Returns the interval of the worse of two disparities.
    #[must_use]
    pub fn worse(self, one: Interval, other: Interval) -> Interval {
        let worse = match self {
            Self::Difference => f64::max,
            Self::Ratio => f64::min,
        };
        Interval {
            low: worse(one.low, other.low),
            high: worse(one.high, other.high),
        }
    }
}

impl Criterion {
    /// Computes an interval of the disparity, where it has one: a mean of two rates has none.
    #[must_use]
    pub fn interval(
        self,
        form: Form,
        method: Method,
        groups: &[Counts],
        overall: &Counts,
        confidence: Confidence,
    ) -> Option<Interval> {
        if self == Self::EqualizedOdds(Aggregate::Mean) {
            return None;
        }
        disparity_interval(self.rates(), form, method, groups, overall, confidence)
    }
}

/// Computes an interval of the disparity between shares.
pub(crate) fn of_shares(
    shares: &[Share],
    overall: Share,
    form: Form,
    method: Method,
    confidence: Confidence,
) -> Option<Interval> {
    match (form, method) {
        (Form::Difference, Method::BetweenGroups) => widest_difference(shares, confidence).ok(),
        (Form::Difference, Method::ToOverall) => {
            farthest_difference(shares, overall, confidence).ok()
        }
        (Form::Ratio, Method::BetweenGroups) => {
            let found = widest_ratio(shares, confidence);
            found.or_else(|_| least_ratio(shares, confidence)).ok()
        }
        (Form::Ratio, Method::ToOverall) => farthest_ratio(shares, overall, confidence).ok(),
    }
}

/// Computes an interval of the least over the greatest share, where one of them is zero, so
/// that its logarithm does not exist.
///
/// Wilson's interval of every share, widened after Bonferroni so that all hold at once: the
/// least true share lies between the least of the lower and of the upper ends, and so does
/// the greatest. The ratio is then held from both sides, more widely than it need be.
fn least_ratio(shares: &[Share], confidence: Confidence) -> Result<Interval, Undefined> {
    let known: Vec<Share> = shares.iter().filter(|one| one.among > 0).copied().collect();
    if known.len() < 2 {
        return Err(Undefined::FewerThanTwoGroups);
    }
    let each = confidence.for_all_of(known.len());
    let mut least = Interval {
        low: 1.0,
        high: 1.0,
    };
    let mut greatest = Interval {
        low: 0.0,
        high: 0.0,
    };
    for share in known {
        let own = wilson(share, each)?;
        least.low = least.low.min(own.low);
        least.high = least.high.min(own.high);
        greatest.low = greatest.low.max(own.low);
        greatest.high = greatest.high.max(own.high);
    }
    let high = if greatest.low > 0.0 {
        (least.high / greatest.low).min(1.0)
    } else {
        1.0
    };
    let low = least.low / greatest.high;
    Ok(Interval { low, high })
}
