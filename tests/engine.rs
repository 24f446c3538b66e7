//! What the engine answers, and what it refuses.

use std::sync::Arc;
use std::time::Duration;

use raigate::engine::{EngineError, Module, Program};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(5);

fn module(path: &str, text: &str) -> Module {
    Module {
        path: path.to_owned(),
        text: Arc::from(text),
    }
}

fn evaluate(text: &str, rule: &str, input: &Value) -> Result<Option<Value>, EngineError> {
    let program = Program::load(&[module("p.rego", text)], &json!({})).expect("loads");
    let mut session = program.session();
    session.set_input(input);
    session.evaluate(rule, LIMIT)
}

fn mistakes(modules: &[Module]) -> Vec<String> {
    let errors = Program::load(modules, &json!({})).err().unwrap_or_default();
    let show = |error: &EngineError| match &error.place {
        Some((file, line, column)) => format!("{file}:{line}:{column}: {}", error.message),
        None => error.message.clone(),
    };
    errors.iter().map(show).collect()
}

#[test]
fn a_set_of_findings_comes_back_as_a_sorted_list() {
    let text = "package p\nfindings contains x if some x in input.xs";
    let answer = evaluate(text, "data.p.findings", &json!({"xs": ["b", "a", "b"]}));
    assert_eq!(answer, Ok(Some(json!(["a", "b"]))));
}

#[test]
fn an_undefined_rule_is_none_and_an_unknown_one_an_error() {
    let text = "package p\nx := 1 if input.yes";
    assert_eq!(evaluate(text, "data.p.x", &json!({})), Ok(None));
    assert!(evaluate(text, "data.p.y", &json!({})).is_err());
}

#[test]
fn a_failing_builtin_is_an_error_at_its_line() {
    let text = "package p\nfindings contains 1 if {\n\tto_number(input.x) > 3\n}";
    let error = evaluate(text, "data.p.findings", &json!({"x": "no"})).expect_err("fails");
    assert_eq!(error.place.map(|place| place.1), Some(3));
}

#[test]
fn a_rule_that_contradicts_itself_is_an_error() {
    let text = "package p\nx := 1 if input.a\nx := 2 if input.b";
    assert!(evaluate(text, "data.p.x", &json!({"a": true, "b": true})).is_err());
}

#[test]
fn a_slow_rule_is_stopped() {
    let text = "package p\nx := count([1 | some a in numbers.range(1, 3000); \
                some b in numbers.range(1, 3000); a + b == 0])";
    let program = Program::load(&[module("p.rego", text)], &json!({})).expect("loads");
    let error = program
        .session()
        .evaluate("data.p.x", Duration::from_millis(50));
    let message = error.expect_err("too slow").message;
    assert!(message.contains("longer than 50 ms"), "{message}");
}

#[test]
fn every_broken_file_is_reported_with_its_line() {
    let broken = [
        module("a.rego", "package a\nx := \n"),
        module("b.rego", "package b\ny if {\n\tz ==\n}"),
        module("c.rego", "package c\nfine := 1"),
    ];
    let found = mistakes(&broken);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("a.rego:"), "{found:#?}");
    assert!(found[1].starts_with("b.rego:4"), "{found:#?}");
}

#[test]
fn unsafe_variables_in_several_files_are_all_reported_at_load() {
    let broken = [
        module("a.rego", "package a\nx := 1 if y > 2"),
        module("b.rego", "package b\nx if not z"),
    ];
    let found = mistakes(&broken);
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_long_line_loads() {
    let text = format!("package p\nx := \"{}\"", "a".repeat(3000));
    assert!(mistakes(&[module("p.rego", &text)]).is_empty());
}

#[test]
fn a_program_is_shared_by_threads() {
    let text = "package p\nx := input.n + 1";
    let program = Program::load(&[module("p.rego", text)], &json!({})).expect("loads");
    std::thread::scope(|scope| {
        for n in 0..4 {
            let program = &program;
            scope.spawn(move || {
                let mut session = program.session();
                session.set_input(&json!({ "n": n }));
                assert_eq!(session.evaluate("data.p.x", LIMIT), Ok(Some(json!(n + 1))));
            });
        }
    });
}
