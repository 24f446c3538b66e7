//! What each event of GitHub says a run is about.

use raigate::publish::event::{self, Event, EventError, Subject, Surroundings};
use raigate::publish::plan::Sha;
use serde_json::{Value, json};

/// The head of every pull request here.
pub(crate) const HEAD: &str = "4f0e6b1d2c3a49587766554433221100ffeeddcc";
const BASE: &str = "00ff6b1d2c3a49587766554433221100ffee0000";
const MERGE: &str = "3333333333333333333333333333333333333333";

/// What a runner sets, for an event of that name.
pub(crate) fn surroundings(name: &str, payload: &Value) -> Surroundings {
    Surroundings {
        event: Some(name.to_owned()),
        payload: Some(payload.to_string()),
        repository: Some("acme/loans".to_owned()),
        sha: Some(MERGE.to_owned()),
        git_ref: Some("refs/pull/7/merge".to_owned()),
        run_id: Some("42".to_owned()),
        attempt: Some("2".to_owned()),
        server: None,
        api: None,
    }
}

/// A pull request of the repository itself.
pub(crate) fn pull_request() -> Value {
    json!({
        "action": "synchronize",
        "number": 7,
        "pull_request": {
            "number": 7,
            "head": {"sha": HEAD, "ref": "fix", "repo": {"full_name": "acme/loans"}},
            "base": {"sha": BASE, "ref": "release/1", "repo": {"full_name": "acme/loans"}},
        },
        "repository": {"full_name": "acme/loans"},
    })
}

/// Reads an event of that name.
pub(crate) fn read(name: &str, payload: &Value) -> Event {
    Event::read(&surroundings(name, payload)).unwrap()
}

fn sha(text: &str) -> Sha {
    Sha::parse(text).unwrap()
}

#[test]
fn a_pull_request_is_judged_at_its_head_and_never_at_the_merge_commit() {
    for name in [
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "pull_request_review_comment",
    ] {
        let event = read(name, &pull_request());
        assert_eq!(event.subject, Subject::PullRequest(7), "{name}");
        assert_eq!(event.head, sha(HEAD), "{name}");
        assert_eq!(event.base, Some(sha(BASE)));
        assert!(!event.is_fork);
        assert_eq!(event.git_ref.as_deref(), Some("refs/pull/7/head"));
        assert_eq!(event.run, (42, 2));
        assert_eq!(event.api, "https://api.github.com");
        assert!(event::is_change(name));
        let base = event::base(name, &pull_request().to_string()).unwrap();
        assert_eq!(base, Some((sha(BASE), Some("release/1".to_owned()))));
    }
}

#[test]
fn a_fork_is_another_repository_also_where_it_is_gone() {
    let mut fork = pull_request();
    fork["pull_request"]["head"]["repo"]["full_name"] = "mallory/loans".into();
    assert!(read("pull_request", &fork).is_fork);
    fork["pull_request"]["head"]["repo"] = Value::Null;
    assert!(read("pull_request", &fork).is_fork);
    let mut own = pull_request();
    own["pull_request"]["head"]["repo"]["full_name"] = "Acme/Loans".into();
    assert!(!read("pull_request", &own).is_fork);
}

#[test]
fn a_merge_group_names_no_pull_request_and_has_a_base() {
    let head_ref = format!("refs/heads/gh-readonly-queue/main/pr-104-{BASE}");
    let payload = json!({
        "action": "checks_requested",
        "merge_group": {
            "head_sha": HEAD, "head_ref": head_ref,
            "base_sha": BASE, "base_ref": "refs/heads/release/1",
        },
        "repository": {"full_name": "acme/loans"},
    });
    let event = read("merge_group", &payload);
    assert_eq!(event.subject, Subject::MergeGroup);
    assert_eq!((event.head, event.base), (sha(HEAD), Some(sha(BASE))));
    assert_eq!(event.git_ref, Some(head_ref));
    let base = event::base("merge_group", &payload.to_string()).unwrap();
    assert_eq!(base, Some((sha(BASE), Some("release/1".to_owned()))));
}

#[test]
fn a_workflow_that_follows_another_is_about_the_head_of_that_one() {
    let mut payload = json!({
        "workflow_run": {
            "event": "pull_request", "head_sha": HEAD, "head_branch": "main",
            "head_repository": {"full_name": "mallory/loans"}, "pull_requests": [],
        },
        "repository": {"full_name": "acme/loans"},
    });
    let mut event = read("workflow_run", &payload);
    assert_eq!(event.subject, Subject::JudgedBefore(None));
    assert_eq!(event.pull_request(), None);
    assert!(event.is_fork);
    assert_eq!((&event.head, &event.git_ref), (&sha(HEAD), &None));
    event.found(Some(9));
    assert_eq!(event.pull_request(), Some(9));
    payload["workflow_run"]["event"] = "push".into();
    let event = read("workflow_run", &payload);
    assert_eq!(event.subject, Subject::Commit);
    assert_eq!(event.git_ref.as_deref(), Some("refs/heads/main"));
    assert_eq!(event::base("workflow_run", &payload.to_string()), Ok(None));
}

#[test]
fn other_events_are_about_the_commit_that_the_runner_names() {
    let payload = json!({"ref": "refs/tags/v1", "after": BASE,
        "repository": {"full_name": "acme/loans"}});
    for name in ["push", "schedule", "workflow_dispatch"] {
        let event = read(name, &payload);
        assert_eq!(event.subject, Subject::Commit);
        assert_eq!(event.head, sha(MERGE), "{name}");
        assert_eq!(event.pull_request(), None);
        assert!(!event::is_change(name));
    }
    let mut bare = surroundings("push", &payload);
    (bare.sha, bare.git_ref) = (None, None);
    let event = Event::read(&bare).unwrap();
    assert_eq!(event.head, sha(BASE));
    assert_eq!(event.git_ref.as_deref(), Some("refs/tags/v1"));
}

#[test]
fn an_event_that_does_not_say_is_named_with_what_it_lacks() {
    let whole = pull_request();
    let mut cases = vec![(whole.to_string()[..40].to_owned(), "is no JSON: EOF")];
    for (pointer, value, says) in [
        (
            "/pull_request/head/sha",
            json!("main"),
            "has no commit at `/pull_request/head/sha`",
        ),
        (
            "/pull_request/head/sha",
            json!(7),
            "has no commit at `/pull_request/head/sha`",
        ),
        (
            "/pull_request/base/sha",
            json!("0".repeat(40)),
            "at `/pull_request/base/sha`",
        ),
        (
            "/pull_request/number",
            json!("7"),
            "has no number at `/pull_request/number`",
        ),
        (
            "/repository/full_name",
            json!("a/b/c"),
            "has no repository at",
        ),
        (
            "/repository/full_name",
            json!("acme/else"),
            "another repository",
        ),
        ("/pull_request", json!([]), "has no number at"),
    ] {
        let mut payload = whole.clone();
        *payload.pointer_mut(pointer).unwrap() = value;
        cases.push((payload.to_string(), says));
    }
    for (payload, says) in cases {
        let mut around = surroundings("pull_request", &Value::Null);
        around.payload = Some(payload);
        let error = Event::read(&around).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn surroundings_that_do_not_say_are_named() {
    let whole = surroundings("pull_request", &pull_request());
    let change = |change: &dyn Fn(&mut Surroundings)| {
        let mut around = whole.clone();
        change(&mut around);
        Event::read(&around).unwrap_err()
    };
    let unset = change(&|around| around.event = None);
    assert_eq!(unset, EventError::Unset("GITHUB_EVENT_NAME"));
    let unset = change(&|around| around.payload = None);
    assert_eq!(unset, EventError::Unset("GITHUB_EVENT_PATH"));
    let other = change(&|around| around.event = Some("issue_comment".to_owned()));
    assert_eq!(other, EventError::Unsupported("issue_comment".to_owned()));
    for server in ["ftp://a", "https://", "https://a/)[x](", "https://a b"] {
        let error = change(&|around| around.server = Some(server.to_owned()));
        assert!(error.to_string().contains("GITHUB_SERVER_URL"), "{error}");
    }
    let error = change(&|around| around.run_id = Some("4 2".to_owned()));
    assert_eq!(error.to_string(), "`GITHUB_RUN_ID` is no number");
    let error = change(&|around| around.repository = Some("acme".to_owned()));
    assert!(error.to_string().contains("GITHUB_REPOSITORY"), "{error}");
}

#[test]
fn a_name_that_is_no_ref_is_not_passed_on() {
    let payload = json!({"repository": {"full_name": "acme/loans"}});
    for name in [
        "main",
        "refs/heads/",
        "refs/heads/a b",
        "refs/heads/a..b",
        "refs/heads/a\n",
    ] {
        let mut around = surroundings("schedule", &payload);
        around.git_ref = Some(name.to_owned());
        assert_eq!(Event::read(&around).unwrap().git_ref, None, "{name:?}");
    }
}

/// Every example that GitHub gives of the events that are read.
#[test]
fn the_examples_of_github_are_read() {
    let tools = std::env::var("RAIGATE_NPM_TOOLS").unwrap_or_default();
    let file = format!("{tools}/node_modules/@octokit/webhooks-examples/api.github.com/index.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
        assert!(
            !is_required,
            "RAIGATE_NPM_TOOLS holds no examples of webhooks"
        );
        eprintln!(
            "SKIPPED: RAIGATE_NPM_TOOLS holds no examples of webhooks, as `.ci/run` installs them"
        );
        return;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    let mut read = 0;
    for group in all.as_array().unwrap() {
        let name = group["name"].as_str().unwrap();
        for payload in group["examples"].as_array().unwrap() {
            let around = Surroundings {
                event: Some(name.to_owned()),
                payload: Some(payload.to_string()),
                sha: None,
                ..surroundings(name, payload)
            };
            let around = Surroundings {
                repository: None,
                ..around
            };
            read += usize::from(check_example(name, payload, &around));
        }
    }
    assert!(read >= 40, "{read} examples were read");
}

/// Holds one example against what it says; whether it is of an event that is read.
fn check_example(name: &str, payload: &Value, around: &Surroundings) -> bool {
    let event = Event::read(around);
    match name {
        "pull_request" | "pull_request_review" | "pull_request_review_comment" => {
            let event = event.unwrap();
            let told = &payload["pull_request"];
            assert_eq!(event.head.as_str(), told["head"]["sha"]);
            assert_eq!(event.pull_request(), told["number"].as_u64());
            let mut fork = payload.clone();
            assert!(!event.is_fork);
            fork["pull_request"]["head"]["repo"]["full_name"] = "someone/else".into();
            let mut around = around.clone();
            around.payload = Some(fork.to_string());
            assert!(Event::read(&around).unwrap().is_fork);
        }
        "merge_group" => {
            let event = event.unwrap();
            assert_eq!(event.head.as_str(), payload["merge_group"]["head_sha"]);
            assert_eq!(event.subject, Subject::MergeGroup);
        }
        "workflow_run" => {
            let event = event.unwrap();
            assert_eq!(event.head.as_str(), payload["workflow_run"]["head_sha"]);
        }
        "push" if payload["deleted"] == true => assert_eq!(event, Err(EventError::Deleted)),
        "push" => assert!(event.is_ok()),
        "workflow_dispatch" => assert_eq!(event, Err(EventError::Unset("GITHUB_SHA"))),
        _ => {
            assert!(matches!(
                event,
                Err(EventError::Unsupported(_) | EventError::Unset(_))
            ));
            return false;
        }
    }
    true
}
