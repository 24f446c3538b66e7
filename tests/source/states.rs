//! How files stand to what git holds, and what texts that name commits lead to.

use camino::Utf8PathBuf;
use raigate::git::{Named, Snapshot, Source, SourceError, State};

use super::{Folder, git_in, git_is_missing};

fn states(source: &Source, paths: &[&str]) -> Vec<Option<State>> {
    let paths: Vec<Utf8PathBuf> = paths.iter().map(Utf8PathBuf::from).collect();
    let states = source.states(&paths).unwrap();
    paths.iter().map(|path| states.get(path).copied()).collect()
}

#[test]
fn a_file_is_clean_staged_modified_untracked_or_ignored() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    for name in [
        "clean",
        "staged",
        "modified",
        "both",
        "deep/er/clean",
        "[a]*",
    ] {
        folder.write(name, "1");
    }
    folder
        .write(".gitignore", "ignored\nheld/\n")
        .git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    folder
        .write("staged", "2")
        .write("both", "2")
        .write("[a]*", "2");
    folder.write("added", "1").git(&["add", "."]);
    folder.write("both", "3").write("modified", "2");
    folder.write("untracked", "1").write("new/untracked", "1");
    folder.write("ignored", "1").write("held/ignored", "1");
    let names = [
        "clean",
        "staged",
        "modified",
        "both",
        "added",
        "untracked",
        "new/untracked",
        "ignored",
        "held/ignored",
        "deep/er/clean",
        // A name that looks like a pattern is a name.
        "[a]*",
        "missing",
    ];
    assert_eq!(
        states(&folder.open(&Snapshot::WorkTree), &names),
        [
            None,
            Some(State::Staged),
            Some(State::Modified),
            Some(State::Modified),
            Some(State::Staged),
            Some(State::Untracked),
            Some(State::Untracked),
            Some(State::Ignored),
            Some(State::Ignored),
            None,
            Some(State::Staged),
            None,
        ]
    );
    let staged = states(&folder.open(&Snapshot::Index), &names);
    assert_eq!(staged.iter().flatten().count(), 4);
    let committed = folder.open(&Snapshot::Commit("HEAD".into()));
    assert_eq!(states(&committed, &names), [None; 12]);
    let below = folder.open(&Snapshot::WorkTree).below("new".into());
    assert_eq!(states(&below, &["untracked"]), [Some(State::Untracked)]);
    assert_eq!(states(&below, &[]), []);
}

#[test]
fn a_text_names_a_commit_before_this_one_or_says_why_not() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a", "1").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    let first = folder.git(&["rev-parse", "HEAD"]);
    folder.git(&["checkout", "-qb", "aside"]);
    folder.git(&["commit", "-q", "--allow-empty", "-m", "aside"]);
    let aside = folder.git(&["rev-parse", "HEAD"]);
    folder.git(&["checkout", "-q", "main"]);
    folder.write("a", "2").git(&["commit", "-qam", "two"]);
    let last = folder.git(&["rev-parse", "HEAD"]);
    let tree = folder.git(&["rev-parse", "HEAD^{tree}"]);
    let source = folder.open(&Snapshot::WorkTree);
    for (text, leads) in [
        (first.as_str(), Named::Ancestor(first.clone())),
        (&first[..12], Named::Ancestor(first.clone())),
        (&last, Named::Ancestor(last.clone())),
        (&aside, Named::Unrelated(aside.clone())),
        (&tree, Named::NoCommit),
        (&"0".repeat(40), Named::Missing),
        (&"0".repeat(64), Named::Missing),
        ("main", Named::Missing),
        ("HEAD~1", Named::Missing),
        ("", Named::Missing),
    ] {
        assert_eq!(source.named(text).unwrap(), leads, "{text}");
    }
    let url = format!("file://{}", folder.root);
    let clone = Folder::new();
    clone.git(&["clone", "-q", "--depth=1", &url, "."]);
    let cut = clone.open(&Snapshot::WorkTree);
    assert_eq!(cut.named(&first).unwrap(), Named::CutShort);
    assert_eq!(cut.named(&last).unwrap(), Named::Ancestor(last));
}

#[test]
fn what_differs_from_a_commit_counts_work_in_progress_and_what_is_gone() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    for name in ["same", "changed", "gone", "moved"] {
        folder.write(name, name);
    }
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    folder.write("changed", "2").git(&["rm", "-q", "gone"]);
    folder.git(&["mv", "moved", "there"]);
    folder.git(&["commit", "-qam", "two"]);
    folder.write("untracked", "1");
    let changed = |snapshot: Snapshot, since: &str| -> Vec<String> {
        let found = folder.open(&snapshot).changed_since(since).unwrap();
        found.into_iter().map(Utf8PathBuf::into_string).collect()
    };
    let commit = Snapshot::Commit("HEAD".into());
    let committed = ["changed", "gone", "moved", "there"];
    assert_eq!(changed(commit.clone(), "HEAD~1"), committed);
    assert_eq!(changed(commit, "HEAD"), [""; 0]);
    let all = ["changed", "gone", "moved", "there", "untracked"];
    assert_eq!(changed(Snapshot::WorkTree, "HEAD~1"), all);
    // What went back to what it was, differs from it no more.
    folder
        .write("changed", "changed")
        .git(&["commit", "-qam", "back"]);
    let back = changed(Snapshot::Commit("HEAD".into()), "HEAD~2");
    assert_eq!(back, ["gone", "moved", "there"]);
}

#[test]
fn a_file_that_was_moved_was_there_before() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder
        .write("eval/plan.yaml", "1")
        .write("other/plan.yaml", "2");
    folder.write("old.yaml", "3").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    folder.git(&["mv", "eval", "rai"]);
    folder.git(&["mv", "old.yaml", "new.yaml"]);
    folder
        .write("rai/plan.yaml", "changed")
        .write("late.yaml", "4");
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "two"]);
    let source = folder.open(&Snapshot::WorkTree);
    let paths = ["rai/plan.yaml", "other/plan.yaml", "new.yaml", "late.yaml"];
    let paths = paths.map(Utf8PathBuf::from);
    assert_eq!(source.absent_at("HEAD~1", &paths).unwrap(), ["late.yaml"]);
    assert_eq!(source.absent_at("HEAD", &paths).unwrap(), [""; 0]);
}

#[test]
fn a_repository_of_another_make_says_what_to_do() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    let made = |format: &str| {
        let name = format.trim_start_matches("--").replace('=', "-");
        std::fs::create_dir(folder.root.join(&name)).unwrap();
        let made = folder.root.join(&name);
        git_in(&made, &["init", "-q", format]);
        Source::open(&made, &Snapshot::WorkTree).err()
    };
    let error = made("--object-format=sha256").unwrap();
    assert!(error.help().unwrap().contains("SHA-1"), "{error}");
    // git 2.45 is the first that makes them.
    let version = git_in(&folder.root, &["--version"]);
    let minor = version.split('.').nth(1).and_then(|it| it.parse().ok());
    if minor.is_some_and(|minor: u32| minor >= 45) {
        let error = made("--ref-format=reftable").unwrap();
        assert!(
            error.help().unwrap().contains("--ref-format=files"),
            "{error}"
        );
    }
}

#[test]
fn grafts_are_refused_and_replaced_objects_counted() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a", "1").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(source.replaced().unwrap(), 0);
    let forged = folder.git(&["commit-tree", "HEAD^{tree}", "-m", "Forged"]);
    folder.git(&["replace", "HEAD", &forged]);
    assert_eq!(source.replaced().unwrap(), 1);
    folder.write(".git/info/grafts", "x\n");
    assert!(matches!(source.replaced(), Err(SourceError::Grafted)));
}
