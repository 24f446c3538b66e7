//! A forge that is slow, full, broken, or lies: nothing is posted twice, and it ends in time.

use std::time::Duration;

use serde_json::{Value, json};

use super::forge::{Forge, TOKEN, Time, on_each_forge, post};
use super::plans;
use super::posting::{annotations, posted};
use super::server::Server;
use raigate::publish::access::Token;
use raigate::publish::send;

#[test]
fn an_answer_that_is_lost_after_the_write_leaves_one_of_each() {
    on_each_forge("lost", |forge| {
        for path in ["/check-runs$", "/comments$", "/statuses/"] {
            forge.fault(json!({ "method": "POST", "path": path, "status": 502, "after": true }));
        }
        let outcome = post(forge, &plans::everything(forge));
        assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
        let state = forge.state();
        for kind in ["runs", "comments"] {
            assert_eq!(state[kind].as_array().unwrap().len(), 1, "{kind}");
        }
        assert_eq!(
            forge
                .writes()
                .iter()
                .filter(|write| write.starts_with("POST c"))
                .count(),
            2
        );
    });
}

#[test]
fn a_connection_that_is_cut_after_the_write_leaves_one_of_each() {
    let forge = Forge::Own(Server::start());
    for path in ["/check-runs$", "/comments$"] {
        forge.fault(json!({ "method": "POST", "path": path, "drop": true, "after": true }));
    }
    let outcome = post(&forge, &plans::everything(&forge));
    assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
    assert_eq!(
        forge.writes(),
        [
            "POST check-runs",
            "POST issues/7/comments",
            "POST code-scanning/sarifs"
        ]
    );
}

#[test]
fn a_write_that_was_not_done_is_done_again() {
    on_each_forge("again", |forge| {
        for path in ["/check-runs$", "/comments$"] {
            forge.fault(json!({ "method": "POST", "path": path, "status": 500 }));
        }
        let outcome = post(forge, &plans::everything(forge));
        assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
        let state = forge.state();
        for kind in ["runs", "comments"] {
            assert_eq!(state[kind].as_array().unwrap().len(), 1, "{kind}");
        }
    });
}

#[test]
fn a_lost_status_is_not_made_twice() {
    on_each_forge("lost-status", |forge| {
        forge.fault(
            json!({ "method": "POST", "path": "/check-runs$", "status": 403, "times": 9,
            "body": { "message": "You must authenticate via a GitHub App." } }),
        );
        forge
            .fault(json!({ "method": "POST", "path": "/statuses/", "status": 502, "after": true }));
        post(forge, &plans::check(forge, 1));
        assert_eq!(forge.state()["statuses"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_lost_answer_to_an_upload_is_looked_for_before_it_is_repeated() {
    let uploads = |forge: &Forge| {
        let writes = forge.writes();
        let is_upload = |write: &&String| *write == "POST code-scanning/sarifs";
        writes.iter().filter(is_upload).count()
    };
    for fault in [json!({ "status": 502 }), json!({ "drop": true })] {
        // An upload of an earlier attempt is not taken for this one.
        let forge = Forge::Own(Server::start());
        posted(&post(&forge, &plans::sarif(&forge)));
        let mut lost = json!({ "method": "POST", "path": "/sarifs$", "after": true });
        let members = lost.as_object_mut().unwrap();
        members.extend(fault.as_object().unwrap().clone());
        forge.fault(lost.clone());
        posted(&post(&forge, &plans::sarif(&forge)));
        assert_eq!(uploads(&forge), 2);
        let polled = |id: &str| {
            let path = format!("/repos/o/r/code-scanning/sarifs/{id}");
            forge
                .log()
                .iter()
                .any(|asked| asked["path"] == path.as_str())
        };
        assert!(polled("sarif-2"), "what was found is asked after");
        // One that was not done is done again.
        lost["after"] = false.into();
        forge.fault(lost);
        posted(&post(&forge, &plans::sarif(&forge)));
        assert_eq!(uploads(&forge), 4);
        assert_eq!(forge.state()["sarifs"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn an_upload_that_cannot_be_looked_for_is_not_repeated_and_said_to_be_unknown() {
    let forge = Forge::Own(Server::start());
    forge.fault(json!({ "path": "/analyses$", "status": 403, "times": 99,
        "body": { "message": "Resource not accessible by integration" } }));
    forge.fault(json!({ "method": "POST", "path": "/sarifs$", "status": 502, "after": true }));
    let outcome = post(&forge, &plans::sarif(&forge));
    assert!(outcome.posted.is_empty());
    assert!(
        outcome.failed[0].why.contains("may be there or not"),
        "{outcome:?}"
    );
    assert_eq!(forge.writes(), ["POST code-scanning/sarifs"]);
    // What was turned away is asked for again.
    forge.fault(json!({ "method": "POST", "path": "/sarifs$", "status": 429 }));
    posted(&post(&forge, &plans::sarif(&forge)));
}

#[test]
fn a_batch_of_annotations_whose_answer_is_lost_is_not_added_twice() {
    on_each_forge("lost-batch", |forge| {
        let path = "/check-runs/";
        forge.fault(
            json!({ "method": "PATCH", "path": path, "status": 502, "after": true, "times": 2 }),
        );
        posted(&post(forge, &plans::check(forge, 120)));
        assert_eq!(annotations(forge), 120);
        assert_eq!(forge.state()["runs"][0]["conclusion"], "failure");
    });
}

#[test]
fn a_batch_that_is_refused_does_not_keep_the_conclusion_back() {
    on_each_forge("refused-batch", |forge| {
        let refusal = json!({ "message": "Validation Failed" });
        forge.fault(json!({ "method": "PATCH", "path": "/check-runs/", "status": 422, "times": 2, "body": refusal }));
        let outcome = post(forge, &plans::check(forge, 120));
        assert_eq!(annotations(forge), 50);
        assert_eq!(forge.state()["runs"][0]["conclusion"], "failure");
        assert!(
            outcome.failed[0].why.contains("70 of 120 annotations"),
            "{outcome:?}"
        );
    });
}

#[test]
fn a_forge_in_trouble_is_asked_four_times_and_a_run_without_end_stays_pending() {
    on_each_forge("down", |forge| {
        forge.fault(
            json!({ "method": "PATCH", "path": "/check-runs/", "status": 503, "times": 99 }),
        );
        let time = Time::default();
        let plan = plans::check(forge, 120);
        let outcome = time.pass(|pace| send::send(&plan, &forge.access(), pace));
        assert!(outcome.posted.is_empty() && outcome.degraded.is_empty());
        assert!(outcome.failed[0].why.contains("503"), "{outcome:?}");
        assert_eq!(
            forge
                .writes()
                .iter()
                .filter(|write| write.starts_with("PATCH"))
                .count(),
            4
        );
        assert!((7..12).contains(&time.seconds()), "{}", time.seconds());
        assert_eq!(forge.state()["runs"][0]["status"], "in_progress");
    });
}

#[test]
fn a_text_that_is_too_long_is_tried_once_more_at_half_its_length() {
    on_each_forge("long", |forge| {
        let refusal = json!({ "message": "Validation Failed", "documentation_url": "https://forge.example/rest",
            "errors": [{ "code": "unprocessable", "message": "Body is too long (maximum is 65536 characters)" }] });
        forge.fault(
            json!({ "method": "POST", "path": "/comments$", "status": 422, "body": refusal }),
        );
        let mut plan = plans::comment(forge);
        let row = "| a row that says something |\n".repeat(1_000);
        plan.comment.as_mut().unwrap().body.push_str(&row);
        posted(&post(forge, &plan));
        let state = forge.state();
        let body = state["comments"][0]["body"].as_str().unwrap();
        assert!(
            body.len() < 16_000 && body.starts_with(plans::MARKER),
            "{}",
            body.len()
        );
        forge.fault(
            json!({ "method": "PATCH", "path": "/comments/", "status": 422, "times": 9,
            "body": { "message": "Body is too long", "documentation_url": "https://forge.example/rest" } }),
        );
        let outcome = post(forge, &plan);
        assert!(outcome.failed[0].why.contains("length"), "{outcome:?}");
        assert_eq!(forge.writes().len(), 4);
    });
}

#[test]
fn what_is_refused_for_its_shape_is_not_sent_again() {
    on_each_forge("shape", |forge| {
        forge.fault(json!({ "method": "POST", "path": "/comments$", "status": 422,
            "body": { "message": "Validation Failed", "documentation_url": "https://forge.example/rest" } }));
        let outcome = post(forge, &plans::comment(forge));
        assert!(
            outcome.failed[0].why.contains("Validation Failed"),
            "{outcome:?}"
        );
        assert_eq!(forge.writes().len(), 1);
    });
}

#[test]
fn a_pull_request_that_has_moved_on_is_left_to_its_own_run() {
    on_each_forge("moved", |forge| {
        let plan = plans::everything(forge);
        let mut pull = plans::pull();
        pull["pulls"][0]["head_sha"] = "3".repeat(40).into();
        forge.seed(pull);
        let outcome = post(forge, &plan);
        assert!(forge.writes().is_empty());
        assert!(outcome.posted.is_empty() && outcome.failed.is_empty());
        assert_eq!(outcome.degraded.len(), 3);
        assert!(
            outcome.degraded[0].why.contains("moved on to 3333333"),
            "{outcome:?}"
        );
        assert!(
            outcome
                .degraded
                .iter()
                .all(|notice| notice.permission.is_none())
        );
    });
}

#[test]
fn a_pull_request_that_moves_on_meanwhile_keeps_the_comment_of_its_own_run() {
    let forge = Forge::Own(Server::start());
    let plan = plans::everything(&forge);
    let moved = json!({ "head": { "sha": "3".repeat(40) } });
    forge
        .fault(json!({ "path": "/pulls/7$", "skip": 1, "times": 9, "status": 200, "body": moved }));
    let outcome = post(&forge, &plan);
    assert_eq!(forge.writes(), ["POST check-runs"]);
    assert_eq!(outcome.degraded.len(), 2, "{outcome:?}");
}

#[test]
fn a_forge_that_does_not_answer_is_not_waited_for() {
    let forge = Forge::Own(Server::start());
    let plan = plans::check(&forge, 1);
    forge.fault(json!({ "path": "", "times": 99, "hang": true }));
    let time = Time {
        request: Duration::from_millis(100),
        ..Time::default()
    };
    let outcome = time.pass(|pace| send::send(&plan, &forge.access(), pace));
    assert!(
        outcome.failed[0].why.contains("did not answer"),
        "{outcome:?}"
    );
    assert_eq!(forge.log().len(), 4);
}

#[test]
fn the_token_is_not_taken_to_another_host() {
    let (forge, other) = (Forge::Own(Server::start()), Server::start());
    let plan = plans::everything(&forge);
    let away = format!("http://127.0.0.1:{}/repos/o/r/pulls/7", other.port);
    forge.fault(
        json!({ "path": "/pulls/7$", "status": 307, "times": 9, "headers": { "Location": away } }),
    );
    let link = format!("<http://127.0.0.1:{}/x?page=2>; rel=\"next\"", other.port);
    let outcome = post(&forge, &plan);
    assert_eq!(other.log(), Vec::<Value>::new());
    assert_eq!(outcome.failed.len(), 3, "{outcome:?}");
    let forge = Forge::Own(Server::start());
    let plan = plans::comment(&forge);
    forge.fault(json!({ "method": "GET", "path": "/comments$", "status": 200, "headers": { "Link": link }, "body": [] }));
    let outcome = post(&forge, &plan);
    assert_eq!(other.log(), Vec::<Value>::new());
    assert!(
        outcome.failed[0].why.contains("another address"),
        "{outcome:?}"
    );
}

#[test]
fn a_repository_that_was_renamed_is_followed_on_the_same_host() {
    let forge = Forge::Own(Server::start());
    let plan = plans::comment(&forge);
    forge.fault(
        json!({ "method": "POST", "path": "/comments$", "status": 307,
        "headers": { "Location": "/repos/o/renamed/issues/7/comments" } }),
    );
    assert_eq!(posted(&post(&forge, &plan)), ["comment"]);
}

#[test]
fn a_forge_that_repeats_the_token_is_not_repeated() {
    let forge = Forge::Own(Server::start());
    let plan = plans::everything(&forge);
    let echo = format!("Bearer {TOKEN} may not");
    forge.fault(json!({ "method": "POST", "path": "", "status": 403, "times": 99, "body": { "message": echo } }));
    let outcome = post(&forge, &plan);
    let said = serde_json::to_string(&outcome).unwrap();
    assert!(said.contains("Bearer [redacted] may not"), "{said}");
    for text in [
        said,
        format!("{outcome:?}"),
        format!("{:?} {:#?}", forge.access(), forge.access()),
    ] {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[test]
fn a_forge_that_answers_with_nonsense_is_said_to() {
    let forge = Forge::Own(Server::start());
    let plan = plans::everything(&forge);
    forge.fault(json!({ "path": "/pulls/7$", "status": 200, "times": 9, "body": ["nonsense"] }));
    let outcome = post(&forge, &plan);
    assert_eq!(outcome.failed.len(), 3, "{outcome:?}");
    assert!(forge.writes().is_empty());
}

#[test]
fn a_forge_that_is_not_there_is_said_not_to_be() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let forge = Forge::Own(Server::start());
    let plan = plans::everything(&forge);
    let mut access = forge.access();
    access.api = format!("http://127.0.0.1:{port}");
    let time = Time::default();
    let outcome = time.pass(|pace| send::send(&plan, &access, pace));
    assert_eq!(outcome.failed.len(), 3);
    assert!(
        outcome.failed[0].why.contains("could not be reached"),
        "{outcome:?}"
    );
    assert!(time.seconds() < 10, "all of it would meet the same");
}

#[test]
fn what_no_header_can_hold_is_no_token() {
    let forge = Forge::Own(Server::start());
    let plan = plans::everything(&forge);
    let mut access = forge.access();
    access.token = Token::of("ghs_one\nghs_two").unwrap();
    let outcome = Time::default().pass(|pace| send::send(&plan, &access, pace));
    assert_eq!(outcome.failed.len(), 3);
    assert!(!format!("{outcome:?}").contains("ghs_"), "{outcome:?}");
    assert!(forge.log().is_empty());
}
