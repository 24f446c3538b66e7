//! The hooks for pre-commit, run by pre-commit in a repository of git.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

#[path = "cli/repository.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod repository;

use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};

use repository::{CARD, GOOD, Repository};

/// A repository in which nothing blocks, and the hooks in one of their own.
struct Workshop {
    repository: Repository,
    hooks: Utf8PathBuf,
    python: Utf8PathBuf,
}

impl Workshop {
    /// Nothing where git or pre-commit is missing.
    fn open() -> Option<Self> {
        let python = support::python()?;
        let repository = Repository::committed(GOOD)?;
        let hooks = repository.folder.join("../hooks");
        let manifest = support::root().join(".pre-commit-hooks.yaml");
        std::fs::create_dir(&hooks).unwrap();
        std::fs::copy(manifest, hooks.join(".pre-commit-hooks.yaml")).unwrap();
        let mut own = Repository::empty();
        own.folder.clone_from(&hooks);
        own.git("init -q");
        own.commit("Hooks");
        Some(Self {
            repository,
            hooks,
            python,
        })
    }

    /// A command with pre-commit and raigate on the path, and a cache of its own.
    fn command(&self, program: &str) -> Command {
        let raigate = Utf8Path::new(env!("CARGO_BIN_EXE_raigate"));
        let path = std::env::var_os("PATH").unwrap();
        let first = [raigate, &self.python].map(|file| file.parent().unwrap().into());
        let all = first.into_iter().chain(std::env::split_paths(&path));
        let mut command = self.repository.command(program);
        command
            .env("PATH", std::env::join_paths(all).unwrap())
            .env("PRE_COMMIT_HOME", self.hooks.join("../cache"));
        command
    }

    /// Runs the hook that takes raigate from the path, as `git commit` would have it run.
    fn run(&self) -> Output {
        let mut command = self.command(self.python.as_str());
        command.args(["-m", "pre_commit", "try-repo"]);
        command.args([self.hooks.as_str(), "raigate-system", "--verbose"]);
        command.output().unwrap()
    }
}

#[track_caller]
fn ends(ran: &Output, code: i32, says: &str) {
    let said = String::from_utf8([ran.stdout.as_slice(), &ran.stderr].concat()).unwrap();
    assert_eq!(ran.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "{said}");
}

#[test]
fn the_manifest_is_one() {
    let Some(python) = support::python() else {
        return;
    };
    let check = |file: &Utf8Path| {
        let mut command = Command::new(&python);
        command.args(["-m", "pre_commit", "validate-manifest", file.as_str()]);
        command.output().unwrap()
    };
    let manifest = support::root().join(".pre-commit-hooks.yaml");
    ends(&check(&manifest), 0, "");
    let (_guard, folder) = support::folder();
    let text = std::fs::read_to_string(manifest).unwrap();
    support::write(
        &folder,
        "broken.yaml",
        text.replace("language: rust", "language: rusty"),
    );
    ends(&check(&folder.join("broken.yaml")), 1, "language");
    assert_eq!(text.matches("- id: ").count(), 2);
}

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let Some(shop) = Workshop::open() else { return };
    let repository = &shop.repository;
    repository.write("notes.txt", "nothing to judge\n");
    repository.git("add notes.txt");
    ends(&shop.run(), 0, "judged: 0 artifacts");
    repository.replace(CARD, "0.893", "0.95");
    // Not staged, so it is not what is committed.
    ends(&shop.run(), 0, "judged: 0 artifacts");
    repository.git("add -A");
    ends(&shop.run(), 1, "card claims accuracy 0.95");
    // Repaired, and the repair is not staged.
    repository.replace(CARD, "0.95", "0.893");
    ends(&shop.run(), 1, "card claims accuracy 0.95");
    repository.git("add -A");
    ends(&shop.run(), 0, "Passed");
}

#[test]
fn evidence_that_goes_away_is_judged() {
    let Some(shop) = Workshop::open() else { return };
    shop.repository.git("rm -q -r models/loan-scorer/rai/eval");
    ends(&shop.run(), 1, "no result in the system measures them");
}

#[test]
fn an_installed_hook_stops_the_commit() {
    let Some(shop) = Workshop::open() else { return };
    let repository = &shop.repository;
    let config = format!(
        "repos:\n- repo: {}\n  rev: HEAD\n  hooks: [{{id: raigate-system}}]\n",
        shop.hooks
    );
    repository.write(".pre-commit-config.yaml", &config);
    let mut install = shop.command(shop.python.as_str());
    ends(
        &install
            .args(["-m", "pre_commit", "install"])
            .output()
            .unwrap(),
        0,
        "installed",
    );
    repository.replace(CARD, "0.893", "0.95");
    repository.git("add -A");
    let commit = || {
        shop.command("git")
            .args(["commit", "-q", "-m", "A change"])
            .output()
    };
    ends(&commit().unwrap(), 1, "card claims accuracy 0.95");
    repository.replace(CARD, "0.95", "0.893");
    repository.git("add -A");
    ends(&commit().unwrap(), 0, "");
}
