//! A repository of git, with people who commit.

use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};

use crate::support;

/// A repository that goes away with it.
pub(crate) struct Repository {
    _guard: Option<tempfile::TempDir>,
    pub(crate) folder: Utf8PathBuf,
}

impl Repository {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let (guard, folder) = support::folder();
        let folder = folder.join("repository");
        std::fs::create_dir(&folder).unwrap();
        let repository = Self {
            _guard: Some(guard),
            folder,
        };
        repository.git("eve", &["init", "--quiet", "--initial-branch=main"]);
        repository.commit("eve", files);
        repository
    }

    /// Takes a repository that is there, and stays.
    pub(crate) fn around(folder: Utf8PathBuf) -> Self {
        Self {
            _guard: None,
            folder,
        }
    }

    /// Writes files and commits everything, as NAME <NAME@example.org>.
    pub(crate) fn commit(&self, name: &str, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            support::write(&self.folder, path, text);
        }
        self.git(name, &["add", "--all"]);
        self.git(
            name,
            &["commit", "--quiet", "--allow-empty", "-m", "A change"],
        );
        self.head()
    }

    pub(crate) fn head(&self) -> String {
        self.git("eve", &["rev-parse", "HEAD"])
    }

    pub(crate) fn git(&self, name: &str, arguments: &[&str]) -> String {
        let output = run(&self.folder, name, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs raigate itself there; returns the exit code, and what it said on both streams.
    pub(crate) fn raigate(&self, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_raigate"))
            .current_dir(&self.folder)
            .env_clear()
            .env("RAIGATE_NOW", "2026-11-23")
            .args(arguments)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap();
        (code, String::from_utf8(said).unwrap())
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }
}

fn run(folder: &Utf8Path, name: &str, arguments: &[&str]) -> Output {
    let email = format!("{name}@example.org");
    Command::new("git")
        .current_dir(folder)
        .envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z"),
            ("GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z"),
            ("GIT_AUTHOR_NAME", name),
            ("GIT_COMMITTER_NAME", name),
            ("GIT_AUTHOR_EMAIL", &email),
            ("GIT_COMMITTER_EMAIL", &email),
        ])
        .args(arguments)
        .output()
        .unwrap()
}
