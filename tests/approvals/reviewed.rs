//! What reviews, signatures and a team's own settings add to approvals.

use crate::gate::{TOML, approve, approved, check, launch, said, unapproved};
use crate::repository::Repository;

fn reviews(repository: &Repository, base: &str, given: &[(&str, &str, &str)]) -> String {
    let list: Vec<serde_json::Value> = given
        .iter()
        .enumerate()
        .map(|(at, (user, state, commit))| {
            let kind = if user.ends_with("[bot]") {
                "Bot"
            } else {
                "User"
            };
            serde_json::json!({
                "user": user, "type": kind, "state": state, "commit": commit,
                "submitted_at": format!("2026-11-21T10:00:{at:02}Z"),
            })
        })
        .collect();
    let text = serde_json::json!({
        "schema": "raigate/reviews/v1",
        "pull_request": {"number": 7, "author": "eve", "base": base, "head": repository.head()},
        "reviews": list,
    });
    let file = repository.folder.join("../reviews.json");
    std::fs::write(&file, text.to_string()).unwrap();
    file.into_string()
}

#[test]
fn reviews_count_by_what_they_looked_at_and_the_latest_of_each_person() {
    let repository = unapproved();
    let base = repository.head();
    let seen = repository.commit("eve", &[("route.py", "print(2)\n")]);
    repository.commit("eve", &[("docs.txt", "unrelated\n")]);
    let ask = |given: &[(&str, &str, &str)]| {
        let file = reviews(&repository, &base, given);
        said(&repository, &["--reviews", &file])
    };
    let yes = ("ada", "approved", seen.as_str());
    let bo = ("bo", "approved", seen.as_str());
    assert_eq!(ask(&[yes, bo, ("ada", "commented", &seen)]), [""; 0]);
    let open = |filled: u8, role: &str| {
        vec![format!(
            "approval/missing-role launch at tier limited is approved in {filled} of 2 roles, not by {role}"
        )]
    };
    let without_bo = open(1, "`product-owner`");
    assert_eq!(
        ask(&[yes, bo, ("bo", "changes_requested", &seen)]),
        without_bo
    );
    assert_eq!(ask(&[yes, bo, ("bo", "dismissed", &seen)]), without_bo);
    assert_eq!(
        ask(&[yes, ("bo", "approved", &base)]),
        without_bo,
        "route.py changed since"
    );
    assert_eq!(ask(&[yes, ("helper[bot]", "approved", &seen)]), without_bo);
    // Eve made it, and holds the role.
    assert_eq!(
        ask(&[bo, ("eve", "approved", &seen)]),
        open(1, "`rai-team`")
    );
    // Ada holds both roles; Bo moves to the one that is left.
    assert_eq!(ask(&[bo, yes]), [""; 0]);
    let gone = "1234567890123456789012345678901234567890";
    let unseen = format!(
        "approval/missing-role review of `bo` cannot be weighed: commit 123456789012 is not in \
         this clone: `git fetch origin {gone}` brings it"
    );
    let found = ask(&[yes, ("bo", "approved", gone)]);
    assert_eq!(found, [without_bo, vec![unseen]].concat());
}

#[test]
fn whoever_pushed_to_the_branch_cannot_approve_it() {
    let repository = unapproved();
    let base = repository.head();
    repository.commit("ada", &[("route.py", "print(2)\n")]);
    let head = repository.commit("bo", &[("docs.txt", "by bo\n")]);
    let given = [
        ("ada", "approved", head.as_str()),
        ("bo", "approved", &head),
    ];
    let file = reviews(&repository, &base, &given);
    check(
        &repository,
        &["--reviews", &file],
        &[
            "approval/missing-role launch at tier limited is approved in 0 of 2 roles, not by `rai-team`, `product-owner`",
        ],
    );
}

#[test]
fn reviews_of_another_shape_are_no_verdict() {
    let repository = unapproved();
    for (text, why) in [
        ("{}", "missing field `schema`"),
        ("[", "EOF"),
        (
            r#"{"schema": "raigate/reviews/v1", "pull_request": {"number": 1, "author": "a", "base": "x", "head": "y"}, "reviews": []}"#,
            "`base` is no commit",
        ),
        (
            r#"{"schema": "raigate/reviews/v1", "reviewers": []}"#,
            "unknown field `reviewers`",
        ),
    ] {
        let file = repository.folder.join("../reviews.json");
        std::fs::write(&file, text).unwrap();
        let (code, said) = repository.raigate(&["check", "--reviews", file.as_str()]);
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains(why) && said.contains("raigate schema reviews"),
            "{said}"
        );
    }
}

#[test]
fn residual_risk_is_signed_by_who_answers_for_it() {
    let repository = approved();
    let risk = "schema: raigate/risk-assessment/v1\nid: router\nrisks:\n- id: queue\n  residual_rating: high\n";
    let toml = TOML.replace("[roles]", "[roles]\ndirector = [\"@bo\"]");
    repository.commit(
        "eve",
        &[("rai/risk/router.yaml", risk), ("raigate.toml", &toml)],
    );
    let found = said(&repository, &[]);
    let told = "risk/unsigned-residual-risk a risk is rated high after all mitigations, and nobody signed it as `director`";
    assert!(found.contains(&told.to_owned()), "{found:?}");
    let signed = launch("bo", "director")
        .replace("decision_type: launch", "decision_type: residual-risk")
        .replace("id: launch", "id: residual");
    approve(&repository, "bo", "rai/approvals/residual.yaml", &signed);
    let found = said(&repository, &[]);
    assert!(!found.contains(&told.to_owned()), "{found:?}");
}

#[test]
fn a_team_writes_its_own_matrix() {
    let repository = approved();
    let matrix = "\n[rules.\"approval/missing-role\"]\nsources = [\"record\"]\n[rules.\"approval/missing-role\".required.launch]\nlimited = [\"rai-team\", \"product-owner\", \"legal\"]\n";
    repository.commit(
        "eve",
        &[(
            "raigate.toml",
            &(TOML.to_owned() + "legal = [\"@eve\"]\n" + matrix),
        )],
    );
    check(
        &repository,
        &[],
        &[
            "approval/missing-role launch at tier limited is approved in 2 of 3 roles, not by `legal`",
        ],
    );
}
