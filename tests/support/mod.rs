//! What several test files need: folders, runs, goldens.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses a part of it"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

use std::fs;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::run::Request;
use raigate::verdict::Report;
use serde_json::Value;

/// Returns the root of this repository.
pub fn root() -> Utf8PathBuf {
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns an empty folder that goes away with the returned guard.
pub fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
    let guard = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(guard.path().canonicalize().unwrap()).unwrap();
    (guard, path)
}

/// Copies a tree, symbolic links as they are.
pub fn copy(from: &Utf8Path, to: &Utf8Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(entry.path()).unwrap(), &target).unwrap();
        } else if kind.is_dir() {
            copy(Utf8Path::from_path(&entry.path()).unwrap(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Copies a tree of an example; where it holds a file `HISTORY`, makes it a repository of git.
///
/// Each line of `HISTORY` is a day, the e-mail address of whoever commits, where it is not Ada,
/// and the paths that are committed on it; a line `base` names the commit before it as the one
/// that a change starts from. Where there is a folder `BASE`, the tree is a change: what it
/// began from, on the branch `base`, is the tree with the files of that folder on top.
pub fn lay(tree: &Utf8Path, to: &Utf8Path) {
    copy(tree, to);
    if tree.join("BASE").is_dir() {
        return lay_change(tree, to);
    }
    let Ok(history) = fs::read_to_string(tree.join("HISTORY")) else {
        return;
    };
    fs::remove_file(to.join("HISTORY")).unwrap();
    let git = |day: &str, email: &str, arguments: &[&str]| git(to, (day, email), arguments);
    git("", "", &["init", "--quiet"]);
    for line in history.lines() {
        if line == BASE {
            git("", "", &["tag", BASE]);
            continue;
        }
        let mut words = line.split_whitespace();
        let day = words.next().unwrap();
        let mut paths: Vec<&str> = words.collect();
        let email = match paths.first() {
            Some(email) if email.contains('@') => paths.remove(0),
            _ => "ada@example.org",
        };
        git(day, email, &[&["add", "--"], &*paths].concat());
        git(day, email, &["commit", "--quiet", "--message", "A change"]);
    }
}

fn lay_change(tree: &Utf8Path, to: &Utf8Path) {
    let day = ("2026-11-02", "ada@example.org");
    fs::remove_dir_all(to.join("BASE")).unwrap();
    copy(&tree.join("BASE"), to);
    git(to, day, &["init", "--quiet"]);
    git(to, day, &["add", "--all"]);
    git(to, day, &["commit", "--quiet", "--message", "Before"]);
    git(to, day, &["branch", "base"]);
    git(to, day, &["rm", "-r", "--quiet", "."]);
    copy(tree, to);
    fs::remove_dir_all(to.join("BASE")).unwrap();
    git(to, day, &["add", "--all"]);
    git(to, day, &["commit", "--quiet", "--message", "A change"]);
}

/// Runs git on a day, as whoever has that e-mail address.
fn git(folder: &Utf8Path, (day, email): (&str, &str), arguments: &[&str]) {
    let time = format!("{day}T12:00:00Z");
    let status = std::process::Command::new("git")
        .current_dir(folder)
        .envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
        ])
        .envs([("GIT_AUTHOR_DATE", &time), ("GIT_COMMITTER_DATE", &time)])
        .args(["-c", &format!("user.name={}", name(email))])
        .args(["-c", &format!("user.email={email}")])
        .args(arguments)
        .status();
    assert!(status.unwrap().success(), "git {arguments:?}");
}

/// Returns `Ada` of `ada@example.org`.
fn name(email: &str) -> String {
    let name = email.split('@').next().unwrap_or_default();
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Writes a file and the folders above it.
pub fn write(folder: &Utf8Path, path: &str, bytes: impl AsRef<[u8]>) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// Returns the request of a plain `raigate check` in `folder`, on a fixed day; where [`lay`]
/// made a change, its base decides, and where its history has one, the change starts there.
pub fn request(folder: &Utf8Path) -> Request {
    let base = folder.join(".git/refs/heads/base");
    let has_base = folder.join(".git/refs/tags").join(BASE).is_file();
    Request {
        policy_from: base.is_file().then(|| "base".to_owned()),
        since: has_base.then(|| BASE.to_owned()),
        ..Request::new(folder.to_owned(), "2026-11-23".parse().unwrap())
    }
}

/// The name of the commit that a change starts from.
const BASE: &str = "base";

/// Judges `folder` as [`request`] asks.
pub fn check(folder: &Utf8Path) -> Report {
    raigate::run::check(&request(folder))
}

/// Returns each finding as `rule path:line:column message`.
pub fn lines(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| {
        let at = &finding.location;
        format!(
            "{} {}:{}:{} {}",
            finding.rule, at.path, at.start.line, at.start.column, finding.message
        )
    });
    let errors = report
        .errors
        .iter()
        .map(|error| format!("no verdict: {}: {}", error.message, error.causes.join(": ")));
    findings.chain(errors).collect()
}

/// Compares `actual` with the file at `path`, or writes it where `SNAPSHOTS=overwrite`.
///
/// Returns what differs, so that a test can tell of all its files at once.
pub fn golden(path: &Utf8Path, actual: &str) -> Option<String> {
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, actual).unwrap();
        return None;
    }
    let expected = fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    (expected != actual)
        .then(|| format!("{path} is not what the code says; run `SNAPSHOTS=overwrite cargo test`"))
}

/// Returns the folder of one family of real artifacts, and what `NAME.json` says of its files.
pub fn oracle(family: &str, name: &str) -> Option<(Utf8PathBuf, Value)> {
    let folder = corpus()?.join(family);
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    Some((folder, serde_json::from_str(&text).unwrap()))
}

/// Returns a Python that has what `.ci/run` installs, or says that there is none.
pub fn python() -> Option<Utf8PathBuf> {
    let named = std::env::var("RAIGATE_PYTHON_TOOLS").ok();
    let found = named.map(|folder| Utf8PathBuf::from(folder).join("bin/python"));
    let found = found.filter(|file| file.is_file());
    if found.is_none() {
        let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
        assert!(!is_required, "RAIGATE_PYTHON_TOOLS holds no Python");
        eprintln!("SKIPPED: RAIGATE_PYTHON_TOOLS holds no Python, with the tools of `.ci/run`");
    }
    found
}

/// Returns the folder of real artifacts, or says that there is none.
pub fn corpus() -> Option<Utf8PathBuf> {
    let named = std::env::var("RAIGATE_CORPUS").ok().map(Utf8PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared/corpus"));
    if Path::new(folder.as_str()).is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no corpus; set RAIGATE_CORPUS to a folder of real artifacts");
    None
}
