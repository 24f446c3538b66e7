//! What the gate says of approvals, in the cases that people try and those that they live with.

use crate::repository::Repository;

pub(crate) const TOML: &str = r#"version = 1

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
pub(crate) const ADA: &str = "rai/approvals/ada.yaml";
pub(crate) const BO: &str = "rai/approvals/bo.yaml";

pub(crate) fn launch(name: &str, role: &str) -> String {
    format!(
        "schema: raigate/approval/v1\nid: launch-{name}\nsystem: router\ndecision_type: launch\n\
         decision: approve\nrole: {role}\napprover: \"@{name}\"\ndate: 2026-11-20\nreason: fit\n"
    )
}

pub(crate) fn unapproved() -> Repository {
    Repository::new(&[
        ("raigate.toml", TOML),
        ("route.py", "print(1)\n"),
        ("rai/system-card.yaml", CARD),
    ])
}

/// Writes an approval, stamps it, and has `name` commit it.
pub(crate) fn approve(repository: &Repository, name: &str, file: &str, text: &str) -> String {
    crate::support::write(&repository.folder, file, text);
    let (code, said) = repository.raigate(&["stamp", file]);
    assert_eq!(code, 0, "{said}");
    repository.commit(name, &[])
}

pub(crate) fn approved() -> Repository {
    let repository = unapproved();
    approve(&repository, "ada", ADA, &launch("ada", "rai-team"));
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    repository
}

/// Returns what the rules about approvals say and leave open, as `RULE MESSAGE` and `RULE OUTCOME`.
pub(crate) fn said(repository: &Repository, arguments: &[&str]) -> Vec<String> {
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
pub(crate) fn check(repository: &Repository, arguments: &[&str], expected: &[&str]) {
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
