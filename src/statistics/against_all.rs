//! Each group against all cases, of which it is a part.
//!
//! With w, the group's share of the cases, and the rate of the rest: all cases have
//! w·group + (1 − w)·rest. So the group minus all is (1 − w)·(group − rest), and the group
//! over all is ρ/(w·ρ + 1 − w) with ρ = group/rest. Group and rest are different cases, so
//! that intervals of two independent shares serve, widened after Bonferroni to hold for all
//! groups at once.

use super::{Confidence, Interval, Share, Undefined, katz_log, newcombe, real};

/// Computes an interval of the farthest distance of any of the shares from that of all cases.
///
/// By Newcombe's interval of each group minus the rest; `overall` counts the groups, and
/// whatever cases are in none of them.
///
/// # Errors
/// No share has cases beside others.
pub fn farthest_difference(
    shares: &[Share],
    overall: Share,
    confidence: Confidence,
) -> Result<Interval, Undefined> {
    let distance = |group: Share, rest: Share, each| {
        let scale = real(rest.among) / real(overall.among);
        let signed = newcombe(group, rest, each)?;
        Ok(Interval {
            low: signed.low.max(-signed.high).max(0.0) * scale,
            high: signed.high.max(-signed.low) * scale,
        })
    };
    farthest(shares, overall, confidence, distance, f64::max)
}

/// Computes an interval of the least ratio of any of the shares to that of all cases, turned
/// over where it is above one.
///
/// By Katz's interval of each group over the rest.
///
/// # Errors
/// No share has cases beside others, or one of them or its rest is zero.
pub fn farthest_ratio(
    shares: &[Share],
    overall: Share,
    confidence: Confidence,
) -> Result<Interval, Undefined> {
    let turned = |group: Share, rest: Share, each| {
        let own = real(group.among) / real(overall.among);
        let to_all = |ratio: f64| ratio / (own * ratio + 1.0 - own);
        let ratio = katz_log(group, rest, each)?;
        let (low, high) = (to_all(ratio.low), to_all(ratio.high));
        Ok(Interval {
            low: low.min(1.0 / high),
            high: high.min(1.0 / low).min(1.0),
        })
    };
    farthest(shares, overall, confidence, turned, f64::min)
}

/// Finds the interval of the farthest group: both ends of all groups' own, `farther` of each two.
fn farthest(
    shares: &[Share],
    overall: Share,
    confidence: Confidence,
    of: impl Fn(Share, Share, Confidence) -> Result<Interval, Undefined>,
    farther: fn(f64, f64) -> f64,
) -> Result<Interval, Undefined> {
    let known = beside_others(shares, overall);
    let each = confidence.for_all_of(known.len());
    let mut farthest: Option<Interval> = None;
    for (group, rest) in known {
        let found = of(group, rest, each)?;
        let so_far = farthest.unwrap_or(found);
        farthest = Some(Interval {
            low: farther(so_far.low, found.low),
            high: farther(so_far.high, found.high),
        });
    }
    farthest.ok_or(Undefined::FewerThanTwoGroups)
}

/// Returns each share that has cases, beside that of all other cases.
fn beside_others(shares: &[Share], overall: Share) -> Vec<(Share, Share)> {
    let rest = |share: &Share| {
        let rest = Share {
            of: overall.of.checked_sub(share.of)?,
            among: overall.among.checked_sub(share.among)?,
        };
        (share.among > 0 && rest.among > 0).then_some((*share, rest))
    };
    shares.iter().filter_map(rest).collect()
}
