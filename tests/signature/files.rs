//! Signed files, and the files that say who may sign.

use std::process::{Command, Stdio};

use camino::Utf8Path;
use raigate::git::signature::{Signers, Status, verify_file};

use super::workshop::{TODAY, Workshop, public_half, succeed};

const NAMESPACE: &str = "raigate-approval";
const TEXT: &str = "schema: raigate/approval/v1\ndecision: approved\n";

/// Signs [`TEXT`] as a person does at the command line.
fn sign(workshop: &Workshop, key: &Utf8Path, namespace: &str) -> String {
    let file = workshop.write("approval.yaml", TEXT);
    let _ = std::fs::remove_file(format!("{file}.sig"));
    let sign = ["-Y", "sign", "-q", "-n", namespace, "-f", key.as_str()];
    succeed(Command::new("ssh-keygen").args(sign).arg(&file));
    std::fs::read_to_string(format!("{file}.sig")).unwrap()
}

/// Returns whether `ssh-keygen -Y verify` takes the signature for Ada's.
fn openssh_takes(workshop: &Workshop, line: &str, signature: &str, text: &str) -> bool {
    let allowed = workshop.write("allowed", line);
    let signature = workshop.write("signature", signature);
    let text = std::fs::File::open(workshop.write("text", text)).unwrap();
    let time = "verify-time=20261123235959Z";
    Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", NAMESPACE, "-I", "ada@example.org"])
        .args(["-f", allowed.as_str(), "-s", signature.as_str(), "-O", time])
        .stdin(Stdio::from(text))
        .output()
        .unwrap()
        .status
        .success()
}

#[test]
fn a_signed_file_is_good_for_what_it_was_signed_for() {
    let Some(workshop) = Workshop::with(&["ssh-keygen"]) else {
        return;
    };
    let key = workshop.key("ada", &["ed25519"]);
    let public = public_half(&key);
    let right = sign(&workshop, &key, NAMESPACE);
    let other = sign(&workshop, &key, "file");
    let edited = TEXT.replace("approved", "rejected");
    for (options, signature, text, status) in [
        ("", &right, TEXT, Status::Good),
        ("namespaces=\"raigate-*\"", &right, TEXT, Status::Good),
        ("", &other, TEXT, Status::Bad),
        ("", &right, edited.as_str(), Status::Bad),
        ("namespaces=\"git\"", &right, TEXT, Status::KeyNotValid),
        (
            "valid-before=\"20261123Z\"",
            &right,
            TEXT,
            Status::KeyNotValid,
        ),
        ("valid-before=\"20261124Z\"", &right, TEXT, Status::Good),
        ("valid-after=\"20261123Z\"", &right, TEXT, Status::Good),
        (
            "valid-after=\"20261124Z\"",
            &right,
            TEXT,
            Status::KeyNotValid,
        ),
    ] {
        let line = format!("ada@example.org {options} {public}\n");
        let signers = Signers::read(&line).unwrap();
        let found = verify_file(text.as_bytes(), signature, NAMESPACE, &signers, TODAY);
        assert_eq!(found.status, status, "{options}: {found:?}");
        assert_eq!(found.is_by("ada@example.org"), status == Status::Good);
        assert!(!found.is_by("eve@example.org"));
        let takes = openssh_takes(&workshop, &line, signature, text);
        assert_eq!(takes, status == Status::Good, "OpenSSH on {options:?}");
    }
}

#[test]
fn what_is_no_signature_is_bad_and_never_a_panic() {
    let signers = Signers::default();
    let armour = |inner: &str| {
        format!("-----BEGIN SSH SIGNATURE-----\n{inner}\n-----END SSH SIGNATURE-----\n")
    };
    for text in [
        String::new(),
        "approved".to_owned(),
        armour(""),
        armour("U1NIU0lH"),
        armour("U1NIU0lHAAAAAQAAADMAAAAL"),
        armour(&"A".repeat(70_000)),
        armour("\u{fffd}"),
        "-----BEGIN SSH SIGNATURE-----".to_owned(),
        "-----BEGIN PGP SIGNATURE-----\n\n=\n-----END PGP SIGNATURE-----".to_owned(),
    ] {
        let found = verify_file(b"text", &text, NAMESPACE, &signers, TODAY);
        let is_refused = matches!(found.status, Status::Bad | Status::Unsupported);
        assert!(is_refused, "{text}: {found:?}");
    }
}

#[test]
fn a_file_of_signers_is_read_in_full_or_not_at_all() {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICj7xs8UnqH6oRPBi0VWyv8IYLEuDzlkgbJ5kRUQ4EiN";
    for (line, says) in [
        ("ada@example.org".to_owned(), "begins no public key"),
        (format!("ada@example.org, {key}"), "empty pattern"),
        (
            "ada@example.org ssh-ed25519 AAAA".to_owned(),
            "`ssh-ed25519` begins no public key",
        ),
        (
            format!("ada@example.org verify-required {key}"),
            "`verify-required` begins no public key",
        ),
        (
            format!("ada@example.org colour=\"red\" {key}"),
            "`colour=\"red\"` is no option",
        ),
        (
            format!("ada@example.org valid-before=20270101Z {key}"),
            "stands in no quotes",
        ),
        (
            format!("ada@example.org valid-before=\"20270101\" {key}"),
            "without `Z`",
        ),
        (
            format!("ada@example.org valid-before=\"20271301Z\" {key}"),
            "no time such as 20271231Z",
        ),
        (
            format!("ada@example.org valid-after=\"2027Z\" {key}"),
            "no time such as 20271231Z",
        ),
        (
            format!("ada@example.org valid-after=\"20270101Z\",valid-before=\"20260101Z\" {key}"),
            "does not lie after",
        ),
        (
            format!("ada@example.org cert-authority,cert-authority {key}"),
            "`cert-authority` stands twice",
        ),
        (
            format!("ada@example.org namespaces=\"git {key}"),
            "quote is not closed",
        ),
    ] {
        let text = format!("# Signers\n\nbob@example.org {key} of Bob\n{line}\n");
        let error = Signers::read(&text).err().unwrap();
        assert_eq!(error.line, Some(4), "{error}");
        assert!(error.message.contains(says), "{line}: {error}");
    }
    let signers = Signers::default();
    let error = signers.with_revoked(b"SSHKRL\n\0\0\0\0\x01").err().unwrap();
    assert!(error.message.contains("KRL"), "{error}");
    let error = Signers::default().with_revoked(b"no key\n").err().unwrap();
    assert_eq!(error.line, Some(1));
}
