//! What the engine answers, and what it refuses.

use std::sync::Arc;
use std::time::Duration;

use raigate::engine::{EngineError, Input, Module, Program};
use raigate::packed::Packed;
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
    assert_eq!(error.place, Some(("p.rego".to_owned(), 3, 17)));
}

#[test]
fn a_rule_that_contradicts_itself_is_an_error() {
    let text = "package p\nx := 1 if input.a\nx := 2 if input.b";
    assert!(evaluate(text, "data.p.x", &json!({"a": true, "b": true})).is_err());
}

#[test]
fn a_slow_rule_is_stopped() {
    let text = "package p\nx := count([1 | some a in numbers.range(1, 3000); \
                some b in numbers.range(1, 3000); a == {b}])";
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

/// Calls of `sprintf` with what OPA 1.20.2 answered, measured one by one.
const SPRINTF: &str = include_str!("engine/sprintf.jsonl");

#[test]
fn sprintf_prints_what_opa_prints() {
    let mut differences = Vec::new();
    for line in SPRINTF.lines() {
        let (call, expected): (String, String) = serde_json::from_str(line).expect("a pair");
        let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
        if answer != Ok(Some(json!(expected))) {
            differences.push(format!("{call}\n  OPA: {expected}\n  here: {answer:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_whole_number_takes_the_verbs_of_a_fraction() {
    for (call, expected) in [
        (r#"sprintf("%.2f", [1])"#, "1.00"),
        (r#"sprintf("%g", [100000])"#, "100000"),
    ] {
        let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
        assert_eq!(answer, Ok(Some(json!(expected))));
    }
}

#[test]
fn numbers_are_compared_and_computed_as_they_are_written() {
    let cases = [
        (
            "raigate.num.gt(raigate.num.sub(0.9, 0.7), 0.2)",
            json!(false),
        ),
        (
            "raigate.num.gte(raigate.num.sub(0.3, 0.1), 0.2)",
            json!(true),
        ),
        ("raigate.num.add(0.1, 0.2)", json!(0.3)),
        ("raigate.num.sub(0.914, 0.99)", json!(-0.076)),
        (
            "raigate.num.abs(raigate.num.sub(0.914, 0.99))",
            json!(0.076),
        ),
        ("raigate.num.mul(0.07, 100)", json!(7)),
        ("raigate.num.mul(1.1, 1.1)", json!(1.21)),
        ("raigate.num.eq(1, 1.0)", json!(true)),
        ("raigate.num.eq(1e2, 100)", json!(true)),
        ("raigate.num.lt(-0.5, -0.4)", json!(true)),
        ("raigate.num.lt(9, 10)", json!(true)),
        ("raigate.num.lt(1e-300, 1e300)", json!(true)),
        ("raigate.num.gt(-1e-300, -1e300)", json!(true)),
        ("raigate.num.lte(0, -0.0)", json!(true)),
        ("raigate.num.add(1e300, 1e-300)", json!(1e300)),
        (
            "raigate.num.gt(18446744073709551615, 18446744073709551614)",
            json!(true),
        ),
        ("raigate.num.abs(-3)", json!(3)),
    ];
    for (call, expected) in cases {
        let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
        assert_eq!(answer, Ok(Some(expected)), "{call}");
    }
}

#[test]
fn what_is_said_in_a_value_is_named_by_its_pointer() {
    for (call, expected) in [
        ("raigate.text.said(\"four\", 4)", json!([""])),
        ("raigate.text.said(\"  four \", 5)", json!([])),
        ("raigate.text.said(\"zwölf\", 5)", json!([""])),
        // What shows nothing, and strokes without a word, say nothing.
        (
            "raigate.text.said(\"\u{200b}\u{3164}\u{2800}a\", 2)",
            json!([]),
        ),
        ("raigate.text.said(\"<!-- -->\", 3)", json!([])),
        ("raigate.text.said(\"C++\", 3)", json!([""])),
        ("raigate.text.said([null, [], {}, \"\"], 1)", json!([])),
        (
            r#"raigate.text.said({"b": [0, false, "x"], "a/~": {"c": "yes"}}, 3)"#,
            json!(["/a~1~0/c", "/b/0", "/b/1"]),
        ),
    ] {
        let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
        assert_eq!(answer, Ok(Some(expected)), "{call}");
    }
}

#[test]
fn a_function_refuses_what_it_cannot_answer() {
    for (call, expected) in [
        (
            r#"raigate.text.said("x", "3")"#,
            "`raigate.text.said` takes a number of characters",
        ),
        (
            r#"raigate.num.gt("1", 2)"#,
            "`raigate.num.gt` takes numbers, this is a text",
        ),
        (
            "numbers.range(1, 20000000)",
            "`numbers.range` gives at most 1000000 numbers",
        ),
        (
            "bits.lsh(1, 1000000000)",
            "`bits.lsh` gives numbers of 64 bits",
        ),
        (
            "raigate.num.mul(1e200, 1e200)",
            "the result is larger than any number",
        ),
    ] {
        let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
        assert_eq!(answer.expect_err(call).message, expected);
    }
}

#[test]
fn patterns_find_what_the_engine_itself_finds() {
    let own = |call: &str| {
        let mut engine = regorus::Engine::new();
        engine.set_strict_builtin_errors(true);
        let text = format!("package p\nx := {call}");
        engine.add_policy("p.rego".to_owned(), text).unwrap();
        let answer = engine.eval_rule("data.p.x".to_owned()).ok()?;
        Some((answer != regorus::Value::Undefined).then(|| answer.to_string()))
    };
    let texts = ["", "Ä b, c--d", "2026-02-29", "a\tb  c", "[x] (y)", "aaa"];
    let patterns = [
        r"[^\p{L}\p{N}]+",
        r"\S+",
        "a*",
        "(?i)ä",
        "^$",
        "([a-z])(-)",
        "(?P<year>[0-9]{4})",
        "(",
        r"\p{L}{900}",
        "",
    ];
    for (text, pattern) in texts
        .iter()
        .flat_map(|text| patterns.map(|it| (json!(text), json!(it))))
    {
        for call in [
            format!("regex.match({pattern}, {text})"),
            format!("regex.split({pattern}, {text})"),
            format!("regex.find_n({pattern}, {text}, -1)"),
            format!("regex.find_n({pattern}, {text}, 2)"),
            format!("regex.find_n({pattern}, {text}, 0)"),
            format!("regex.find_n({pattern}, {text}, 1.5)"),
            format!("regex.replace({text}, {pattern}, \"<$1$year>\")"),
            format!("regex.match({pattern}, [{text}])"),
        ] {
            let answer = evaluate(&format!("package p\nx := {call}"), "data.p.x", &json!({}));
            let shown = answer.ok().map(|answer| answer.map(|it| it.to_string()));
            assert_eq!(shown, own(&call), "{call}");
        }
    }
}

#[test]
fn a_text_has_the_published_digest() {
    // The first example of FIPS 180-2.
    let answer = evaluate(
        "package p\nx := crypto.sha256(\"abc\")",
        "data.p.x",
        &json!({}),
    );
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(answer, Ok(Some(json!(expected))));
}

#[test]
fn a_set_whose_facts_are_absent_is_empty_without_being_asked() {
    // Each body begins with what is not there, straight or by another rule.
    let text = "package p\n\
        results := input.facts.results\n\
        large contains r if { some r in results; r > 1 }\n\
        findings contains x if { some x in input.facts.claims; to_number(x) > 1 }\n\
        findings contains x if { some x in results; to_number(x) > 1 }\n\
        findings contains x if { some x in {r | some r in large}; to_number(x) > 1 }";
    for (input, expected) in [
        (json!({}), json!([])),
        (json!({"facts": {"claims": []}}), json!([])),
        (json!({"facts": {"claims": [3]}}), json!([3])),
        (json!({"facts": {"results": [1, 2]}}), json!([2])),
    ] {
        let answer = evaluate(text, "data.p.findings", &input);
        assert_eq!(answer, Ok(Some(expected)), "{input}");
    }
}

#[test]
fn a_set_is_asked_where_a_body_can_hold_without_the_facts() {
    for (body, expected) in [
        ("not input.facts.claims", json!(["found"])),
        (
            "every claim in object.get(input, \"claims\", []) { claim > 1 }",
            json!(["found"]),
        ),
        (
            "count([x | some x in input.facts.claims]) == 0",
            json!(["found"]),
        ),
        (
            "some x in input.claims with input as {\"claims\": [1]}; x == 1",
            json!(["found"]),
        ),
        ("some x in claims; x == 1", json!(["found"])),
    ] {
        let text = format!(
            "package p\ndefault claims := [1]\nclaims := input.facts.claims\n\
             findings contains \"found\" if {{ {body} }}"
        );
        let answer = evaluate(&text, "data.p.findings", &json!({}));
        assert_eq!(answer, Ok(Some(expected)), "{body}");
    }
}

#[test]
fn a_call_that_fails_before_the_absent_facts_is_still_an_error() {
    let text = "package p\nfindings contains x if { to_number(input.word) > 1; some x in input.facts.claims }";
    let answer = evaluate(text, "data.p.findings", &json!({"word": "many"}));
    assert!(answer.is_err(), "{answer:?}");
}

#[test]
fn a_packed_value_is_the_same_for_policies() {
    let mut deep = json!(1);
    for _ in 0..140 {
        deep = json!([deep]);
    }
    let values = [
        json!({"rate": 0.1, "least": 5e-324, "most": 1.797_693_134_862_315_7e308, "zero": -0.0}),
        json!([
            u64::MAX,
            i64::MIN,
            9_007_199_254_740_993_u64,
            1.0,
            0.300_000_000_000_000_04
        ]),
        json!({"$serde_json::private::Number": "7", "b": 1, "a": [true, null, ""]}),
        json!({"quoted \" \\ \u{0} \u{1f600} \u{2028}": "line\nbreak"}),
        deep,
    ];
    let program = Program::load(&[module("p.rego", "package p\nx := input")], &json!({}));
    let mut session = program.expect("loads").session();
    for value in values {
        let mut packed = Packed::from(value.clone());
        packed.pack();
        let mut seen = |input: Input| {
            session.set_ready(&input);
            session.evaluate("data.p.x", LIMIT)
        };
        let plain = seen(Input::new(&value));
        assert!(plain.is_ok_and(|answer| answer.is_some()));
        assert_eq!(seen(Input::unpacked(&packed)), seen(Input::new(&value)));
        assert_eq!(
            seen(Input::unpacked(&value.clone().into())),
            seen(Input::new(&value))
        );
        assert_eq!(*packed, value);
    }
}
