//! What the action posts, and how it asks for it.

use super::repository::{BAD, GOOD, Repository, has};
use super::runner::{Step, program, run, run_at};
use super::server::Server;
use super::support;

/// What a raigate says of itself that judges nothing: how it was started.
const SAYS: &str = "for word; do echo \"<$word>\"; done; \
    echo \"token=$RAIGATE_TOKEN upload=$RAIGATE_UPLOAD_SARIF\"; ";

/// Runs a step that posts, with a raigate that does `does`.
fn with(does: &str, (action, step): (&str, &str), given: &[(&str, &str)]) -> Step {
    let repository = Repository::example(GOOD);
    let tools = repository.folder.join("../bin");
    program(&tools, "raigate", does);
    let raigate = tools.join("raigate");
    let base = [
        ("report", "saved report.json"),
        ("steps.install.outputs.raigate", raigate.as_str()),
        ("github.token", "of-the-job"),
    ];
    let folder = support::root().join(action);
    run_at(&folder, &repository, step, &[&base[..], given].concat())
}

/// Runs the step that posts a saved report, with a raigate that says how it was started.
fn post(code: i32, given: &[(&str, &str)]) -> Step {
    with(
        &format!("{SAYS}exit {code}"),
        ("action/publish", "publish"),
        given,
    )
}

/// Runs the step that judges, with a raigate that says how it was started.
fn judge(given: &[(&str, &str)]) -> String {
    with(SAYS, ("", "check"), given).log
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
    let folder = support::root().join("action/publish");
    let step = run_at(&folder, &repository, "install", &[("RAIGATE_BIN", binary)]);
    assert_eq!(
        (step.code, step.outputs["raigate"].as_str()),
        (0, binary),
        "{}",
        step.log
    );
}

#[test]
fn the_gate_posts_unless_nothing_is_to_be_posted() {
    if !has("bash") {
        return;
    }
    let said = judge(&[]);
    assert!(
        said.contains("<--publish>\n<-->\ntoken=of-the-job upload=\n"),
        "{said}"
    );
    let said = judge(&[
        ("comment", "always"),
        ("check", "false"),
        ("token", "another"),
    ]);
    let expected =
        "<--publish>\n<--comment=always>\n<--check=never>\n<-->\ntoken=another upload=\n";
    assert!(said.contains(expected), "{said}");
    let never = [("comment", "false"), ("check", "never")];
    assert!(!judge(&never).contains("<--publish>"));
    let sarif = [never[0], never[1], ("upload-sarif", "true")];
    let said = judge(&sarif);
    assert!(
        said.contains("<--publish>") && said.contains("upload=true"),
        "{said}"
    );
}

#[test]
fn a_verdict_that_could_not_be_posted_is_still_one() {
    if !has("bash") {
        return;
    }
    let does = "printf '{\\n  \"verdict\": \"pass\",\\n}\\n' >\"${2#--format=json=}\"; exit 3";
    let step = with(does, ("", "check"), &[]);
    assert_eq!(
        (step.code, step.outputs["verdict"].as_str()),
        (3, "pass"),
        "{}",
        step.log
    );
    let step = with("exit 3", ("", "check"), &[]);
    assert_eq!(
        (step.code, step.outputs["verdict"].as_str()),
        (3, "none"),
        "{}",
        step.log
    );
}

/// Judges a commit that was pushed to the forge that `server` plays, and returns the log and the report.
fn pushed(server: &Server) -> (String, String) {
    let repository = Repository::committed(BAD).unwrap();
    let head = repository.git("rev-parse HEAD");
    let event = repository.folder.join("../event.json");
    let text = format!(
        r#"{{"ref": "refs/heads/main", "after": "{head}", "repository": {{"full_name": "octo/desk"}}}}"#
    );
    std::fs::write(&event, text).unwrap();
    let given = [
        ("github.token", "ghs_0123456789abcdefghijklmnopqrstuvwxyz"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_EVENT_PATH", event.as_str()),
        ("GITHUB_REPOSITORY", "octo/desk"),
        ("GITHUB_SHA", &head),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_RUN_ID", "7"),
        ("GITHUB_RUN_ATTEMPT", "1"),
        ("GITHUB_SERVER_URL", "https://github.example.org"),
        ("GITHUB_API_URL", &server.address),
    ];
    let step = run(&repository, "check", &given);
    assert_eq!(step.code, 1, "{}", step.log);
    assert!(!step.log.contains("ghs_"), "{}", step.log);
    let report = std::fs::read_to_string(&step.outputs["report"]).unwrap();
    (step.log, report)
}

#[test]
fn a_right_that_is_missing_is_named_and_annotations_are_printed_instead() {
    if !has("bash") || !has("git") {
        return;
    }
    let (_guard, pages) = support::folder();
    let server = Server::start(pages);
    let (log, _) = pushed(&server);
    assert_eq!(log.matches("`checks: write`").count(), 1, "{log}");
    assert!(
        log.contains("\n::error file=models/router-german/README.md"),
        "{log}"
    );
    let asked = server.asked();
    let is_post = |path: &String| path == "POST /repos/octo/desk/check-runs";
    assert!(asked.iter().any(is_post), "{asked:?}");
}

#[test]
fn what_a_check_run_shows_is_not_printed_once_more() {
    if !has("bash") || !has("git") {
        return;
    }
    let (_guard, pages) = support::folder();
    let answer = r#"{"id": 4, "html_url": "https://github.example.org/octo/desk/runs/4"}"#;
    support::write(&pages, "POST/repos/octo/desk/check-runs", answer);
    let (log, report) = pushed(&Server::start(pages));
    assert!(!log.contains("::error file="), "{log}");
    assert!(
        report.contains("https://github.example.org/octo/desk/runs/4"),
        "{report}"
    );
}

#[test]
fn a_fork_is_judged_in_one_stage_and_spoken_to_in_another() {
    if !has("bash") || !has("git") {
        return;
    }
    let fork = Repository::committed(BAD).unwrap();
    let head = fork.git("rev-parse HEAD");
    let judged = run(&fork, "check", &[("comment", "never"), ("check", "never")]);
    assert_eq!(judged.code, 1, "{}", judged.log);

    let (_guard, pages) = support::folder();
    let pull = format!(
        r#"{{"number": 7, "state": "open", "user": {{"login": "ada", "type": "User"}},
            "head": {{"sha": "{head}", "repo": {{"full_name": "ada/desk"}}}},
            "base": {{"sha": "{head}", "ref": "main", "repo": {{"full_name": "octo/desk"}}}}}}"#
    );
    let comment = r#"{"id": 4, "html_url": "https://github.example.org/octo/desk/pull/7#4"}"#;
    let api = "repos/octo/desk";
    support::write(
        &pages,
        &format!("{api}/commits/{head}/pulls"),
        format!("[{pull}]"),
    );
    support::write(&pages, &format!("{api}/pulls/7"), pull);
    support::write(&pages, &format!("{api}/issues/7/comments"), "[]");
    support::write(&pages, &format!("POST/{api}/issues/7/comments"), comment);
    let server = Server::start(pages);

    // The second stage has the repository of the base, and takes nothing from the report of
    // where to post.
    let base = Repository::committed(GOOD).unwrap();
    let event = base.folder.join("../event.json");
    let text = format!(
        r#"{{"repository": {{"full_name": "octo/desk"}}, "workflow_run": {{"event": "pull_request",
            "head_sha": "{head}", "head_branch": "main", "pull_requests": [],
            "head_repository": {{"full_name": "ada/desk"}}}}}}"#
    );
    std::fs::write(&event, text).unwrap();
    let given = [
        ("report", judged.outputs["report"].as_str()),
        ("check", "never"),
        (
            "steps.install.outputs.raigate",
            env!("CARGO_BIN_EXE_raigate"),
        ),
        ("github.token", "ghs_0123456789abcdefghijklmnopqrstuvwxyz"),
        ("GITHUB_EVENT_NAME", "workflow_run"),
        ("GITHUB_EVENT_PATH", event.as_str()),
        ("GITHUB_REPOSITORY", "octo/desk"),
        ("GITHUB_SERVER_URL", "https://github.example.org"),
        ("GITHUB_API_URL", &server.address),
    ];
    let step = run_at(
        &support::root().join("action/publish"),
        &base,
        "publish",
        &given,
    );
    let asked = server.asked();
    assert_eq!(step.code, 0, "{}\n{asked:?}", step.log);
    let written: Vec<&String> = asked
        .iter()
        .filter(|one| !one.starts_with("GET "))
        .collect();
    assert_eq!(
        written,
        [&format!("POST /{api}/issues/7/comments")],
        "{}",
        step.log
    );
}
