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
    ] {
        assert_eq!(answer(call).expect_err(call).message, expected);
    }
}
