//! The chain from a model version to its release, in real histories.

use super::repository::{Repository, check, has};
use super::support;

const SYSTEM: &str = r#"version = 1

[[system]]
id = "ticket-router"
tier = "limited"
stage = "launch"
facets = []
"#;

const MANIFEST: &str = r#"schema: raigate/model-manifest/v1
id: ticket-router-manifest
name: ticket-router
version: "2.0"
release: "2.0"
owner: "@ada"
datasets: [{name: tickets-2024, role: train}]
"#;

const RESULT: &str = r#"{
  "schema": "raigate/eval-result/v1",
  "id": "spring-2026",
  "model": {"name": "ticket-router", "version": "2.0"},
  "dataset": {"name": "tickets-spring", "split": "test"},
  "date": "2026-10-20",
  "responsible": "@ada",
  "metrics": [{"type": "accuracy", "value": 0.91, "n": 4000}]
}
"#;

const APPROVAL: &str = r#"schema: raigate/approval/v1
id: launch-2-0
model: {name: ticket-router, version: "2.0"}
decision_type: launch
decision: approve
role: rai-lead
approver: "@grace"
date: 2026-10-30
"#;

const CHECKLIST: &str = r#"schema: raigate/launch-checklist/v1
id: july
release: "2.0"
items: [{id: told, text: The support team has been told., done: false}]
"#;

/// A repository in which each link of the chain stands for version 2.0.
fn whole() -> Option<Repository> {
    let repository = Repository::empty();
    if !has("git") {
        return None;
    }
    for (path, text) in [
        ("raigate.toml", SYSTEM),
        ("rai/models/ticket-router.yaml", MANIFEST),
        ("rai/eval/results/spring.json", RESULT),
        ("rai/approvals/launch.yaml", APPROVAL),
        ("rai/launch/july.yaml", CHECKLIST),
    ] {
        repository.write(path, text);
    }
    repository.git("init -q -b main");
    repository.commit("Begin");
    Some(repository)
}

/// Runs `trace` and compares what it draws with `tests/cli/trace/NAME`.
fn drawn(repository: &Repository, command: &str, name: &str) {
    let ran = repository.run(command);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    // Commits are made on the spot, by a person of fixed name on a fixed day.
    let commit = repository.git("rev-parse HEAD");
    let out = ran
        .out
        .replace(&commit, "COMMIT")
        .replace(&commit[..10], "COMMIT");
    let golden = support::root().join("tests/cli/trace").join(name);
    assert_eq!(support::golden(&golden, &out), None);
}

#[test]
fn a_whole_chain_is_drawn_in_each_format() {
    let Some(repository) = whole() else {
        return;
    };
    drawn(&repository, "trace ticket-router", "whole.txt");
    drawn(
        &repository,
        "trace ticket-router --format json",
        "whole.json",
    );
    drawn(
        &repository,
        "trace ticket-router --format mermaid",
        "whole.mermaid",
    );
}

#[test]
fn the_first_gap_is_told_beside_what_there_is_instead() {
    let Some(repository) = whole() else {
        return;
    };
    repository.replace(
        "rai/models/ticket-router.yaml",
        "version: \"2.0\"",
        "version: \"2.1\"",
    );
    drawn(&repository, "trace ticket-router", "broken.txt");
    drawn(
        &repository,
        "trace ticket-router --format mermaid",
        "broken.mermaid",
    );
    let json = repository.run("trace ticket-router --format json").json();
    assert_eq!(json["chains"][0]["broken_at"], "evaluation");
    // What was released is still whole where it was released.
    let before = repository
        .run("trace ticket-router --commit HEAD --format json")
        .json();
    assert_eq!(before["chains"][0]["broken_at"], serde_json::Value::Null);
}

#[test]
fn the_gate_finds_the_same_gap_as_the_drawing() {
    let Some(repository) = whole() else {
        return;
    };
    let manifest = "rai/models/ticket-router.yaml";
    repository.replace(
        manifest,
        "datasets: [{name: tickets-2024, role: train}]\n",
        "",
    );
    let json = repository.run("trace ticket-router --format json").json();
    assert_eq!(json["chains"][0]["broken_at"], "data");
    let report = repository.run("check --format json").json();
    let findings = report["findings"].as_array().unwrap();
    let of_chain = |one: &&serde_json::Value| one["rule"] == "trace/broken-chain";
    let broken: Vec<_> = findings.iter().filter(of_chain).collect();
    assert_eq!(broken.len(), 1, "{findings:#?}");
    let message = "chain of `ticket-router` breaks at data: manifest names no data";
    assert_eq!(broken[0]["message"], message);
    assert_eq!(broken[0]["location"]["path"], manifest);
}

#[test]
fn a_system_that_is_not_there_is_a_mistake_with_a_hint() {
    let Some(repository) = whole() else {
        return;
    };
    let expected = ["there is no system `ticket-ruter`; did you mean `ticket-router`?"];
    check(&repository, "trace ticket-ruter", (2, &expected));
}

#[test]
fn a_system_without_a_manifest_has_no_chain() {
    let Some(repository) = whole() else {
        return;
    };
    std::fs::remove_file(repository.folder.join("rai/models/ticket-router.yaml")).unwrap();
    check(
        &repository,
        "trace ticket-router",
        (0, &["no chain begins here"]),
    );
}

#[test]
fn a_name_that_would_repaint_the_terminal_is_spelled_out() {
    let Some(repository) = whole() else {
        return;
    };
    repository.replace(
        "rai/models/ticket-router.yaml",
        "name: ticket-router",
        "name: \"\\e[31m<b>\"",
    );
    let text = repository.run("trace ticket-router").out;
    assert!(!text.contains('\u{1b}'), "{text}");
    let drawn = repository.run("trace ticket-router --format mermaid").out;
    assert!(!drawn.contains("31m<b>"), "{drawn}");
}
