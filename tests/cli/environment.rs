//! What the surroundings change: variables, the clock, pipes, GitHub Actions.

use std::process::Stdio;

use super::repository::{BAD, CARD, GOOD, Repository, check};

#[test]
fn a_flag_beats_a_variable_and_a_variable_beats_the_file() {
    let repository = Repository::example(BAD);
    check(&repository, "check", (1, &[]));
    let told = repository.with("RAIGATE_FAIL_ON", "never");
    check(&told, "check", (0, &[]));
    check(&told, "check --fail-on error", (1, &[]));
    let told = told.with("RAIGATE_FAIL_ON", "");
    check(&told, "check", (1, &[]));
}

#[test]
fn every_option_has_its_variable() {
    let cases = [
        ("RAIGATE_CONFIG", "other.toml", 2, "`other.toml`"),
        (
            "RAIGATE_FORMAT",
            "json,sarif=out.sarif",
            1,
            "raigate/report/v1",
        ),
        ("RAIGATE_SINCE", "nothing", 2, "no verdict"),
        ("RAIGATE_BASELINE", "nothing", 2, "`nothing`"),
        ("RAIGATE_COMMIT", "nothing", 2, "no verdict"),
        ("RAIGATE_POLICY_FROM", "nothing", 2, "no verdict"),
        ("RAIGATE_STAGE", "lunch", 2, "`--stage lunch` is no stage"),
        ("RAIGATE_STAGE", "operate", 1, "operate"),
        ("RAIGATE_FAIL_ON", "never", 0, "pass: 3 errors"),
        (
            "RAIGATE_NOW",
            "yesterday",
            2,
            "`--now yesterday` is no date",
        ),
        ("RAIGATE_SYSTEM", "router-english", 0, "no open finding"),
        ("RAIGATE_QUIET", "1", 1, "fail: 3 errors"),
        ("RAIGATE_VERBOSE", "1", 1, "fingerprint"),
        ("RAIGATE_COLOR", "always", 1, "\u{1b}["),
        ("RAIGATE_ORG", "policy", 2, "`--org` is not built yet"),
        (
            "RAIGATE_EVIDENCE_DIR",
            "out",
            2,
            "`--evidence-dir out` is no folder",
        ),
        ("RAIGATE_PUBLISH", "true", 1, "not posted: verdict: "),
        ("RAIGATE_REQUIRE_PUBLISH", "1", 3, "not posted: verdict: "),
        ("RAIGATE_COMMENT", "sometimes", 2, "'sometimes'"),
        ("RAIGATE_CHECK", "perhaps", 2, "'perhaps'"),
        ("RAIGATE_UPLOAD_SARIF", "perhaps", 2, "'perhaps'"),
    ];
    let mut unset = Repository::example(BAD);
    for (name, value, code, says) in cases {
        unset = unset.with(name, "");
        let repository = Repository::example(BAD).with(name, value);
        check(&repository, "check", (code, &[says]));
        check(
            &repository.with(name, ""),
            "check",
            (1, &["fail: 3 errors"]),
        );
    }
}

#[test]
fn no_escape_codes_reach_a_file_or_a_terminal_that_wants_none() {
    let repository = Repository::example(BAD);
    assert!(!repository.run("check").out.contains('\u{1b}'));
    let always = "check --color always --format human=page.txt --format json";
    repository.run(always);
    assert!(!repository.read("page.txt").contains('\u{1b}'));
    let plain = repository.with("NO_COLOR", "1");
    assert!(!plain.run("check").out.contains('\u{1b}'));
    assert!(plain.run("check --color always").out.contains('\u{1b}'));
}

#[test]
fn the_same_input_on_the_same_day_gives_the_same_bytes() {
    let repository = Repository::example(BAD);
    for format in ["human", "json", "sarif", "github", "markdown"] {
        let words = format!("check -vv --now 2026-11-23 --format {format}");
        assert_eq!(repository.run(&words).out, repository.run(&words).out);
    }
    let broken = repository.with("SOURCE_DATE_EPOCH", "noon");
    check(&broken, "check", (2, &["SOURCE_DATE_EPOCH is `noon`"]));
    check(&broken, "check --now 2026-11-23", (1, &[]));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let repository = Repository::example(BAD);
    for words in [
        "check",
        "rules",
        "man",
        "schema config",
        "explain card/overclaim",
    ] {
        let mut command = repository.command(env!("CARGO_BIN_EXE_raigate"));
        command.args(words.split(' '));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let expected = i32::from(words == "check");
        assert_eq!(output.status.code(), Some(expected), "{words}");
        assert!(output.stderr.is_empty(), "{words}: {output:?}");
    }
}

#[test]
fn in_github_actions_commands_are_printed_and_the_summary_grows() {
    let repository = Repository::example(BAD).with("GITHUB_ACTIONS", "true");
    repository.write("summary.md", "# Of another step\n");
    let repository = repository.with("GITHUB_STEP_SUMMARY", "summary.md");
    let says = [
        "::error file=models/router-german/README.md,line=19",
        "fail: 3 errors",
    ];
    check(&repository, "check", (1, &says));
    let summary = repository.read("summary.md");
    assert!(summary.starts_with("# Of another step\n"));
    assert!(
        summary.contains("card/claim-contradicts-result"),
        "{summary}"
    );

    let ran = check(&repository, "check --format json", (1, &[]));
    assert_eq!(ran.json()["verdict"], "fail");
    assert_eq!(repository.read("summary.md"), summary);

    // Of a summary that is too long nothing is shown, so what the step wrote before counts.
    for (written, is_added) in [(980_000, true), (995_000, false)] {
        repository.write("summary.md", &"x".repeat(written));
        let says: &[&str] = if is_added { &[] } else { &["note: no summary"] };
        check(&repository, "check", (1, says));
        let bytes = repository.read("summary.md").len();
        assert_eq!(bytes > written, is_added);
        assert!(bytes <= 1_000_000, "{bytes}");
    }

    let nowhere = repository.with("GITHUB_STEP_SUMMARY", "no/such/summary.md");
    check(&nowhere, "check", (1, &["note: no summary"]));
}

#[cfg(unix)]
#[test]
fn a_runner_is_told_nothing_by_the_evidence() {
    let repository = Repository::empty().with("GITHUB_ACTIONS", "true");
    repository.write("raigate.toml", "version = 1\n");
    let card = "---\nlicense: mit\npipeline_tag: fill-mask\n---\n# A\n\nTODO ##[add-mask]a\n";
    repository.write("::add-mask::a/README.md", card);
    let ran = check(
        &repository,
        "check -v --format human",
        (0, &["placeholder"]),
    );
    // And it is told to look for nothing, by a word that stands nowhere in between.
    let (first, rest) = ran.out.split_once('\n').unwrap();
    let token = first.strip_prefix("::stop-commands::").unwrap();
    let (text, last) = rest.split_once(&format!("::{token}::\n")).unwrap();
    assert!(
        token.len() == 32 && !text.contains(token) && last.is_empty(),
        "{last}"
    );
    for line in ran.out.lines() {
        assert!(!line.trim_start().starts_with("::add-mask"), "{line}");
        assert!(!line.contains("##["), "{line}");
    }
}

/// Returns `repository` as a pull request onto `base` sees it.
pub(crate) fn pull_request(repository: Repository, base: &str) -> Repository {
    let event = format!("{{\"pull_request\": {{\"base\": {{\"sha\": \"{base}\"}}}}}}");
    let file = repository.folder.join("../event.json");
    std::fs::write(&file, event).unwrap();
    repository
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_EVENT_NAME", "pull_request")
        .with("GITHUB_EVENT_PATH", file.as_str())
}

#[test]
fn a_pull_request_is_judged_by_the_policy_of_its_base() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let base = repository.git("rev-parse HEAD");
    repository.replace("raigate.toml", "\"error\"", "\"never\"");
    repository.replace(CARD, "0.893", "0.95");
    repository.commit("Claim too much, and loosen the gate");
    check(&repository, "check", (0, &[]));
    let there = pull_request(repository, &base);
    let ran = check(&there, "check --format json", (1, &[]));
    assert_eq!(ran.json()["policy"]["source"], base.as_str());
    check(&there, "check --policy-from worktree", (0, &[]));
}

#[test]
fn a_pull_request_whose_base_is_not_here_gets_no_verdict() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let there = pull_request(repository, &"a".repeat(40));
    let ran = check(&there, "check --format json", (2, &[]));
    assert_eq!(ran.json()["verdict"], "none");
    let lost = there.with("GITHUB_EVENT_PATH", "");
    check(&lost, "check", (2, &["GITHUB_EVENT_PATH"]));
}

#[test]
fn the_pull_request_that_introduces_the_gate_is_advisory_and_says_so() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    let config = repository.read("raigate.toml");
    repository.git("rm -q raigate.toml");
    repository.commit("Have no gate");
    let base = repository.git("rev-parse HEAD");
    repository.write("raigate.toml", &config);
    repository.commit("Introduce the gate");
    check(&repository, "check", (1, &[]));
    let there = pull_request(repository, &base);
    check(
        &there,
        "check",
        (0, &["introduces `raigate.toml`", "advisory", "3 errors"]),
    );
}

#[test]
fn no_mistake_starts_a_command_of_a_ci() {
    let repository = Repository::example(GOOD);
    let hostile = "version = 1\n\"##vso[task.setvariable variable=a]b\" = 1\n\"::error::c\" = 1\n\"##[error]d\" = 1\n";
    repository.write("raigate.toml", hostile);
    for words in [
        "rules",
        "check",
        "explain card/overclaim",
        "new intake",
        "trace loan-scorer",
        "baseline",
    ] {
        let ran = repository.run(words);
        let said = format!("{}{}", ran.out, ran.err);
        let is_command = |line: &&str| {
            line.contains("##vso[")
                || line.contains("##[")
                || line.trim_start().starts_with("::error")
        };
        assert!(
            said.contains("setvariable"),
            "raigate {words} says nothing: {said}"
        );
        assert_eq!(said.lines().find(is_command), None, "raigate {words}");
    }
}
