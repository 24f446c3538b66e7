//! Disparities between groups.

use raigate::statistics::{
    Aggregate, Counts, Criterion, Disparity, Form, Method, Rate, Undefined,
    average_odds_difference, disparate_impact, disparity, equal_opportunity_difference,
    statistical_parity_difference,
};

use super::close;

const A: Counts = counts(40, 10, 10, 40);
const B: Counts = counts(24, 6, 16, 54);
const C: Counts = counts(9, 9, 1, 1);
/// Nobody in it is positive.
const Z: Counts = counts(0, 4, 0, 6);
/// Nobody in it is selected.
const N: Counts = counts(0, 0, 5, 7);

const PARITY: Criterion = Criterion::DemographicParity;
const OPPORTUNITY: Criterion = Criterion::EqualOpportunity;
const ODDS: Criterion = Criterion::EqualizedOdds(Aggregate::WorstCase);
const MEAN_ODDS: Criterion = Criterion::EqualizedOdds(Aggregate::Mean);

const fn counts(tp: u64, fp: u64, fn_: u64, tn: u64) -> Counts {
    Counts { tp, fp, fn_, tn }
}

fn compare(criterion: Criterion, form: Form, method: Method, groups: &[Counts]) -> Disparity {
    let overall = groups.iter().copied().sum();
    disparity(criterion, form, method, groups, &overall)
}

/// Holds value and printed value of every criterion against [between groups, to overall].
fn hold(groups: &[Counts], expected: &[(Criterion, Form, [f64; 2])], is_exact: bool) {
    for (criterion, form, values) in expected {
        for (method, value) in [Method::BetweenGroups, Method::ToOverall]
            .into_iter()
            .zip(values)
        {
            let found = compare(*criterion, *form, method, groups).metric;
            if is_exact {
                close(found.value.unwrap(), *value, 1e-6);
            }
            close(found.printed.unwrap(), *value, 1e-6);
        }
    }
}

#[test]
fn golden_vectors_hold() {
    // Fairlearn 0.15.0 on three groups.
    let expected = [
        (PARITY, Form::Difference, [0.600_000, 0.454_545]),
        (PARITY, Form::Ratio, [0.333_333, 0.494_949]),
        (ODDS, Form::Difference, [0.800_000, 0.691_667]),
        (ODDS, Form::Ratio, [0.111_111, 0.231_481]),
        (OPPORTUNITY, Form::Difference, [0.300_000, 0.170_000]),
        (OPPORTUNITY, Form::Ratio, [0.666_667, 0.811_111]),
        (MEAN_ODDS, Form::Difference, [0.55, 0.430_833]),
        (MEAN_ODDS, Form::Ratio, [0.388_889, 0.521_296]),
    ];
    hold(&[A, B, C], &expected, true);
    let all: Counts = [A, B, C].into_iter().sum();
    for (rate, expected) in [
        (Rate::Selection, 0.445_455),
        (Rate::TruePositive, 0.73),
        (Rate::FalsePositive, 0.208_333),
    ] {
        close(all.rate(rate).value.unwrap(), expected, 1e-6);
    }
}

#[test]
fn the_order_of_groups_decides_nothing_but_who_is_named() {
    let one = compare(ODDS, Form::Difference, Method::BetweenGroups, &[A, B, C]);
    let other = compare(ODDS, Form::Difference, Method::BetweenGroups, &[C, A, B]);
    assert_eq!(one.metric, other.metric);
    assert_eq!((one.between, other.between), (Some((1, 2)), Some((2, 0))));
}

#[test]
fn a_group_without_positives_takes_no_part_where_fairlearn_counts_zero() {
    // Fairlearn 0.15.0 prints a gap of 0.8 that nobody has measured.
    let printed = [
        (OPPORTUNITY, Form::Difference, [0.8, 0.711_111]),
        (OPPORTUNITY, Form::Ratio, [0.0, 0.0]),
        (ODDS, Form::Difference, [0.8, 0.711_111]),
        (MEAN_ODDS, Form::Difference, [0.55, 0.472_222]),
        (MEAN_ODDS, Form::Ratio, [0.125, 0.208_333]),
    ];
    hold(&[A, B, Z], &printed, false);
    let found = compare(
        OPPORTUNITY,
        Form::Difference,
        Method::BetweenGroups,
        &[A, B, Z],
    );
    close(found.metric.value.unwrap(), 0.2, 1e-12);
    let left_out = (2, Rate::TruePositive, Undefined::NoPositives);
    assert_eq!(found.left_out, [left_out]);
    let alone = compare(
        OPPORTUNITY,
        Form::Difference,
        Method::BetweenGroups,
        &[A, Z],
    );
    assert_eq!(alone.metric.value, Err(Undefined::FewerThanTwoGroups));
    assert_eq!(alone.between, None);
}

#[test]
fn groups_of_which_nobody_is_selected_have_no_ratio() {
    let groups = [N, counts(0, 0, 3, 9)];
    for criterion in [PARITY, OPPORTUNITY, ODDS, MEAN_ODDS] {
        for method in [Method::BetweenGroups, Method::ToOverall] {
            // Fairlearn 0.15.0 prints NaN.
            let ratio = compare(criterion, Form::Ratio, method, &groups).metric;
            let nothing = (Err(Undefined::ZeroReference), None);
            assert_eq!((ratio.value, ratio.printed), nothing);
            let difference = compare(criterion, Form::Difference, method, &groups).metric;
            assert_eq!((difference.value, difference.printed), (Ok(0.0), Some(0.0)));
        }
    }
    let one_selects = [
        (PARITY, Form::Difference, [0.5, 0.446_428_6]),
        (PARITY, Form::Ratio, [0.0, 0.0]),
        (MEAN_ODDS, Form::Difference, [0.5, 0.451_355_7]),
        (ODDS, Form::Ratio, [0.0, 0.0]),
    ];
    hold(&[A, N], &one_selects, true);
}

#[test]
fn no_group_is_no_parity() {
    for form in [Form::Difference, Form::Ratio] {
        for method in [Method::BetweenGroups, Method::ToOverall] {
            let found = compare(ODDS, form, method, &[]);
            assert_eq!(found.metric.value, Err(Undefined::FewerThanTwoGroups));
            assert_eq!(found.metric.printed, None);
        }
    }
}

#[test]
fn the_other_family_keeps_its_direction() {
    // By hand: selection 0.3 against 0.5, TPR 0.6 against 0.8, FPR 0.1 against 0.2.
    close(disparate_impact(&B, &A).value.unwrap(), 0.6, 1e-12);
    close(disparate_impact(&A, &B).value.unwrap(), 5.0 / 3.0, 1e-12);
    close(
        statistical_parity_difference(&B, &A).value.unwrap(),
        -0.2,
        1e-12,
    );
    close(
        equal_opportunity_difference(&B, &A).value.unwrap(),
        -0.2,
        1e-12,
    );
    close(average_odds_difference(&B, &A).value.unwrap(), -0.15, 1e-12);
    assert_eq!(
        disparate_impact(&A, &N).value,
        Err(Undefined::ZeroReference)
    );
    let nobody = average_odds_difference(&Z, &A);
    assert_eq!(nobody.value, Err(Undefined::NoPositives));
}
