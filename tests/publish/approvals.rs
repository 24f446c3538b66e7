//! The whole program on a pull request: the forge is asked who approved, and told the verdict.

use std::process::Command;

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::forge::TOKEN;
use super::plans::NUMBER;
use super::server::Server;
use super::support;

/// The password of a proxy that nothing here goes through.
const PASSWORD: &str = "s3cret-0f-the-proxy";

/// Who answers for the gate.
const ROLES: &str = "\n[roles]\nrai-team = [\"@acme/rai\"]\n\n\
    [people.ada]\nhandles = [\"dev\"]\nemails = [\"ada@example.org\"]\n\n\
    [people.lead]\nhandles = [\"lead\"]\nemails = [\"lead@example.org\"]\n";

/// A change that loosens its own gate, and the pull request that it is in.
struct Change {
    _guard: tempfile::TempDir,
    folder: Utf8PathBuf,
    server: Server,
    head: String,
    base: String,
    token: &'static str,
}

impl Change {
    fn new() -> Self {
        let (guard, outer) = support::folder();
        let (tree, folder) = (outer.join("tree"), outer.join("repository"));
        support::copy(
            &support::root().join("tests/rules/git/gate-changed/fail"),
            &tree,
        );
        for file in ["raigate.toml", "BASE/raigate.toml"] {
            let text = std::fs::read_to_string(tree.join(file)).unwrap();
            support::write(&tree, file, text + ROLES);
        }
        support::lay(&tree, &folder);
        let commit = |name: &str| {
            let output = Command::new("git")
                .args(["-C", folder.as_str(), "rev-parse", name])
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let (head, base) = (commit("HEAD"), commit("base"));
        let server = Server::start();
        let pull = json!({ "number": NUMBER, "head_sha": head, "base_sha": base, "author": "dev" });
        server.seed(
            &json!({ "pulls": [pull], "files": { NUMBER.to_string(): ["raigate.toml"] },
            "reviews": { NUMBER.to_string(): [] }, "teams": { "acme/rai": ["lead"] } }),
        );
        let side = |sha: &str, name: &str| json!({ "sha": sha, "ref": name, "repo": { "full_name": "o/r" } });
        let event = json!({ "pull_request": { "number": NUMBER, "head": side(&head, "change"), "base": side(&base, "main") },
            "repository": { "full_name": "o/r" } });
        support::write(&outer, "event.json", event.to_string());
        Self {
            _guard: guard,
            folder,
            server,
            head,
            base,
            token: TOKEN,
        }
    }

    /// Lets somebody review the change at a commit, in this order.
    fn reviewed(&self, reviews: &[(&str, &str)]) {
        let given = reviews.iter().enumerate().map(|(at, (login, state))| {
            json!({ "login": login, "state": state, "commit_id": self.head, "submitted_at": format!("2026-11-20T1{at}:00:00Z") })
        });
        let given: Vec<Value> = given.collect();
        self.server
            .seed(&json!({ "reviews": { NUMBER.to_string(): given } }));
    }

    /// Runs the program, and returns its exit code and all that it says and writes.
    fn run(&self, words: &str) -> (i32, String) {
        let summary = self.folder.with_file_name("summary.md");
        let mut command = Command::new(env!("CARGO_BIN_EXE_raigate"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if ["GITHUB_", "RAIGATE_", "GIT_", "CI"]
                .iter()
                .any(|start| name.starts_with(start))
            {
                command.env_remove(name);
            }
        }
        let output = command
            .current_dir(&self.folder)
            .args(words.split_whitespace())
            .args(["--now", "2026-11-23"])
            .envs([
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", "pull_request"),
                (
                    "GITHUB_EVENT_PATH",
                    self.folder.with_file_name("event.json").as_str(),
                ),
                ("GITHUB_REPOSITORY", "o/r"),
                ("GITHUB_RUN_ID", "42"),
                ("GITHUB_RUN_ATTEMPT", "1"),
                ("GITHUB_SHA", &self.head),
                ("GITHUB_STEP_SUMMARY", summary.as_str()),
                (
                    "GITHUB_API_URL",
                    &format!("http://127.0.0.1:{}/api/v3", self.server.port),
                ),
                ("GITHUB_TOKEN", self.token),
                (
                    "https_proxy",
                    &format!("http://me:{PASSWORD}@proxy.invalid:3128"),
                ),
            ])
            .output()
            .unwrap();
        let mut said = [output.stdout, output.stderr].concat();
        for file in ["summary.md", "report.json", "report.sarif", "page.md"] {
            said.extend(std::fs::read(self.folder.with_file_name(file)).unwrap_or_default());
        }
        let said = String::from_utf8(said).unwrap();
        for secret in [TOKEN, PASSWORD] {
            assert!(!said.contains(secret), "{said}");
        }
        (output.status.code().unwrap(), said)
    }
}

/// Holds how a check of the change ends, and what it says.
fn check(change: &Change, code: i32, says: &str) {
    let (ended, said) = change.run("check");
    assert!(ended == code && said.contains(says), "{ended}: {said}");
}

#[test]
fn the_approval_of_a_team_member_on_the_forge_answers_for_the_gate() {
    let change = Change::new();
    assert_ne!(change.head, change.base);
    check(&change, 1, "git/gate-changed");
    change.reviewed(&[("lead", "APPROVED")]);
    check(&change, 0, "pass");
    change.reviewed(&[("lead", "APPROVED"), ("lead", "CHANGES_REQUESTED")]);
    check(&change, 1, "git/gate-changed");
    change.reviewed(&[("dev", "APPROVED"), ("stranger", "APPROVED")]);
    check(&change, 1, "git/gate-changed");
}

#[test]
fn a_team_that_the_token_does_not_see_approves_nothing() {
    let change = Change::new();
    change.reviewed(&[("lead", "APPROVED")]);
    let body = json!({ "message": "Resource not accessible by integration" });
    change
        .server
        .fault(json!({ "path": "/members$", "status": 403, "times": 9, "body": body }));
    check(&change, 1, "who is in `acme/rai` is not known");
}

#[test]
fn without_the_right_to_read_reviews_that_is_said_and_none_counts() {
    let change = Change::new();
    change.reviewed(&[("lead", "APPROVED")]);
    let body = json!({ "message": "Resource not accessible by integration" });
    change
        .server
        .fault(json!({ "path": "/pulls/7$", "status": 403, "times": 9, "body": body }));
    check(&change, 1, "`pull-requests: read` below `permissions:`");
}

#[test]
fn where_the_forge_does_not_say_who_approved_there_is_no_verdict() {
    let change = Change::new();
    change.reviewed(&[("lead", "APPROVED")]);
    change
        .server
        .fault(json!({ "path": "/reviews$", "status": 401, "times": 9 }));
    check(
        &change,
        2,
        "no verdict: the reviews of pull request 7 of `o/r` could not be read",
    );
}

#[test]
fn no_output_at_any_verbosity_holds_the_token_or_the_password_of_the_proxy() {
    for words in ["-q", "", "-v", "-vvv"] {
        let change = Change::new();
        let echo = json!({ "message": format!("Bearer {TOKEN} is not allowed to") });
        for path in ["/check-runs$", "/statuses/", "/members$"] {
            change
                .server
                .fault(json!({ "path": path, "status": 403, "times": 9, "body": echo }));
        }
        let files = "json=../report.json,sarif=../report.sarif,markdown=../page.md";
        let words = format!("check --publish {words} --format human,{files}");
        let (code, said) = change.run(&words);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("[redacted] is not allowed to"), "{said}");
        let state = change.server.state();
        assert_eq!(state["comments"].as_array().unwrap().len(), 1, "{said}");
        let posted = state.to_string();
        assert!(
            !posted.contains(TOKEN) && !posted.contains(PASSWORD),
            "{posted}"
        );
    }
}

#[test]
fn without_a_token_nothing_is_asked_and_nothing_posted() {
    let mut change = Change::new();
    change.token = " ";
    let (code, said) = change.run("check --publish");
    assert!(
        code == 1 && said.contains("nor GITHUB_TOKEN is set"),
        "{code}: {said}"
    );
    let (code, said) = change.run("check --require-publish");
    assert_eq!(code, 3, "{said}");
    assert!(change.server.log().is_empty());
}
