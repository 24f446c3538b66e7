//! One repository, read as work tree, index and commit: the same rules everywhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so aloud")]

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::git::{EntryKind, Snapshot, Source, SourceError};

/// A folder that is gone when the test ends.
struct Folder {
    root: Utf8PathBuf,
    _guard: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let guard = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(guard.path())
            .unwrap()
            .canonicalize_utf8()
            .unwrap();
        Self {
            root,
            _guard: guard,
        }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    #[cfg(unix)]
    fn link(&self, path: &str, target: &str) -> &Self {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, file).unwrap();
        self
    }

    fn git(&self, arguments: &[&str]) -> String {
        git_in(&self.root, arguments)
    }

    fn open(&self, snapshot: &Snapshot) -> Source {
        Source::open(&self.root, snapshot).unwrap()
    }
}

/// Runs git without a user's settings, with one identity and one day.
fn git_in(folder: &Utf8Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    let day = "2026-01-02T03:04:05Z";
    let output = command
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([
            ("GIT_AUTHOR_NAME", "Ada"),
            ("GIT_AUTHOR_EMAIL", "ada@example.org"),
        ])
        .envs([
            ("GIT_COMMITTER_NAME", "Ada"),
            ("GIT_COMMITTER_EMAIL", "ada@example.org"),
        ])
        .envs([("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day)])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Says aloud that a test cannot run here, and fails where everything has to run.
fn git_is_missing() -> bool {
    let missing = Command::new("git").arg("--version").output().is_err();
    if missing {
        eprintln!("SKIPPED: needs git");
        assert!(
            std::env::var_os("RAIGATE_REQUIRE_TOOLS").is_none(),
            "git is required"
        );
    }
    missing
}

fn paths(source: &Source) -> Vec<String> {
    let entries = source.entries().unwrap();
    entries
        .into_iter()
        .map(|entry| entry.path.into_string())
        .collect()
}

/// Reads `path` and compares with the text, or with the message of the error.
#[track_caller]
fn check(source: &Source, path: &str, expected: Result<&str, &str>) {
    let read = source.read(Utf8Path::new(path), 1000);
    let read = read.map(|bytes| String::from_utf8(bytes).unwrap());
    let read = read.map_err(|error| error.to_string());
    assert_eq!(read.as_deref().map_err(String::as_str), expected, "{path}");
}

const EVERYWHERE: [fn() -> Snapshot; 3] = [
    || Snapshot::WorkTree,
    || Snapshot::Index,
    || Snapshot::Commit("HEAD".into()),
];

#[test]
fn a_plain_folder_is_read_without_git() {
    let folder = Folder::new();
    folder
        .write("b/card.md", "b")
        .write("a.md", "a")
        .write(".gitignore", "b/");
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(paths(&source), [".gitignore", "a.md", "b/card.md"]);
    check(&source, "b/card.md", Ok("b"));
    assert_eq!(source.commit(), None);
    let index = Source::open(&folder.root, &Snapshot::Index).err().unwrap();
    assert!(matches!(index, SourceError::NoRepository(_)));
    let history = source.merge_base("main").unwrap_err();
    assert!(matches!(history, SourceError::NoRepository(_)));
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = Folder::new();
    let error = Source::open(&folder.root.join("nowhere"), &Snapshot::WorkTree)
        .err()
        .unwrap();
    assert!(matches!(error, SourceError::NoFolder(_)));
}

#[test]
fn each_snapshot_shows_its_own_state() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("sub/a.md", "committed").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    folder
        .write("sub/a.md", "staged")
        .write("sub/new.md", "n")
        .git(&["add", "."]);
    folder.write("sub/a.md", "edited").write("loose.md", "l");

    let inside = folder.root.join("sub");
    let work = Source::open(&inside, &Snapshot::WorkTree).unwrap();
    assert_eq!(work.root(), folder.root);
    assert_eq!(paths(&work), ["loose.md", "sub/a.md", "sub/new.md"]);
    check(&work, "sub/a.md", Ok("edited"));

    let index = work.at(&Snapshot::Index).unwrap();
    assert_eq!(paths(&index), ["sub/a.md", "sub/new.md"]);
    check(&index, "sub/a.md", Ok("staged"));
    assert_eq!(index.staged_paths().unwrap(), ["sub/a.md", "sub/new.md"]);

    let commit = work.at(&Snapshot::Commit("main".into())).unwrap();
    assert_eq!(paths(&commit), ["sub/a.md"]);
    check(&commit, "sub/a.md", Ok("committed"));
    check(&commit, "sub/new.md", Err("does not exist"));
    assert_eq!(commit.commit().unwrap(), folder.git(&["rev-parse", "HEAD"]));
}

#[test]
fn a_repository_without_commits_has_a_work_tree_and_an_index() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a.md", "a").git(&["add", "."]);
    let index = folder.open(&Snapshot::Index);
    assert_eq!(paths(&index), ["a.md"]);
    assert_eq!(index.staged_paths().unwrap(), ["a.md"]);
    assert_eq!(index.commit(), None);
    assert!(matches!(
        index.merge_base("HEAD"),
        Err(SourceError::NoCommit { .. })
    ));
}

#[test]
fn gitignore_hides_only_what_git_does_not_track() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder
        .write("rai/kept.yaml", "k")
        .write("rai/odd.yaml", "o")
        .git(&["add", "."]);
    folder
        .write(".gitignore", "rai/\n")
        .write("rai/untracked.yaml", "u");
    folder
        .write("rai/gone.yaml", "g")
        .git(&["add", "-f", "rai/gone.yaml"]);
    fs::remove_file(folder.root.join("rai/gone.yaml")).unwrap();
    let work = folder.open(&Snapshot::WorkTree);
    assert_eq!(
        paths(&work),
        [".gitignore", "rai/kept.yaml", "rai/odd.yaml"]
    );
    assert!(paths(&folder.open(&Snapshot::Index)).contains(&"rai/gone.yaml".to_owned()));
}

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

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_never_outside() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("outside.md", "secret");
    let root = folder.root.join("repo");
    fs::create_dir(&root).unwrap();
    git_in(&root, &["init", "-q"]);
    folder
        .write("repo/real/card.md", "card")
        .link("repo/a/inside.md", "../real/card.md")
        .link("repo/folder", "real")
        .link("repo/chain.md", "a/inside.md")
        .link("repo/out.md", "../outside.md")
        .link("repo/absolute.md", &format!("{root}/real/card.md"))
        .link("repo/system.md", "/etc/hostname")
        .link("repo/up", "..")
        .link("repo/through.md", "up/outside.md")
        .link("repo/back.md", "up/repo/real/card.md")
        .link("repo/dangling.md", "nothing.md")
        .link("repo/one.md", "two.md")
        .link("repo/two.md", "one.md")
        .link("repo/to-folder.md", "real")
        .link("repo/file-as-folder.md", "real/card.md/x")
        .link("repo/config.md", ".git/config");
    git_in(&root, &["add", "."]);
    git_in(&root, &["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = Source::open(&root, &snapshot()).unwrap();
        let out =
            |target: &str| format!("symbolic link leads out of the repository, to `{target}`");
        let nowhere = |target: &str| format!("symbolic link leads nowhere, to `{target}`");
        check(&source, "a/inside.md", Ok("card"));
        check(&source, "folder/card.md", Ok("card"));
        check(&source, "chain.md", Ok("card"));
        check(&source, "real/../real/./card.md", Ok("card"));
        check(&source, "out.md", Err(&out("../outside.md")));
        check(
            &source,
            "absolute.md",
            Err(&out(&format!("{root}/real/card.md"))),
        );
        check(&source, "system.md", Err(&out("/etc/hostname")));
        check(&source, "up/outside.md", Err(&out("..")));
        check(&source, "through.md", Err(&out("up/outside.md")));
        check(&source, "back.md", Err(&out("up/repo/real/card.md")));
        check(&source, "../outside.md", Err(&out("../outside.md")));
        check(&source, "/etc/hostname", Err(&out("/etc/hostname")));
        check(&source, "dangling.md", Err(&nowhere("nothing.md")));
        check(&source, "one.md", Err(&nowhere("two.md")));
        check(&source, "to-folder.md", Err("is a folder, not a file"));
        check(
            &source,
            "file-as-folder.md",
            Err(&nowhere("real/card.md/x")),
        );
        check(&source, "config.md", Err(&out(".git/config")));
        check(&source, "real", Err("is a folder, not a file"));
        check(&source, "nothing.md", Err("does not exist"));
        let entries = source.entries().unwrap();
        let links = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Link)
            .count();
        assert_eq!((entries.len(), links), (16, 15));
    }
}

#[test]
fn the_limit_is_checked_before_reading() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder
        .write("big.json", vec![b' '; 1001])
        .write("fits.json", vec![b' '; 1000]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = folder.open(&snapshot());
        check(
            &source,
            "big.json",
            Err("file has 1001 bytes, limit is 1000"),
        );
        check(&source, "fits.json", Ok(&" ".repeat(1000)));
    }
}

#[test]
fn bytes_are_those_of_the_file_and_not_converted() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.git(&["config", "core.autocrlf", "input"]);
    folder.write("a.md", "one\r\ntwo\r\n").git(&["add", "."]);
    check(
        &folder.open(&Snapshot::WorkTree),
        "a.md",
        Ok("one\r\ntwo\r\n"),
    );
    check(&folder.open(&Snapshot::Index), "a.md", Ok("one\ntwo\n"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let folder = Folder::new();
    let made = Command::new("mkfifo")
        .arg(folder.root.join("MODEL_CARD.md"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: needs mkfifo");
        assert!(
            std::env::var_os("RAIGATE_REQUIRE_TOOLS").is_none(),
            "mkfifo is required"
        );
        return;
    }
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(paths(&source), ["MODEL_CARD.md"]);
    check(&source, "MODEL_CARD.md", Err("is a named pipe, not a file"));
    if Utf8Path::new("/dev/null").exists() {
        folder.link("null.md", "/dev/null");
        let out = "symbolic link leads out of the repository, to `/dev/null`";
        check(&source, "null.md", Err(out));
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("a.md", "a").write("closed/b.md", "b");
    let closed = fs::Permissions::from_mode(0o000);
    fs::set_permissions(folder.root.join("a.md"), closed.clone()).unwrap();
    fs::set_permissions(folder.root.join("closed"), closed).unwrap();
    let may_all = fs::File::open(folder.root.join("a.md")).is_ok();
    let source = folder.open(&Snapshot::WorkTree);
    if may_all {
        eprintln!("SKIPPED: this user may read everything");
    } else {
        check(&source, "a.md", Err("cannot be read: permission denied"));
        check(
            &source,
            "closed/b.md",
            Err("cannot be read: permission denied"),
        );
        let entries = source.entries().unwrap();
        assert_eq!(entries.last().unwrap().kind, EntryKind::Unlisted);
    }
    fs::set_permissions(
        folder.root.join("closed"),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_listed_and_marked() {
    use std::os::unix::ffi::OsStrExt;
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    let name = std::ffi::OsStr::from_bytes(b"card-\xff.md");
    fs::write(folder.root.as_std_path().join(name), "x").unwrap();
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let entries = folder.open(&snapshot()).entries().unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].path, "card-\u{fffd}.md");
        assert_eq!(entries[0].kind, EntryKind::NotUtf8);
    }
}

#[test]
fn a_folder_named_like_a_file_is_no_file() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("card.md", "x").git(&["add", "."]);
    fs::remove_file(folder.root.join("card.md")).unwrap();
    folder.write("card.md/inner.md", "i");
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(paths(&source), ["card.md/inner.md"]);
    check(&source, "card.md", Err("is a folder, not a file"));
    check(&folder.open(&Snapshot::Index), "card.md", Ok("x"));
}

#[test]
fn a_very_long_path_is_read() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    let path = format!("{}/card.md", vec!["n".repeat(200); 15].join("/"));
    folder.write(&path, "deep").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = folder.open(&snapshot());
        assert_eq!(paths(&source), [path.as_str()]);
        check(&source, &path, Ok("deep"));
    }
    let absurd = "n/".repeat(10_000);
    check(
        &folder.open(&Snapshot::Index),
        &absurd,
        Err("does not exist"),
    );
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

#[test]
fn a_name_given_on_the_command_line_becomes_a_path_from_the_root() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("sub/a.md", "a");
    let source = folder.open(&Snapshot::WorkTree);
    let path_of = |named: &str| source.path_of(&folder.root.join(named)).map(String::from);
    assert_eq!(path_of("sub/../sub/a.md").as_deref(), Some("sub/a.md"));
    assert_eq!(path_of("sub/deleted.md").as_deref(), Some("sub/deleted.md"));
    assert_eq!(path_of("sub").as_deref(), Some("sub"));
    assert_eq!(path_of(".").as_deref(), Some(""));
    assert_eq!(path_of("../other.md"), None);
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
