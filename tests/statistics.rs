//! Statistics against golden vectors, and against values that others compute.
//!
//! Values marked with a package were computed with it: Fairlearn 0.15.0, scikit-learn 1.9.1,
//! statsmodels 0.15.0, `SciPy` 1.17.1, `NumPy` 2.4.6.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

#[path = "statistics/aequitas.rs"]
mod aequitas;
#[path = "statistics/groups.rs"]
mod groups;
#[path = "statistics/policies.rs"]
mod policies;
#[path = "statistics/uncertainty.rs"]
mod uncertainty;

use raigate::statistics::{
    Average, Classes, Counts, Errors, Metric, Rate, Scored, Undefined, log_loss, roc_auc,
};

/// Holds a value against one that was computed elsewhere.
fn close(value: f64, expected: f64, within: f64) {
    assert!(
        (value - expected).abs() <= within,
        "{value} is not {expected}"
    );
}

fn defined(metric: Metric, expected: f64) {
    close(metric.value.unwrap(), expected, 1e-12);
    close(metric.printed.unwrap(), expected, 1e-12);
}

fn undefined(metric: Metric, reason: Undefined, printed: Option<f64>) {
    assert_eq!((metric.value, metric.printed), (Err(reason), printed));
}

#[test]
fn rates_are_those_of_fairlearn_and_scikit_learn() {
    let counts = Counts::new(3, 1, 2, 4);
    for (rate, expected) in [
        (Rate::Accuracy, 0.7),
        (Rate::Precision, 0.75),
        (Rate::TruePositive, 0.6),
        (Rate::F1, 2.0 / 3.0),
        (Rate::BalancedAccuracy, 0.7),
        (Rate::Selection, 0.4),
        (Rate::TrueNegative, 0.8),
        (Rate::FalsePositive, 0.2),
        (Rate::FalseNegative, 0.4),
    ] {
        defined(counts.rate(rate), expected);
    }
}

#[test]
fn a_rate_without_cases_is_undefined_and_shows_what_is_printed_instead() {
    // Fairlearn 0.15.0 and scikit-learn 1.9.1 on the same cases.
    let of = |tp, fp, fn_, tn, rate| Counts::new(tp, fp, fn_, tn).rate(rate);
    let no_positives = [Rate::TruePositive, Rate::FalseNegative];
    for rate in no_positives {
        undefined(of(0, 3, 0, 7, rate), Undefined::NoPositives, Some(0.0));
    }
    for rate in [Rate::TrueNegative, Rate::FalsePositive] {
        undefined(of(4, 0, 6, 0, rate), Undefined::NoNegatives, Some(0.0));
    }
    let precision = of(0, 0, 3, 7, Rate::Precision);
    undefined(precision, Undefined::NoPredictedPositives, Some(0.0));
    let f1 = of(0, 0, 0, 5, Rate::F1);
    undefined(f1, Undefined::NothingPositive, Some(0.0));
    let balanced = of(0, 3, 0, 7, Rate::BalancedAccuracy);
    undefined(balanced, Undefined::NoPositives, Some(0.7));
    let balanced = of(4, 0, 6, 0, Rate::BalancedAccuracy);
    undefined(balanced, Undefined::NoNegatives, Some(0.4));
    for rate in Rate::ALL {
        let nothing = of(0, 0, 0, 0, rate);
        undefined(nothing, Undefined::NoCases, None);
    }
}

#[test]
fn averages_over_classes_are_those_of_scikit_learn() {
    let classes = Classes::new(vec![vec![3, 1, 1], vec![1, 3, 0], vec![1, 0, 2]]).unwrap();
    for rate in [Rate::Precision, Rate::TruePositive, Rate::F1] {
        defined(
            classes.average(rate, Average::Macro),
            0.672_222_222_222_222_2,
        );
        defined(classes.average(rate, Average::Micro), 2.0 / 3.0);
    }
    defined(classes.accuracy(), 2.0 / 3.0);
    for rate in [Rate::Precision, Rate::TruePositive, Rate::F1] {
        defined(classes.average(rate, Average::Weighted), 2.0 / 3.0);
    }
}

#[test]
fn a_class_that_is_never_predicted_leaves_no_macro_precision() {
    // scikit-learn 1.9.1 with `zero_division=0`.
    let classes = Classes::new(vec![vec![3, 2, 0], vec![1, 3, 0], vec![1, 2, 0]]).unwrap();
    let precision = classes.average(Rate::Precision, Average::Macro);
    assert_eq!(precision.value, Err(Undefined::EmptyClass));
    close(precision.printed.unwrap(), 0.342_857_142_857_142_8, 1e-12);
    defined(classes.average(Rate::TruePositive, Average::Macro), 0.45);
    let precision = classes.average(Rate::Precision, Average::Weighted);
    assert_eq!(precision.value, Err(Undefined::EmptyClass));
    close(precision.printed.unwrap(), 0.392_857_142_857_142_85, 1e-12);
    defined(
        classes.average(Rate::F1, Average::Weighted),
        0.431_818_181_818_181_8,
    );
    defined(
        classes.average(Rate::F1, Average::Macro),
        0.381_818_181_818_181_83,
    );
    defined(classes.average(Rate::Precision, Average::Micro), 0.5);
}

#[test]
fn a_confusion_matrix_is_square() {
    assert_eq!(Classes::new(vec![vec![1, 2], vec![3]]), None);
    let nothing = Classes::new(Vec::new()).unwrap();
    undefined(nothing.accuracy(), Undefined::NoCases, None);
}

fn scored(cases: &[(u8, f64, u32)]) -> Vec<Scored> {
    let case = |&(truth, score, weight)| Scored {
        score,
        weight,
        is_positive: truth == 1,
    };
    cases.iter().map(case).collect()
}

const SCORES: [(u8, f64, u32); 8] = [
    (1, 0.9, 1),
    (0, 0.4, 2),
    (1, 0.4, 3),
    (1, 0.8, 1),
    (0, 0.4, 2),
    (0, 0.1, 1),
    (1, 0.3, 4),
    (0, 0.8, 2),
];

#[test]
fn tied_scores_share_their_rank() {
    // scikit-learn 1.9.1 `roc_auc_score` and `log_loss`, without and with `sample_weight`.
    let mut cases = scored(&SCORES.map(|(truth, score, _)| (truth, score, 1)));
    defined(roc_auc(&mut cases), 0.656_25);
    close(
        log_loss(&cases).value.unwrap(),
        0.648_152_159_849_504_5,
        1e-12,
    );
    let mut cases = scored(&SCORES);
    defined(roc_auc(&mut cases), 0.412_698_412_698_412_73);
    close(
        log_loss(&cases).value.unwrap(),
        0.828_800_394_718_014_8,
        1e-12,
    );
}

#[test]
fn scores_of_one_class_have_no_curve() {
    let mut cases = scored(&[(1, 0.4, 1), (1, 0.6, 1)]);
    undefined(roc_auc(&mut cases), Undefined::NoNegatives, None);
    close(
        log_loss(&cases).value.unwrap(),
        0.713_558_177_820_072_8,
        1e-12,
    );
    let mut cases = scored(&[(0, 0.4, 1)]);
    undefined(roc_auc(&mut cases), Undefined::NoPositives, None);
    undefined(log_loss(&[]), Undefined::NoCases, None);
}

#[test]
fn what_happened_against_all_odds_has_no_log_loss() {
    let cases = scored(&[(1, 0.0, 1), (0, 0.5, 1)]);
    let loss = log_loss(&cases);
    assert_eq!(loss.value, Err(Undefined::Impossible));
    // scikit-learn 1.9.1 moves the probability by 2^-52.
    close(loss.printed.unwrap(), 18.368_400_284_838_55, 1e-9);
    let perfect = log_loss(&scored(&[(1, 1.0, 1), (0, 0.0, 1)]));
    close(perfect.value.unwrap(), 0.0, 0.0);
    let unheard = scored(&[(1, 0.0, 0), (0, 0.0, 1)]);
    close(log_loss(&unheard).value.unwrap(), 0.0, 0.0);
}

#[test]
fn errors_of_numbers_are_those_of_scikit_learn() {
    let pairs = [(3.0, 2.5), (-0.5, 0.0), (2.0, 2.0), (7.0, 8.0)];
    let some = errors(&pairs);
    defined(some.mean_absolute_error(), 0.5);
    defined(some.mean_squared_error(), 0.375);
    defined(some.r_squared(), 0.948_608_137_044_967_9);
    let constant = Undefined::ConstantTruth;
    let r_squared = |pairs: &[(f64, f64)]| errors(pairs).r_squared();
    undefined(r_squared(&[(2.0, 2.0), (2.0, 2.0)]), constant, Some(1.0));
    undefined(r_squared(&[(2.0, 1.0), (2.0, 3.0)]), constant, Some(0.0));
    undefined(r_squared(&[(2.0, 1.0)]), constant, None);
    undefined(r_squared(&[(0.1, 0.2); 3]), constant, Some(0.0));
    let nothing = Errors::default();
    for nothing in [
        nothing.mean_absolute_error(),
        nothing.mean_squared_error(),
        nothing.r_squared(),
    ] {
        undefined(nothing, Undefined::NoCases, None);
    }
}

#[test]
fn large_numbers_close_together_keep_their_spread() {
    // Moved by a large constant, the values are the same.
    let far = |by: f64| {
        errors(&[
            (by + 1.0, by + 2.0),
            (by + 2.0, by + 2.0),
            (by + 4.0, by + 3.0),
        ])
    };
    for by in [0.0, 1e6, 1e9, 1e12, 1e15] {
        close(far(by).r_squared().value.unwrap(), 4.0 / 7.0, 1e-12);
    }
}

#[test]
fn errors_of_cases_in_any_order_and_parts_are_the_same() {
    let pairs: Vec<(f64, f64)> = (1..200_u32)
        .map(|at| (1.0 / f64::from(at), f64::from(at % 7) * 1e8))
        .collect();
    let mut turned = pairs.clone();
    turned.reverse();
    let (head, tail) = pairs.split_at(70);
    let mut both = errors(tail);
    both.merge(&errors(head));
    let values = |errors: &Errors| {
        [
            errors.mean_absolute_error(),
            errors.mean_squared_error(),
            errors.r_squared(),
        ]
        .map(|metric| metric.value.unwrap().to_bits())
    };
    assert_eq!(values(&errors(&pairs)), values(&errors(&turned)));
    assert_eq!(values(&errors(&pairs)), values(&both));
}

fn errors(pairs: &[(f64, f64)]) -> Errors {
    let mut errors = Errors::default();
    for (truth, predicted) in pairs {
        errors.add(*truth, *predicted, 1);
    }
    errors
}
