//! A repository, keys and people, gone when the test ends.

use std::fs;
use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::{Date, date};
use raigate::git::signature::{Signature, Signers};
use raigate::git::{Snapshot, Source};

/// The day of the run.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// When commits are made, where a test does not say.
pub(crate) const USUAL: &str = "2026-10-01T12:00:00Z";

/// A folder with a repository in `repository/` and keys beside it.
pub(crate) struct Workshop {
    pub(crate) root: Utf8PathBuf,
    _guard: tempfile::TempDir,
}

impl Workshop {
    /// Returns a workshop with an empty repository; `None` where a tool is missing.
    pub(crate) fn with(tools: &[&str]) -> Option<Self> {
        for tool in [&["git"], tools].concat() {
            let is_there = match tool {
                // It knows no `--version`; without arguments it complains, and is there.
                "ssh-keygen" => Command::new(tool).arg("-?").output().is_ok(),
                _ => Command::new(tool).arg("--version").output().is_ok(),
            };
            if !is_there {
                eprintln!("SKIPPED: needs {tool}");
                let required = std::env::var_os("RAIGATE_REQUIRE_TOOLS");
                assert!(
                    required.is_none_or(|word| word != "1"),
                    "{tool} is required"
                );
                return None;
            }
        }
        let guard = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(guard.path()).unwrap();
        let root = root.canonicalize_utf8().unwrap();
        fs::create_dir(root.join("repository")).unwrap();
        let workshop = Self {
            root,
            _guard: guard,
        };
        workshop.git("ada@example.org", USUAL, &["init", "--quiet"]);
        Some(workshop)
    }

    /// Makes a key of OpenSSH, and returns the path of its private half.
    pub(crate) fn key(&self, name: &str, kind: &[&str]) -> Utf8PathBuf {
        let path = self.root.join(name);
        let arguments = ["-q", "-N", "", "-C", name, "-f", path.as_str(), "-t"];
        succeed(Command::new("ssh-keygen").args(arguments).args(kind));
        path
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> Utf8PathBuf {
        let file = self.root.join(path);
        fs::write(&file, text).unwrap();
        file
    }

    /// Runs git as a person at a time, without a user's settings, and returns what it prints.
    pub(crate) fn git(&self, who: &str, time: &str, arguments: &[&str]) -> String {
        let output = succeed(self.command(who, time).args(arguments));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(crate) fn command(&self, who: &str, time: &str) -> Command {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.root.join("repository"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GNUPGHOME", self.root.join("gnupg"))
            .envs([("GIT_AUTHOR_NAME", "A"), ("GIT_COMMITTER_NAME", "A")])
            .envs([("GIT_AUTHOR_EMAIL", who), ("GIT_COMMITTER_EMAIL", who)])
            .envs([("GIT_AUTHOR_DATE", time), ("GIT_COMMITTER_DATE", time)]);
        command
    }

    /// Makes a signed commit as `who` says to be, and returns its id.
    pub(crate) fn commit(&self, who: &str, time: &str, key: &Utf8Path) -> String {
        let signing = format!("user.signingkey={key}");
        let ssh = ["-c", "gpg.format=ssh", "-c", &signing];
        let rest = ["commit", "--quiet", "--allow-empty", "-S", "-m", "A change"];
        self.git(who, time, &[&ssh[..], &rest].concat());
        self.git(who, time, &["rev-parse", "HEAD"])
    }

    /// Stores the bytes of a commit that git would not make, and returns its id.
    pub(crate) fn store(&self, commit: &str) -> String {
        let file = self.write("commit", commit);
        let store = ["hash-object", "-t", "commit", "-w", file.as_str()];
        self.git("ada@example.org", USUAL, &store)
    }

    /// Returns the bytes of a commit.
    pub(crate) fn bytes(&self, commit: &str) -> String {
        let output = succeed(
            self.command("ada@example.org", USUAL)
                .args(["cat-file", "commit", commit]),
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Returns what raigate says of a commit, on [`TODAY`].
    pub(crate) fn judge(&self, commit: &str, signers: &Signers) -> Signature {
        let folder = self.root.join("repository");
        let source = Source::open(&folder, &Snapshot::Commit(commit.to_owned())).unwrap();
        let alone = |_: &str| Vec::new();
        source
            .commit_signature(commit, signers, &alone, TODAY)
            .unwrap()
    }

    /// Returns whether `git verify-commit` takes a commit for well signed.
    pub(crate) fn git_takes(&self, commit: &str, settings: &[String]) -> bool {
        let mut command = self.command("ada@example.org", USUAL);
        for setting in settings {
            command.args(["-c", setting]);
        }
        command
            .args(["verify-commit", commit])
            .output()
            .unwrap()
            .status
            .success()
    }
}

/// Runs a command that has to succeed.
pub(crate) fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Returns the public half of a key, as a file of allowed signers has it.
pub(crate) fn public_half(key: &Utf8Path) -> String {
    let text = fs::read_to_string(format!("{key}.pub")).unwrap();
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ")
}
