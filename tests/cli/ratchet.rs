//! What stood before stays known while the repository around it changes.

use super::repository::{CARD, GOOD, Repository, check};
use super::support;

/// A repository whose card claims what was not measured, committed twice over.
fn broken() -> Option<Repository> {
    let repository = Repository::committed(GOOD)?;
    repository.replace(CARD, "0.893", "0.95");
    repository.commit("Claim too much");
    Some(repository)
}

/// A repository with a card that nobody has filled in, and that has no id.
fn nameless() -> Option<Repository> {
    let repository = Repository::empty();
    if !super::repository::has("git") {
        return None;
    }
    support::copy(
        &support::root().join("tests/rules/card/placeholder-text/fail"),
        &repository.folder,
    );
    repository.write("raigate.toml", "version = 1\n");
    repository.git("init -q -b main");
    repository.commit("Begin");
    Some(repository)
}

#[test]
fn lines_above_a_known_finding_do_not_make_it_another() {
    let Some(repository) = broken() else {
        return;
    };
    repository.git("checkout -q -b change");
    check(&repository, "baseline", (0, &["known from now on"]));
    let text = repository.read(CARD);
    let text = text.replace("# Loan scorer\n", "# Loan scorer\n\nOf the branches.\n");
    repository.write(CARD, &text);
    repository.commit("Say more");
    check(&repository, "check", (1, &[]));
    check(&repository, "check --since main", (0, &["2 known"]));
    let with = "check --baseline raigate-baseline.json";
    check(&repository, with, (0, &["2 known"]));
}

#[test]
fn a_file_that_moved_takes_its_known_findings_along() {
    let Some(repository) = nameless() else {
        return;
    };
    let before = check(
        &repository,
        "check --fail-on warning --format json",
        (1, &[]),
    )
    .json();
    let count = before["findings"].as_array().unwrap().len();
    let path = before["findings"][0]["location"]["path"].as_str().unwrap();
    repository.git("checkout -q -b change");
    check(&repository, "baseline", (0, &["known from now on"]));
    let moved = format!("docs/cards/{path}");
    std::fs::create_dir_all(repository.folder.join(&moved).parent().unwrap()).unwrap();
    repository.git(&format!("mv {path} {moved}"));
    repository.commit("Move it");
    check(&repository, "check --fail-on warning", (1, &[]));
    let known = format!("{count} known");
    check(
        &repository,
        "check --fail-on warning --since main",
        (0, &[&known]),
    );
    let with = "check --fail-on warning --baseline raigate-baseline.json";
    check(&repository, with, (0, &[&known]));
    // The list moves with it, and does not forget.
    check(&repository, "baseline", (0, &["gone: 0"]));
    check(&repository, with, (0, &[&known]));
    // A copy is another file, with a finding of its own.
    repository.write(path, &repository.read(&moved));
    check(
        &repository,
        "check --fail-on warning --since main",
        (1, &[]),
    );
}

#[test]
fn known_findings_block_again_from_launch_on_wherever_their_file_lies() {
    let Some(repository) = broken() else {
        return;
    };
    check(
        &repository,
        "check --since HEAD --stage operate",
        (1, &["operate"]),
    );
    check(
        &repository,
        "check --since HEAD --stage review",
        (0, &["2 known"]),
    );
    repository.replace("raigate.toml", "[gate]\n", "[gate]\nknown = \"allow\"\n");
    repository.commit("Let what is known be");
    check(
        &repository,
        "check --since HEAD --stage launch",
        (0, &["8 known"]),
    );
}
