//! What policies are told of shares, and what they may not ask.

use std::time::Duration;

use raigate::engine::{EngineError, Module, Program};
use serde_json::{Value, json};

fn answer(call: &str) -> Result<Option<Value>, EngineError> {
    let module = Module {
        path: "p.rego".to_owned(),
        text: format!("package p\nx := {call}").into(),
    };
    let program = Program::load(&[module], &json!({})).expect("loads");
    let mut session = program.session();
    session.set_input(&json!({}));
    session.evaluate("data.p.x", Duration::from_secs(5))
}

/// The intervals are those of statsmodels, `proportion_confint(method="wilson")`.
#[test]
fn a_share_has_an_interval() {
    for (of, among, low, high) in [
        (50, 100, 0.403_832, 0.596_168),
        (18, 20, 0.698_966, 0.972_134),
        (0, 5, 0.0, 0.434_482),
        (5, 5, 0.565_518, 1.0),
        (0, 0, 0.0, 1.0),
    ] {
        let call = format!("raigate.stat.interval({of}, {among}, {{\"confidence\": 0.95}})");
        let found = answer(&call).expect("answers").expect("is defined");
        for (end, expected) in [("low", low), ("high", high)] {
            let value = found[end].as_f64().expect("is a number");
            assert!(
                (value - expected).abs() < 1e-6,
                "{end} of {of}/{among}: {value}"
            );
        }
    }
}

/// 1.96² · 0.25 / 0.01² = 9604 cases at 0.49 keep one half out; at one half none do.
#[test]
fn a_share_has_a_number_of_cases_that_settles_it() {
    for (call, expected) in [
        ("49, 100, 0.5", json!(9604)),
        ("50, 100, 0.5", json!(null)),
        ("0, 0, 0.5", json!(null)),
    ] {
        let call = format!("raigate.stat.settling({call}, {{\"confidence\": 0.95}})");
        assert_eq!(answer(&call), Ok(Some(expected)), "{call}");
    }
}

/// The golden vectors: Fairlearn 0.15.0 on these counts.
#[test]
fn disparities_are_those_of_fairlearn() {
    let groups = json!([
        {"counts": {"tp": 40, "fp": 10, "fn": 10, "tn": 40}},
        {"counts": {"tp": 24, "fp": 6, "fn": 16, "tn": 54}},
        {"counts": {"tp": 9, "fp": 9, "fn": 1, "tn": 1}},
    ]);
    let odds = json!(["recall", "false_positive_rate"]);
    for (rates, form, between, overall) in [
        (json!(["selection_rate"]), "difference", 0.6, 0.454_545),
        (json!(["selection_rate"]), "ratio", 0.333_333, 0.494_949),
        (odds.clone(), "difference", 0.8, 0.691_667),
        (odds.clone(), "ratio", 0.111_111, 0.231_481),
        (json!(["recall"]), "difference", 0.3, 0.17),
        (json!(["recall"]), "ratio", 0.666_667, 0.811_111),
    ] {
        for (method, expected) in [("between_groups", between), ("to_overall", overall)] {
            let metric = json!({"rates": rates, "form": form, "method": method});
            let call = format!("raigate.stat.disparity({groups}, {metric}, {{}}).value");
            let value = answer(&call).unwrap().unwrap().as_f64().unwrap();
            assert!((value - expected).abs() < 1e-6, "{metric}: {value}");
        }
    }
    let mean = json!({"rates": odds, "form": "difference", "aggregate": "mean"});
    let call = format!("raigate.stat.disparity({groups}, {mean}, {{}}).value");
    let value = answer(&call).unwrap().unwrap().as_f64().unwrap();
    assert!((value - 0.55).abs() < 1e-12, "{value}");
}

/// Without a positive case Fairlearn prints a rate of 0, and a gap of 0.9 that nobody measured.
#[test]
fn a_rate_of_nothing_takes_no_part_and_is_printed_beside() {
    let groups = json!([
        {"counts": {"tp": 40, "fp": 10, "fn": 10, "tn": 40}},
        {"counts": {"tp": 24, "fp": 6, "fn": 16, "tn": 54}},
        {"counts": {"tp": 9, "fp": 9, "fn": 1, "tn": 1}},
        {"counts": {"tp": 0, "fp": 5, "fn": 0, "tn": 5}},
    ]);
    let metric = json!({"rates": ["recall"], "form": "difference"});
    let options = json!({"confidence": 0.95, "limit": 0.1});
    let call = format!("raigate.stat.disparity({groups}, {metric}, {options})");
    let found = answer(&call).unwrap().unwrap();
    assert_eq!(found["printed"], json!(0.9));
    assert!((found["value"].as_f64().unwrap() - 0.3).abs() < 1e-12);
    assert_eq!(found["between"], json!([1, 2]));
    let left_out = json!([{"group": 3, "rate": "recall", "why": "no case is positive"}]);
    assert_eq!(found["left_out"], left_out);
    assert_eq!(found["standing"], "uncertain");
    assert!(found["settling"].as_u64().unwrap() > 230);
}

/// AIF360's definitions, by hand: 0.5 against 0.3, 0.8 against 0.6, 0.2 against 0.1.
#[test]
fn signed_metrics_keep_their_direction() {
    let one = json!({"tp": 24, "fp": 6, "fn": 16, "tn": 54});
    let other = json!({"tp": 40, "fp": 10, "fn": 10, "tn": 40});
    for (metric, expected) in [
        ("disparate_impact", 0.6),
        ("statistical_parity_difference", -0.2),
        ("equal_opportunity_difference", -0.2),
        ("average_odds_difference", -0.15),
    ] {
        let options = json!({"confidence": 0.95});
        let call = format!("raigate.stat.directional({one}, {other}, \"{metric}\", {options})");
        let found = answer(&call).unwrap().unwrap();
        let value = found["value"].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-12, "{metric}: {value}");
        let ends = ["low", "high"].map(|end| found[end].as_f64().unwrap());
        assert!(ends[0] < value && value < ends[1], "{metric}: {ends:?}");
    }
    let none = json!({"tp": 0, "fp": 0, "fn": 5, "tn": 5});
    let call = format!("raigate.stat.directional({one}, {none}, \"disparate_impact\", {{}})");
    let found = answer(&call).unwrap().unwrap();
    assert_eq!(found["undefined"], "it would be divided by zero");
}

#[test]
fn what_counts_nothing_is_refused() {
    for (call, expected) in [
        (
            "raigate.stat.interval(6, 5, {\"confidence\": 0.95})",
            "`raigate.stat.interval`: 6 cases are not among 5",
        ),
        (
            "raigate.stat.interval(0.5, 5, {\"confidence\": 0.95})",
            "`raigate.stat.interval` takes whole numbers from 0 to 1000000000000000, `of` is 0.5",
        ),
        (
            "raigate.stat.interval(1, \"5\", {\"confidence\": 0.95})",
            "`raigate.stat.interval` takes whole numbers, `among` is a text",
        ),
        (
            "raigate.stat.interval(1, 5, {\"confidence\": 95})",
            "`raigate.stat.interval` takes options with a `confidence` between 0 and 1, both excluded",
        ),
        (
            "raigate.stat.settling(1, 5, null, {\"confidence\": 0.95})",
            "`raigate.stat.settling` takes a limit, this is null",
        ),
        (
            "raigate.stat.cases_within(\"wide\", {\"confidence\": 0.95})",
            "`raigate.stat.cases_within` takes a half width, this is a text",
        ),
        (
            "raigate.stat.disparity([], {\"rates\": []}, {})",
            "`raigate.stat.disparity` puts together one or two rates, these are 0",
        ),
        (
            "raigate.stat.disparity([1], {\"rates\": [\"recall\"]}, {})",
            "`raigate.stat.disparity` takes groups with `counts` or `rates`, this is a number",
        ),
        (
            "raigate.stat.disparity([], {\"rates\": [\"recall\"], \"form\": \"gap\"}, {})",
            "`raigate.stat.disparity` takes a `form` of `difference`, `ratio`, `least`, `greatest`",
        ),
        (
            "raigate.stat.directional({\"tp\": 1}, {}, \"disparate_impact\", {})",
            "`raigate.stat.directional` takes whole numbers, `fp` is undefined",
        ),
    ] {
        assert_eq!(answer(call).expect_err(call).message, expected);
    }
}
