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

    /// Commits everything by that address, as whoever sits at the machine; `settings` are those of
    /// git, and `signs` asks for a signature.
    pub(crate) fn commit_from(&self, email: &str, settings: &[&str], signs: bool) -> String {
        self.git("eve", &["add", "--all"]);
        let sign: &[&str] = if signs { &["-S"] } else { &[] };
        let commit = ["commit", "--quiet", "-m", "A change"];
        let output = command(&self.folder, "somebody")
            .env("GIT_AUTHOR_EMAIL", email)
            .env("GIT_COMMITTER_EMAIL", email)
            .args([settings, &commit, sign].concat())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
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

    /// Makes a key of OpenSSH beside the repository, and returns the line that lets it sign for
    /// NAME <NAME@example.org>; `None` where there is no `ssh-keygen`.
    pub(crate) fn key(&self, name: &str) -> Option<String> {
        let file = self.folder.join("..").join(name);
        let mut keygen = Command::new("ssh-keygen");
        keygen.args([
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            name,
            "-f",
            file.as_str(),
        ]);
        let Ok(status) = keygen.status() else {
            let required = std::env::var("RAIGATE_REQUIRE_TOOLS");
            assert!(required.as_deref() != Ok("1"), "ssh-keygen is required");
            return None;
        };
        assert!(status.success());
        let half = std::fs::read_to_string(format!("{file}.pub")).unwrap();
        Some(format!("{name}@example.org {half}"))
    }

    /// Signs a file as the owner of a key would, into a file beside it.
    pub(crate) fn sign(&self, name: &str, path: &str) {
        self.sign_for(name, path, "raigate-approval");
    }

    pub(crate) fn sign_for(&self, name: &str, path: &str, namespace: &str) {
        let _ = std::fs::remove_file(self.folder.join(format!("{path}.sig")));
        let key = self.folder.join("..").join(name);
        let output = Command::new("ssh-keygen")
            .current_dir(&self.folder)
            .args([
                "-q",
                "-Y",
                "sign",
                "-f",
                key.as_str(),
                "-n",
                namespace,
                path,
            ])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
    }

    /// Commits everything as NAME, signed with a key.
    pub(crate) fn commit_signed(&self, name: &str, key: &str) -> String {
        let key = format!("user.signingkey={}", self.folder.join("..").join(key));
        self.git(name, &["add", "--all"]);
        let signing = ["-c", "gpg.format=ssh", "-c", &key];
        let commit = ["commit", "--quiet", "-S", "-m", "A change"];
        self.git(name, &[&signing[..], &commit].concat());
        self.head()
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }
}

fn run(folder: &Utf8Path, name: &str, arguments: &[&str]) -> Output {
    command(folder, name).args(arguments).output().unwrap()
}

fn command(folder: &Utf8Path, name: &str) -> Command {
    let email = format!("{name}@example.org");
    let mut command = Command::new("git");
    command.current_dir(folder).envs([
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z"),
        ("GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z"),
        ("GIT_AUTHOR_NAME", name),
        ("GIT_COMMITTER_NAME", name),
        ("GIT_AUTHOR_EMAIL", &email),
        ("GIT_COMMITTER_EMAIL", &email),
    ]);
    command
}
