//! A runner that has unpacked the action, with a server for its releases.

use std::process::Command;

use camino::Utf8PathBuf;
use sha2::{Digest as _, Sha256};

use super::repository::{Repository, has};
use super::runner::{Step, program, run_at};
use super::server::Server;
use super::support;

/// What stands above the rows of sums.
const HEAD: &str =
    "# The archives, one a row\n#\n#   <SHA-256>  raigate-<version>-<triple>.tar.gz\n";

/// A runner that has unpacked the action, with a server for its releases.
pub(crate) struct Workshop {
    pub(crate) repository: Repository,
    /// Where the runner unpacked the action.
    pub(crate) action: Utf8PathBuf,
    /// What the server serves.
    pub(crate) pages: Utf8PathBuf,
    /// The programs of the runner that are ours.
    pub(crate) tools: Utf8PathBuf,
    pub(crate) server: Server,
}

impl Workshop {
    /// Nothing where an outside tool is missing.
    pub(crate) fn open() -> Option<Self> {
        for tool in ["bash", "git", "curl", "tar"] {
            if !has(tool) {
                return None;
            }
        }
        let repository = Repository::empty();
        let home = repository.folder.parent().unwrap().to_owned();
        let action = home.join("my work/_actions/octo/gate/v1");
        let pages = home.join("pages");
        let tools = home.join("bin");
        for folder in [&action, &pages, &tools] {
            std::fs::create_dir_all(folder).unwrap();
        }
        support::copy(&support::root().join("action"), &action.join("action"));
        let own = support::root().join("action.yml");
        std::fs::copy(own, action.join("action.yml")).unwrap();
        // Versions and rows of these tests, whatever is released.
        std::fs::write(
            action.join("Cargo.toml"),
            "[package]\nversion = \"0.1.0\"\n",
        )
        .unwrap();
        std::fs::write(action.join("action/checksums.txt"), HEAD).unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut folders = path.split(':').map(Utf8PathBuf::from);
        let git = folders.find(|folder| folder.join("git").exists()).unwrap();
        std::os::unix::fs::symlink(git.join("git"), tools.join("git")).unwrap();
        let server = Server::start(pages.clone());
        Some(Self {
            repository,
            action,
            pages,
            tools,
            server,
        })
    }

    /// Runs the step that installs, on a path with neither raigate nor cargo of this machine.
    pub(crate) fn run(&self, given: &[(&str, &str)]) -> Step {
        let path = format!("{}:/usr/bin:/bin", self.tools);
        let base = [
            ("PATH", path.as_str()),
            ("GITHUB_SERVER_URL", &self.server.address),
            // That of another action, as a composite one is told.
            ("GITHUB_ACTION_REPOSITORY", "actions/checkout"),
        ];
        let all = [&base[..], given].concat();
        run_at(&self.action, &self.repository, "install", &all)
    }

    /// Runs it, and holds it to its code and to what it says.
    #[track_caller]
    pub(crate) fn expect(&self, given: &[(&str, &str)], (code, says): (i32, &[&str])) -> Step {
        let step = self.run(given);
        assert_eq!(step.code, code, "{given:?}\n{}", step.log);
        for text in says {
            assert!(
                step.log.contains(text),
                "{text:?} of {given:?}\n{}",
                step.log
            );
        }
        assert_eq!(step.outputs.contains_key("raigate"), code == 0);
        step
    }

    /// Puts an archive on the server, with a raigate in it that says it is `version`.
    pub(crate) fn release(&self, folder: &str, archive: &str, version: &str) -> String {
        let stem = archive.trim_end_matches(".tar.gz");
        let tree = self.pages.join("tree");
        let name = if archive.contains("windows") {
            "raigate.exe"
        } else {
            "raigate"
        };
        program(&tree.join(stem), name, &format!("echo raigate {version}"));
        let target = self.pages.join(folder);
        std::fs::create_dir_all(&target).unwrap();
        let file = target.join(archive);
        let status = Command::new("tar")
            .args(["-czf", file.as_str(), "-C", tree.as_str(), stem])
            .status();
        assert!(status.unwrap().success());
        std::fs::remove_dir_all(&tree).unwrap();
        self.sum(&format!("{folder}/{archive}"))
    }

    /// Returns the SHA-256 of a file on the server.
    pub(crate) fn sum(&self, path: &str) -> String {
        let bytes = std::fs::read(self.pages.join(path)).unwrap();
        Sha256::digest(bytes)
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    /// Adds rows to the sums that stand in the action.
    pub(crate) fn pin(&self, rows: &[(&str, &str)]) {
        let file = self.action.join("action/checksums.txt");
        let rows = rows
            .iter()
            .map(|(sum, archive)| format!("{sum}  {archive}\n"));
        let text: String = std::iter::once(HEAD.to_owned()).chain(rows).collect();
        std::fs::write(file, text).unwrap();
    }

    /// Puts a cargo on the path that builds nothing and says what it was asked.
    pub(crate) fn cargo(&self) {
        let build = "echo cargo \"$@\" in \"$(pwd)\" token=$GH_TOKEN\n\
            while [ \"$1\" != --target-dir ]; do shift; done; mkdir -p \"$2/release\"\n\
            printf '#!/bin/sh\\necho raigate 0.1.0\\n' >\"$2/release/raigate\"\n\
            chmod +x \"$2/release/raigate\"";
        program(&self.tools, "cargo", build);
    }
}
