//! A repository to run raigate in, away from the environment of whoever runs the tests.

use std::process::{Command, Output};

use camino::Utf8PathBuf;

use super::support;

/// A folder with an example in it, or nothing.
pub(crate) struct Repository {
    _guard: tempfile::TempDir,
    home: Utf8PathBuf,
    /// Where commands run.
    pub(crate) folder: Utf8PathBuf,
    /// What is added to the environment.
    pub(crate) variables: Vec<(String, String)>,
}

/// How a run ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Repository {
    /// A folder without anything in it.
    pub(crate) fn empty() -> Self {
        let (guard, home) = support::folder();
        let folder = home.join("repository");
        std::fs::create_dir(&folder).unwrap();
        Self {
            _guard: guard,
            home,
            folder,
            variables: Vec::new(),
        }
    }

    /// A copy of `examples/NAME`.
    pub(crate) fn example(name: &str) -> Self {
        let made = Self::empty();
        support::copy(&support::root().join("examples").join(name), &made.folder);
        made
    }

    /// The same as a git repository with one commit on `main`; nothing where git is missing.
    pub(crate) fn committed(name: &str) -> Option<Self> {
        let made = Self::example(name);
        if !has("git") {
            return None;
        }
        made.git("init -q -b main");
        made.commit("Begin");
        Some(made)
    }

    /// Sets a variable for all runs.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        support::write(&self.folder, path, text);
    }

    /// Returns the text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// Replaces every `from` of a file; there has to be one.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replace(from, to));
    }

    /// Commits everything, as somebody who does not exist.
    pub(crate) fn commit(&self, message: &str) {
        self.git("add -A");
        let output = self
            .command("git")
            .args(["commit", "-q", "-m", message])
            .output();
        assert!(output.unwrap().status.success(), "git commit -m {message}");
    }

    /// Runs git with words that have no spaces in them, and returns what it prints.
    pub(crate) fn git(&self, words: &str) -> String {
        let output = self.command("git").args(words.split(' ')).output().unwrap();
        assert!(output.status.success(), "git {words}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs raigate with words that have no spaces in them.
    pub(crate) fn run(&self, words: &str) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_raigate"));
        command.args(words.split(' ').filter(|word| !word.is_empty()));
        Ran::from(command.output().unwrap())
    }

    /// Returns a command without anybody's environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env_clear();
        for kept in ["PATH", "SYSTEMROOT", "TEMP", "TMP"] {
            command.envs(std::env::var(kept).map(|value| (kept, value)));
        }
        command.env("HOME", &self.home);
        for (name, value) in [
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "Ada Example"),
            ("GIT_AUTHOR_EMAIL", "ada@example.org"),
            ("GIT_AUTHOR_DATE", "2026-11-01T12:00:00Z"),
            ("GIT_COMMITTER_NAME", "Ada Example"),
            ("GIT_COMMITTER_EMAIL", "ada@example.org"),
            ("GIT_COMMITTER_DATE", "2026-11-01T12:00:00Z"),
            ("SOURCE_DATE_EPOCH", "1795392000"),
        ] {
            command.env(name, value);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Ran {
    /// Returns the JSON report on stdout.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {}", self.out))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs raigate, and holds it to its exit code and to what it says on either stream.
#[track_caller]
pub(crate) fn check(repository: &Repository, words: &str, (code, says): (i32, &[&str])) -> Ran {
    let ran = repository.run(words);
    let all = format!("{}{}", ran.out, ran.err);
    assert_eq!(ran.code, code, "raigate {words}\n{all}");
    for text in says {
        assert!(
            all.contains(text),
            "raigate {words} does not say {text:?}\n{all}"
        );
    }
    ran
}

/// Returns whether an outside tool is there; loudly, or by failing, where it is not.
pub(crate) fn has(tool: &str) -> bool {
    let is_there = Command::new(tool).arg("--version").output().is_ok();
    let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
    assert!(is_there || !is_required, "`{tool}` is missing");
    if !is_there {
        eprintln!("SKIPPED: `{tool}` is missing");
    }
    is_there
}

/// The example in which nothing blocks.
pub(crate) const GOOD: &str = "loan-scoring";
/// The example in which something blocks.
pub(crate) const BAD: &str = "copied-card";
/// The card of [`GOOD`].
pub(crate) const CARD: &str = "models/loan-scorer/README.md";
