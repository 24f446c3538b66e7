//! Verifies a signature of OpenSSH, as `ssh-keygen -Y sign` and `git commit -S` make it.

use ssh_key::public::KeyData;
use ssh_key::{HashAlg, PublicKey, SshSig};

use super::allowed::Entry;
use super::patterns::Patterns;
use super::{Moments, Signature, Signers, Status};

/// The label that OpenSSH gives to keys that an authority vouches for.
const CERTIFICATE: &[u8] = b"-cert-v01@openssh.com";

/// Shorter keys of RSA are within reach of whoever has the means.
const MIN_RSA_BITS: usize = 2048;

/// Looks at `armored`, which is to be a signature of `message` made for `namespace`.
pub(super) fn verify(
    message: &[u8],
    armored: &str,
    namespace: &str,
    signers: &Signers,
    moments: Moments,
) -> Signature {
    let Ok(signature) = SshSig::from_pem(armored.trim_end()) else {
        return unread(armored);
    };
    let key = signature.public_key();
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let found =
        |status, reason: &str| Signature::ssh(status, reason).with_fingerprint(fingerprint.clone());
    if let KeyData::Other(_) | KeyData::Dsa(_) = key {
        let reason = format!("keys of type `{}` are not read", key.algorithm());
        return found(Status::Unsupported, &reason);
    }
    if let Some(bits) = short_rsa(key) {
        let reason = format!("a key of RSA with {bits} bits, at least {MIN_RSA_BITS} needed");
        return found(Status::Unsupported, &reason);
    }
    if signature.namespace() != namespace {
        let other = signature.namespace();
        return found(
            Status::Bad,
            &format!("made for `{other}`, not for `{namespace}`"),
        );
    }
    let is_right = PublicKey::from(key.clone()).verify(namespace, message, &signature);
    if is_right.is_err() {
        return found(Status::Bad, "not a signature of these bytes");
    }
    if signers.revoked.contains(key) {
        return found(Status::Revoked, "the key is revoked");
    }
    let (status, reason, by) = standing(key, namespace, signers, moments);
    let mut signature = found(status, &reason);
    signature.by = by;
    signature
}

/// Returns the length of a key of RSA that is too short to prove anything.
fn short_rsa(key: &KeyData) -> Option<usize> {
    let bytes = key.rsa()?.n.as_positive_bytes().unwrap_or_default();
    let zeros = bytes
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = (bytes.len() * 8).saturating_sub(zeros);
    (bits < MIN_RSA_BITS).then_some(bits)
}

/// Returns what the lines about a key say of a signature that is right, the best first, and
/// whose key it is by those that say so.
fn standing(
    key: &KeyData,
    namespace: &str,
    signers: &Signers,
    moments: Moments,
) -> (Status, String, Vec<Patterns>) {
    let about = signers.allowed.iter();
    let about: Vec<&Entry> = about
        .filter(|entry| entry.key == *key && !entry.is_authority)
        .collect();
    let fitting: Vec<&&Entry> = about
        .iter()
        .filter(|entry| {
            let namespaces = entry.namespaces.as_ref();
            namespaces.is_none_or(|allowed| allowed.fit(namespace))
        })
        .collect();
    let valid_at = |moment: i64| -> Vec<Patterns> {
        let valid = fitting.iter().filter(|entry| entry.is_valid_at(moment));
        valid.map(|entry| entry.principals.clone()).collect()
    };
    let not_valid = |reason: String| (Status::KeyNotValid, reason, Vec::new());
    let today = valid_at(moments.today);
    let claimed = moments.claimed.filter(|claimed| *claimed <= moments.today);
    let claimed = claimed.map(valid_at).unwrap_or_default();
    if !today.is_empty() {
        return (Status::Good, String::new(), today);
    }
    if !claimed.is_empty() {
        let reason = "the key was valid at the time that is stated, and is not today";
        return (Status::GoodExpiredKey, reason.to_owned(), claimed);
    }
    if !fitting.is_empty() {
        return not_valid("the key is not valid today".to_owned());
    }
    if !about.is_empty() {
        return not_valid(format!("the key is not allowed to sign for `{namespace}`"));
    }
    let reason = "the key is not among the allowed signers".to_owned();
    (Status::UnknownKey, reason, Vec::new())
}

/// Says why a signature cannot be read at all.
fn unread(armored: &str) -> Signature {
    let is_certified = decode(armored)
        .windows(CERTIFICATE.len())
        .any(|bytes| bytes == CERTIFICATE);
    if is_certified {
        return Signature::ssh(
            Status::Unsupported,
            "made with a certificate of an authority, which is not verified here",
        );
    }
    Signature::ssh(Status::Bad, "cannot be read as a signature of OpenSSH")
}

/// Returns the bytes that the lines between the armour stand for, as far as they are Base64.
fn decode(armored: &str) -> Vec<u8> {
    let lines = armored.lines().filter(|line| !line.starts_with('-'));
    let digits = lines.flat_map(str::bytes).filter_map(|byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    });
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits {
        held = (held << 6 | u32::from(digit)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(held >> bits & 0xff));
        }
    }
    bytes
}
