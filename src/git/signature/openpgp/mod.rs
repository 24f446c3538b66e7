//! Verifies a signature of OpenPGP against public keys that a team keeps.
//!
//! The crate `pgp` does the arithmetic; which keys are valid for what is decided in
//! [`policy`].

mod policy;

use pgp::composed::{Deserializable, DetachedSignature, SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{self, SignatureType};
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, KeyVersion, PublicParams, VerifyingKey};

use self::policy::Standing;
use super::{Format, Moments, Signature, SignersError, Status};

/// The line that begins a public key.
const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

/// Shorter keys of RSA are within reach of whoever has the means.
const MIN_RSA_BITS: u16 = 2048;

/// Public keys, each with what its owner has said of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Keyring(Vec<SignedPublicKey>);

impl Keyring {
    /// Adds the keys of a file, which may hold several blocks.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), SignersError> {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let mut blocks: Vec<&[u8]> = Vec::new();
        let begins: Vec<usize> = text.match_indices(BEGIN).map(|(at, _)| at).collect();
        for (at, begin) in begins.iter().enumerate() {
            let end = begins.get(at + 1).copied().unwrap_or(bytes.len());
            blocks.extend(bytes.get(*begin..end));
        }
        if blocks.is_empty() {
            blocks.push(bytes);
        }
        for block in blocks {
            let unread = |error: &dyn ToString| {
                SignersError::whole(&format!("unread: {}", error.to_string()))
            };
            let (keys, _) = SignedPublicKey::from_reader_many(block).map_err(|it| unread(&it))?;
            let before = self.0.len();
            for key in keys {
                self.0.push(key.map_err(|it| unread(&it))?);
            }
            if self.0.len() == before {
                return Err(SignersError::whole("holds no public key of OpenPGP"));
            }
        }
        Ok(())
    }

    /// Returns the keys that may have made a signature: it only says which.
    fn candidates<'k>(&'k self, signature: &packet::Signature) -> Vec<Key<'k>> {
        let fingerprints = signature.issuer_fingerprint();
        let ids = signature.issuer_key_id();
        let is_named = |key: &dyn KeyDetails| {
            if fingerprints.is_empty() {
                ids.contains(&&key.legacy_key_id())
            } else {
                fingerprints.contains(&&key.fingerprint())
            }
        };
        let mut found = Vec::new();
        for whole in &self.0 {
            if is_named(&whole.primary_key) {
                found.push(Key { whole, part: None });
            }
            let parts = whole.public_subkeys.iter();
            found.extend(parts.filter(|part| is_named(&part.key)).map(|part| Key {
                whole,
                part: Some(part),
            }));
        }
        found
    }
}

/// The primary key, or a part of it.
#[derive(Clone, Copy)]
struct Key<'k> {
    whole: &'k SignedPublicKey,
    part: Option<&'k SignedPublicSubKey>,
}

impl Key<'_> {
    fn has_made(&self, signature: &packet::Signature, message: &[u8]) -> bool {
        match self.part {
            Some(part) => signature.verify(&part.key, message).is_ok(),
            None => signature.verify(&self.whole.primary_key, message).is_ok(),
        }
    }

    /// Returns why no key of this sort proves anything.
    fn weakness(&self) -> Option<String> {
        let own = match self.part {
            Some(part) => weakness(&part.key),
            None => None,
        };
        own.or_else(|| weakness(&self.whole.primary_key))
    }
}

fn weakness(key: &impl VerifyingKey) -> Option<String> {
    if !matches!(key.version(), KeyVersion::V4 | KeyVersion::V6) {
        return Some("keys of that version are not read".to_owned());
    }
    match key.public_params() {
        PublicParams::RSA(params) => {
            // A number of OpenPGP begins with its length in bits.
            let bytes = params.to_bytes().unwrap_or_default();
            let bits = match bytes.as_slice() {
                [high, low, ..] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            };
            (bits < MIN_RSA_BITS)
                .then(|| format!("a key of RSA with {bits} bits, at least {MIN_RSA_BITS} needed"))
        }
        PublicParams::DSA(_) | PublicParams::Elgamal(_) | PublicParams::Unknown { .. } => {
            Some(format!("keys of type {:?} are not read", key.algorithm()))
        }
        _ => None,
    }
}

/// Looks at `armored`, which is to be a signature of `message`.
pub(super) fn verify(
    message: &[u8],
    armored: &str,
    keyring: &Keyring,
    moments: Moments,
) -> Signature {
    let found = |status, reason: &str| Signature {
        format: Some(Format::OpenPgp),
        ..Signature::none(status, reason)
    };
    let unread = || found(Status::Bad, "cannot be read as a signature of OpenPGP");
    let Ok((signatures, _)) = DetachedSignature::from_armor_many(armored.as_bytes()) else {
        return unread();
    };
    let Ok(signatures) = signatures.collect::<Result<Vec<_>, _>>() else {
        return unread();
    };
    let signature = match signatures.as_slice() {
        [] => return unread(),
        [one] => &one.signature,
        _ => return found(Status::Bad, "holds more than one signature"),
    };
    if signature.typ() != Some(SignatureType::Binary) {
        return found(Status::Bad, "not a signature of a document");
    }
    if let Some(hash) = weak_hash(signature) {
        let reason = format!("made with {hash}, which proves nothing");
        return found(Status::Unsupported, &reason);
    }
    let candidates = keyring.candidates(signature);
    let Some(first) = candidates.first() else {
        let mut unknown = found(Status::UnknownKey, "the key is not in the keyring");
        unknown.fingerprint = issuer(signature);
        return unknown;
    };
    let maker = candidates
        .iter()
        .find(|key| key.has_made(signature, message));
    let fingerprint = hexadecimal(&maker.unwrap_or(first).whole.fingerprint());
    let mut found = match maker {
        None => found(Status::Bad, "not a signature of these bytes"),
        Some(key) => match key.weakness() {
            Some(weakness) => found(Status::Unsupported, &weakness),
            None => judged(*key, signature, moments),
        },
    };
    found.fingerprint = Some(fingerprint);
    found
}

/// Says what the key of a signature that is right is worth.
fn judged(key: Key<'_>, signature: &packet::Signature, moments: Moments) -> Signature {
    let (status, reason) = match policy::standing(key, signature, moments) {
        Standing::Valid => (Status::Good, String::new()),
        Standing::WasValid => (
            Status::GoodExpiredKey,
            "the key was valid at the time that is stated, and is not today".to_owned(),
        ),
        Standing::NotValid(reason) => (Status::KeyNotValid, reason.to_owned()),
        Standing::Revoked => (Status::Revoked, "the key is revoked".to_owned()),
    };
    let mut found = Signature {
        format: Some(Format::OpenPgp),
        ..Signature::none(status, &reason)
    };
    if matches!(status, Status::Good | Status::GoodExpiredKey) {
        found.by = policy::addresses(key.whole, moments);
    }
    found
}

/// Returns the hash of a signature where somebody else can make one for other bytes.
fn weak_hash(signature: &packet::Signature) -> Option<HashAlgorithm> {
    let hash = signature.hash_alg().unwrap_or(HashAlgorithm::None);
    let is_strong = matches!(
        hash,
        HashAlgorithm::Sha256
            | HashAlgorithm::Sha384
            | HashAlgorithm::Sha512
            | HashAlgorithm::Sha224
            | HashAlgorithm::Sha3_256
            | HashAlgorithm::Sha3_512
    );
    (!is_strong).then_some(hash)
}

/// Returns what a signature says of its key.
fn issuer(signature: &packet::Signature) -> Option<String> {
    let fingerprints = signature.issuer_fingerprint();
    let fingerprint = fingerprints.first().map(|it| hexadecimal(it));
    fingerprint.or_else(|| {
        let ids = signature.issuer_key_id();
        ids.first().map(|id| id.to_string().to_uppercase())
    })
}

fn hexadecimal(fingerprint: &pgp::types::Fingerprint) -> String {
    fingerprint.to_string().to_uppercase()
}
