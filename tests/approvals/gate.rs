//! What the gate says of approvals, in the cases that people try and those that they live with.

use crate::repository::Repository;

const TOML: &str = r#"version = 1

[[system]]
id = "router"
tier = "limited"
stage = "launch"
root = "."
watch = ["route.py"]

[people.ada]
handles = ["@ada"]
emails = ["ada@example.org"]

[people.bo]
handles = ["@bo"]
emails = ["bo@example.org", "bo@home.example"]

[people.eve]
handles = ["@eve"]
emails = ["eve@example.org"]

[roles]
rai-team = ["@ada", "@eve", "kim@example.org"]
product-owner = ["@bo", "@ada"]
"#;

const CARD: &str = "schema: raigate/system-card/v1\nid: router\n";
const ADA: &str = "rai/approvals/ada.yaml";
const BO: &str = "rai/approvals/bo.yaml";

fn launch(name: &str, role: &str) -> String {
    format!(
        "schema: raigate/approval/v1\nid: launch-{name}\nsystem: router\ndecision_type: launch\n\
         decision: approve\nrole: {role}\napprover: \"@{name}\"\ndate: 2026-11-20\nreason: fit\n"
    )
}

fn unapproved() -> Repository {
    Repository::new(&[
        ("raigate.toml", TOML),
        ("route.py", "print(1)\n"),
        ("rai/system-card.yaml", CARD),
    ])
}

/// Writes an approval, stamps it, and has `name` commit it.
fn approve(repository: &Repository, name: &str, file: &str, text: &str) -> String {
    crate::support::write(&repository.folder, file, text);
    let (code, said) = repository.raigate(&["stamp", file]);
    assert_eq!(code, 0, "{said}");
    repository.commit(name, &[])
}

fn approved() -> Repository {
    let repository = unapproved();
    approve(&repository, "ada", ADA, &launch("ada", "rai-team"));
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    repository
}

/// Returns what the rules about approvals say and leave open, as `RULE MESSAGE` and `RULE OUTCOME`.
fn said(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    let (_, text) = repository.raigate(&arguments);
    let start = text.find('{').unwrap_or_else(|| panic!("{text}"));
    let mut report = serde_json::Deserializer::from_str(&text[start..]).into_iter();
    let report: serde_json::Value = report.next().unwrap().unwrap();
    assert_eq!(report["errors"].as_array().unwrap().len(), 0, "{text}");
    let is_ours = |one: &&serde_json::Value, key: &str| {
        let rule = one[key].as_str().unwrap();
        rule.starts_with("approval/") || rule == "risk/unsigned-residual-risk"
    };
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|one| is_ours(one, "rule"));
    let mut said: Vec<String> = findings
        .map(|one| {
            format!(
                "{} {}",
                one["rule"].as_str().unwrap(),
                one["message"].as_str().unwrap()
            )
        })
        .collect();
    let rules = report["rules"].as_array().unwrap().iter();
    let open = rules.filter(|one| is_ours(one, "id") && one["outcome"] == "deferred");
    said.extend(open.map(|one| format!("{} deferred", one["id"].as_str().unwrap())));
    said
}

#[track_caller]
fn check(repository: &Repository, arguments: &[&str], expected: &[&str]) {
    assert_eq!(said(repository, arguments), expected);
}

#[test]
fn two_people_who_had_no_part_in_the_work_are_enough() {
    check(&approved(), &[], &[]);
}

#[test]
fn nobody_asked_yet_is_left_to_the_forge_and_shown() {
    check(&unapproved(), &[], &["approval/missing-role deferred"]);
}

#[test]
fn rebase_squash_and_changes_elsewhere_leave_approvals_alone() {
    let repository = approved();
    repository.git("eve", &["checkout", "--quiet", "-b", "work", "HEAD~2"]);
    repository.commit("eve", &[("docs.txt", "unrelated\n")]);
    repository.git("eve", &["rebase", "--quiet", "main"]);
    check(&repository, &[], &[]);
}

#[test]
fn a_change_after_the_approval_is_named() {
    let repository = approved();
    repository.commit("eve", &[("route.py", "print(2)\n")]);
    let changed = "approval/changed-after 1 file changed after the approval: `route.py`";
    check(
        &repository,
        &[],
        &[changed, changed, "approval/missing-role deferred"],
    );
    // The next approvals make history of those.
    let again = |name: &str, role: &str| {
        launch(name, role).replace(
            &format!("id: launch-{name}"),
            &format!("id: launch-{name}-2"),
        )
    };
    approve(
        &repository,
        "ada",
        "rai/approvals/ada-2.yaml",
        &again("ada", "rai-team"),
    );
    approve(
        &repository,
        "bo",
        "rai/approvals/bo-2.yaml",
        &again("bo", "product-owner"),
    );
    check(&repository, &[], &[]);
}

#[test]
fn a_digest_of_something_that_never_was_is_no_approval() {
    let repository = unapproved();
    let digest = format!("subject_digest: sha256:{}\n", "ab".repeat(32));
    repository.commit("ada", &[(ADA, &(launch("ada", "rai-team") + &digest))]);
    repository.commit("bo", &[(BO, &launch("bo", "product-owner"))]);
    let found = said(&repository, &[]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("approval/unbound approval states another digest than that of the 2 files it covers, sha256:"), "{found:?}");
    assert_eq!(
        found[1],
        "approval/unbound approval is bound to nothing: it states no `subject_digest`"
    );
}

#[test]
fn who_made_it_cannot_approve_it() {
    let repository = unapproved();
    let first = repository.head();
    approve(&repository, "eve", ADA, &launch("eve", "rai-team"));
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    let found = said(&repository, &[]);
    let short = &first[..12];
    let told = format!(
        "approval/self-approved approver `eve` made part of what is approved: commit {short} changed `rai/system-card.yaml`"
    );
    assert_eq!(found, [told.as_str(), "approval/missing-role deferred"]);
}

#[test]
fn a_false_previous_approval_hides_nobody() {
    let repository = unapproved();
    // Eve pretends that somebody approved her work before.
    approve(
        &repository,
        "eve",
        "rai/approvals/old.yaml",
        &launch("ada", "rai-team"),
    );
    repository.commit("bo", &[("route.py", "print(3)\n")]);
    approve(
        &repository,
        "eve",
        ADA,
        &launch("eve", "rai-team").replace("11-20", "11-21"),
    );
    let found = said(&repository, &[]);
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("approval/self-approved approver `eve`")),
        "{found:?}"
    );
}

#[test]
fn co_authors_and_second_addresses_are_contributors_too() {
    let repository = unapproved();
    crate::support::write(&repository.folder, "route.py", "print(2)\n");
    let message = "A change\n\nCo-authored-by: Bo <bo@home.example>";
    repository.git("eve", &["commit", "--quiet", "-am", message]);
    approve(&repository, "ada", ADA, &launch("ada", "rai-team"));
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    let found = said(&repository, &[]);
    assert!(
        found[0].starts_with("approval/self-approved approver `bo`"),
        "{found:?}"
    );
}

#[test]
fn a_name_that_somebody_else_wrote_is_shown() {
    let repository = unapproved();
    approve(&repository, "eve", ADA, &launch("ada", "rai-team"));
    let commit = approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    let found = said(&repository, &[]);
    assert_eq!(found.len(), 1, "{found:?} {commit}");
    assert!(
        found[0].starts_with(
            "approval/not-authentic approval of `@ada` was committed by `eve@example.org` in "
        ),
        "{found:?}"
    );
}

#[test]
fn a_role_is_held_by_whom_it_was_given_to() {
    let repository = unapproved();
    let other = launch("bo", "rai-team");
    approve(&repository, "bo", BO, &other);
    let alike = launch("ada", "rai-team").replace("@ada", "@\u{430}da");
    approve(&repository, "ada", ADA, &alike);
    let team = launch("kim", "rai-team").replace("@kim", "team:acme/rai");
    approve(&repository, "kim", "rai/approvals/team.yaml", &team);
    let found = said(&repository, &[]);
    let roles: Vec<&String> = found
        .iter()
        .filter(|one| one.contains("role-not-held"))
        .collect();
    assert_eq!(
        roles,
        [
            "approval/role-not-held approver `@\u{430}da` does not hold the role `rai-team`; the letter U+0430 in that name only looks like another one",
            "approval/role-not-held approver `@bo` does not hold the role `rai-team`",
            "approval/role-not-held approver `@acme/rai` is a team; a decision is one person's",
        ]
    );
}

#[test]
fn a_handle_that_nothing_ties_to_an_address_is_not_judged() {
    let repository = unapproved();
    repository.commit(
        "eve",
        &[("raigate.toml", &TOML.replace("kim@example.org", "@kim"))],
    );
    approve(&repository, "kim", ADA, &launch("kim", "rai-team"));
    let found = said(&repository, &[]);
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("approval/self-approved no `[people]` entry ties `@kim`")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("approval/not-authentic no `[people]` entry ties `@kim`")),
        "{found:?}"
    );
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let repository = approved();
    let clone = repository.folder.join("../clone");
    let source = format!("file://{}", repository.folder);
    repository.git(
        "eve",
        &["clone", "--quiet", "--depth", "1", &source, clone.as_str()],
    );
    let shallow = Repository::around(clone);
    let found = said_or_error(&shallow);
    assert!(found.contains("--unshallow"), "{found}");
}

fn said_or_error(repository: &Repository) -> String {
    let (code, said) = repository.raigate(&["check"]);
    assert_ne!(code, 0, "{said}");
    said
}

#[test]
fn a_retired_system_is_not_asked() {
    let repository = approved();
    repository.commit(
        "eve",
        &[
            ("raigate.toml", &TOML.replace("\"launch\"", "\"retired\"")),
            ("route.py", "print(9)\n"),
        ],
    );
    check(&repository, &[], &[]);
}

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
    assert_eq!(ask(&[yes, ("bo", "approved", gone)]), without_bo);
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

#[test]
fn thousands_of_approvals_take_linear_time() {
    let repository = approved();
    let digest = crate::stamp::field(&repository.read(ADA), "subject_digest");
    let files: Vec<(String, String)> = (0..2_000)
        .map(|at| {
            let text =
                launch("ada", "rai-team").replace("id: launch-ada", &format!("id: more-{at}"));
            let digest = if at % 2 == 0 {
                digest.clone()
            } else {
                format!("sha256:{at:064}")
            };
            (
                format!("rai/approvals/more/{at}.yaml"),
                format!("{text}subject_digest: {digest}\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    repository.commit("ada", &files);
    check(&repository, &[], &[]);
}
