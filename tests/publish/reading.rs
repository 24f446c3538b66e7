//! What the forge knows of a pull request, read to its last page.

use serde_json::{Value, json};

use super::forge::{Forge, HEAD, Time, on_each_forge};
use super::plans::{NUMBER, pull};
use super::server::Server;
use raigate::forge::{Account, State};
use raigate::publish::read::{self, Known, Question, ReadError};

const TEAM: &str = "acme/rai";

fn ask(forge: &Forge, teams: &[&str]) -> Result<Known, ReadError> {
    let question = Question {
        repository: forge.repository(),
        pull_request: NUMBER,
        teams: teams.iter().map(|&team| team.to_owned()).collect(),
    };
    Time::default().pass(|pace| read::reviews(&question, &forge.access(), pace))
}

fn review(login: &str, state: &str) -> Value {
    json!({ "login": login, "state": state, "commit_id": HEAD, "submitted_at": "2026-11-20T10:00:00Z" })
}

/// Lays one pull request with these reviews before the forge, and asks for it.
fn with_reviews(forge: &Forge, reviews: Value) -> Known {
    let mut seed = pull();
    seed["reviews"] = json!({ NUMBER.to_string(): reviews });
    seed["files"] = json!({ NUMBER.to_string(): ["card.md"] });
    forge.seed(seed);
    ask(forge, &[]).unwrap()
}

fn whys(known: &Known) -> Vec<&str> {
    known
        .notices
        .iter()
        .map(|notice| notice.why.as_str())
        .collect()
}

#[test]
fn reviews_files_and_teams_are_read_to_the_last_page() {
    on_each_forge("reviews", |forge| {
        let reviews: Vec<Value> = (0..230)
            .map(|at| review(&format!("user-{at}"), "APPROVED"))
            .collect();
        let files: Vec<String> = (0..130)
            .map(|at| format!("models/{at:03}/README.md"))
            .collect();
        let members: Vec<String> = (0..110).map(|at| format!("user-{at}")).collect();
        let mut seed = pull();
        seed["reviews"] = json!({ NUMBER.to_string(): reviews });
        seed["files"] = json!({ NUMBER.to_string(): files });
        seed["teams"] = json!({ TEAM: members });
        forge.seed(seed);
        let known = ask(forge, &[TEAM]).unwrap();
        let reviews = &known.reviews;
        assert_eq!(reviews.reviews.len(), 230);
        assert_eq!(reviews.reviews[229].user, "user-229");
        assert_eq!(reviews.pull_request.changed_files, files);
        assert_eq!(reviews.teams[TEAM], members);
        let about = &reviews.pull_request;
        assert_eq!((about.author.as_str(), about.head.as_str()), ("dev", HEAD));
        assert_eq!(about.base, "2".repeat(40));
    });
}

#[test]
fn each_state_is_known_and_a_review_that_is_not_given_yet_is_none() {
    on_each_forge("states", |forge| {
        let states = [
            "APPROVED",
            "CHANGES_REQUESTED",
            "COMMENTED",
            "DISMISSED",
            "PENDING",
        ];
        let given = states.iter().map(|state| review("lead", state)).collect();
        let known = with_reviews(forge, given);
        let read: Vec<State> = known
            .reviews
            .reviews
            .iter()
            .map(|review| review.state)
            .collect();
        assert_eq!(
            read,
            [
                State::Approved,
                State::ChangesRequested,
                State::Commented,
                State::Dismissed
            ]
        );
        assert!(
            known
                .reviews
                .reviews
                .iter()
                .all(|review| review.kind == Account::User)
        );
    });
}

#[test]
fn what_is_not_understood_is_no_approval() {
    let forge = Forge::Own(Server::start());
    let mut of_nobody = review("x", "APPROVED");
    of_nobody.as_object_mut().unwrap().remove("login");
    let (mut of_nothing, mut against) = (review("a", "APPROVED"), review("b", "CHANGES_REQUESTED"));
    of_nothing["commit_id"] = Value::Null;
    against["commit_id"] = Value::Null;
    let given = json!([
        of_nobody,
        of_nothing,
        against,
        review("c", "BLESSED"),
        review("d[bot]", "APPROVED")
    ]);
    let known = with_reviews(&forge, given);
    let read: Vec<(&str, State, Account)> = known
        .reviews
        .reviews
        .iter()
        .map(|review| (review.user.as_str(), review.state, review.kind))
        .collect();
    assert_eq!(
        read,
        [
            ("b", State::ChangesRequested, Account::User),
            ("c", State::Dismissed, Account::User),
            ("d[bot]", State::Approved, Account::Bot),
        ]
    );
    assert_eq!(known.notices.len(), 3, "{:?}", whys(&known));
}

#[test]
fn labels_and_renamed_files_are_read_and_what_the_forge_holds_back_is_said() {
    let forge = Forge::Own(Server::start());
    let mut seed = pull();
    seed["pulls"][0]["labels"] = json!([{ "name": "risk: high" }]);
    seed["pulls"][0]["changed_files"] = json!(4_000);
    seed["pulls"][0].as_object_mut().unwrap().remove("author");
    let renamed = json!({ "filename": "b.md", "previous_filename": "c.md" });
    seed["files"] = json!({ NUMBER.to_string(): [renamed, "a.md"] });
    seed["reviews"] = json!({ NUMBER.to_string(): [] });
    forge.seed(seed);
    let known = ask(&forge, &[]).unwrap();
    assert_eq!(
        known.reviews.pull_request.changed_files,
        ["a.md", "b.md", "c.md"]
    );
    assert_eq!(known.reviews.pull_request.labels, ["risk: high"]);
    assert_eq!(known.reviews.pull_request.author, "ghost");
    let whys = whys(&known);
    assert!(whys.iter().any(|why| why.contains("2 of 4000")), "{whys:?}");
}

#[test]
fn a_team_that_the_token_does_not_see_is_unknown_and_said_to_be() {
    for status in [403, 404] {
        on_each_forge(&format!("unseen-team-{status}"), |forge| {
            let mut seed = pull();
            let team = format!(
                "acme-{status}/{}",
                if forge.is_own() { "own" } else { "described" }
            );
            seed["reviews"] = json!({ NUMBER.to_string(): [review("lead", "APPROVED")] });
            seed["files"] = json!({ NUMBER.to_string(): ["card.md"] });
            forge.seed(seed);
            if forge.is_own() {
                let body = json!({ "message": "Resource not accessible by integration" });
                forge.fault(json!({ "path": "/members$", "status": status, "body": body }));
            }
            let known = ask(forge, &[&team, "no team"]).unwrap();
            assert!(known.reviews.teams.is_empty());
            assert_eq!(known.reviews.reviews.len(), 1);
            let whys = whys(&known);
            assert!(
                whys[0].contains("`members: read`") || whys[1].contains("`members: read`"),
                "{whys:?}"
            );
        });
    }
}

#[test]
fn what_cannot_be_read_is_an_error_and_no_empty_list() {
    for (status, why) in [
        (401, "expired"),
        (403, "no right"),
        (404, "another repository"),
        (500, "500"),
    ] {
        on_each_forge(&format!("unread-{status}"), |forge| {
            forge.seed(pull());
            forge.fault(json!({ "path": "/reviews$", "status": status, "times": 9, "body": { "message": "no" } }));
            let error = ask(forge, &[]).unwrap_err();
            assert!(error.why.contains(why), "{error}");
            let needed = matches!(status, 403 | 404).then_some("pull-requests: read");
            assert_eq!(error.permission.as_deref(), needed);
        });
    }
    let forge = Forge::Own(Server::start());
    forge.seed(pull());
    forge.fault(json!({ "path": "/reviews$", "status": 200, "body": [{ "state": "APPROVED", "user": { "login": "x" }, "commit_id": "short", "submitted_at": "now" }] }));
    assert!(ask(&forge, &[]).is_err());
}
