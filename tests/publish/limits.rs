//! A forge that takes no more requests for a while: its word is kept, and the end comes in time.

use serde_json::json;

use super::forge::{Forge, Time, on_each_forge};
use super::plans;
use super::posting::posted;
use super::server::Server;
use raigate::publish::send;

#[test]
fn a_time_that_the_forge_names_is_waited_for() {
    on_each_forge("retry-after", |forge| {
        forge.fault(
            json!({ "method": "POST", "path": "/comments$", "status": 403,
            "headers": { "Retry-After": "17" }, "body": { "message": "secondary rate limit" } }),
        );
        let time = Time::default();
        let plan = plans::comment(forge);
        posted(&time.pass(|pace| send::send(&plan, &forge.access(), pace)));
        assert_eq!(time.seconds(), 17);
    });
}

#[test]
fn where_no_request_is_left_the_reset_is_waited_for_by_the_clock_of_the_forge() {
    let forge = Forge::Own(Server::start());
    // Its clock stands at a minute after the beginning of 1970.
    forge.fault(
        json!({ "method": "POST", "path": "/comments$", "status": 429,
        "headers": { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "83" }, "body": {} }),
    );
    let time = Time::default();
    let plan = plans::comment(&forge);
    posted(&time.pass(|pace| send::send(&plan, &forge.access(), pace)));
    assert_eq!(time.seconds(), 23);
}

#[test]
fn a_limit_without_a_time_costs_one_minute_and_no_more() {
    on_each_forge("minute", |forge| {
        let limit = |times: u64| {
            json!({ "method": "POST", "path": "/comments$", "status": 403,
            "times": times, "body": { "message": "You have exceeded a secondary rate limit" } })
        };
        forge.fault(limit(1));
        let time = Time::default();
        let mut plan = plans::comment(forge);
        posted(&time.pass(|pace| send::send(&plan, &forge.access(), pace)));
        assert_eq!(time.seconds(), 60);
        forge.fault(
            json!({ "method": "PATCH", "path": "/comments/", "status": 403, "times": 9,
            "body": { "message": "You have exceeded a secondary rate limit" } }),
        );
        plan.comment.as_mut().unwrap().body.push_str("more");
        let time = Time::default();
        let outcome = time.pass(|pace| send::send(&plan, &forge.access(), pace));
        assert!(outcome.failed[0].why.contains("rate limit"), "{outcome:?}");
        assert_eq!(time.seconds(), 60);
    });
}

#[test]
fn a_wait_that_is_longer_than_the_time_there_is_is_not_begun() {
    on_each_forge("too-long", |forge| {
        forge.fault(
            json!({ "method": "POST", "path": "/check-runs$", "status": 429, "times": 9,
            "headers": { "Retry-After": "3600" } }),
        );
        let time = Time::default();
        let plan = plans::everything(forge);
        let outcome = time.pass(|pace| send::send(&plan, &forge.access(), pace));
        assert!(outcome.failed[0].why.contains("3600 s"), "{outcome:?}");
        assert_eq!(outcome.posted.len(), 2, "{outcome:?}");
        assert!(time.seconds() < 5);
    });
}

#[test]
fn all_of_it_ends_within_ninety_seconds() {
    on_each_forge("ninety", |forge| {
        forge.fault(
            json!({ "method": "POST", "path": "", "status": 429, "times": 99,
            "headers": { "Retry-After": "40" } }),
        );
        let time = Time::default();
        let plan = plans::everything(forge);
        let outcome = time.pass(|pace| send::send(&plan, &forge.access(), pace));
        assert!(outcome.posted.is_empty());
        assert_eq!(outcome.failed.len(), 3, "{outcome:?}");
        assert!(time.seconds() <= 90, "{}", time.seconds());
    });
}
