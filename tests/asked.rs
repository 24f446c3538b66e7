//! A rule is asked for all that it says at once, or not at all where it can say nothing.

use std::time::Duration;

use raigate::catalogue;
use raigate::config::Config;
use raigate::engine::{Answer, EngineError, Module, Program};
use serde_json::{Map, Value, json};

const LIMIT: Duration = Duration::from_secs(5);

/// Asks the rule of package `raigate.rules.p.q` that stands in `files`.
fn ask(files: &[&str], input: &Value) -> Result<Option<Answer>, EngineError> {
    let modules: Vec<Module> = files
        .iter()
        .enumerate()
        .map(|(at, text)| Module {
            path: format!("{at}.rego"),
            text: (*text).into(),
        })
        .collect();
    let program = Program::of_rules(&modules, &json!({}), None).expect("loads");
    let mut session = program.session();
    session.set_input(input);
    session.ask("raigate.rules.p.q", LIMIT)
}

fn said(deferred: Value, not_evaluated: Value, findings: Value) -> Answer {
    Answer {
        deferred: Some(deferred),
        not_evaluated: Some(not_evaluated),
        findings: Some(findings),
    }
}

#[test]
fn all_sets_of_a_rule_come_in_one_answer() {
    let text = "package raigate.rules.p.q\nshared := [x | some x in input.xs]\n\
        findings contains x if some x in shared\nnot_evaluated contains \"n\" if count(shared) > 1\n\
        deferred contains \"d\" if count(shared) > 2";
    let answer = ask(&[text], &json!({"xs": ["a", "b"]}));
    assert_eq!(
        answer,
        Ok(Some(said(json!([]), json!(["n"]), json!(["a", "b"]))))
    );
}

#[test]
fn a_rule_that_is_not_applicable_is_asked_nothing() {
    let text = "package raigate.rules.p.q\napplicable if input.yes\n\
        findings contains sprintf(\"%d\", [input.x])";
    assert_eq!(ask(&[text], &json!({"x": 1})), Ok(None));
    assert_eq!(ask(&[text], &json!({"yes": false, "x": 1})), Ok(None));
    let answer = ask(&[text], &json!({"yes": true, "x": 1}));
    assert_eq!(answer, Ok(Some(said(json!([]), json!([]), json!(["1"])))));
    let text = "package raigate.rules.p.q\napplicable := \"yes\"\nfindings contains \"f\"";
    assert_eq!(ask(&[text], &json!({})), Ok(None));
}

#[test]
fn a_set_that_fails_is_an_error_whatever_the_others_say() {
    let text = "package raigate.rules.p.q\nfindings contains \"f\"\n\
        not_evaluated contains sprintf(\"%d\", [input.x, input.x]) if to_number(input.x)";
    assert!(ask(&[text], &json!({"x": "no"})).is_err());
}

#[test]
fn words_at_the_beginning_of_a_line_are_no_declaration() {
    let text = "package raigate.rules.p.q\nx := `\napplicable\ndeferred`\n findings contains x";
    let answer = ask(&[text], &json!({}));
    let findings = json!(["\napplicable\ndeferred"]);
    assert_eq!(answer, Ok(Some(said(json!([]), json!([]), findings))));
}

#[test]
fn a_package_may_stand_in_several_files() {
    let files = [
        "package raigate.rules.p.q\nfindings contains \"f\"",
        "package raigate.rules.p.q\nfindings contains \"g\"\nnot_evaluated contains \"n\"",
    ];
    let answer = ask(&files, &json!({}));
    assert_eq!(
        answer,
        Ok(Some(said(json!([]), json!(["n"]), json!(["f", "g"]))))
    );
}

#[test]
fn a_rule_about_evidence_that_is_not_there_is_not_evaluated() {
    let library = "package raigate.lib.evidence\n\
        of_kind(kind) := [artifact | some artifact in input.evidence; artifact.kind == kind]";
    let logs = "package raigate.lib.logs\nimport data.raigate.lib.evidence\n\
        all := [log | some log in evidence.of_kind(\"safety-test-log\"); log.facts]";
    let rule = "package raigate.rules.p.q\nimport data.raigate.lib.logs\n\
        findings contains log.path if some log in logs.all\n\
        not_evaluated contains artifact.path if {\n some artifact in input.evidence\n artifact.facts.trials\n}";
    let files = [library, logs, rule];
    let card = json!({"evidence": [{"kind": "model-card", "path": "c", "facts": {"claims": []}}]});
    assert_eq!(ask(&files, &card), Ok(Some(Answer::default())));
    assert_eq!(ask(&files, &json!({})), Ok(Some(Answer::default())));
    let log = json!({"evidence": [{"kind": "safety-test-log", "path": "l", "facts": {}}]});
    assert_eq!(
        ask(&files, &log),
        Ok(Some(said(json!([]), json!([]), json!(["l"]))))
    );
    let trials =
        json!({"evidence": [{"kind": "model-card", "path": "c", "facts": {"trials": []}}]});
    assert_eq!(
        ask(&files, &trials),
        Ok(Some(said(json!([]), json!(["c"]), json!([]))))
    );
}

#[test]
fn a_name_that_means_two_things_is_not_looked_through() {
    let lists = "package raigate.lib.one\nall := [x | some x in input.one]";
    let others = "package raigate.lib.two\nall := [x | some x in input.two]";
    let files = [
        lists,
        others,
        "package raigate.rules.p.q\nimport data.raigate.lib.one as list\nfindings contains x if some x in list.all",
        "package raigate.rules.p.r\nimport data.raigate.lib.two as list\nfindings contains x if some x in list.all",
    ];
    let answer = ask(&files, &json!({"one": ["a"]}));
    assert_eq!(answer, Ok(Some(said(json!([]), json!([]), json!(["a"])))));
    assert_eq!(
        ask(&files, &json!({"two": ["a"]})),
        Ok(Some(Answer::default()))
    );
}

#[test]
fn the_policies_that_come_with_the_program_pass_the_lints() {
    let today = "2026-11-23".parse().expect("a day");
    let own = catalogue::build(Vec::new(), Map::new(), &Config::default(), today).expect("builds");
    let linted = Program::of_rules(&catalogue::own_modules(), &own.data, None);
    assert_eq!(linted.err(), None);
}

#[test]
fn the_rules_that_come_with_the_program_lean_on_libraries_alone() {
    let today = "2026-11-23".parse().expect("a day");
    let own = catalogue::build(Vec::new(), Map::new(), &Config::default(), today).expect("builds");
    for rule in &own.rules {
        let leans = own.program.leans_on(&rule.package);
        let others = leans.filter(|path| !path.starts_with("policies/lib/"));
        assert_eq!(others.collect::<Vec<_>>(), [rule.meta.file.as_str()]);
    }
}
