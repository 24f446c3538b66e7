//! What the token has no right to makes way for less, with one word about it.

use serde_json::json;

use super::forge::{Forge, on_each_forge, post};
use super::plans;
use super::server::{Server, unpacked};
use raigate::publish::outcome::Outcome;

const BY_INTEGRATION: &str = "Resource not accessible by integration";

fn whats(outcome: &Outcome) -> Vec<&str> {
    outcome
        .posted
        .iter()
        .map(|posted| posted.what.as_str())
        .collect()
}

/// Holds that one thing was left out for want of one right, and returns why.
fn missing<'a>(outcome: &'a Outcome, what: &str, permission: &str) -> &'a str {
    assert!(outcome.failed.is_empty(), "{outcome:?}");
    let [notice] = &*outcome.degraded else {
        panic!("{outcome:?}");
    };
    assert_eq!(notice.what, what);
    assert_eq!(notice.permission.as_deref(), Some(permission));
    &notice.why
}

fn refuse(forge: &Forge, method: &str, path: &str, status: u16, message: &str) {
    forge.fault(
        json!({ "method": method, "path": path, "status": status, "times": 99,
        "body": { "message": message } }),
    );
}

#[test]
fn without_the_right_to_check_runs_the_rest_is_posted() {
    on_each_forge("no-checks", |forge| {
        refuse(forge, "POST", "/check-runs$", 403, BY_INTEGRATION);
        let outcome = post(forge, &plans::everything(forge));
        assert_eq!(whats(&outcome), ["comment", "SARIF"]);
        let why = missing(&outcome, "check run", "checks: write");
        assert!(
            why.contains(BY_INTEGRATION) && !why.contains("fork"),
            "{why}"
        );
        let tries = forge
            .writes()
            .iter()
            .filter(|write| *write == "POST check-runs")
            .count();
        assert_eq!(tries, 1, "a right does not come by asking again");
    });
}

#[test]
fn the_token_of_a_person_gets_a_commit_status_in_place_of_a_check_run() {
    on_each_forge("status", |forge| {
        refuse(
            forge,
            "POST",
            "/check-runs$",
            403,
            "You must authenticate via a GitHub App.",
        );
        let outcome = post(forge, &plans::check(forge, 2));
        assert_eq!(whats(&outcome), ["commit status"]);
        missing(&outcome, "check run", "checks: write");
        let state = forge.state();
        let status = &state["statuses"][0];
        assert_eq!(status["state"], "failure");
        assert_eq!(status["context"], "raigate");
    });
}

#[test]
fn a_status_that_is_refused_too_is_said() {
    on_each_forge("no-status", |forge| {
        let message = "Resource not accessible by personal access token";
        refuse(forge, "POST", "/check-runs$", 403, message);
        refuse(forge, "POST", "/statuses/", 403, message);
        let outcome = post(forge, &plans::check(forge, 2));
        let permissions: Vec<_> = outcome
            .degraded
            .iter()
            .map(|one| one.permission.as_deref())
            .collect();
        assert_eq!(
            permissions,
            [Some("statuses: write"), Some("checks: write")]
        );
    });
}

#[test]
fn without_the_right_to_comment_the_check_run_stands() {
    for status in [403, 404] {
        on_each_forge(&format!("no-comment-{status}"), |forge| {
            refuse(forge, "POST", "/comments$", status, BY_INTEGRATION);
            let outcome = post(forge, &plans::everything(forge));
            assert_eq!(whats(&outcome), ["check run", "SARIF"]);
            missing(&outcome, "comment", "pull-requests: write");
        });
    }
}

#[test]
fn where_the_pull_request_is_not_seen_no_comment_is_written_over() {
    on_each_forge("unseen", |forge| {
        refuse(forge, "GET", "/pulls/7$", 403, BY_INTEGRATION);
        let outcome = post(forge, &plans::everything(forge));
        assert_eq!(whats(&outcome), ["check run", "SARIF"]);
        missing(&outcome, "comment", "pull-requests: write");
        assert!(
            !forge
                .log()
                .iter()
                .any(|asked| asked["path"].as_str().unwrap().contains("comments"))
        );
    });
}

#[test]
fn without_code_scanning_the_rest_is_posted() {
    let message = "Code Security must be enabled for this repository to use code scanning.";
    for status in [403, 404] {
        on_each_forge(&format!("no-sarif-{status}"), |forge| {
            refuse(forge, "POST", "/sarifs$", status, message);
            let outcome = post(forge, &plans::everything(forge));
            assert_eq!(whats(&outcome), ["check run", "comment"]);
            missing(&outcome, "SARIF", "security-events: write");
        });
    }
}

#[test]
fn sarif_that_is_too_large_loses_notes_then_the_snippets_of_warnings() {
    let forge = Forge::Own(Server::start());
    forge.fault(json!({ "method": "POST", "path": "/sarifs$", "status": 413, "times": 2 }));
    let outcome = post(&forge, &plans::sarif(&forge));
    assert_eq!(whats(&outcome), ["SARIF"]);
    let state = forge.state();
    let log = unpacked(&state["sarifs"][0]["sarif"]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let snippet = |at: usize| {
        let region = &results[at]["locations"][0]["physicalLocation"]["region"];
        (
            results[at]["level"].as_str().unwrap(),
            region.get("snippet").is_some(),
        )
    };
    assert_eq!(
        [snippet(0), snippet(1)],
        [("error", true), ("warning", false)]
    );
    assert_eq!(results.len(), 2);
}

#[test]
fn sarif_that_stays_too_large_is_said() {
    on_each_forge("large", |forge| {
        forge.fault(json!({ "method": "POST", "path": "/sarifs$", "status": 413, "times": 9 }));
        let outcome = post(forge, &plans::sarif(forge));
        assert_eq!(forge.writes().len(), 3);
        assert!(outcome.failed[0].why.contains("413"), "{outcome:?}");
    });
}

#[test]
fn a_fork_is_told_that_it_cannot_have_the_right() {
    on_each_forge("fork", |forge| {
        let plan = plans::everything(forge);
        let mut pull = plans::pull();
        pull["pulls"][0]["fork"] = true.into();
        forge.seed(pull);
        refuse(forge, "POST", "", 403, BY_INTEGRATION);
        let outcome = post(forge, &plan);
        assert!(
            outcome.posted.is_empty() && outcome.failed.is_empty(),
            "{outcome:?}"
        );
        assert_eq!(outcome.degraded.len(), 3);
        for notice in &outcome.degraded {
            assert!(
                notice
                    .why
                    .ends_with("a pull request from a fork cannot have it"),
                "{notice:?}"
            );
            assert!(notice.permission.is_some());
        }
    });
}

#[test]
fn a_token_that_has_expired_is_tried_once() {
    on_each_forge("expired", |forge| {
        let plan = plans::everything(forge);
        forge.fault(json!({ "path": "", "status": 401, "times": 99, "body": { "message": "Bad credentials" } }));
        let outcome = post(forge, &plan);
        assert!(outcome.posted.is_empty() && outcome.degraded.is_empty());
        assert_eq!(outcome.failed.len(), 3);
        assert!(
            outcome
                .failed
                .iter()
                .all(|notice| notice.why.contains("expired")),
            "{outcome:?}"
        );
        assert_eq!(forge.log().len(), 1);
    });
}

#[test]
fn a_token_for_another_repository_is_told_so() {
    on_each_forge("elsewhere", |forge| {
        let plan = plans::everything(forge);
        forge.fault(
            json!({ "path": "", "status": 404, "times": 99, "body": { "message": "Not Found" } }),
        );
        let outcome = post(forge, &plan);
        assert!(outcome.posted.is_empty() && outcome.failed.is_empty());
        assert_eq!(outcome.degraded.len(), 3);
        for notice in &outcome.degraded {
            assert!(notice.why.contains("another repository"), "{notice:?}");
        }
    });
}
