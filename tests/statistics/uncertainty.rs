//! Intervals, tests, resampling, and where a limit stands.

use proptest::prelude::*;
use raigate::statistics::{
    Bound, Confidence, Counts, Draws, Interval, Rate, Share, Standing, Undefined, bootstrap,
    cases_for_half_width, farthest_difference, farthest_ratio, holm, katz_log, newcombe,
    settling_cases, settling_pair, two_sided, upper_tail, widest_difference, widest_ratio, wilson,
};

use super::close;

const P95: Confidence = Confidence::P95;

fn share(of: u64, among: u64) -> Share {
    Share { of, among }
}

fn hold(found: Interval, expected: (f64, f64), within: f64) {
    close(found.low, expected.0, within);
    close(found.high, expected.1, within);
}

#[test]
fn the_normal_distribution_is_that_of_scipy() {
    for (x, tail) in [
        (0.0, 0.5),
        (0.5, 0.308_537_538_725_986_9),
        (1.0, 0.158_655_253_931_457_07),
        (-1.0, 0.841_344_746_068_542_9),
        (3.0, 0.001_349_898_031_630_093_3),
        (5.0, 2.866_515_718_791_933e-7),
        (8.0, 6.220_960_574_271_74e-16),
    ] {
        close(upper_tail(x) / tail, 1.0, 1e-12);
    }
    for (level, z) in [
        (0.8, 1.281_551_565_544_600_4),
        (0.95, 1.959_963_984_540_054),
        (0.99, 2.575_829_303_548_900_4),
        (0.9998, 3.719_016_485_455_709),
    ] {
        close(Confidence::new(level).unwrap().z(), z, 1e-11);
    }
    // The usual level is not searched for; one beside it is.
    close(
        P95.z(),
        Confidence::new(0.950_000_000_000_1).unwrap().z(),
        1e-11,
    );
    assert_eq!(Confidence::new(1.0), None);
    assert_eq!(Confidence::new(f64::NAN), None);
}

#[test]
fn wilson_intervals_are_those_of_statsmodels() {
    // proportion_confint(method="wilson")
    for (of, among, expected) in [
        (50, 100, (0.403_832, 0.596_168)),
        (30, 100, (0.218_949, 0.395_849)),
        (18, 20, (0.698_966, 0.972_134)),
        (0, 5, (0.0, 0.434_482)),
        (5, 5, (0.565_518, 1.0)),
        (1, 1, (0.206_549, 1.0)),
        (3, 7, (0.158_220, 0.749_542)),
    ] {
        hold(wilson(share(of, among), P95).unwrap(), expected, 1e-6);
    }
    let p99 = Confidence::new(0.99).unwrap();
    let found = wilson(share(123_456, 1_000_000), p99).unwrap();
    hold(
        found,
        (0.122_611_152_890_799_27, 0.124_305_843_737_060_08),
        1e-12,
    );
    assert_eq!(wilson(share(0, 0), P95), Err(Undefined::NoCases));
}

#[test]
fn differences_and_ratios_are_those_of_statsmodels() {
    // confint_proportions_2indep(method="newcomb", compare="diff") and ("log", "ratio")
    let (half, third, most) = (share(50, 100), share(30, 100), share(18, 20));
    let found = newcombe(half, third, P95).unwrap();
    hold(found, (0.064_223, 0.325_768), 1e-6);
    hold(
        newcombe(most, third, P95).unwrap(),
        (0.377_286, 0.708_501),
        1e-6,
    );
    // R. Newcombe (1998), table II (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339.
    let found = newcombe(share(56, 70), share(48, 80), P95).unwrap();
    hold(found, (0.052_431_472_4, 0.333_872_654_0), 1e-9);
    let none_and_all = newcombe(share(0, 5), share(5, 5), P95).unwrap();
    hold(none_and_all, (-1.0, -0.385_549_005_690_343_56), 1e-9);
    hold(
        katz_log(half, third, P95).unwrap(),
        (1.165_31, 2.383_725),
        1e-6,
    );
    let found = katz_log(share(40, 50), share(24, 40), P95).unwrap();
    hold(found, (0.999_184, 1.779_230), 1e-6);
    let nobody = katz_log(share(0, 5), share(5, 5), P95);
    assert_eq!(nobody, Err(Undefined::ZeroReference));
    let everybody = katz_log(share(5, 5), share(7, 7), P95);
    assert_eq!(everybody, Err(Undefined::NoSpread));
}

#[test]
fn holm_is_that_of_statsmodels() {
    // multipletests(method="holm") and proportions_ztest
    let adjusted = holm(&[0.01, 0.04, 0.03, 0.005, 0.2]);
    for (found, expected) in adjusted.iter().zip([0.04, 0.09, 0.09, 0.025, 0.2]) {
        close(*found, expected, 1e-12);
    }
    assert!(holm(&[]).is_empty());
    let p = two_sided(share(50, 100), share(30, 100)).unwrap();
    close(p, 0.003_892_417_122_778_628, 1e-12);
    close(
        two_sided(share(18, 20), share(30, 100)).unwrap(),
        5.733_031_437_583_866e-7,
        1e-15,
    );
    let same = two_sided(share(5, 5), share(7, 7));
    assert_eq!(same, Err(Undefined::ZeroReference));
}

#[test]
fn the_widest_gap_allows_for_every_pair() {
    // statsmodels at α = 0.05 / 3, the three pairs put together by hand.
    let shares = [share(50, 100), share(30, 100), share(18, 20), share(0, 0)];
    let found = widest_difference(&shares, P95).unwrap();
    hold(found, (0.317_738_863_603, 0.724_122_913_166), 1e-9);
    let found = widest_ratio(&shares, P95).unwrap();
    hold(found, (0.221_903_957_968, 0.500_717_121_625), 1e-9);
    let alone = widest_difference(&shares[2..], P95);
    assert_eq!(alone, Err(Undefined::FewerThanTwoGroups));
}

#[test]
fn the_farthest_group_is_held_against_the_rest_of_all_cases() {
    // statsmodels at α = 0.05 / 3: each group against the rest, scaled by the share of the rest.
    let shares = [share(50, 100), share(30, 100), share(18, 20), share(0, 0)];
    let overall = share(98, 220);
    let found = farthest_difference(&shares, overall, P95).unwrap();
    hold(
        found,
        (0.209_115_784_837_308_9, 0.555_610_396_075_099_3),
        1e-9,
    );
    let found = farthest_ratio(&shares, overall, P95).unwrap();
    hold(
        found,
        (0.398_255_835_826_608_3, 0.622_063_725_850_626),
        1e-9,
    );
    let nobody = farthest_ratio(&[share(0, 10), share(5, 10)], share(5, 20), P95);
    assert_eq!(nobody, Err(Undefined::ZeroReference));
    let alone = farthest_difference(&[share(5, 10)], share(5, 10), P95);
    assert_eq!(alone, Err(Undefined::FewerThanTwoGroups));
}

fn selection_gap(groups: &[Counts]) -> Option<f64> {
    let rates: Option<Vec<f64>> = groups
        .iter()
        .map(|group| group.rate(Rate::Selection).value.ok())
        .collect();
    let rates = rates?;
    let high = rates.iter().copied().max_by(f64::total_cmp)?;
    Some(high - rates.into_iter().min_by(f64::total_cmp)?)
}

#[test]
fn a_bootstrap_gives_the_quantiles_of_many_draws() {
    // NumPy 2.4.6, 400,000 multinomial draws: 0.43 to 0.74, and of a thousand times as many
    // cases 0.59495 to 0.60504.
    let groups = [
        Counts::new(40, 10, 10, 40),
        Counts::new(24, 6, 16, 54),
        Counts::new(9, 9, 1, 1),
    ];
    let found = bootstrap(&groups, P95, 20_000, selection_gap).unwrap();
    // The gap comes in steps of one in a hundred: one step to either side.
    hold(found, (0.43, 0.74), 0.010_001);
    let many =
        groups.map(|one| Counts::new(one.tp * 1000, one.fp * 1000, one.fn_ * 1000, one.tn * 1000));
    let found = bootstrap(&many, P95, 20_000, selection_gap).unwrap();
    hold(found, (0.594_95, 0.605_04), 2e-4);
}

#[test]
fn a_bootstrap_is_the_same_for_the_same_groups_in_any_order() {
    let groups = [
        Counts::new(4, 1, 1, 4),
        Counts::new(2, 6, 1, 5),
        Counts::new(9, 9, 1, 1),
    ];
    let turned = [groups[2], groups[0], groups[1]];
    let one = bootstrap(&groups, P95, 500, selection_gap);
    assert_eq!(one, bootstrap(&turned, P95, 500, selection_gap));
    let other = [Counts::new(4, 1, 1, 5), groups[1], groups[2]];
    assert_ne!(one, bootstrap(&other, P95, 500, selection_gap));
    assert_eq!(bootstrap(&groups, P95, 500, |_| None), None);
}

#[test]
fn draws_have_the_mean_and_spread_of_a_binomial() {
    for (of, among) in [(3_u32, 40), (700, 1000), (45_000, 100_000), (5, 1_000_000)] {
        let counts = Counts::new(u64::from(of), 0, 0, u64::from(among - of));
        let mut draws = Draws::from_counts(&[counts]);
        let runs = 20_000_u32;
        let successes: Vec<f64> = (0..runs)
            .map(|_| f64::from(u32::try_from(draws.resample(&counts).tp).unwrap()))
            .collect();
        let mean = successes.iter().sum::<f64>() / f64::from(runs);
        let spread = successes
            .iter()
            .map(|one| (one - mean).powi(2))
            .sum::<f64>()
            / f64::from(runs);
        let expected = f64::from(of) * (1.0 - f64::from(of) / f64::from(among));
        // Five standard errors.
        close(
            mean,
            f64::from(of),
            5.0 * (expected / f64::from(runs)).sqrt(),
        );
        close(spread / expected, 1.0, 0.06);
    }
}

#[test]
fn a_limit_inside_the_interval_is_uncertain() {
    let interval = Interval {
        low: 0.03,
        high: 0.08,
    };
    let at_most = |limit| Standing::of(interval, Bound::AtMost, limit);
    let at_least = |limit| Standing::of(interval, Bound::AtLeast, limit);
    assert_eq!(
        [0.08, 0.05, 0.03, 0.02].map(at_most),
        [
            Standing::Within,
            Standing::Uncertain,
            Standing::Uncertain,
            Standing::Over
        ]
    );
    assert_eq!(
        [0.09, 0.05, 0.03].map(at_least),
        [Standing::Over, Standing::Uncertain, Standing::Within]
    );
}

#[test]
fn so_many_cases_would_settle_it() {
    // statsmodels: the first n whose interval no longer holds the limit.
    for (of, among, cases) in [(12, 100, 865), (3, 60, 139), (30, 200, 139)] {
        assert_eq!(settling_cases(share(of, among), 0.1, P95), Some(cases));
    }
    assert_eq!(settling_cases(share(10, 100), 0.1, P95), None);
    assert_eq!(settling_cases(share(0, 0), 0.1, P95), None);
    let pair = settling_pair(share(60, 100), share(50, 100), 0.05, P95);
    assert_eq!(pair, Some((760, 760)));
    assert_eq!(
        settling_pair(share(60, 100), share(50, 100), 0.1, P95),
        None
    );
    assert_eq!(cases_for_half_width(0.05, P95), Some(381));
    assert_eq!(cases_for_half_width(0.01, P95), Some(9600));
    assert_eq!(cases_for_half_width(0.0, P95), None);
}

proptest! {
    #[test]
    fn an_interval_holds_its_share(of in 0_u64..2000, more in 0_u64..2000) {
        let one = share(of, of + more + 1);
        let value = f64::from(u32::try_from(of).unwrap())
            / f64::from(u32::try_from(of + more + 1).unwrap());
        let found = wilson(one, P95).unwrap();
        prop_assert!(found.low >= 0.0 && found.high <= 1.0);
        prop_assert!(found.low <= value && value <= found.high);
        let gap = newcombe(one, share(more, of + more + 1), P95).unwrap();
        prop_assert!(gap.low >= -1.0 - 1e-12 && gap.high <= 1.0 + 1e-12 && gap.low <= gap.high);
    }

    #[test]
    fn as_many_cases_as_are_asked_for_do_settle_it(of in 0_u64..500, limit in 0.01_f64..0.99) {
        let one = share(of, 499);
        if let Some(needed) = settling_cases(one, limit, P95).filter(|needed| *needed < 1_000_000) {
            let rate = f64::from(u32::try_from(of).unwrap()) / 499.0;
            // At least a thousand times as many as are needed, so that rounding is no matter.
            let among = needed * 1000;
            #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small")]
            let many = share((rate * among as f64) as u64, among);
            prop_assert!(Standing::of(wilson(many, P95).unwrap(), Bound::AtMost, limit) != Standing::Uncertain);
        }
    }
}
