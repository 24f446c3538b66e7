//! Signatures of OpenPGP on commits, with keys made by GnuPG.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use pgp::composed::{Deserializable, DetachedSignature, SignedPublicKey};
use pgp::packet::SubpacketData;
use pgp::ser::Serialize;
use raigate::git::signature::{Format, Signature, Signers, Status, verify_file};

use super::workshop::{TODAY, USUAL, Workshop, succeed};

const ADA: &str = "ada@example.org";

/// A workshop with a home for GnuPG, whose agent ends with it.
struct Keys(Workshop);

impl Keys {
    fn new() -> Option<Self> {
        let workshop = Workshop::with(&["gpg", "gpgconf"])?;
        let home = workshop.root.join("gnupg");
        fs::create_dir(&home).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
        Some(Self(workshop))
    }

    /// Returns GnuPG as if it were run at a time, such as `20240601T120000`.
    fn gpg(&self, time: &str) -> Command {
        let mut command = Command::new("gpg");
        command
            .args(["--homedir", self.0.root.join("gnupg").as_str()])
            .args(["--batch", "--quiet", "--yes", "--pinentry-mode", "loopback"])
            .args([
                "--passphrase",
                "",
                "--faked-system-time",
                &format!("{time}!"),
            ]);
        command
    }

    /// Makes a key, and returns its fingerprint.
    fn make(&self, name: &str, kind: &str, usage: &str, (time, expires): (&str, &str)) -> String {
        succeed(
            self.gpg(time)
                .args(["--quick-generate-key", name, kind, usage, expires]),
        );
        self.fingerprints(name)[0].clone()
    }

    /// Returns the fingerprints of a key and of its parts.
    fn fingerprints(&self, name: &str) -> Vec<String> {
        let list = [
            "--with-colons",
            "--list-keys",
            "--fingerprint",
            "--fingerprint",
            name,
        ];
        let output = succeed(self.gpg("20261001T120000").args(list)).stdout;
        let text = String::from_utf8(output).unwrap();
        let lines = text.lines().filter(|line| line.starts_with("fpr:"));
        lines
            .map(|line| line.split(':').nth(9).unwrap().to_owned())
            .collect()
    }

    fn export(&self, name: &str) -> Vec<u8> {
        let export = ["--armor", "--export", name];
        succeed(self.gpg("20261001T120000").args(export)).stdout
    }

    /// Makes a commit that the key signs at a time, as GnuPG and the commit state it.
    fn commit(&self, key: &str, gpg_time: &str, time: &str, more: &str) -> String {
        let home = self.0.root.join("gnupg");
        let program = self.0.write(
            "sign",
            format!(
                "#!/bin/sh\nexec gpg --homedir {home} --batch --pinentry-mode loopback \
                 --passphrase '' --faked-system-time {gpg_time}! {more} \"$@\"\n"
            ),
        );
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let program = format!("gpg.program={program}");
        let signing = format!("user.signingkey={key}!");
        let settings = ["-c", &program, "-c", &signing];
        let rest = ["commit", "--quiet", "--allow-empty", "-S", "-m", "A change"];
        self.0.git(ADA, time, &[&settings[..], &rest].concat());
        self.0.git(ADA, time, &["rev-parse", "HEAD"])
    }

    fn judge(&self, commit: &str, keys: &[u8]) -> Signature {
        let signers = Signers::default().with_openpgp(keys).unwrap();
        let found = self.0.judge(commit, &signers);
        assert_eq!(found.format, Some(Format::OpenPgp));
        assert_eq!(found.reason.is_empty(), found.status == Status::Good);
        found
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let home = self.0.root.join("gnupg");
        let kill = ["--homedir", home.as_str(), "--kill", "all"];
        let _ = Command::new("gpgconf").args(kill).output();
    }
}

/// When most keys here are made.
const MADE: (&str, &str) = ("20240101T120000", "0");

#[test]
fn a_key_of_the_committer_is_good_whatever_its_type() {
    let Some(keys) = Keys::new() else { return };
    for kind in ["ed25519", "rsa3072", "nistp256"] {
        let name = format!("Ada <ada@{kind}.example.org>");
        let key = keys.make(&name, kind, "sign", MADE);
        let commit = keys.commit(&key, "20261001T120000", USUAL, "");
        let found = keys.judge(&commit, &keys.export(&key));
        assert_eq!(found.status, Status::SignerMismatch, "{kind}: {found:?}");
        assert_eq!(found.fingerprint, Some(key.clone()));
        succeed(
            keys.gpg(USUAL_GPG)
                .args(["--quick-add-uid", &key, &format!("Ada <{ADA}>")]),
        );
        let found = keys.judge(&commit, &keys.export(&key));
        assert_eq!(found.status, Status::Good, "{kind}: {found:?}");
        assert!(found.is_by(ADA) && !found.is_by("eve@example.org"));
        assert!(keys.0.git_takes(&commit, &[]));
        let changed = keys.0.bytes(&commit).replace("A change", "B change");
        let changed = keys.0.store(&changed);
        assert_eq!(keys.judge(&changed, &keys.export(&key)).status, Status::Bad);
        assert!(!keys.0.git_takes(&changed, &[]));
        // An address that was taken back is nobody's.
        succeed(
            keys.gpg(USUAL_GPG)
                .args(["--quick-revoke-uid", &key, &format!("Ada <{ADA}>")]),
        );
        let found = keys.judge(&commit, &keys.export(&key));
        assert_eq!(found.status, Status::SignerMismatch, "{kind}: {found:?}");
    }
}

/// The usual time, as GnuPG writes it.
const USUAL_GPG: &str = "20261001T120000";

#[test]
fn an_unknown_key_is_named_and_an_expired_one_is_not_good() {
    let Some(keys) = Keys::new() else { return };
    let ada = keys.make("Ada <ada@example.org>", "ed25519", "sign", MADE);
    let bob = keys.make("Bob <bob@example.org>", "ed25519", "sign", MADE);
    let commit = keys.commit(&ada, USUAL_GPG, USUAL, "");
    let found = keys.judge(&commit, &keys.export(&bob));
    assert_eq!(found.status, Status::UnknownKey);
    assert_eq!(found.fingerprint, Some(ada));

    let short = ("20240101T120000", "2025-01-01");
    let old = keys.make("Old <ada@example.org>", "ed25519", "sign", short);
    let backdated = keys.commit(&old, "20240601T120000", "2024-06-01T12:00:00Z", "");
    let found = keys.judge(&backdated, &keys.export(&old));
    assert_eq!(found.status, Status::GoodExpiredKey, "{found:?}");
    // The latest statement of the owner decides when the key ends.
    succeed(
        keys.gpg("20241201T120000")
            .args(["--quick-set-expire", &old, "2028-01-01"]),
    );
    let found = keys.judge(&backdated, &keys.export(&old));
    assert_eq!(found.status, Status::Good, "{found:?}");
    succeed(
        keys.gpg("20241202T120000")
            .args(["--quick-set-expire", &old, "2025-01-01"]),
    );
    let found = keys.judge(&backdated, &keys.export(&old));
    assert_eq!(found.status, Status::GoodExpiredKey, "{found:?}");
}

#[test]
fn a_key_is_revoked_by_its_owner_and_by_nobody_else() {
    let Some(keys) = Keys::new() else { return };
    let ada = keys.make("Ada <ada@example.org>", "ed25519", "sign", MADE);
    let bob = keys.make("Bob <bob@example.org>", "ed25519", "sign", MADE);
    let commit = keys.commit(&ada, USUAL_GPG, USUAL, "");
    let revocation = |key: &str| {
        let folder = keys.0.root.join("gnupg/openpgp-revocs.d");
        let text = fs::read_to_string(folder.join(format!("{key}.rev"))).unwrap();
        let (_, armour) = text.split_once(":-----BEGIN").unwrap();
        keys.0.write("revocation", format!("-----BEGIN{armour}"))
    };
    // Bob's own revocation, put into Ada's key.
    let text = fs::read_to_string(revocation(&bob)).unwrap();
    let text = text.replace("PUBLIC KEY BLOCK", "SIGNATURE");
    let (statements, _) = DetachedSignature::from_armor_many(text.as_bytes()).unwrap();
    let of_bob = statements.map(|it| it.unwrap().signature).next().unwrap();
    let (mut key, _) = SignedPublicKey::from_armor_single(&keys.export(&ada)[..]).unwrap();
    key.details.revocation_signatures.push(of_bob);
    let found = keys.judge(&commit, &key.to_bytes().unwrap());
    assert_eq!(found.status, Status::Good, "{found:?}");

    let file = revocation(&ada);
    succeed(keys.gpg(USUAL_GPG).args(["--import", file.as_str()]));
    let found = keys.judge(&commit, &keys.export(&ada));
    assert_eq!(found.status, Status::Revoked, "{found:?}");
    assert!(!found.is_by(ADA));
    assert!(!keys.0.git_takes(&commit, &[]));
}

#[test]
fn a_part_of_a_key_signs_while_both_vouch_for_each_other() {
    let Some(keys) = Keys::new() else { return };
    let ada = keys.make("Ada <ada@example.org>", "ed25519", "cert", MADE);
    let add = |usage: &str, expires: &str| {
        let add = ["--quick-add-key", &ada, "ed25519", usage, expires];
        succeed(keys.gpg("20240102T120000").args(add));
        keys.fingerprints(&ada).pop().unwrap()
    };
    let signing = add("sign", "0");
    let commit = keys.commit(&signing, USUAL_GPG, USUAL, "");
    let found = keys.judge(&commit, &keys.export(&ada));
    assert_eq!(found.status, Status::Good, "{found:?}");
    assert_eq!(found.fingerprint, Some(ada.clone()));

    // Anybody can bind a part of somebody else's key to their own; only its owner can bind back.
    let (mut key, _) = SignedPublicKey::from_armor_single(&keys.export(&ada)[..]).unwrap();
    let binding = &mut key.public_subkeys[0].signatures[0];
    let unhashed = binding.config().unwrap().unhashed_subpackets();
    let at = unhashed
        .into_iter()
        .position(|it| matches!(it.data, SubpacketData::EmbeddedSignature(_)));
    binding.unhashed_subpacket_remove(at.unwrap()).unwrap();
    let found = keys.judge(&commit, &key.to_bytes().unwrap());
    assert_eq!(found.status, Status::KeyNotValid, "{found:?}");
    assert!(found.reason.contains("vouch"), "{found:?}");

    // A part that nobody bound is not a part.
    let (mut key, _) = SignedPublicKey::from_armor_single(&keys.export(&ada)[..]).unwrap();
    let bob = keys.make("Bob <bob@example.org>", "ed25519", "cert", MADE);
    let (stolen, _) = SignedPublicKey::from_armor_single(&keys.export(&bob)[..]).unwrap();
    key.primary_key = stolen.primary_key;
    key.details = stolen.details;
    let found = keys.judge(&commit, &key.to_bytes().unwrap());
    assert_eq!(found.status, Status::KeyNotValid, "{found:?}");
    assert!(found.reason.contains("bound"), "{found:?}");

    let short = add("sign", "2025-01-01");
    let old = keys.commit(&short, "20240601T120000", "2024-06-01T12:00:00Z", "");
    let found = keys.judge(&old, &keys.export(&ada));
    assert_eq!(found.status, Status::GoodExpiredKey, "{found:?}");
}

#[test]
fn a_weak_hash_and_text_that_is_no_key_are_refused() {
    let Some(keys) = Keys::new() else { return };
    let ada = keys.make("Ada <ada@example.org>", "rsa3072", "sign", MADE);
    let commit = keys.commit(&ada, USUAL_GPG, USUAL, "--digest-algo SHA1");
    let found = keys.judge(&commit, &keys.export(&ada));
    assert_eq!(found.status, Status::Unsupported, "{found:?}");
    assert!(found.reason.contains("SHA1"), "{found:?}");
    let short = keys.make("Short <ada@example.org>", "rsa1024", "sign", MADE);
    let commit = keys.commit(&short, USUAL_GPG, USUAL, "");
    let found = keys.judge(&commit, &keys.export(&short));
    assert_eq!(found.status, Status::Unsupported, "{found:?}");
    assert!(found.reason.contains("1024 bits"), "{found:?}");
    for text in ["", "no key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"] {
        let error = Signers::default().with_openpgp(text.as_bytes()).err();
        assert!(error.is_some(), "{text}");
    }
}

#[test]
fn several_keys_stand_in_one_file_and_sign_files_too() {
    let Some(keys) = Keys::new() else { return };
    let ada = keys.make("Ada <ada@example.org>", "ed25519", "sign", MADE);
    let bob = keys.make("Bob <bob@example.org>", "ed25519", "sign", MADE);
    let both = [keys.export(&ada), keys.export(&bob)].concat();
    let signers = Signers::default().with_openpgp(&both).unwrap();
    for (key, address) in [(&ada, ADA), (&bob, "bob@example.org")] {
        let mut gpg = keys.gpg(USUAL_GPG);
        gpg.args(["--armor", "--detach-sign", "--local-user", key]);
        let text = fs::File::open(keys.0.write("text", "approved\n")).unwrap();
        let signature = succeed(gpg.stdin(Stdio::from(text))).stdout;
        let signature = String::from_utf8(signature).unwrap();
        let judge = |text: &[u8]| verify_file(text, &signature, "any", &signers, TODAY);
        let found = judge(b"approved\n");
        assert_eq!(found.status, Status::Good, "{found:?}");
        assert!(found.is_by(address));
        assert_eq!(judge(b"rejected\n").status, Status::Bad);
    }
}
