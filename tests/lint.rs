//! What is refused when policies are loaded, each beside what is fine.

use std::sync::Arc;

use raigate::engine::{Module, Program};
use serde_json::json;

/// A package that others import.
const LIBRARY: &str = "\
package acme.lib
half(x) := x / 2
limit := 3
deep contains x if some x in input.xs
";

/// Loads `body` in a package of its own, beside the library, and returns what is refused.
fn refused(body: &str) -> Vec<String> {
    load(&[
        ("lib.rego", LIBRARY),
        ("p.rego", &format!("package p\n{body}")),
    ])
}

fn load(modules: &[(&str, &str)]) -> Vec<String> {
    let module = |(path, text): &(&str, &str)| Module {
        path: (*path).to_owned(),
        text: Arc::from(*text),
    };
    let modules: Vec<Module> = modules.iter().map(module).collect();
    let data =
        json!({"settings": {"card": {"tone": {"max_words": 3}}}, "run": {"today": "2026-11-23"}});
    let errors = Program::load(&modules, &data).err().unwrap_or_default();
    let shown = errors.iter().map(|error| match &error.place {
        Some((file, line, column)) => format!("{file}:{line}:{column}: {}", error.message),
        None => error.message.clone(),
    });
    shown.collect()
}

/// Asserts that `bad` is refused with one message that begins like `expected`, and `good` is not.
fn check(bad: &str, expected: &str, good: &str) {
    let found = refused(bad);
    assert!(
        found.len() == 1 && found[0].starts_with(&format!("p.rego:{expected}")),
        "{bad}\nexpected {expected}\nfound {found:#?}"
    );
    assert_eq!(refused(good), Vec::<String>::new(), "{good}");
}

#[test]
fn a_call_of_no_function_is_refused_even_where_it_is_never_reached() {
    check(
        "x if {\n\tfalse\n\tuper(input.x) == \"A\"\n}",
        "4:2: unknown function `uper`; did you mean `upper`?",
        "x if {\n\tfalse\n\tupper(input.x) == \"A\"\n}",
    );
    check(
        "import data.acme.lib\nx := lib.halve(4)",
        "3:6: unknown function `lib.halve`; did you mean `lib.half`?",
        "import data.acme.lib\nx := lib.half(4)",
    );
    check(
        "x := data.acme.lib.limit(4)",
        "2:",
        "x := data.acme.lib.half(4)",
    );
    check("f(a) := a\nx := g(1)", "3:", "f(a) := a\nx := f(1)");
}

#[test]
fn a_call_with_too_few_arguments_is_refused() {
    check("x := contains(\"a\")", "2:", "x := contains(\"a\", \"b\")");
    check(
        "f(a, b) := a\nx := f(1)",
        "3:6: `f` takes 2 arguments, not 1",
        "f(a, b) := a\nx := f(1, 2)",
    );
    check("x if sprintf(\"\", [], y)", "2:", "x if count([], 0)");
}

#[test]
fn the_world_outside_cannot_be_asked() {
    for call in [
        "http.send({\"method\": \"get\", \"url\": \"http://localhost\"})",
        "opa.runtime()",
        "time.now_ns()",
        "rand.intn(\"a\", 3)",
        "net.lookup_ip_addr(\"localhost\")",
    ] {
        let found = refused(&format!("x := {call}"));
        assert!(
            found.len() == 1 && found[0].contains("cannot be called"),
            "{found:#?}"
        );
    }
}

#[test]
fn arithmetic_beside_a_comparison_is_refused_where_fractions_are_possible() {
    let good = "x if raigate.num.gt(raigate.num.sub(input.a, input.b), 0.1)";
    let message = "arithmetic beside a comparison is inexact";
    check(
        "x if input.a - input.b > 0.1",
        &format!("2:6: {message}"),
        good,
    );
    check(
        "x if {\n\tgap := input.a - input.b\n\tgap > 0.1\n}",
        &format!("4:2: {message}"),
        good,
    );
    check(
        "x if 3 >= count(input.xs) / 2",
        &format!("2:6: {message}"),
        good,
    );
    check(
        "x if input.a - input.b == 0",
        &format!("2:6: {message}"),
        good,
    );
}

#[test]
fn arithmetic_on_whole_numbers_and_sets_is_fine() {
    for body in [
        "x if count(input.xs) - 1 > 3",
        "x if {\n\tn := count(input.xs) + 1\n\tn * 2 > 3\n}",
        "x if {1, 2} - {1} == {2}",
        "x if {a | some a in input.as} - {1} != set()",
        "names contains n if some n in input.xs\nx if names - {1} == set()",
        "x if input.a > -0.5",
        "x := input.a - input.b",
    ] {
        assert_eq!(refused(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn an_assignment_from_walk_is_refused() {
    let good = "x contains path if walk(input, [path, value])\ny contains v if walk(input, [_, v])";
    check(
        "x contains p if [p, v] := walk(input)",
        "2:27: `walk` gives nothing",
        good,
    );
    check("x contains p if [p, v] = walk(input)", "2:", good);
    check("x contains p if some [p, v] in walk(input)", "2:", good);
}

#[test]
fn an_import_of_the_package_itself_is_refused() {
    check(
        "import data.p as me\nx if me.y\ny if input.a",
        "2:1: `me` is this package itself",
        "x if y\ny if input.a",
    );
}

#[test]
fn a_reference_to_nothing_is_refused() {
    check(
        "import data.acme.lib\nx if lib.limt > 2",
        "3:6: `acme.lib` has no rule `limt`; did you mean `limit`?",
        "import data.acme.lib\nx if lib.limit > 2",
    );
    check("import data.acme.libs", "2:", "import data.acme.lib");
    check(
        "x if data.raigate.lib.text.shown",
        "2:",
        "x if data.acme.lib.deep[_]",
    );
    check(
        "x if data.settings.card.tone.max_word > 2",
        "2:6: `data.settings.card.tone` has no `max_word`; did you mean `max_words`?",
        "x if data.settings.card.tone.max_words > 2",
    );
    check("x if data.acne.lib.limit", "2:", "x if data.roles.lead");
}

#[test]
fn a_name_that_hides_an_import_is_not_taken_for_it() {
    let body = "import data.acme.lib\nf(lib) := lib.name\nz := lib.limit";
    assert_eq!(refused(body), Vec::<String>::new());
}

#[test]
fn a_reference_that_a_test_replaces_may_be_to_nothing() {
    let body = "import data.acme.lib\ntest_x if lib.limit == 3 with data.settings.card.tune as 3";
    assert_eq!(refused(body), Vec::<String>::new());
}

#[test]
fn rules_in_a_circle_are_refused() {
    let cycle = "x := y + 1 if input.a\ny := z if input.b\nz := x";
    check(
        cycle,
        "2:1: rules that need each other never end: x → y → z → x",
        "x := y\ny := 1",
    );
    check(
        "f(n) := f(n - 1) if n > 0",
        "2:1: rules that",
        "f(n) := g(n)\ng(n) := n",
    );
}

#[test]
fn a_name_in_a_head_that_nothing_defines_is_refused() {
    check("x := y", "2:6: `y` is defined nowhere", "x := y\ny := 1");
    check(
        "x contains m if input.a",
        "2:12: `m` is defined nowhere",
        "x contains m if m := input.a",
    );
    check(
        "f(a) := b if a",
        "2:9: `b` is defined nowhere",
        "f(a) := a if a",
    );
    let fine =
        "x := {y | some y in input.ys}\nz contains i if input.xs[i]\nw := {\"a\": [input.b[_]]}";
    assert_eq!(refused(fine), Vec::<String>::new());
}

#[test]
fn a_name_that_is_used_before_it_is_hidden_is_explained() {
    let body = "x := [n |\n\tsome v in input.xs\n\tn := v\n\tinner := [n | some w in input.ws; w == n; n := 3]\n\tcount(inner) > 0\n]";
    let found = refused(body);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("give the inner one another name"),
        "{found:#?}"
    );
}

#[test]
fn a_rule_has_a_set_of_findings() {
    let rule = |body: &str| load(&[("r.rego", &format!("package raigate.rules.a.b\n{body}"))]);
    let found = rule("findings if input.x");
    assert_eq!(
        found,
        ["r.rego:2:1: `findings` is a set: write `findings contains … if { … }`"]
    );
    let found = rule("findings := [1]");
    assert_eq!(found.len(), 1, "{found:#?}");
    let found = rule("deny contains \"m\" if input.x");
    assert_eq!(
        found,
        [
            "r.rego:2:1: a rule defines `findings contains …`; `deny` is the name in conftest's dialect"
        ]
    );
    let found = rule("findings contains 1 if input.x\napplicable contains 1 if input.x");
    assert_eq!(
        found,
        ["r.rego:3:1: `applicable` is true or false: write `applicable if { … }`"]
    );
    assert!(rule("findings contains 1 if input.x\napplicable if input.y").is_empty());
}
