//! The templates for other CIs in `docs/ci/`: read by the vendors' schemas, and their scripts run.

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

use std::process::Output;

use camino::Utf8Path;
use raigate::glossary::Format;
use raigate::parse;
use serde_json::Value;

use repository::{CARD, GOOD, Repository};
use support::python;

fn template(name: &str) -> String {
    std::fs::read_to_string(support::root().join("docs/ci").join(name)).unwrap()
}

/// Returns the value at `pointer` of a template in YAML.
fn value(name: &str, pointer: &str) -> Value {
    let document = parse::document(Format::Yaml, template(name).as_bytes());
    let found = document.value.pointer(pointer);
    found
        .unwrap_or_else(|| panic!("{name} has no {pointer}"))
        .clone()
}

/// Returns the script of a template that judges, and the shell that runs it.
fn script(name: &str) -> (&'static [&'static str], String) {
    let text = |pointer: &str| value(name, pointer).as_str().unwrap().to_owned();
    match name {
        "gitlab.yml" => (&["sh", "-e"], text("/raigate/script/0")),
        "azure-pipelines.yml" => (&["bash"], text("/steps/2/bash")),
        "bitbucket-pipelines.yml" => (&["sh", "-e"], text("/definitions/steps/0/step/script/1")),
        _ => {
            let text = template(name);
            let script = text.split("'''").nth(3).unwrap();
            (&["sh", "-xe"], script.replace("\\\\", "\\"))
        }
    }
}

/// What each CI says of a change from `change` to `main`, and what it says of a commit on `main`.
type Variables = [(&'static str, &'static str)];
const CIS: [(&str, &Variables, &Variables); 4] = [
    (
        "gitlab.yml",
        &[
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ],
        &[("CI_PIPELINE_SOURCE", "push")],
    ),
    (
        "azure-pipelines.yml",
        &[
            ("BUILD_REASON", "PullRequest"),
            ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
        ],
        &[("BUILD_REASON", "IndividualCI")],
    ),
    (
        "Jenkinsfile",
        &[("CHANGE_ID", "7"), ("CHANGE_TARGET", "main")],
        &[],
    ),
    (
        "bitbucket-pipelines.yml",
        &[
            ("BITBUCKET_PR_ID", "7"),
            ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ],
        &[],
    ),
];

/// Runs the script of a template in `repository`, with raigate on the path.
fn run(repository: &Repository, name: &str, variables: &Variables) -> Output {
    let (shell, script) = script(name);
    let outside = repository.folder.join("../outside");
    std::fs::create_dir_all(&outside).unwrap();
    let program = Utf8Path::new(env!("CARGO_BIN_EXE_raigate"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap());
    let mut command = repository.command(shell[0]);
    command
        .args(&shell[1..])
        .args(["-c", &script])
        .env("PATH", path)
        .env("AGENT_TEMPDIRECTORY", &outside)
        .env("WORKSPACE_TMP", &outside)
        .envs(variables.iter().copied());
    command.output().unwrap()
}

/// A clone of a repository in which nothing blocks, as a CI has it.
fn clone() -> Option<Repository> {
    let origin = Repository::committed(GOOD)?;
    origin.git("clone -q . ../clone");
    let mut clone = origin;
    clone.folder = clone.folder.join("../clone");
    clone.git("checkout -q -b change");
    Some(clone)
}

#[track_caller]
fn ends(ran: &Output, code: i32, says: &str) {
    let said = String::from_utf8([ran.stdout.as_slice(), &ran.stderr].concat()).unwrap();
    assert_eq!(ran.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "{said}");
}

#[test]
fn a_change_is_judged_by_what_the_target_branch_says() {
    for (name, change, main) in CIS {
        let Some(clone) = clone() else { return };
        ends(&run(&clone, name, change), 0, "pass");
        clone.replace(CARD, "0.893", "0.95");
        clone.replace("raigate.toml", "\"error\"", "\"never\"");
        clone.commit("Claim too much, and let it pass");
        // The change would pass by its own rules.
        ends(&run(&clone, name, main), 0, "pass");
        ends(&run(&clone, name, change), 1, "card claims accuracy 0.95");
    }
}

#[test]
fn what_stood_on_the_target_branch_does_not_block() {
    for (name, change, main) in CIS {
        let Some(clone) = clone() else { return };
        clone.git("checkout -q main");
        clone.replace(CARD, "0.893", "0.95");
        clone.commit("Claim too much");
        clone.git("push -q origin HEAD:refs/heads/next");
        clone.git("update-ref refs/remotes/origin/main HEAD");
        clone.git("checkout -q -b later");
        ends(&run(&clone, name, change), 0, "known");
        ends(&run(&clone, name, main), 1, "card claims accuracy 0.95");
    }
}

#[test]
fn a_change_without_its_target_is_no_pass() {
    for (name, change, _) in CIS {
        let Some(clone) = clone() else { return };
        let target = |name: &str| name.contains("TARGET") || name.contains("DESTINATION");
        let without: Vec<_> = change
            .iter()
            .copied()
            .filter(|(name, _)| !target(name))
            .collect();
        let ran = run(&clone, name, &without);
        assert!(!ran.status.success(), "{name} passes");
        clone.git("update-ref -d refs/remotes/origin/main");
        ends(&run(&clone, name, change), 2, "origin/main");
    }
}

#[test]
fn each_template_writes_what_it_hands_on() {
    let files = [
        ("gitlab.yml", "raigate.codequality.json"),
        ("gitlab.yml", "raigate.junit.xml"),
        ("azure-pipelines.yml", "../outside/raigate.md"),
        ("azure-pipelines.yml", "../outside/raigate.junit.xml"),
        ("Jenkinsfile", "raigate.junit.xml"),
        ("Jenkinsfile", "raigate.sarif"),
        ("bitbucket-pipelines.yml", "test-results/raigate.xml"),
        ("bitbucket-pipelines.yml", "raigate.json"),
    ];
    for (name, file) in files {
        let Some(clone) = clone() else { return };
        clone.replace(CARD, "0.893", "0.95");
        let main = CIS.iter().find(|(other, ..)| *other == name).unwrap().2;
        assert_eq!(run(&clone, name, main).status.code(), Some(1));
        assert!(clone.folder.join(file).is_file(), "{name} writes no {file}");
        let named = Utf8Path::new(file).file_name().unwrap();
        assert!(template(name).contains(named), "{name}: {file}");
        // What a run has left behind is no evidence of the next.
        assert_eq!(run(&clone, name, main).status.code(), Some(1));
    }
}

#[test]
fn azure_is_told_of_the_summary_that_is_there() {
    let repository = Repository::empty();
    let outside = repository.folder.join("out side");
    let show = value("azure-pipelines.yml", "/steps/3/bash");
    let run = || {
        let mut command = repository.command("bash");
        command.args(["-c", show.as_str().unwrap()]);
        command
            .env("AGENT_TEMPDIRECTORY", &outside)
            .output()
            .unwrap()
    };
    ends(&run(), 0, "");
    assert!(run().stdout.is_empty());
    repository.write("out side/raigate.md", "# pass\n");
    let said = String::from_utf8(run().stdout).unwrap();
    let file = outside.join("raigate.md");
    assert_eq!(said, format!("##vso[task.uploadsummary]{file}\n"));
}

#[test]
fn each_template_has_the_shape_of_its_vendor() {
    // PyPI `check-jsonschema` brings the schemas along.
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    for (schema, name, (word, broken)) in [
        ("gitlab-ci", "gitlab.yml", ("codequality:", "codequalitie:")),
        (
            "azure-pipelines",
            "azure-pipelines.yml",
            ("fetchDepth:", "fetchDept:"),
        ),
        (
            "bitbucket-pipelines",
            "bitbucket-pipelines.yml",
            ("depth: full", "depth: fuller"),
        ),
    ] {
        let file = dir.path().join(name);
        let fits = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let mut check = std::process::Command::new(&python);
            check.args(["-m", "check_jsonschema", "--builtin-schema"]);
            // A pattern in the schema of Azure is none in the mode for Unicode.
            check.args([&format!("vendor.{schema}"), "--regex-variant", "nonunicode"]);
            check.arg(&file).output().unwrap()
        };
        ends(&fits(&template(name)), 0, "ok");
        let ran = fits(&template(name).replace(word, broken));
        assert!(
            !ran.status.success(),
            "the schema of {name} asks for nothing"
        );
    }
}

#[test]
fn the_pipeline_of_jenkins_is_groovy() {
    // PyPI `groovy-parser` reads the language; what Jenkins makes of it is not checked.
    let Some(python) = python() else { return };
    let reads = |text: &str| {
        let read = "import sys; from groovy_parser.parser import parse_groovy_content as read\n\
            read(sys.argv[1])";
        let mut command = std::process::Command::new(&python);
        command.args(["-c", read, text]).output().unwrap()
    };
    ends(&reads(&template("Jenkinsfile")), 0, "");
    let broken = template("Jenkinsfile").replace("agent any", "agent {");
    assert!(
        !reads(&broken).status.success(),
        "the parser reads anything"
    );
}
