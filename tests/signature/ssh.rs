//! Signatures of OpenSSH on commits and tags.

use std::process::Command;

use camino::Utf8Path;
use raigate::git::signature::{Format, Signers, Status};
use raigate::git::{Snapshot, Source};

use super::workshop::{TODAY, USUAL, Workshop, public_half, succeed};

const ADA: &str = "ada@example.org";

/// A case: who commits when with which key, by which line of allowed signers.
struct Case<'c> {
    who: &'c str,
    time: &'c str,
    line: String,
    raigate: Status,
    /// Whether git takes it for well signed.
    git: bool,
}

/// Makes the commit of a case with `key`, and holds both answers against it.
#[track_caller]
fn check(workshop: &Workshop, key: &Utf8Path, case: &Case<'_>) {
    let commit = workshop.commit(case.who, case.time, key);
    check_commit(workshop, &commit, case);
}

#[track_caller]
fn check_commit(workshop: &Workshop, commit: &str, case: &Case<'_>) {
    let found = workshop.judge(commit, &Signers::read(&case.line).unwrap());
    assert_eq!(found.status, case.raigate, "{}\n{found:?}", case.line);
    assert_eq!(found.format, Some(Format::Ssh));
    assert_eq!(found.reason.is_empty(), found.status == Status::Good);
    let file = workshop.write("allowed", &case.line);
    let setting = format!("gpg.ssh.allowedSignersFile={file}");
    let takes = workshop.git_takes(commit, &[setting]);
    assert_eq!(takes, case.git, "git on {}", case.line);
}

#[test]
fn a_key_of_the_committer_is_good_whatever_its_type() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    for kind in [
        &["ed25519"][..],
        &["rsa", "-b", "3072"],
        &["ecdsa", "-b", "256"],
        &["ecdsa", "-b", "384"],
        &["ecdsa", "-b", "521"],
    ] {
        let key = workshop.key(&kind.join(""), kind);
        let line = format!("{ADA} {}\n", public_half(&key));
        let commit = workshop.commit(ADA, USUAL, &key);
        let found = workshop.judge(&commit, &Signers::read(&line).unwrap());
        assert_eq!(found.principals(), [ADA]);
        let listed = succeed(Command::new("ssh-keygen").args(["-l", "-f", key.as_str()]));
        let listed = String::from_utf8(listed.stdout).unwrap();
        assert_eq!(listed.split(' ').nth(1), found.fingerprint.as_deref());
        let case = Case {
            who: ADA,
            time: USUAL,
            line,
            raigate: Status::Good,
            git: true,
        };
        check_commit(&workshop, &commit, &case);
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table of lines")]
fn a_line_says_whose_key_it_is_and_when_it_is_valid() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    let key = workshop.key("ada", &["ed25519"]);
    let public = public_half(&key);
    let other = public_half(&workshop.key("other", &["ed25519"]));
    let old = "2024-06-01T12:00:00Z";
    for (who, time, line, raigate, git) in [
        (
            ADA,
            USUAL,
            format!("{ADA} {other}"),
            Status::UnknownKey,
            false,
        ),
        (
            ADA,
            USUAL,
            format!("*@example.org {public}"),
            Status::Good,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("\"eve@example.org,Ada@example.org\" {public}"),
            Status::Good,
            true,
        ),
        // git asks only whether somebody may use the key, not who says to have committed.
        (
            "ceo@example.org",
            USUAL,
            format!("{ADA} {public}"),
            Status::SignerMismatch,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("*@example.org,!{ADA} {public}"),
            Status::SignerMismatch,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("{ADA} valid-before=\"20250101Z\" {public}"),
            Status::KeyNotValid,
            false,
        ),
        // git believes the time that the commit states.
        (
            ADA,
            old,
            format!("{ADA} valid-before=\"20250101Z\" {public}"),
            Status::GoodExpiredKey,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("{ADA} valid-after=\"20270101Z\" {public}"),
            Status::KeyNotValid,
            false,
        ),
        (
            ADA,
            "2027-06-01T12:00:00Z",
            format!("{ADA} valid-after=\"20270101Z\" {public}"),
            Status::KeyNotValid,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("{ADA} valid-after=\"20260101Z\",valid-before=\"202611240000Z\" {public}"),
            Status::Good,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("{ADA} namespaces=\"file,g*\" {public}"),
            Status::Good,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("{ADA} namespaces=\"file\" {public}"),
            Status::KeyNotValid,
            false,
        ),
        // Of two lines about a key, one that holds is enough.
        (
            ADA,
            USUAL,
            format!("{ADA} valid-before=\"20250101Z\" {public}\n{ADA} {public}"),
            Status::Good,
            true,
        ),
        (
            ADA,
            USUAL,
            format!("# nobody\n\n{ADA} cert-authority {public}"),
            Status::UnknownKey,
            false,
        ),
        (ADA, USUAL, format!("* {public}"), Status::Good, true),
        // What the platform signs, it signs for whoever is logged in there.
        (
            "noreply@github.com",
            USUAL,
            format!("{ADA} {other}"),
            Status::UnknownKey,
            false,
        ),
        (
            "noreply@github.com",
            USUAL,
            format!("noreply@github.com {public}"),
            Status::PlatformSigned,
            true,
        ),
    ] {
        let line = format!("{line}\n");
        let case = Case {
            who,
            time,
            line,
            raigate,
            git,
        };
        check(&workshop, &key, &case);
    }
}

#[test]
fn what_was_changed_after_signing_or_signed_for_something_else_is_bad() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    let key = workshop.key("ada", &["ed25519"]);
    let good = workshop.bytes(&workshop.commit(ADA, USUAL, &key));
    let case = Case {
        who: ADA,
        time: USUAL,
        line: format!("{ADA} {}\n", public_half(&key)),
        raigate: Status::Bad,
        git: false,
    };
    let changed = workshop.store(&good.replace("A change", "B change"));
    check_commit(&workshop, &changed, &case);

    let (head, rest) = good.split_once("gpgsig ").unwrap();
    let (_, message) = rest.split_once("\n\n").unwrap();
    let unsigned = workshop.write("unsigned", format!("{head}\n{message}"));
    let sign = ["-Y", "sign", "-q", "-n", "file", "-f", key.as_str()];
    succeed(Command::new("ssh-keygen").args(sign).arg(&unsigned));
    let signature = std::fs::read_to_string(format!("{unsigned}.sig")).unwrap();
    let header = signature.trim_end().replace('\n', "\n ");
    let elsewhere = workshop.store(&format!("{head}gpgsig {header}\n\n{message}"));
    check_commit(&workshop, &elsewhere, &case);
    let found = workshop.judge(&elsewhere, &Signers::read(&case.line).unwrap());
    assert_eq!(found.reason, "made for `file`, not for `git`");

    // The same signature twice: which of them was looked at would be anybody's guess.
    let (_, own) = good.split_once("gpgsig ").unwrap();
    let (own, _) = own.split_once("\n\n").unwrap();
    let twice = workshop.store(&format!("{head}gpgsig {own}\ngpgsig {own}\n\n{message}"));
    let found = workshop.judge(&twice, &Signers::read(&case.line).unwrap());
    assert_eq!(found.status, Status::Bad);
    assert_eq!(found.reason, "holds more than one signature");
}

#[test]
fn a_revoked_key_and_a_certificate_are_never_good() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    let key = workshop.key("ada", &["ed25519"]);
    let public = public_half(&key);
    let commit = workshop.commit(ADA, USUAL, &key);
    let line = format!("{ADA} {public}\n");
    let list = format!("# Lost on a train.\n{public} ada\n");
    let signers = Signers::read(&line).unwrap();
    let signers = signers.with_revoked(list.as_bytes()).unwrap();
    let found = workshop.judge(&commit, &signers);
    assert_eq!(found.status, Status::Revoked);
    assert!(!found.is_by(ADA));
    let settings = [
        format!(
            "gpg.ssh.allowedSignersFile={}",
            workshop.write("allowed", &line)
        ),
        format!(
            "gpg.ssh.revocationFile={}",
            workshop.write("revoked", &list)
        ),
    ];
    assert!(!workshop.git_takes(&commit, &settings));

    let authority = workshop.key("authority", &["ed25519"]);
    let certify = ["-q", "-s", authority.as_str(), "-I", "ada", "-n", ADA];
    let bob = workshop.key("bob", &["ed25519"]);
    let half = format!("{bob}.pub");
    succeed(Command::new("ssh-keygen").args(certify).arg(&half));
    let certificate = workshop.root.join("bob-cert.pub");
    let commit = workshop.commit(ADA, USUAL, &certificate);
    let line = format!("{ADA} cert-authority {}\n", public_half(&authority));
    let found = workshop.judge(&commit, &Signers::read(&line).unwrap());
    assert_eq!(found.status, Status::Unsupported, "{found:?}");
    assert!(found.reason.contains("certificate"), "{found:?}");
}

#[test]
fn no_signature_and_one_of_x509_say_so() {
    let Some(workshop) = Workshop::with(&[]) else {
        return;
    };
    let commit = ["commit", "--quiet", "--allow-empty", "-m", "A change"];
    workshop.git(ADA, USUAL, &commit);
    let signers = Signers::default();
    let found = workshop.judge("HEAD", &signers);
    assert_eq!((found.status, found.format), (Status::Unsigned, None));
    let bytes = workshop.bytes("HEAD");
    let header = "gpgsig -----BEGIN SIGNED MESSAGE-----\n MIIB\n -----END SIGNED MESSAGE-----";
    let signed = bytes.replacen("\n\n", &format!("\n{header}\n\n"), 1);
    let found = workshop.judge(&workshop.store(&signed), &signers);
    assert_eq!(found.status, Status::Unsupported);
    assert_eq!(found.format, Some(Format::X509));
    let noise = bytes.replacen("\n\n", "\ngpgsig trust me\n\n", 1);
    let found = workshop.judge(&workshop.store(&noise), &signers);
    assert_eq!((found.status, found.format), (Status::Bad, None));
}

#[test]
fn a_tag_is_signed_by_its_tagger() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    let key = workshop.key("ada", &["ed25519"]);
    workshop.commit(ADA, USUAL, &key);
    let signing = format!("user.signingkey={key}");
    let ssh = [
        "-c",
        "gpg.format=ssh",
        "-c",
        &signing,
        "tag",
        "-m",
        "Release",
    ];
    workshop.git(ADA, USUAL, &[&ssh[..], &["-s", "v1"]].concat());
    workshop.git(
        "eve@example.org",
        USUAL,
        &[&ssh[..], &["-s", "v2"]].concat(),
    );
    workshop.git(ADA, USUAL, &["tag", "-a", "-m", "Release", "v3"]);
    workshop.git(ADA, USUAL, &["tag", "light"]);
    let line = format!("{ADA} {}\n", public_half(&key));
    let signers = Signers::read(&line).unwrap();
    let folder = workshop.root.join("repository");
    let source = Source::open(&folder, &Snapshot::WorkTree).unwrap();
    let alone = |_: &str| Vec::new();
    let judge = |tag: &str| source.tag_signature(tag, &signers, &alone, TODAY);
    assert_eq!(judge("v1").unwrap().status, Status::Good);
    assert_eq!(judge("v2").unwrap().status, Status::SignerMismatch);
    assert_eq!(judge("v3").unwrap().status, Status::Unsigned);
    assert!(judge("light").is_err());
    // One person's addresses count as one.
    let eve_is_ada = |_: &str| vec![ADA.to_owned()];
    let found = source.tag_signature("v2", &signers, &eve_is_ada, TODAY);
    assert_eq!(found.unwrap().status, Status::Good);
}
