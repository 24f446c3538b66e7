//! `check --publish` and `publish`, from a real repository to what the forge then holds.

use serde_json::{Value, json};

use super::forge::TOKEN;
use super::plans::NUMBER;
use super::repository::{CARD, GOOD, Ran, Repository, check};
use super::server::Server;

/// A repository with a branch `base` and a change that claims too much, as a runner has it.
struct Change {
    repository: Repository,
    server: Server,
}

impl Change {
    /// Nothing where git is missing.
    fn new() -> Option<Self> {
        let repository = Repository::committed(GOOD)?;
        repository.git("branch base");
        repository.replace(CARD, "0.893", "0.95");
        repository.commit("Claim more");
        let server = Server::start();
        let api = format!("http://127.0.0.1:{}", server.port);
        let repository = repository
            .with("GITHUB_ACTIONS", "true")
            .with("GITHUB_EVENT_NAME", "pull_request")
            .with("GITHUB_EVENT_PATH", "../event.json")
            .with("GITHUB_REPOSITORY", "o/r")
            .with("GITHUB_RUN_ID", "42")
            .with("GITHUB_RUN_ATTEMPT", "1")
            .with("GITHUB_API_URL", &api)
            .with("GITHUB_TOKEN", TOKEN);
        let change = Self { repository, server };
        change.is_pushed();
        Some(change)
    }

    fn commit(&self, name: &str) -> String {
        self.repository.git(&format!("rev-parse {name}"))
    }

    /// Tells runner and forge that the head is what is checked out.
    fn is_pushed(&self) {
        let (head, base) = (self.commit("HEAD"), self.commit("base"));
        self.server.seed(&json!({
            "pulls": [{"number": NUMBER, "head_sha": head, "base_sha": base, "author": "eve"}],
            "files": {"7": [CARD]}, "reviews": {"7": []},
        }));
        let event = json!({
            "number": NUMBER,
            "pull_request": {
                "number": NUMBER,
                "head": {"sha": head, "repo": {"full_name": "o/r"}},
                "base": {"sha": base, "ref": "main"},
            },
            "repository": {"full_name": "o/r"},
        });
        self.event(&event);
    }

    fn event(&self, event: &Value) {
        let file = self.repository.folder.join("../event.json");
        std::fs::write(file, event.to_string()).unwrap();
    }

    /// Runs raigate; no output holds the token.
    fn run(&self, words: &str, (code, says): (i32, &[&str])) -> Ran {
        let ran = check(&self.repository, words, (code, says));
        assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN));
        ran
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.repository = self.repository.with(name, value);
        self
    }

    fn asked(&self) -> Vec<String> {
        let log = self.server.log();
        let line = |asked: &Value| {
            let path = asked["path"].as_str().unwrap();
            format!("{} {path}", asked["method"].as_str().unwrap())
        };
        log.iter().map(line).collect()
    }
}

#[test]
fn a_change_is_annotated_and_commented_and_the_comment_is_kept_up_to_date() {
    let Some(change) = Change::new() else { return };
    let ran = change.run("check --publish --format json", (1, &[]));
    let posted = &ran.json()["publish"]["posted"];
    let what: Vec<&Value> = posted
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["what"])
        .collect();
    assert_eq!(what, ["check run", "comment"]);
    let state = change.server.state();
    let run = &state["runs"][0];
    assert_eq!(run["name"], "raigate/recommended");
    assert_eq!(run["head_sha"], change.commit("HEAD"));
    assert_eq!(
        (&run["status"], &run["conclusion"]),
        (&json!("completed"), &json!("failure"))
    );
    assert_eq!(run["output"]["title"], "2 blocking");
    let lines = change.repository.read(CARD);
    let line = lines
        .lines()
        .position(|line| line.contains("0.95"))
        .unwrap()
        + 1;
    let annotation = &state["annotations"]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap()[0];
    assert_eq!(
        (&annotation["path"], &annotation["start_line"]),
        (&json!(CARD), &json!(line))
    );
    let comments = state["comments"].as_array().unwrap();
    let body = comments[0]["body"].as_str().unwrap();
    assert!(
        body.contains("card claims accuracy 0.95, the result is 0.893"),
        "{body}"
    );

    // Another attempt: a run of its own, and nothing to edit.
    let change = change.with("GITHUB_RUN_ATTEMPT", "2");
    change.run("check --publish", (1, &["fail: 2 errors"]));
    let state = change.server.state();
    assert_eq!(state["runs"].as_array().unwrap().len(), 2);
    assert_eq!(state["comments"].as_array().unwrap().len(), 1);
    assert_eq!(state["comments"][0]["_edits"], 0);

    change.repository.replace(CARD, "0.95", "0.893");
    change.repository.commit("Claim what was measured");
    change.is_pushed();
    let ran = change.run("check --publish", (0, &["pass: "]));
    assert!(!ran.out.contains("::error"), "{}", ran.out);
    let state = change.server.state();
    assert_eq!(state["runs"][2]["conclusion"], "success");
    assert_eq!(state["comments"].as_array().unwrap().len(), 1);
    assert_eq!(state["comments"][0]["_edits"], 1);
    let body = state["comments"][0]["body"].as_str().unwrap();
    assert!(body.contains("nothing blocks"), "{body}");
}

#[test]
fn a_forge_that_does_not_take_it_changes_no_verdict_unless_that_is_asked_for() {
    let Some(change) = Change::new() else { return };
    let change = change.with("GITHUB_TOKEN", "");
    let ran = change.run("check --publish --format json", (1, &[]));
    let why = &ran.json()["publish"]["failed"][0]["why"];
    assert_eq!(why, "neither RAIGATE_TOKEN nor GITHUB_TOKEN is set");
    change.run(
        "check --require-publish",
        (3, &["not posted: verdict: neither"]),
    );
    change.repository.git("checkout -q base");
    change.is_pushed();
    change.run("check --publish", (0, &["not posted: verdict: "]));
    change.run("check --publish --require-publish", (3, &[]));
    // No verdict is no verdict, posted or not.
    change.repository.write("raigate.toml", "version = 7\n");
    change.run("check --require-publish", (2, &[]));
    assert_eq!(change.asked(), Vec::<String>::new());
}

#[test]
fn a_right_that_is_missing_is_named_and_annotations_are_printed_instead() {
    let Some(change) = Change::new() else { return };
    let refused = json!({"message": "Resource not accessible by integration"});
    for path in ["/check-runs$", "/comments$", "/statuses/"] {
        change
            .server
            .fault(json!({"method": "POST", "path": path, "status": 403,
            "times": 99, "body": refused}));
    }
    let says = [
        "::error file=",
        "not posted: check run: ",
        "`checks: write` below `permissions:`",
        "`pull-requests: write` below `permissions:`",
    ];
    let ran = change.run("check --publish", (1, &says));
    assert!(ran.out.contains("fail: 2 errors"));
    change.run("check --require-publish", (3, &[]));
}

#[test]
fn what_was_not_judged_gets_no_verdict() {
    let Some(change) = Change::new() else { return };
    change.repository.git("checkout -q base");
    let says = ["pass: ", "not posted: verdict: what was judged is not"];
    change.run("check --publish", (0, &says));
    assert_eq!(change.server.state()["runs"], json!([]));
    // The commit that a merge would make holds the head; so does the head without a checkout.
    let head = change.commit("main");
    change.run(&format!("check --publish --commit {head}"), (1, &[]));
    change.repository.git("merge -q --no-ff -m Merge main");
    change.run("check --publish", (1, &[]));
    let runs = change.server.state()["runs"].clone();
    let heads: Vec<&Value> = runs
        .as_array()
        .unwrap()
        .iter()
        .map(|run| &run["head_sha"])
        .collect();
    assert_eq!(heads, [&json!(head), &json!(head)]);
}

#[test]
fn the_second_stage_posts_a_comment_on_the_pull_request_that_the_forge_names() {
    let Some(change) = Change::new() else { return };
    let change = change.with("GITHUB_TOKEN", "");
    change.run("check --format json=../raigate.json", (1, &[]));
    let head = change.commit("HEAD");
    change.event(&json!({
        "workflow_run": {"event": "pull_request", "head_sha": head, "pull_requests": []},
        "repository": {"full_name": "o/r"},
    }));
    change.repository.git("checkout -q base");
    let change = change
        .with("GITHUB_EVENT_NAME", "workflow_run")
        .with("GITHUB_TOKEN", TOKEN);
    let says = ["posted: comment http"];
    change.run("publish --report ../raigate.json", (1, &says));
    let state = change.server.state();
    assert_eq!(state["runs"], json!([]));
    let body = state["comments"][0]["body"].as_str().unwrap();
    assert!(body.contains("2 blocking"), "{body}");
    assert!(
        body.contains("Write the measured value into the card"),
        "{body}"
    );
    assert!(
        change
            .asked()
            .contains(&format!("GET /repos/o/r/commits/{head}/pulls"))
    );
    let says = ["a workflow that follows another posts what that one judged"];
    change.run("check --publish", (0, &says));
}

#[test]
fn with_a_token_reviews_are_asked_for_and_their_absence_is_never_consent() {
    let Some(change) = Change::new() else { return };
    change.run("check", (1, &[]));
    let reviews = format!("GET /repos/o/r/pulls/{NUMBER}/reviews");
    assert!(change.asked().contains(&reviews), "{:?}", change.asked());
    let fault = |status: u16| {
        change.server.fault(
            json!({"method": "GET", "path": "/reviews$", "status": status,
            "times": 1, "body": {"message": "no"}}),
        );
    };
    fault(403);
    let says = [
        "`pull-requests: read` below `permissions:`",
        "fail: 2 errors",
    ];
    change.run("check", (1, &says));
    fault(401);
    change.run("check", (2, &["no verdict: the reviews of pull request 7"]));
    let file = json!({"schema": "raigate/reviews/v1", "reviews": [], "pull_request": {
        "number": NUMBER, "author": "eve", "base": change.commit("base"),
        "head": change.commit("HEAD")}});
    std::fs::write(
        change.repository.folder.join("../reviews.json"),
        file.to_string(),
    )
    .unwrap();
    let before = change.asked();
    change.run("check --reviews ../reviews.json", (1, &[]));
    let change = change.with("GITHUB_TOKEN", "");
    change.run("check", (1, &[]));
    assert_eq!(change.asked(), before);
}

#[test]
fn a_merge_group_and_a_review_are_judged_by_their_base() {
    let Some(change) = Change::new() else { return };
    let change = change.with("GITHUB_TOKEN", "");
    let toml = change.repository.read("raigate.toml");
    change
        .repository
        .write("raigate.toml", &toml.replace("\"error\"", "\"never\""));
    change.repository.commit("Ask for nothing");
    let (head, base) = (change.commit("HEAD"), change.commit("base"));
    change.is_pushed();
    for name in ["pull_request", "pull_request_review", "pull_request_target"] {
        let mut command = change.repository.command(env!("CARGO_BIN_EXE_raigate"));
        let ran = command.arg("check").env("GITHUB_EVENT_NAME", name).output();
        assert_eq!(ran.unwrap().status.code(), Some(1), "{name}");
    }
    let group = json!({"base_sha": base, "head_sha": head, "base_ref": "refs/heads/main",
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-x"});
    change.event(&json!({"merge_group": group, "repository": {"full_name": "o/r"}}));
    let change = change.with("GITHUB_EVENT_NAME", "merge_group");
    change.run("check", (1, &["fail: "]));
    change.event(&json!({"merge_group": {}}));
    change.run("check", (2, &["has no commit at `/merge_group/base_sha`"]));
}
