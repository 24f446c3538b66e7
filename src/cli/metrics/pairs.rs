//! Which groups are apart from which, allowing for every pair that was looked at.

use std::fmt::Write as _;

use super::counted;
use super::table::range;
use crate::statistics::{Confidence, Share, holm, real, two_sided, widest_difference};

/// Stands above the lines.
pub(super) const HEADING: &str = "\n  widest difference between groups, with Holm's p over pairs\n";

/// From this p-value on, two groups are not called apart.
const APART: f64 = 0.05;

/// How many pairs are named at most.
const MOST: usize = 10;

/// Two groups, the lower one first, and how likely so wide a gap is by chance.
struct Pair<'g> {
    low: &'g str,
    high: &'g str,
    p_value: f64,
}

/// Returns the widest difference of a rate, and the pairs of groups that are apart.
pub(super) fn lines(name: &str, groups: &[(String, Share)]) -> String {
    let known: Vec<(&str, Share, f64)> = groups
        .iter()
        .filter_map(|(label, share)| Some((label.as_str(), *share, value(*share)?)))
        .collect();
    let lowest = known.iter().min_by(|one, other| one.2.total_cmp(&other.2));
    let highest = known.iter().max_by(|one, other| one.2.total_cmp(&other.2));
    let shares: Vec<Share> = known.iter().map(|(_, share, _)| *share).collect();
    let interval = widest_difference(&shares, Confidence::P95);
    let (Some(low), Some(high), Ok(interval)) = (lowest, highest, interval) else {
        return format!("  {name:<29}  undefined  fewer than two groups have a value\n");
    };
    let pairs = pairs(&known);
    let mut text = format!("  {name:<29}  {:<9.3}  {}", high.2 - low.2, range(interval));
    if high.2 > low.2 {
        let _ = write!(text, "  {} < {}", low.0, high.0);
        let own = pairs.iter().find(|it| it.low == low.0 && it.high == high.0);
        if let Some(own) = own {
            let _ = write!(text, ", {}", shown(own.p_value));
        }
    }
    let apart: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.p_value < APART).collect();
    text.push('\n');
    if pairs.len() > 1 {
        let _ = writeln!(
            text,
            "    {} of {} apart",
            apart.len(),
            counted(pairs.len(), "pair")
        );
        for pair in apart.iter().take(MOST) {
            let _ = writeln!(
                text,
                "    {} < {}, {}",
                pair.low,
                pair.high,
                shown(pair.p_value)
            );
        }
        if apart.len() > MOST {
            let _ = writeln!(text, "    and {} more", apart.len() - MOST);
        }
    }
    text
}

/// Tests every pair; the least p-value comes first.
fn pairs<'g>(known: &[(&'g str, Share, f64)]) -> Vec<Pair<'g>> {
    let mut pairs = Vec::new();
    for (at, one) in known.iter().enumerate() {
        for other in known.iter().skip(at + 1) {
            let (low, high) = if other.2 < one.2 {
                (other, one)
            } else {
                (one, other)
            };
            pairs.push(Pair {
                low: low.0,
                high: high.0,
                // Where all or none of both count, nothing tells them apart.
                p_value: two_sided(one.1, other.1).unwrap_or(1.0),
            });
        }
    }
    let raw: Vec<f64> = pairs.iter().map(|pair| pair.p_value).collect();
    for (pair, p_value) in pairs.iter_mut().zip(holm(&raw)) {
        pair.p_value = p_value;
    }
    pairs.sort_by(|one, other| one.p_value.total_cmp(&other.p_value));
    pairs
}

fn value(share: Share) -> Option<f64> {
    (share.among > 0).then(|| real(share.of) / real(share.among))
}

fn shown(p_value: f64) -> String {
    if p_value < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p_value:.3}")
    }
}
