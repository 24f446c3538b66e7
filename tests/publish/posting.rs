//! What stands on the forge afterwards, where nothing comes in the way.

use std::time::Duration;

use serde_json::{Value, json};

use super::forge::{Forge, HEAD, Time, on_each_forge, post};
use super::plans::{self, MARKER, NUMBER};
use raigate::publish::outcome::Outcome;
use raigate::publish::send;

/// Returns what was posted, and holds that nothing else is said.
pub fn posted(outcome: &Outcome) -> Vec<&str> {
    assert_eq!((&*outcome.degraded, &*outcome.failed), (&[][..], &[][..]));
    outcome
        .posted
        .iter()
        .map(|posted| posted.what.as_str())
        .collect()
}

fn first(list: &Value) -> &Value {
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 1, "{list:?}");
    &list[0]
}

/// Returns how many annotations stand on the one check run.
pub fn annotations(forge: &Forge) -> usize {
    let state = forge.state();
    let id = &first(&state["runs"])["id"];
    state["annotations"][id.to_string()]
        .as_array()
        .unwrap()
        .len()
}

#[test]
fn everything_that_is_planned_is_posted() {
    on_each_forge("everything", |forge| {
        let outcome = post(forge, &plans::everything(forge));
        assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
        let state = forge.state();
        let run = first(&state["runs"]);
        assert_eq!(run["conclusion"], "failure");
        assert_eq!(run["head_sha"], HEAD);
        assert_eq!(outcome.posted[0].url.as_deref(), run["html_url"].as_str());
        let comment = first(&state["comments"]);
        assert!(comment["body"].as_str().unwrap().starts_with(MARKER));
        assert_eq!(state["statuses"], json!([]));
    });
}

#[test]
fn every_request_says_who_asks() {
    on_each_forge("agent", |forge| {
        post(forge, &plans::everything(forge));
        let log = forge.log();
        assert!(!log.is_empty());
        let agent = format!("raigate/{}", env!("CARGO_PKG_VERSION"));
        assert!(
            log.iter()
                .all(|asked| asked["user_agent"] == agent.as_str())
        );
    });
}

#[test]
fn fifty_annotations_fit_into_one_request() {
    on_each_forge("fifty", |forge| {
        posted(&post(forge, &plans::check(forge, 50)));
        assert_eq!(forge.writes(), ["POST check-runs"]);
        assert_eq!(annotations(forge), 50);
    });
}

#[test]
fn a_hundred_and_twenty_annotations_are_three_requests_and_the_last_concludes() {
    on_each_forge("hundred-twenty", |forge| {
        posted(&post(forge, &plans::check(forge, 120)));
        assert_eq!(annotations(forge), 120);
        let log = forge.log();
        let writes: Vec<&Value> = log
            .iter()
            .filter(|asked| asked["method"] != "GET")
            .collect();
        let said = |member: &str| -> Vec<Value> {
            writes
                .iter()
                .map(|asked| asked["body"][member].clone())
                .collect()
        };
        assert_eq!(said("status"), ["in_progress", "in_progress", "completed"]);
        assert_eq!(
            said("conclusion"),
            [Value::Null, Value::Null, "failure".into()]
        );
        let size = |asked: &&Value| {
            asked["body"]["output"]["annotations"]
                .as_array()
                .unwrap()
                .len()
        };
        assert_eq!(writes.iter().map(size).collect::<Vec<_>>(), [50, 50, 20]);
    });
}

#[test]
fn five_thousand_annotations_are_five_hundred_and_a_word_about_the_rest() {
    on_each_forge("five-thousand", |forge| {
        let outcome = post(forge, &plans::check(forge, 5_000));
        assert_eq!(annotations(forge), 500);
        assert_eq!(forge.writes().len(), 10);
        assert_eq!(outcome.failed.len(), 1);
        assert!(
            outcome.failed[0].why.contains("4500 of 5000 annotations"),
            "{outcome:?}"
        );
    });
}

#[test]
fn writes_are_a_second_apart() {
    on_each_forge("apart", |forge| {
        let time = Time::default();
        let plan = plans::check(forge, 120);
        time.pass(|pace| send::send(&plan, &forge.access(), pace));
        assert_eq!(*time.waits.borrow(), [Duration::from_secs(1); 2]);
    });
}

#[test]
fn a_second_run_edits_the_comment_and_an_equal_one_leaves_it() {
    on_each_forge("rerun", |forge| {
        let mut plan = plans::comment(forge);
        posted(&post(forge, &plan));
        posted(&post(forge, &plan));
        let state = forge.state();
        let before = first(&state["comments"]);
        assert_eq!(before["_edits"], 0);
        plan.comment.as_mut().unwrap().body.push_str("and more\n");
        posted(&post(forge, &plan));
        let state = forge.state();
        let after = first(&state["comments"]);
        assert_eq!((&after["id"], &after["_edits"]), (&before["id"], &json!(1)));
        assert!(after["body"].as_str().unwrap().ends_with("and more\n"));
    });
}

#[test]
fn where_nothing_is_found_a_comment_is_edited_and_none_is_made() {
    on_each_forge("all-clear", |forge| {
        let mut plan = plans::comment(forge);
        plan.comment.as_mut().unwrap().create = false;
        assert!(posted(&post(forge, &plan)).is_empty());
        assert_eq!(forge.state()["comments"], json!([]));
        plan.comment.as_mut().unwrap().create = true;
        posted(&post(forge, &plan));
        let clear = plan.comment.as_mut().unwrap();
        (clear.create, clear.body) = (false, format!("{MARKER}\nall clear"));
        posted(&post(forge, &plan));
        let state = forge.state();
        assert_eq!(first(&state["comments"])["body"], clear_body());
    });
}

fn clear_body() -> String {
    format!("{MARKER}\nall clear")
}

#[test]
fn our_comment_is_found_on_the_third_page() {
    on_each_forge("third-page", |forge| {
        let plan = plans::comment(forge);
        let others = |count: usize| -> Vec<Value> {
            let one = json!({ "issue": NUMBER, "body": "a remark", "login": "somebody" });
            vec![one; count]
        };
        forge.seed(json!({ "comments": others(250) }));
        posted(&post(forge, &plan));
        let mut plan = plan;
        plan.comment.as_mut().unwrap().body.push_str("changed");
        posted(&post(forge, &plan));
        let state = forge.state();
        let comments = state["comments"].as_array().unwrap();
        assert_eq!(comments.len(), 251);
        assert_eq!(comments[250]["_edits"], 1);
    });
}

#[test]
fn a_person_who_pastes_the_first_line_keeps_their_comment() {
    on_each_forge("pasted", |forge| {
        let plan = plans::comment(forge);
        let pasted = format!("{MARKER}\nlook what it says");
        forge.seed(
            json!({ "comments": [{ "issue": NUMBER, "body": pasted, "login": "somebody" }] }),
        );
        posted(&post(forge, &plan));
        posted(&post(forge, &plan));
        let state = forge.state();
        let comments = state["comments"].as_array().unwrap();
        assert_eq!(comments.len(), 2);
        assert_eq!(
            (&comments[0]["body"], &comments[0]["_edits"]),
            (&json!(pasted), &json!(0))
        );
    });
}

#[test]
fn a_bot_that_quotes_the_first_line_further_down_keeps_its_comment() {
    let forge = Forge::Own(super::server::Server::start());
    let plan = plans::comment(&forge);
    let quoted = format!("> {MARKER}\n{MARKER}\n");
    forge.seed(json!({ "comments": [{ "issue": NUMBER, "body": quoted, "login": "b[bot]", "type": "Bot" }] }));
    posted(&post(&forge, &plan));
    assert_eq!(forge.writes(), ["POST issues/7/comments"]);
}

#[test]
fn of_several_comments_the_oldest_is_edited_and_the_rest_stay() {
    let forge = Forge::Own(super::server::Server::start());
    let plan = plans::comment(&forge);
    let body = format!("{MARKER}\nold");
    let ours =
        json!({ "issue": NUMBER, "body": body, "login": "github-actions[bot]", "type": "Bot" });
    forge.seed(json!({ "comments": [ours, ours] }));
    posted(&post(&forge, &plan));
    let state = forge.state();
    let edits: Vec<&Value> = state["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["_edits"])
        .collect();
    assert_eq!(edits, [1, 0]);
}

#[test]
fn with_the_token_of_a_person_the_comment_of_that_person_is_ours() {
    let forge = Forge::Own(super::server::Server::start());
    let plan = plans::comment(&forge);
    let body = format!("{MARKER}\nold");
    let by = |login: &str| json!({ "issue": NUMBER, "body": body, "login": login });
    forge.seed(json!({ "user": { "login": "me" }, "comments": [by("somebody"), by("me")] }));
    posted(&post(&forge, &plan));
    assert_eq!(forge.writes(), ["PATCH issues/comments/2"]);
}

#[test]
fn a_plan_without_pull_request_makes_a_check_run_and_asks_for_none() {
    on_each_forge("push", |forge| {
        let mut plan = plans::check(forge, 1);
        plan.pull_request = None;
        assert_eq!(posted(&post(forge, &plan)), ["check run"]);
        let paths: Vec<Value> = forge
            .log()
            .iter()
            .map(|asked| asked["path"].clone())
            .collect();
        assert_eq!(paths.len(), 1, "{paths:?}");
    });
}

#[test]
fn an_enterprise_server_is_reached_below_its_path() {
    let forge = Forge::Own(super::server::Server::start());
    let plan = plans::everything(&forge);
    let mut access = forge.access();
    access.api.push_str("/api/v3/");
    let outcome = Time::default().pass(|pace| send::send(&plan, &access, pace));
    assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
}

#[test]
fn the_description_of_an_enterprise_server_is_met() {
    let Some(forge) = super::forge::enterprise("enterprise") else {
        return;
    };
    let mut plan = plans::check(&forge, 120);
    plan.comment = plans::comment(&forge).comment;
    plan.sarif = plans::sarif(&forge).sarif;
    for _ in 0..2 {
        let outcome = post(&forge, &plan);
        assert_eq!(posted(&outcome), ["check run", "comment", "SARIF"]);
    }
    let state = forge.state();
    assert_eq!(state["runs"].as_array().unwrap().len(), 2);
    assert_eq!(first(&state["comments"])["_edits"], 0);
}

#[test]
fn two_jobs_of_one_run_that_say_different_things_do_so_in_no_silence() {
    on_each_forge("twins", |forge| {
        let second = format!("<!-- head={HEAD} run=42.1 -->");
        let says = |said: &str| {
            let mut plan = plans::everything(forge);
            plan.sarif = None;
            let check = plan.check.as_mut().unwrap();
            check.external_id = format!("raigate:1:42:1:recommended:{said}");
            check.twin = Some("raigate:1:42:1:recommended:".to_owned());
            let comment = plan.comment.as_mut().unwrap();
            comment.body = format!("{MARKER}\n{second}\n{said}\n");
            comment.twin = Some(second.clone());
            plan
        };
        posted(&post(forge, &says("one")));
        // The same once more is no other.
        posted(&post(forge, &says("one")));
        let outcome = post(forge, &says("other"));
        assert_eq!(outcome.posted.len(), 2);
        let whats: Vec<&str> = outcome.failed.iter().map(|it| &*it.what).collect();
        assert_eq!(whats, ["check run", "comment"], "{outcome:?}");
        assert!(
            outcome
                .failed
                .iter()
                .all(|it| it.why.contains("`--leg NAME`"))
        );
        let state = forge.state();
        let body = first(&state["comments"])["body"].as_str().unwrap();
        assert!(
            body.contains("other") && body.contains("Another job of this run"),
            "{body}"
        );
        // A later attempt writes over it, and nothing is left to be said.
        let mut later = says("other");
        let check = later.check.as_mut().unwrap();
        check.external_id = "raigate:1:42:2:recommended:other".to_owned();
        check.twin = Some("raigate:1:42:2:recommended:".to_owned());
        let comment = later.comment.as_mut().unwrap();
        comment.body = comment.body.replace("42.1", "42.2");
        comment.twin = Some(second.replace("42.1", "42.2"));
        posted(&post(forge, &later));
        let state = forge.state();
        let body = first(&state["comments"])["body"].as_str().unwrap();
        assert!(!body.contains("Another job"), "{body}");
    });
}
