//! The GitHub action: its scripts, run as a runner would run them.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

#[path = "cli/repository.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod repository;

#[path = "action/install.rs"]
mod install;
#[path = "action/linters.rs"]
mod linters;
#[path = "action/publishing.rs"]
mod publishing;
#[path = "action/runner.rs"]
mod runner;
#[path = "action/server.rs"]
mod server;
#[path = "action/workshop.rs"]
mod workshop;

use serde_json::Value;

use repository::{BAD, CARD, GOOD, Repository, has};
use runner::{Step, run};

/// What the base of a pull request is called in an expression.
const BASE: &str = "github.event.pull_request.base.sha";

/// Judges with `inputs`, and holds the step to its code and to `name=value` of its outputs.
#[track_caller]
fn check(repository: &Repository, inputs: &[(&str, &str)], (code, outputs): (i32, &str)) -> Step {
    let step = run(repository, "check", inputs);
    assert_eq!(step.code, code, "{inputs:?}\n{}", step.log);
    for pair in outputs.split(' ') {
        let (name, value) = pair.split_once('=').unwrap();
        let actual = step.outputs.get(name).map_or("", String::as_str);
        assert_eq!(actual, value, "{name} with {inputs:?}\n{}", step.log);
    }
    step
}

#[test]
fn a_verdict_reaches_later_steps_the_log_and_the_summary() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(BAD);
    let step = check(
        &repository,
        &[],
        (1, "verdict=fail errors=3 warnings=0 waived=0"),
    );
    let report = std::fs::read_to_string(&step.outputs["report"]).unwrap();
    assert!(report.contains("\"verdict\": \"fail\""));
    let sarif = std::fs::read_to_string(&step.outputs["sarif"]).unwrap();
    assert!(sarif.contains("\"version\": \"2.1.0\""));
    assert!(
        step.log
            .contains("\n::error file=models/router-german/README.md,line=19,")
    );
    assert!(step.summary.starts_with("# Of another step\n"));
    assert!(step.summary.contains("card/claim-contradicts-result"));

    let good = Repository::example(GOOD);
    check(&good, &[], (0, "verdict=pass errors=0 warnings=0 waived=0"));
    let empty = Repository::empty();
    let step = check(&empty, &[], (2, "verdict=none errors= warnings="));
    assert!(step.log.contains("::error title=raigate"), "{}", step.log);
    assert!(std::fs::read_to_string(&step.outputs["report"]).is_ok());
}

#[test]
fn what_an_earlier_step_left_is_not_handed_on() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(BAD);
    check(&repository, &[], (1, "errors=3"));
    let wrong = [("format", "yaml=x")];
    check(
        &repository,
        &wrong,
        (2, "verdict=none report= sarif= errors="),
    );
}

#[test]
fn inputs_reach_the_gate() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(BAD);
    let english = [("paths", "models/router-english\n  raigate.toml\n")];
    check(&repository, &english, (1, "errors=3"));
    let english = [("paths", "models/router-english")];
    check(&repository, &english, (0, "verdict=pass errors=0"));
    check(
        &repository,
        &[("fail-on", "never")],
        (0, "verdict=pass errors=3"),
    );
    check(
        &repository,
        &[("format", "json=a.json human=b.txt")],
        (1, "errors=3"),
    );
    assert!(repository.read("a.json").contains("raigate/report/v1"));
    assert!(repository.read("b.txt").contains("fail: 3 errors"));
    repository.write("other.toml", "version = 1\n[gate]\nfail-on = \"never\"\n");
    check(
        &repository,
        &[("config", "other.toml")],
        (0, "verdict=pass"),
    );
}

#[test]
fn the_base_of_a_pull_request_is_what_findings_are_compared_with() {
    let Some(repository) = Repository::committed(GOOD).filter(|_| has("bash")) else {
        return;
    };
    repository.replace(CARD, "0.893", "0.95");
    repository.commit("Claim too much");
    let base = repository.git("rev-parse HEAD");
    check(&repository, &[], (1, "errors=2"));
    check(&repository, &[(BASE, &base)], (0, "verdict=pass errors=0"));
    let off = [(BASE, base.as_str()), ("since", "none")];
    check(&repository, &off, (1, "errors=2"));
    check(&repository, &[("since", "HEAD~1")], (1, "errors=2"));
}

#[test]
fn hostile_inputs_do_no_harm() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(BAD);
    let words = [
        "$(touch harm)",
        "`touch harm`",
        "a b; touch harm",
        "'\"; touch harm #",
        "x\ntouch harm\nverdict=pass",
        "*",
        "--publish",
        "-- --format=json=harm",
        "::error::harm",
    ];
    let inputs = [
        "config", "paths", "fail-on", "since", "format", "org", "token",
    ];
    for word in words {
        for input in inputs {
            let expected = if input == "token" {
                (1, "verdict=fail")
            } else {
                (2, "verdict=none")
            };
            let step = check(&repository, &[(input, word)], expected);
            assert!(!repository.folder.join("harm").exists(), "{input}: {word}");
            assert!(
                !step
                    .log
                    .lines()
                    .any(|line| line.starts_with("::error::harm"))
            );
        }
    }
}

#[test]
fn what_is_not_built_is_said_loudly() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(GOOD);
    let step = check(&repository, &[("org", "policy")], (2, "verdict=none"));
    assert!(step.log.contains("`--org` is not built yet"));
}

#[test]
fn each_input_and_output_of_the_action_is_wired() {
    let action = runner::action(&support::root());
    let names = |key: &str| -> Vec<&str> {
        let entries = action[key].as_object().unwrap();
        entries.keys().map(String::as_str).collect()
    };
    let mut inputs = names("inputs");
    inputs.sort_unstable();
    let expected = "check comment config download-url fail-on format org paths since token \
        upload-sarif verify version working-directory";
    assert_eq!(inputs.join(" "), expected);
    is_wired(&action);
    is_wired(&runner::action(&support::root().join("action/publish")));
    for output in names("outputs") {
        let value = action["outputs"][output]["value"].as_str().unwrap();
        assert!(
            value.contains(&format!("steps.check.outputs.{output} ")),
            "{value}"
        );
    }
}

/// Holds that every input of an action reaches a script, and none is part of one.
fn is_wired(action: &Value) {
    let all = action["runs"].to_string();
    for input in action["inputs"].as_object().unwrap().keys() {
        let term = format!("inputs.{input} ");
        assert!(all.contains(&term), "{input} reaches no step");
    }
    for step in action["runs"]["steps"].as_array().unwrap() {
        // An expression inside a script would let an input become part of it, and a shell that
        // is not privileged would read BASH_ENV and functions of the environment.
        let run = step["run"].as_str().unwrap();
        assert!(!run.contains("${{"), "{run}");
        assert_eq!(step["shell"], "bash -p {0}");
        let name = run.rsplit('/').next().unwrap().trim_end_matches('"');
        let folder = support::root().join("action");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let script = read(name) + &read("posting.sh");
        for variable in step["env"].as_object().unwrap().keys() {
            // Two that the binary and the line above read.
            let is_read = ["ACTION_PATH", "RAIGATE_TOKEN"].contains(&variable.as_str());
            assert!(
                is_read || script.contains(variable),
                "{name} does not read {variable}"
            );
        }
    }
}

#[test]
fn nothing_of_the_environment_runs_in_the_scripts() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(GOOD);
    let file = repository.folder.join("../env.sh");
    std::fs::write(&file, "touch harm\n").unwrap();
    let inherited = [
        ("BASH_ENV", file.as_str()),
        ("ENV", file.as_str()),
        ("BASH_FUNC_printf%%", "() { touch harm; }"),
        ("BASH_FUNC_bash%%", "() { touch harm; }"),
        ("BASH_FUNC_sed%%", "() { touch harm; }"),
    ];
    check(&repository, &inherited, (0, "verdict=pass errors=0"));
    let named = [("RAIGATE_BIN", env!("CARGO_BIN_EXE_raigate"))];
    let step = run(&repository, "install", &[&inherited[..], &named].concat());
    assert_eq!(step.code, 0, "{}", step.log);
    assert!(!repository.folder.join("harm").exists());
}
