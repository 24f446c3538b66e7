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

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;

use camino::Utf8PathBuf;

use repository::{BAD, CARD, GOOD, Repository, has};

/// What a step left behind.
struct Step {
    code: i32,
    /// What was printed, on either stream.
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

/// Runs `action/SCRIPT` with a runner's environment and `inputs`.
fn run(repository: &Repository, script: &str, inputs: &[(&str, &str)]) -> Step {
    let runner = repository.folder.join("../runner");
    std::fs::create_dir_all(&runner).unwrap();
    let (outputs, summary) = (runner.join("outputs"), runner.join("summary"));
    std::fs::write(&outputs, "").unwrap();
    std::fs::write(&summary, "# Of another step\n").unwrap();
    let root = support::root();
    let mut command = repository.command("bash");
    command
        .arg(root.join("action").join(script))
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_TEMP", &runner)
        .env("RUNNER_TOOL_CACHE", runner.join("tools"))
        .env("ACTION_PATH", root)
        .env("RAIGATE", env!("CARGO_BIN_EXE_raigate"))
        .envs(inputs.iter().copied());
    let output = command.output().unwrap();
    let log = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let outputs = std::fs::read_to_string(outputs).unwrap();
    let pair = |line: &str| {
        let (name, value) = line.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    Step {
        code: output.status.code().unwrap(),
        log,
        outputs: outputs.lines().map(pair).collect(),
        summary: std::fs::read_to_string(summary).unwrap(),
    }
}

/// Judges with `inputs`, and holds the step to its code and to `name=value` of its outputs.
#[track_caller]
fn check(repository: &Repository, inputs: &[(&str, &str)], (code, outputs): (i32, &str)) -> Step {
    let step = run(repository, "check.sh", inputs);
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
    let wrong = [("INPUT_FORMAT", "yaml=x")];
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
    let english = [("INPUT_PATHS", "models/router-english\n  raigate.toml\n")];
    check(&repository, &english, (1, "errors=3"));
    let english = [("INPUT_PATHS", "models/router-english")];
    check(&repository, &english, (0, "verdict=pass errors=0"));
    check(
        &repository,
        &[("INPUT_FAIL_ON", "never")],
        (0, "verdict=pass errors=3"),
    );
    check(
        &repository,
        &[("INPUT_FORMAT", "json=a.json human=b.txt")],
        (1, "errors=3"),
    );
    assert!(repository.read("a.json").contains("raigate/report/v1"));
    assert!(repository.read("b.txt").contains("fail: 3 errors"));
    repository.write("other.toml", "version = 1\n[gate]\nfail-on = \"never\"\n");
    check(
        &repository,
        &[("INPUT_CONFIG", "other.toml")],
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
    check(
        &repository,
        &[("BASE_SHA", &base)],
        (0, "verdict=pass errors=0"),
    );
    let off = [("BASE_SHA", base.as_str()), ("INPUT_SINCE", "none")];
    check(&repository, &off, (1, "errors=2"));
    check(&repository, &[("INPUT_SINCE", "HEAD~1")], (1, "errors=2"));
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
        "INPUT_CONFIG",
        "INPUT_PATHS",
        "INPUT_FAIL_ON",
        "INPUT_SINCE",
        "INPUT_FORMAT",
        "INPUT_ORG",
        "INPUT_TOKEN",
    ];
    for word in words {
        for input in inputs {
            let expected = if input == "INPUT_TOKEN" {
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
    for (input, name) in [
        ("INPUT_COMMENT", "comment"),
        ("INPUT_CHECK", "check"),
        ("INPUT_UPLOAD_SARIF", "upload-sarif"),
        ("INPUT_TOKEN", "token"),
    ] {
        let step = check(&repository, &[(input, "true")], (0, "verdict=pass"));
        let notice = format!("::notice title=raigate::the input {name} is not built yet");
        assert!(step.log.contains(&notice), "{}", step.log);
        let step = check(&repository, &[(input, "false")], (0, "verdict=pass"));
        assert!(!step.log.contains("not built"), "{}", step.log);
    }
    let step = check(&repository, &[("INPUT_ORG", "policy")], (2, "verdict=none"));
    assert!(step.log.contains("`--org` is not built yet"));
}

#[test]
fn each_input_and_output_of_the_action_is_wired() {
    let action = std::fs::read_to_string(support::root().join("action.yml")).unwrap();
    let script = std::fs::read_to_string(support::root().join("action/check.sh")).unwrap();
    let inputs = "config paths org fail-on since format comment check upload-sarif token";
    for input in inputs.split(' ') {
        let name = format!("INPUT_{}", input.replace('-', "_").to_uppercase());
        let line = format!("{name}: ${{{{ inputs.{input} }}}}");
        assert!(action.contains(&line), "{line}");
        assert!(script.contains(&name), "{name}");
    }
    for output in ["verdict", "report", "sarif", "errors", "warnings", "waived"] {
        let line = format!("value: ${{{{ steps.check.outputs.{output} }}}}");
        assert!(action.contains(&line), "{line}");
    }
    // An expression inside a script would let an input become part of it.
    for line in action
        .lines()
        .filter(|line| line.trim_start().starts_with("run:"))
    {
        assert!(!line.contains("${{"), "{line}");
    }
}

/// Writes an executable that prints `prints` and runs `does`.
fn program(folder: &Utf8PathBuf, name: &str, does: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&file, format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns a path on which git is, and neither raigate nor cargo.
fn without_raigate_and_cargo(repository: &Repository) -> String {
    let folder = repository.folder.join("../git");
    std::fs::create_dir_all(&folder).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut folders = path.split(':').map(Utf8PathBuf::from);
    let git = folders.find(|folder| folder.join("git").exists()).unwrap();
    std::os::unix::fs::symlink(git.join("git"), folder.join("git")).unwrap();
    format!("{folder}:/usr/bin:/bin")
}

#[test]
fn the_binary_is_found_on_the_path_or_built_once() {
    if !has("bash") || !has("git") {
        return;
    }
    let repository = Repository::empty();
    let tools = repository.folder.join("bin");
    let path = format!("{tools}:{}", without_raigate_and_cargo(&repository));
    program(&tools, "raigate", "echo raigate 9.9.9");
    let git = std::env::var("PATH").unwrap();
    let both = format!("{tools}:{git}");
    let step = run(&repository, "find.sh", &[("PATH", &both)]);
    assert_eq!(
        (step.code, step.outputs["raigate"].as_str()),
        (0, tools.join("raigate").as_str())
    );
    assert!(step.log.contains("found raigate 9.9.9 on the path"));

    std::fs::remove_file(tools.join("raigate")).unwrap();
    let build = "while [ \"$1\" != --target-dir ]; do shift; done; mkdir -p \"$2/release\"\n\
        printf '#!/bin/sh\\necho raigate 1.2.3\\n' >\"$2/release/raigate\"\n\
        chmod +x \"$2/release/raigate\"";
    program(&tools, "cargo", build);
    let step = run(&repository, "find.sh", &[("PATH", &path)]);
    assert_eq!(step.code, 0, "{}", step.log);
    assert!(
        step.log
            .contains("::notice title=raigate::no binary found; building")
    );
    let binary = step.outputs["raigate"].clone();
    assert!(binary.contains("/tools/raigate/"), "{binary}");

    std::fs::remove_file(tools.join("cargo")).unwrap();
    let step = run(&repository, "find.sh", &[("PATH", &path)]);
    assert_eq!(
        (step.code, &step.outputs["raigate"]),
        (0, &binary),
        "{}",
        step.log
    );
    assert!(step.log.contains("found raigate 1.2.3 in the tool cache"));
}

#[test]
fn a_version_that_is_not_there_stops_the_step() {
    if !has("bash") || !has("git") {
        return;
    }
    let repository = Repository::empty();
    let server = format!("file://{}", repository.folder.join(".."));
    let from = [
        ("ACTION_PATH", repository.folder.as_str()),
        ("GITHUB_SERVER_URL", server.as_str()),
        ("GITHUB_ACTION_REPOSITORY", "origin"),
    ];
    let origin = Repository::committed(GOOD).unwrap();
    let target = repository.folder.join("../origin");
    support::copy(&origin.folder, &target);
    for (version, says) in [
        ("v9", "there is no version v9"),
        ("--upload-pack=touch", "takes a tag, a branch or a commit"),
        ("$(touch harm)", "takes a tag, a branch or a commit"),
        ("main", "there is no source of raigate to build"),
    ] {
        let inputs = [&from[..], &[("WANTED", version)]].concat();
        let step = run(&repository, "find.sh", &inputs);
        assert_eq!(step.code, 2, "{version}: {}", step.log);
        assert!(step.log.contains(says), "{version}: {}", step.log);
        assert!(!repository.folder.join("harm").exists());
    }
}
