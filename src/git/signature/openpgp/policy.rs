//! Decides what a key of OpenPGP is worth: revocation, expiry, purpose and bindings.
//!
//! A key is a bundle of statements, most of them by its owner. Each counts only if its own
//! signature is right: a revocation that somebody else appended revokes nothing, and a part
//! that the primary key never bound signs nothing.

use pgp::composed::{SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{Signature, SignatureType, SubpacketData};
use pgp::types::{KeyDetails, SignedUser, Tag};

use super::super::Moments;
use super::super::patterns::Patterns;
use super::{Key, weak_hash};

/// The day from which on statements of owners that rest on SHA-1 no longer count:
/// 2023-02-01, in seconds since 1970-01-01 UTC. Collisions of SHA-1 cost little by then, and
/// programs had long moved on; older statements are hard to replace and nobody could choose
/// their bytes.
const SHA1_ENDS: i64 = 1_675_209_600;

/// What a key is worth for one signature.
pub(super) enum Standing {
    /// Valid on the day of the run.
    Valid,
    /// Valid at the time that the signature states, and no longer.
    WasValid,
    NotValid(&'static str),
    Revoked,
}

/// Returns what `key` is worth for `signature`, which it has made.
pub(super) fn standing(key: Key<'_>, signature: &Signature, moments: Moments) -> Standing {
    let whole = key.whole;
    if is_revoked(whole) || key.part.is_some_and(|part| is_part_revoked(whole, part)) {
        return Standing::Revoked;
    }
    let own = own_statements(whole, moments.today);
    let Some(latest) = latest(&own) else {
        return Standing::NotValid("the key states nothing of itself that counts");
    };
    let created = seconds(whole.primary_key.created_at());
    let mut span = Span::of(created, latest);
    match key.part {
        None => {
            let flags = own.iter().filter(|it| may_sign(it).is_some());
            if flags.max_by_key(|it| made(it)).and_then(|it| may_sign(it)) == Some(false) {
                return Standing::NotValid("the key is not one for signing");
            }
        }
        Some(part) => {
            let Some(binding) = binding(whole, part, moments.today) else {
                return Standing::NotValid("the part of the key that signed is not bound to it");
            };
            if may_sign(binding) != Some(true) {
                return Standing::NotValid("the part of the key that signed is not for signing");
            }
            if !is_bound_back(whole, part, binding) {
                return Standing::NotValid(
                    "the part of the key that signed does not vouch for the whole",
                );
            }
            span = span.within(&Span::of(seconds(part.key.created_at()), binding));
        }
    }
    judge(&span, signature, moments)
}

/// Holds the times of a key against those of a signature.
fn judge(span: &Span, signature: &Signature, moments: Moments) -> Standing {
    let Some(signed) = signature.created().map(seconds) else {
        return Standing::NotValid("the signature states no time");
    };
    if signed < span.from {
        return Standing::NotValid("the signature states a time before the key was made");
    }
    let lasts = signature.signature_expiration_time();
    let lasts = lasts.map(|it| i64::from(it.as_secs())).unwrap_or_default();
    if lasts > 0 && signed.saturating_add(lasts) <= moments.today {
        return Standing::NotValid("the signature has expired");
    }
    if span.holds(moments.today) {
        return Standing::Valid;
    }
    if span.holds(signed) && signed <= moments.today {
        return Standing::WasValid;
    }
    Standing::NotValid("the key is not valid today")
}

/// When a key is valid: from its making on, until it expires.
struct Span {
    from: i64,
    until: i64,
}

impl Span {
    /// Reads the span of a key from the statement that decides it.
    fn of(created: i64, statement: &Signature) -> Self {
        let lasts = statement.key_expiration_time();
        let lasts = lasts.map(|it| i64::from(it.as_secs())).unwrap_or_default();
        Self {
            from: created,
            until: match lasts {
                0 => i64::MAX,
                lasts => created.saturating_add(lasts),
            },
        }
    }

    fn within(&self, other: &Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: self.until.min(other.until),
        }
    }

    fn holds(&self, moment: i64) -> bool {
        self.from <= moment && moment < self.until
    }
}

/// Returns the e-mail addresses that the owner has bound to the key and not taken back.
pub(super) fn addresses(whole: &SignedPublicKey, moments: Moments) -> Vec<Patterns> {
    let users = whole.details.users.iter();
    let bound = users.filter(|user| {
        let (taken_back, said): (Vec<_>, Vec<_>) = of_user(whole, user)
            .into_iter()
            .partition(|it| it.typ() == Some(SignatureType::CertRevocation));
        taken_back.is_empty() && said.iter().any(|it| counts(it, moments.today))
    });
    let names = bound.filter_map(|user| user.id.as_str());
    names.filter_map(address).map(Patterns::literal).collect()
}

/// Returns the address in `Name <address>`, or in an address alone.
fn address(name: &str) -> Option<&str> {
    let address = match name.rsplit_once('<') {
        Some((_, rest)) => rest.strip_suffix('>')?,
        None => name,
    };
    let is_address = address.contains('@') && !address.contains(char::is_whitespace);
    is_address.then_some(address)
}

/// Returns what the owner has said of the key as a whole, and that counts.
fn own_statements(whole: &SignedPublicKey, today: i64) -> Vec<&Signature> {
    let direct = whole.details.direct_signatures.iter().filter(|it| {
        it.typ() == Some(SignatureType::Key) && it.verify_key(&whole.primary_key).is_ok()
    });
    let of_users = whole.details.users.iter().flat_map(|user| {
        of_user(whole, user)
            .into_iter()
            .filter(|it| it.typ() != Some(SignatureType::CertRevocation))
    });
    direct
        .chain(of_users)
        .filter(|it| counts(it, today))
        .collect()
}

/// Returns what the owner has said of one of the names, revocations included.
fn of_user<'k>(whole: &'k SignedPublicKey, user: &'k SignedUser) -> Vec<&'k Signature> {
    let is_own = |it: &&Signature| {
        it.verify_certification(&whole.primary_key, Tag::UserId, &user.id)
            .is_ok()
    };
    user.signatures.iter().filter(is_own).collect()
}

/// Returns the statement that binds a part to the whole, the latest where there are several.
fn binding<'k>(
    whole: &SignedPublicKey,
    part: &'k SignedPublicSubKey,
    today: i64,
) -> Option<&'k Signature> {
    let binds = |it: &&Signature| {
        it.typ() == Some(SignatureType::SubkeyBinding)
            && it
                .verify_subkey_binding(&whole.primary_key, &part.key)
                .is_ok()
            && counts(it, today)
    };
    let bindings: Vec<&Signature> = part.signatures.iter().filter(binds).collect();
    latest(&bindings)
}

/// Returns whether a part that signs vouches for the whole: else anybody could take it as theirs.
fn is_bound_back(whole: &SignedPublicKey, part: &SignedPublicSubKey, binding: &Signature) -> bool {
    binding.embedded_signature().is_some_and(|back| {
        back.typ() == Some(SignatureType::KeyBinding)
            && is_strong_enough(back)
            && back
                .verify_primary_key_binding(&part.key, &whole.primary_key)
                .is_ok()
    })
}

/// Returns whether the owner has revoked the key. When is not asked: a signature states its
/// own time, so that a stolen key would sign before any revocation.
fn is_revoked(whole: &SignedPublicKey) -> bool {
    let mut statements = whole.details.revocation_signatures.iter();
    statements.any(|it| {
        it.typ() == Some(SignatureType::KeyRevocation) && it.verify_key(&whole.primary_key).is_ok()
    })
}

fn is_part_revoked(whole: &SignedPublicKey, part: &SignedPublicSubKey) -> bool {
    let mut statements = part.signatures.iter();
    statements.any(|it| {
        it.typ() == Some(SignatureType::SubkeyRevocation)
            && it
                .verify_subkey_binding(&whole.primary_key, &part.key)
                .is_ok()
    })
}

/// Returns whether a statement whose signature is right counts on the day of the run.
fn counts(statement: &Signature, today: i64) -> bool {
    let Some(made) = statement.created().map(seconds) else {
        return false;
    };
    let lasts = statement.signature_expiration_time();
    let lasts = lasts.map(|it| i64::from(it.as_secs())).unwrap_or_default();
    let is_over = lasts > 0 && made.saturating_add(lasts) <= today;
    made <= today && !is_over && is_strong_enough(statement)
}

fn is_strong_enough(statement: &Signature) -> bool {
    match weak_hash(statement) {
        None => true,
        Some(HashAlgorithm::Sha1) => made(statement) < SHA1_ENDS,
        Some(_) => false,
    }
}

/// Returns whether a statement says that the key may sign; `None` where it does not say.
fn may_sign(statement: &Signature) -> Option<bool> {
    let mut said = statement.config()?.hashed_subpackets();
    said.any(|it| matches!(it.data, SubpacketData::KeyFlags(_)))
        .then(|| statement.key_flags().sign())
}

fn latest<'s>(statements: &[&'s Signature]) -> Option<&'s Signature> {
    statements.iter().copied().max_by_key(|it| made(it))
}

/// Returns when a statement was made; one without a time counts nowhere.
fn made(statement: &Signature) -> i64 {
    statement.created().map_or(i64::MAX, seconds)
}

fn seconds(time: pgp::types::Timestamp) -> i64 {
    i64::from(time.as_secs())
}
