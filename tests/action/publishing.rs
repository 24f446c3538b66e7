//! What the action posts, and how it asks for it.

use super::repository::{GOOD, Repository, has};
use super::runner::{Step, program, run_at};
use super::support;

/// Runs the step that posts with a raigate that says what it was given, and ends with `code`.
fn post(code: i32, given: &[(&str, &str)]) -> Step {
    let repository = Repository::example(GOOD);
    let tools = repository.folder.join("../bin");
    let says = "for word; do echo \"<$word>\"; done; \
        echo \"token=$RAIGATE_TOKEN upload=$RAIGATE_UPLOAD_SARIF\"; ";
    program(&tools, "raigate", &format!("{says}exit {code}"));
    let raigate = tools.join("raigate");
    let base = [
        ("report", "saved report.json"),
        ("steps.install.outputs.raigate", raigate.as_str()),
        ("github.token", "of-the-job"),
    ];
    let folder = support::root().join("publish");
    run_at(
        &folder,
        &repository,
        "publish",
        &[&base[..], given].concat(),
    )
}

#[test]
fn a_saved_report_is_posted_with_what_was_asked_for() {
    if !has("bash") {
        return;
    }
    let step = post(0, &[]);
    let said = "<publish>\n<--report=saved report.json>\ntoken=of-the-job upload=\n";
    assert_eq!((step.code, step.log.as_str()), (0, said));
    let given = [
        ("comment", "true"),
        ("check", "false"),
        ("upload-sarif", "true"),
        ("token", "another"),
        ("config", "a b.toml"),
    ];
    let step = post(0, &given);
    let said = "<publish>\n<--report=saved report.json>\n<--comment=on-findings>\n<--check=never>\n\
        <--config=a b.toml>\ntoken=another upload=true\n";
    assert_eq!((step.code, step.log.as_str()), (0, said));
    let step = post(0, &[("comment", "$(touch harm) always")]);
    assert!(step.log.contains("<--comment=$(touch harm) always>\n"));
}

#[test]
fn only_what_could_not_be_posted_fails_the_step() {
    if !has("bash") {
        return;
    }
    for (code, expected) in [(0, 0), (1, 0), (2, 2), (3, 3)] {
        assert_eq!(post(code, &[]).code, expected);
    }
}

#[test]
fn it_takes_the_binary_that_the_gate_takes() {
    if !has("bash") {
        return;
    }
    let repository = Repository::example(GOOD);
    let binary = env!("CARGO_BIN_EXE_raigate");
    let folder = support::root().join("publish");
    let step = run_at(&folder, &repository, "install", &[("RAIGATE_BIN", binary)]);
    assert_eq!(
        (step.code, step.outputs["raigate"].as_str()),
        (0, binary),
        "{}",
        step.log
    );
}
