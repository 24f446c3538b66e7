//! Repositories of every shape: bare, linked, nested, shallow, in conflict, another user's.

use std::fs;
use std::process::Command;

use camino::Utf8Path;
use raigate::git::{EntryKind, Snapshot, Source, SourceError};

use crate::{EVERYWHERE, Folder, check, git_in, git_is_missing, paths};

#[test]
fn an_announced_file_is_not_about_to_be_committed() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a.md", "a").git(&["add", "-N", "a.md"]);
    assert_eq!(paths(&folder.open(&Snapshot::Index)), Vec::<String>::new());
    assert_eq!(paths(&folder.open(&Snapshot::WorkTree)), ["a.md"]);
}

#[test]
fn the_index_of_a_commit_hook_is_the_one_that_is_read() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a.md", "a").git(&["add", "."]);
    fs::copy(
        folder.root.join(".git/index"),
        folder.root.join(".git/other"),
    )
    .unwrap();
    folder.write("b.md", "b").git(&["add", "."]);
    let hook = Source::open_index(&folder.root, Utf8Path::new(".git/other")).unwrap();
    assert_eq!(paths(&hook), ["a.md"]);
    assert_eq!(hook.staged_paths().unwrap(), ["a.md"]);
    assert_eq!(paths(&folder.open(&Snapshot::Index)), ["a.md", "b.md"]);
}

#[test]
fn what_is_staged_is_read_whatever_the_work_tree_says_by_now() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.git(&["config", "core.autocrlf", "true"]);
    for path in ["same.md", "changed.md", "gone.md", "folder.md", "dos.md"] {
        folder.write(path, "one\n");
    }
    folder.write("dos.md", "one\r\n");
    folder.git(&["add", "."]);
    // As long as before, so that its size tells nothing.
    folder.write("changed.md", "two\n");
    fs::remove_file(folder.root.join("gone.md")).unwrap();
    fs::remove_file(folder.root.join("folder.md")).unwrap();
    folder.write("folder.md/inside.md", "one\n");
    let index = folder.open(&Snapshot::Index);
    for path in ["same.md", "changed.md", "gone.md", "folder.md", "dos.md"] {
        check(&index, path, Ok("one\n"));
    }
}

#[test]
fn conflicts_in_the_index_are_said_and_not_judged() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a.md", "base").git(&["add", "."]);
    folder.git(&["commit", "-qm", "base"]);
    folder.git(&["checkout", "-qb", "other"]);
    folder
        .write("a.md", "theirs")
        .git(&["commit", "-qam", "theirs"]);
    folder.git(&["checkout", "-q", "main"]);
    folder
        .write("a.md", "ours")
        .git(&["commit", "-qam", "ours"]);
    let merge = Command::new("git")
        .current_dir(&folder.root)
        .args([
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "merge",
            "-q",
            "other",
        ])
        .output();
    assert!(!merge.unwrap().status.success());
    let error = folder
        .open(&Snapshot::Index)
        .entries()
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the index holds unresolved conflicts (1), the first in `a.md`"
    );
    assert_eq!(paths(&folder.open(&Snapshot::WorkTree)), ["a.md"]);
}

#[test]
fn a_bare_repository_is_judged_by_commit() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("work/a.md", "a");
    git_in(&folder.root.join("work"), &["init", "-q"]);
    git_in(&folder.root.join("work"), &["add", "."]);
    git_in(&folder.root.join("work"), &["commit", "-qm", "one"]);
    folder.git(&["clone", "-q", "--bare", "work", "bare.git"]);
    let bare = folder.root.join("bare.git");
    let error = Source::open(&bare, &Snapshot::WorkTree).err().unwrap();
    assert!(matches!(error, SourceError::Bare(_)));
    let commit = Source::open(&bare, &Snapshot::Commit("HEAD".into())).unwrap();
    check(&commit, "a.md", Ok("a"));
}

#[test]
fn a_linked_work_tree_is_a_root_of_its_own() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("main/a.md", "a");
    git_in(&folder.root.join("main"), &["init", "-q"]);
    git_in(&folder.root.join("main"), &["add", "."]);
    git_in(&folder.root.join("main"), &["commit", "-qm", "one"]);
    git_in(
        &folder.root.join("main"),
        &["worktree", "add", "-q", "../linked"],
    );
    folder
        .write("linked/b.md", "b")
        .write("linked/.gitignore", "b.md");
    let linked = Source::open(&folder.root.join("linked"), &Snapshot::WorkTree).unwrap();
    assert_eq!(linked.root(), folder.root.join("linked"));
    assert_eq!(paths(&linked), [".gitignore", "a.md"]);
}

#[test]
fn submodules_and_inner_repositories_are_named_and_not_entered() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    for name in ["inner", "outer", "outer/loose"] {
        folder.write(&format!("{name}/a.md"), name);
        git_in(&folder.root.join(name), &["init", "-q"]);
    }
    git_in(&folder.root.join("inner"), &["add", "."]);
    git_in(&folder.root.join("inner"), &["commit", "-qm", "one"]);
    let outer = folder.root.join("outer");
    git_in(&outer, &["submodule", "--quiet", "add", "../inner", "sub"]);
    git_in(&outer, &["commit", "-qm", "one"]);
    let listed = |snapshot: Snapshot| {
        let entries = Source::open(&outer, &snapshot).unwrap().entries().unwrap();
        let submodules = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Submodule);
        submodules
            .map(|entry| entry.path.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(Snapshot::WorkTree), ["loose", "sub"]);
    assert_eq!(listed(Snapshot::Index), ["sub"]);
    assert_eq!(listed(Snapshot::Commit("HEAD".into())), ["sub"]);
    for snapshot in EVERYWHERE {
        let source = Source::open(&outer, &snapshot()).unwrap();
        check(&source, "sub/a.md", Err("is a submodule, not a file"));
    }
}

#[test]
fn a_shallow_clone_says_that_history_is_missing() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("full/a.md", "1");
    let full = folder.root.join("full");
    git_in(&full, &["init", "-q"]);
    git_in(&full, &["add", "."]);
    git_in(&full, &["commit", "-qm", "one"]);
    git_in(&full, &["checkout", "-qb", "change"]);
    for text in ["2", "3"] {
        folder.write("full/a.md", text);
        git_in(&full, &["commit", "-qam", text]);
    }
    git_in(&full, &["checkout", "-q", "main"]);
    folder.write("full/b.md", "b");
    git_in(&full, &["add", "."]);
    git_in(&full, &["commit", "-qm", "b"]);
    let base = git_in(&full, &["merge-base", "main", "change"]);

    let change = Source::open(&full, &Snapshot::Commit("change".into())).unwrap();
    assert_eq!(change.merge_base("main").unwrap(), base);
    let unknown = change.merge_base("nowhere").unwrap_err();
    assert!(
        matches!(unknown, SourceError::NoCommit { shallow: false, .. }),
        "{unknown}"
    );

    let url = format!("file://{full}");
    folder.git(&[
        "clone",
        "-q",
        "--depth=1",
        "--no-single-branch",
        &url,
        "shallow",
    ]);
    let shallow = folder.root.join("shallow");
    let cut = Source::open(&shallow, &Snapshot::Commit("origin/change".into())).unwrap();
    let error = cut.merge_base("origin/main").unwrap_err();
    assert!(
        matches!(error, SourceError::NoMergeBase { shallow: true, .. }),
        "{error}"
    );
    let error = cut.merge_base(&base).unwrap_err();
    assert!(
        matches!(error, SourceError::NoCommit { shallow: true, .. }),
        "{error}"
    );
    assert!(error.help().unwrap().contains("fetch-depth: 0"));
}

#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_not_read_in_silence() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    let given = std::os::unix::fs::chown(&folder.root, Some(12345), Some(12345));
    if given.is_err() {
        eprintln!("SKIPPED: this user may not give files away");
        return;
    }
    let error = Source::open(&folder.root, &Snapshot::WorkTree)
        .err()
        .unwrap();
    assert!(matches!(error, SourceError::ForeignOwner(_)), "{error}");
    assert!(error.help().unwrap().contains("safe.directory"));
}

#[test]
fn a_folder_of_a_repository_can_be_judged_alone() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder
        .write(
            "part/raigate.toml",
            "version = 1\nextends = [\"../org.toml\"]\n",
        )
        .write("part/deep/a.md", "a")
        .write("org.toml", "version = 1\n[rules]\nprofile = \"complete\"\n")
        .write("other/b.md", "b");
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    folder.write("org.toml", "version = 1\n");
    for snapshot in EVERYWHERE {
        let source = folder.open(&snapshot()).below(Utf8Path::new("part"));
        assert_eq!(source.root(), folder.root.join("part"));
        assert_eq!(paths(&source), ["deep/a.md", "raigate.toml"]);
        check(&source, "deep/a.md", Ok("a"));
        check(&source, "other/b.md", Err("does not exist"));
        let profile = raigate::config::load(&source, None).unwrap().profile;
        let expected = match snapshot() {
            Snapshot::WorkTree => raigate::rule::Profile::Recommended,
            _ => raigate::rule::Profile::Complete,
        };
        assert_eq!(
            profile, expected,
            "the extended file is of the same snapshot"
        );
    }
}

#[test]
fn a_repository_that_cannot_be_read_is_not_taken_for_a_plain_folder() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("linked/.git", "gitdir: /nowhere\n");
    let error = Source::open(&folder.root.join("linked"), &Snapshot::WorkTree);
    let message = format!("git: `{}/linked/.git` leads to no repository", folder.root);
    assert_eq!(error.err().unwrap().to_string(), message);

    fs::create_dir(folder.root.join("newer")).unwrap();
    git_in(
        &folder.root.join("newer"),
        &["init", "-q", "--object-format=sha256"],
    );
    let error = Source::open(&folder.root.join("newer"), &Snapshot::WorkTree);
    assert!(error.err().unwrap().help().unwrap().contains("SHA-1"));
}
