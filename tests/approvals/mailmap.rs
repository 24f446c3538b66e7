//! One person with several addresses, as `.mailmap` of the base has it and never that of a change.

use std::process::Command;

use crate::gate::{ADA, BO, TOML, approve, launch, said, unapproved};
use crate::repository::Repository;

const OLD: &str = "ada@old.example";
const MAPPED: &str = "Ada <ada@example.org> <ada@old.example>\n";

/// A repository on whose branch `base` Bo has approved the launch; `mailmap` lies there.
fn based(mailmap: &str, more: &[(&str, &str)]) -> Repository {
    let repository = unapproved();
    repository.commit("eve", more);
    if !mailmap.is_empty() {
        repository.commit("eve", &[(".mailmap", mailmap)]);
    }
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    repository.git("eve", &["branch", "base"]);
    repository
}

/// Writes and stamps Ada's approval.
fn stamp(repository: &Repository) {
    crate::support::write(&repository.folder, ADA, launch("ada", "rai-team"));
    let (code, told) = repository.raigate(&["stamp", ADA]);
    assert_eq!(code, 0, "{told}");
}

#[test]
fn who_commits_from_an_old_address_is_known_by_the_mailmap_of_the_base_alone() {
    let repository = based(MAPPED, &[]);
    stamp(&repository);
    repository.commit_from(OLD, &[], false);
    assert_eq!(said(&repository, &["--policy-from", "base"]), [""; 0]);
    assert_eq!(said(&repository, &[]), [""; 0]);

    let repository = based("", &[]);
    stamp(&repository);
    crate::support::write(&repository.folder, ".mailmap", MAPPED);
    let commit = repository.commit_from(OLD, &[], false);
    let told = format!(
        "approval/not-authentic approval of `@ada` was committed by `{OLD}` in {}",
        &commit[..12]
    );
    let found = said(&repository, &["--policy-from", "base"]);
    assert_eq!(found, [told.as_str()]);
    assert_eq!(said(&repository, &["--since", "base"]), [told]);
}

#[test]
fn both_addresses_are_told_of_who_is_somebody_else() {
    let mapped = "Eve <eve@example.org> <e@nowhere.example>\n";
    let repository = based(mapped, &[]);
    stamp(&repository);
    let commit = repository.commit_from("e@nowhere.example", &[], false);
    let told = format!(
        "approval/not-authentic approval of `@ada` was committed by `e@nowhere.example` \
         (`eve@example.org` by `.mailmap`) in {}",
        &commit[..12]
    );
    assert_eq!(said(&repository, &["--policy-from", "base"]), [told]);
}

#[test]
fn a_mailmap_of_the_change_hides_no_contributor() {
    for (of_base, of_change) in [
        // Known by the base, and taken away.
        ("Eve <eve@example.org> <e@nowhere.example>\n", ""),
        // Given to somebody else.
        (
            "Eve <eve@example.org> <e@nowhere.example>\n",
            "Bo <bo@example.org> <e@nowhere.example>\n",
        ),
    ] {
        let repository = based(of_base, &[]);
        crate::support::write(&repository.folder, "route.py", "print(2)\n");
        crate::support::write(&repository.folder, ".mailmap", of_change);
        repository.commit_from("e@nowhere.example", &[], false);
        approve(&repository, "eve", ADA, &launch("eve", "rai-team"));
        let found = said(&repository, &["--policy-from", "base"]);
        let is_told = |one: &String| one.starts_with("approval/self-approved approver `eve`");
        assert!(found.iter().any(is_told), "{found:#?}");
    }
    // An address that the change gives to somebody else stays that of its owner.
    let repository = based("", &[]);
    let given = "Bo <bo@example.org> <eve@example.org>\n";
    repository.commit("eve", &[("route.py", "print(2)\n"), (".mailmap", given)]);
    approve(&repository, "eve", ADA, &launch("eve", "rai-team"));
    let found = said(&repository, &["--policy-from", "base"]);
    let is_told = |one: &String| one.starts_with("approval/self-approved approver `eve`");
    assert!(found.iter().any(is_told), "{found:#?}");
}

const ASKED: &str = "\n[provenance]\nrequire-signature = [\"approval\"]\n";

/// Says whether the gate takes Ada's approval, signed by her from an old address, for unsigned.
fn mismatches(repository: &Repository) -> bool {
    let (_, text) = repository.raigate(&["check", "--policy-from", "base"]);
    assert!(!text.contains("no verdict"), "{text}");
    // Bo has signed nothing at all.
    assert!(
        text.contains("approval was committed without a signature"),
        "{text}"
    );
    text.contains("approval was committed with a signature that is not good (signer mismatch)")
}

#[test]
fn a_key_of_openssh_fits_both_addresses() {
    for (of_base, of_change, mismatch) in [(MAPPED, MAPPED, false), ("", MAPPED, true)] {
        let repository = based(of_base, &[]);
        let Some(line) = repository.key("ada") else {
            return;
        };
        let toml = format!("{TOML}{ASKED}allowed-signers = \"signers\"\n");
        repository.commit("eve", &[("raigate.toml", &toml), ("signers", &line)]);
        repository.git("eve", &["branch", "-f", "base"]);
        stamp(&repository);
        if of_base.is_empty() {
            crate::support::write(&repository.folder, ".mailmap", of_change);
        }
        let key = format!("user.signingkey={}", repository.folder.join("../ada"));
        repository.commit_from(OLD, &["-c", "gpg.format=ssh", "-c", &key], true);
        assert_eq!(mismatches(&repository), mismatch, "{of_base:?}");
    }
}

/// A home of GnuPG, whose agent ends with it.
struct Home(camino::Utf8PathBuf);

impl Drop for Home {
    fn drop(&mut self) {
        let kill = ["--homedir", self.0.as_str(), "--kill", "all"];
        let _ = Command::new("gpgconf").args(kill).output();
    }
}

#[cfg(all(unix, feature = "openpgp"))]
#[test]
fn a_key_of_openpgp_fits_both_addresses() {
    use std::os::unix::fs::PermissionsExt;

    for (of_base, mismatch) in [(MAPPED, false), ("", true)] {
        let repository = based(of_base, &[]);
        // The path of the agent's socket has to be short.
        let guard = tempfile::tempdir().unwrap();
        let folder = camino::Utf8PathBuf::from_path_buf(guard.path().to_owned()).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700)).unwrap();
        let home = Home(folder);
        let common = format!(
            "--homedir {} --batch --quiet --yes --pinentry-mode loopback --faked-system-time 20261001T120000!",
            home.0
        );
        let gpg = |arguments: &[&str]| {
            let mut gpg = Command::new("gpg");
            gpg.args(common.split(' '))
                .args(["--passphrase", ""])
                .args(arguments);
            gpg.output()
        };
        let made = gpg(&[
            "--quick-generate-key",
            "Ada <ada@example.org>",
            "ed25519",
            "sign",
            "0",
        ]);
        let Ok(made) = made else {
            let required = std::env::var("RAIGATE_REQUIRE_TOOLS");
            assert!(required.as_deref() != Ok("1"), "gpg is required");
            return;
        };
        assert!(made.status.success(), "{made:?}");
        let keys = gpg(&["--armor", "--export", "ada@example.org"])
            .unwrap()
            .stdout;
        let keys = String::from_utf8(keys).unwrap();
        let toml = format!("{TOML}{ASKED}openpgp-keys = \"signers.asc\"\n");
        repository.commit("eve", &[("raigate.toml", &toml), ("signers.asc", &keys)]);
        repository.git("eve", &["branch", "-f", "base"]);
        stamp(&repository);
        if of_base.is_empty() {
            crate::support::write(&repository.folder, ".mailmap", MAPPED);
        }
        let script = repository.folder.join("../sign");
        std::fs::write(&script, format!("#!/bin/sh\nexec gpg {common} \"$@\"\n")).unwrap();
        std::fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).unwrap();
        let program = format!("gpg.program={script}");
        let key = ["-c", &program, "-c", "user.signingkey=ada@example.org"];
        repository.commit_from(OLD, &key, true);
        assert_eq!(mismatches(&repository), mismatch, "{of_base:?}");
    }
}
