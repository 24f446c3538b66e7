//! Approvals that a key of OpenPGP signs, in a file beside them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::gate::{ADA, BO, TOML, approve, check, launch, unapproved};
use crate::repository::Repository;

/// A home for GnuPG, whose agent ends with it.
struct Keys(tempfile::TempDir);

impl Keys {
    /// Returns a home with keys of these people; `None` without GnuPG.
    #[allow(clippy::print_stderr, reason = "a skip is loud")]
    fn of(names: &[&str]) -> Option<Self> {
        let keys = Self(tempfile::tempdir().unwrap());
        fs::set_permissions(keys.0.path(), fs::Permissions::from_mode(0o700)).unwrap();
        if keys.command().arg("--version").output().is_err() {
            eprintln!("SKIPPED: needs gpg");
            let required = std::env::var("RAIGATE_REQUIRE_TOOLS");
            assert!(required.as_deref() != Ok("1"), "gpg is required");
            return None;
        }
        for name in names {
            let user = format!("{name} <{name}@example.org>");
            keys.run(&["--quick-generate-key", &user, "ed25519", "sign", "0"]);
        }
        Some(keys)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("gpg");
        command.arg("--homedir").arg(self.0.path()).args([
            "--batch",
            "--quiet",
            "--yes",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
            "--faked-system-time",
            "20261101T120000!",
        ]);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Signs a file into `FILE.asc`, in place of what is there.
    fn sign(&self, name: &str, repository: &Repository, path: &str) {
        let file = repository.folder.join(path);
        let user = format!("{name}@example.org");
        let sign = ["--armor", "--detach-sign", "--local-user", &user];
        self.run(&[&sign[..], &[file.as_str()]].concat());
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let kill = ["--kill", "all"];
        let mut command = Command::new("gpgconf");
        let _ = command
            .arg("--homedir")
            .arg(self.0.path())
            .args(kill)
            .output();
    }
}

#[test]
fn a_key_of_openpgp_signs_a_record_in_a_file_beside_it() {
    let Some(keys) = Keys::of(&["ada", "bo", "eve"]) else {
        return;
    };
    let repository = unapproved();
    let more = "
[provenance]
openpgp-keys = \"keys.asc\"
require-signature = [\"approval\"]

\
                [rules.\"approval/missing-role\"]
sources = [\"record\"]
";
    let toml = [TOML, more].concat();
    let public = keys.run(&["--armor", "--export"]);
    repository.commit("eve", &[("raigate.toml", &toml), ("keys.asc", &public)]);
    approve(&repository, "eve", ADA, &launch("ada", "rai-team"));
    approve(&repository, "eve", BO, &launch("bo", "product-owner"));
    let missing = |roles: &str| {
        format!("approval/missing-role launch at tier limited is approved in {roles}")
    };
    let none = crate::gate::said(&repository, &[]);
    let is_told = |one: &String| one.starts_with(&missing("0 of 2 roles"));
    assert!(none.iter().any(is_told), "{none:#?}");

    keys.sign("ada", &repository, ADA);
    keys.sign("bo", &repository, BO);
    repository.commit("eve", &[]);
    check(&repository, &[], &[]);

    // Eve's own key vouches for nobody else, and Ada's for nothing but what she signed.
    keys.sign("eve", &repository, ADA);
    repository.commit("eve", &[]);
    let other = crate::gate::said(&repository, &[]);
    let is_told = |one: &String| one.starts_with(&missing("1 of 2 roles"));
    assert!(other.iter().any(is_told), "{other:#?}");
    keys.sign("ada", &repository, ADA);
    let text = repository.read(ADA).replace("2026-11-20", "2026-11-21");
    repository.commit("eve", &[(ADA, &text)]);
    let changed = crate::gate::said(&repository, &[]);
    assert!(changed.iter().any(is_told), "{changed:#?}");
}
