//! Evidence that is older than what it describes, in real histories.

use super::repository::{Repository, check, has};
use super::support;

const STALE: &str = "card was changed on 2026-02-02, `route.py` on 2026-09-14, 224 days later";

/// A repository whose card was last changed long before the code it describes.
fn stale() -> Option<Repository> {
    let repository = Repository::empty();
    if !has("git") {
        return None;
    }
    let tree = support::root().join("tests/rules/card/stale/fail");
    support::lay(&tree, &repository.folder);
    Some(repository)
}

#[test]
fn a_card_older_than_the_code_is_found_in_the_work_tree_the_index_and_a_commit() {
    let Some(repository) = stale() else {
        return;
    };
    for command in ["check", "check --commit HEAD"] {
        check(&repository, command, (0, &[STALE]));
    }
    // Before the code went on, the card was right.
    let before = repository.run("check --commit HEAD~1");
    assert!(!before.out.contains("card/stale"), "{}", before.out);
    // A change of the card that is on its way counts as made.
    repository.replace("README.md", "six queues", "seven queues");
    let edited = repository.run("check");
    assert!(!edited.out.contains("card/stale"), "{}", edited.out);
    check(&repository, "check --commit HEAD", (0, &[STALE]));
    repository.git("add README.md");
    let staged = repository.run("check --staged");
    assert!(!staged.out.contains("card/stale"), "{}", staged.out);
    repository.commit("Describe the new queue");
    let committed = repository.run("check --commit HEAD");
    assert!(!committed.out.contains("card/stale"), "{}", committed.out);
}

#[test]
fn a_watched_file_touches_its_system_and_one_in_a_folder_below_does_not() {
    let Some(repository) = stale() else {
        return;
    };
    repository.replace(
        "raigate.toml",
        "watch = [\"route.py\"]",
        "watch = [\"src/*.py\"]",
    );
    repository.write("src/route.py", "");
    repository.write("src/deep/other.py", "");
    // A star stays within its folder, for history as for what is named.
    for (path, systems) in [
        ("src/route.py", "1 system"),
        ("src", "1 system"),
        ("src/deep/other.py", "0 systems"),
        ("src/deep", "0 systems"),
    ] {
        let ran = repository.run(&format!("check {path}"));
        assert!(ran.out.contains(systems), "{path}: {}", ran.out);
    }
}

#[test]
fn a_card_that_is_stale_at_the_base_is_known() {
    let Some(repository) = stale() else {
        return;
    };
    let ran = repository.run("check --since HEAD --format json");
    let report = ran.json();
    assert_eq!(report["findings"][0]["rule"], "card/stale");
    assert_eq!(report["findings"][0]["status"], "known");
}

#[test]
fn a_shallow_clone_that_hides_when_the_card_was_changed_is_no_verdict() {
    let Some(repository) = stale() else {
        return;
    };
    let clone = Repository::empty();
    clone.git(&format!(
        "clone -q --depth 1 file://{} .",
        repository.folder
    ));
    let expected = [
        "no verdict",
        "does not hold the last change of",
        "fetch-depth: 0",
    ];
    check(&clone, "check", (2, &expected));
    std::fs::remove_dir_all(clone.folder.join(".git")).unwrap();
    let plain = clone.run("check");
    assert!(!plain.out.contains("card/stale"), "{}", plain.out);
}

#[test]
fn a_glob_that_watches_nothing_is_said() {
    let Some(repository) = stale() else {
        return;
    };
    repository.replace("raigate.toml", "route.py", "rout.py");
    let ran = repository.run("check");
    let notice = "no file fits `rout.py`, which system `ticket-router` watches";
    assert!(ran.out.contains(notice), "{}", ran.out);
}
