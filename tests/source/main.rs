//! One repository, read as work tree, index and commit: the same rules everywhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so aloud")]

mod history;
mod hostile;
mod shapes;
mod staged;
mod states;

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::git::{Snapshot, Source, SourceError};

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
