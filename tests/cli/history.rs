//! What is judged, and against which past: the index, a commit, a base, a baseline.

use super::repository::{BAD, CARD, GOOD, Repository, check};
use super::support;

/// A defect that blocks: two places of the card claim what was not measured.
fn break_claim(repository: &Repository) {
    repository.replace(CARD, "0.893", "0.95");
}

#[test]
fn what_stood_at_the_merge_base_is_known_and_does_not_block() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    break_claim(&repository);
    repository.commit("Claim too much");
    repository.git("checkout -q -b change");
    // Lines above the finding move it; it stays the same finding.
    repository.replace(
        CARD,
        "# Loan scorer\n",
        "# Loan scorer\n\nOf the branches.\n",
    );
    repository.commit("Say more");
    check(&repository, "check", (1, &["fail: 2 errors"]));
    let ran = check(&repository, "check --since main --format json", (0, &[]));
    let report = ran.json();
    assert_eq!(report["summary"]["known"], 2);
    assert_eq!(report["summary"]["error"], 0);
    assert_eq!(report["findings"][0]["status"], "known");
    assert_eq!(report["subject"]["base"], repository.git("rev-parse main"));

    repository.replace(CARD, "0.777", "0.9");
    check(
        &repository,
        "check --since main",
        (1, &["card claims recall 0.9"]),
    );
}

#[test]
fn known_findings_block_again_at_launch() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    break_claim(&repository);
    repository.commit("Claim too much");
    check(&repository, "check --since HEAD", (0, &[]));
    check(
        &repository,
        "check --since HEAD --stage launch",
        (1, &["launch"]),
    );
}

#[test]
fn a_baseline_is_written_shrinks_and_grows_only_on_demand() {
    let repository = Repository::example(GOOD);
    break_claim(&repository);
    check(
        &repository,
        "baseline",
        (0, &["known from now on: 2 findings"]),
    );
    let with = "check --baseline raigate-baseline.json";
    check(&repository, with, (0, &["pass"]));

    repository.replace(CARD, "| 0.777 |", "| 0.9 |");
    check(&repository, with, (1, &["card claims recall 0.9"]));
    check(&repository, "baseline", (0, &["new, and not added: 1"]));
    check(&repository, with, (1, &[]));
    check(&repository, "baseline --add", (0, &["added: 1"]));
    check(&repository, with, (0, &[]));

    repository.replace(CARD, "| 0.9 |", "| 0.777 |");
    check(&repository, with, (0, &["gone"]));
    check(
        &repository,
        "baseline",
        (0, &["gone: 1 finding; still known: 2"]),
    );
    repository.write("raigate-baseline.json", "{");
    check(
        &repository,
        with,
        (2, &["the baseline", "raigate baseline"]),
    );
}

#[test]
fn staged_judges_the_index_and_not_the_work_tree() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    break_claim(&repository);
    check(&repository, "check --staged", (0, &[]));
    repository.git("add -A");
    repository.replace(CARD, "0.95", "0.893");
    check(&repository, "check", (0, &[]));
    let ran = check(&repository, "check --staged --format json", (1, &[]));
    assert_eq!(ran.json()["subject"]["snapshot"], "index");
    let by_variable = repository.with("RAIGATE_STAGED", "1");
    check(&by_variable, "check", (1, &["card claims accuracy 0.95"]));
}

#[test]
fn nothing_staged_that_touches_evidence_is_judged_and_passes() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    repository.write("notes.txt", "nothing of note\n");
    repository.git("add -A");
    check(&repository, "check --staged", (0, &["0 systems"]));
    check(&repository, "check notes.txt", (0, &["0 systems"]));
}

#[test]
fn a_commit_is_judged_without_checking_it_out() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    break_claim(&repository);
    repository.commit("Claim too much");
    repository.git("tag v1");
    repository.replace(CARD, "0.95", "0.893");
    check(&repository, "check", (0, &[]));
    let ran = check(&repository, "check --commit v1 --format json", (1, &[]));
    assert_eq!(ran.json()["subject"]["snapshot"], "commit");
    assert_eq!(
        ran.json()["subject"]["commit"],
        repository.git("rev-parse v1")
    );
    check(&repository, "check --commit HEAD~1", (0, &[]));
    check(
        &repository,
        "check --commit v2",
        (2, &["no verdict", "`v2`"]),
    );
    let ran = check(&repository, "check --commit v2 --format json", (2, &[]));
    assert_eq!(ran.json()["verdict"], "none");
}

#[test]
fn the_policy_of_another_commit_decides() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    repository.replace("raigate.toml", "fail-on = \"error\"", "fail-on = \"never\"");
    repository.commit("Loosen the gate");
    check(&repository, "check", (0, &[]));
    let ran = check(
        &repository,
        "check --policy-from HEAD~1 --format json",
        (1, &[]),
    );
    let source = ran.json()["policy"]["source"].clone();
    assert_eq!(source, repository.git("rev-parse HEAD~1"));
}

#[test]
fn history_that_a_shallow_clone_lacks_is_no_verdict() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    repository.write("notes.txt", "more\n");
    repository.commit("Go on");
    let first = repository.git("rev-parse HEAD~1");
    let clone = Repository::empty();
    let from = format!("file://{}", repository.folder);
    clone.git(&format!("clone -q --depth 1 {from} ."));
    let since = format!("check --since {first}");
    check(&clone, &since, (2, &["no verdict", "fetch-depth: 0"]));
}

#[test]
fn a_folder_of_the_work_tree_is_judged_from_anywhere_in_it() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    let copy = repository.folder.join("elsewhere");
    support::copy(&support::root().join("examples").join(GOOD), &copy);
    std::fs::remove_file(copy.join("raigate.toml")).unwrap();
    let mut deep = repository;
    deep.folder = deep.folder.join("models/router-german");
    check(&deep, "check", (1, &["models/router-german/README.md"]));
    check(&deep, "check README.md", (1, &["router-german"]));
    check(
        &deep,
        "check ../router-english/README.md",
        (0, &["router-english"]),
    );
}
