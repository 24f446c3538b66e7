//! What scores say before a threshold turns them into predictions.

use super::{Metric, Undefined, real};

/// The least distance from 0 and 1 that scikit-learn leaves a probability: 2^-52.
const CLIP: f64 = f64::EPSILON;

/// One scored case, or several that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The score: higher means rather positive; for log loss a probability.
    pub score: f64,
    /// How many cases it stands for.
    pub weight: u32,
    /// Whether it is positive.
    pub is_positive: bool,
}

/// Computes the area under the ROC curve, by midranks; sorts the cases.
///
/// The share of pairs of a positive and a negative in which the positive scores higher,
/// ties counting one half: J. Hanley and B. `McNeil`, "The meaning and use of the area under
/// a receiver operating characteristic (ROC) curve", Radiology 143 (1982), 29–36. Equal
/// scores share the mean of their ranks, as in the Mann–Whitney statistic.
#[must_use]
pub fn roc_auc(cases: &mut [Scored]) -> Metric {
    let weigh = |positive: bool| -> u64 {
        let of = cases.iter().filter(|case| case.is_positive == positive);
        of.map(|case| u64::from(case.weight)).sum()
    };
    let (positives, negatives) = (weigh(true), weigh(false));
    match (positives, negatives) {
        (0, 0) => return Metric::undefined(Undefined::NoCases, None),
        (0, _) => return Metric::undefined(Undefined::NoPositives, None),
        (_, 0) => return Metric::undefined(Undefined::NoNegatives, None),
        _ => {}
    }
    cases.sort_unstable_by(|one, other| one.score.total_cmp(&other.score));
    // Twice the number of pairs won: whole numbers, so that no order of addition matters.
    let mut won: u128 = 0;
    let mut below: u128 = 0;
    // 0 and −0 are the same score.
    #[expect(clippy::float_cmp, reason = "ties are scores that are exactly equal")]
    for tie in cases.chunk_by(|one, other| one.score == other.score) {
        let of = |positive: bool| -> u128 {
            let of = tie.iter().filter(|case| case.is_positive == positive);
            of.map(|case| u128::from(case.weight)).sum()
        };
        won += of(true) * (2 * below + of(false));
        below += of(false);
    }
    #[expect(clippy::cast_precision_loss, reason = "a share is right to 16 digits")]
    let won = won as f64;
    Metric::known(won / 2.0 / real(positives) / real(negatives))
}

/// Computes the mean of −ln(probability given to what happened), in nats.
///
/// I. Good, "Rational decisions", Journal of the Royal Statistical Society B 14 (1952),
/// 107–114. Infinite where something happened that was given the probability zero;
/// scikit-learn moves probabilities away from 0 and 1 by 2^-52, which is the printed value.
/// The scores are probabilities; the rows are summed in the order of the cases.
#[must_use]
pub fn log_loss(cases: &[Scored]) -> Metric {
    let total: u64 = cases.iter().map(|case| u64::from(case.weight)).sum();
    if total == 0 {
        return Metric::undefined(Undefined::NoCases, None);
    }
    let mean = |clip: f64| {
        let loss = |case: &Scored| {
            let score = case.score.clamp(clip, 1.0 - clip);
            let given = if case.is_positive { score } else { 1.0 - score };
            -f64::from(case.weight) * given.ln()
        };
        let weighty = cases.iter().filter(|case| case.weight > 0);
        weighty.map(loss).sum::<f64>() / real(total)
    };
    let exact = mean(0.0);
    if exact.is_finite() {
        // −0 is what a perfect prediction sums to.
        let value = exact.max(0.0);
        return Metric {
            value: Ok(value),
            printed: Some(mean(CLIP)),
        };
    }
    Metric::undefined(Undefined::Impossible, Some(mean(CLIP)))
}
