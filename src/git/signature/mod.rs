//! Verifies signatures of commits, tags and files, without any program.
//!
//! A signature proves that whoever holds a key saw these bytes. Whose key it is, the file of
//! allowed signers says; what follows from that is a matter of rules. Nothing that could not
//! be verified is ever [`Status::Good`], and no time that a signer states is taken for the
//! time: a key has to be valid on the day of the run.

mod allowed;
mod object;
#[cfg(feature = "openpgp")]
mod openpgp;
mod patterns;
mod payload;
mod ssh;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use ssh_key::public::KeyData;

use self::allowed::Entry;
use self::patterns::Patterns;

/// The address that GitHub gives as the committer of what is done on its site.
const PLATFORM: &str = "noreply@github.com";

/// Who may sign, from the files that a configuration names.
#[derive(Debug, Clone, Default)]
pub struct Signers {
    allowed: Vec<Entry>,
    revoked: Vec<KeyData>,
    #[cfg(feature = "openpgp")]
    keyring: openpgp::Keyring,
}

/// Why a file of signers, of revoked keys or of OpenPGP keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SignersError {
    /// The line, from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub message: String,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// By OpenSSH.
    Ssh,
    /// By OpenPGP, such as GnuPG.
    OpenPgp,
    /// By a certificate of X.509, such as those of `gitsign`.
    X509,
}

/// What a signature is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Made by a key that is allowed and valid on the day of the run, and of the committer.
    Good,
    /// The same, but the key was valid only at the time the signer states, who can state any.
    GoodExpiredKey,
    /// Right, and made by the platform for whoever was logged in there.
    PlatformSigned,
    /// Right, and made by a key of somebody else than the committer.
    SignerMismatch,
    /// Right as far as it goes, but nobody says whose key it is; or not verified for want of it.
    UnknownKey,
    /// Right, and the key is not allowed to sign this, or not valid.
    KeyNotValid,
    /// Made by a key that is revoked.
    Revoked,
    /// Not a signature of these bytes, or no signature that can be read.
    Bad,
    /// Of a sort that is not verified here.
    Unsupported,
    /// There is none.
    Unsigned,
}

/// A signature, looked at.
#[derive(Debug, Clone)]
pub struct Signature {
    /// What it is worth.
    pub status: Status,
    /// How it is made; `None` where there is none, or it resembles nothing.
    pub format: Option<Format>,
    /// Of the key: `SHA256:…` of OpenSSH, hexadecimal of OpenPGP.
    pub fingerprint: Option<String>,
    /// Why it is no better; "" where it is good.
    pub reason: String,
    by: Vec<Patterns>,
}

/// The times at which a key is asked whether it is valid.
#[derive(Debug, Clone, Copy)]
struct Moments {
    /// The end of the day of the run, in seconds since 1970-01-01 UTC.
    today: i64,
    /// What the signed object states; nobody has verified it.
    claimed: Option<i64>,
}

/// Verifies that `signature` is one of the bytes of a file, made for `namespace`.
///
/// `today` is the day on which the key has to be valid, at its end in UTC.
///
/// ```
/// use raigate::git::signature::{Signers, Status, verify_file};
///
/// let signers = Signers::read("ada@example.org namespaces=\"raigate-approval\" \
///     ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICj7xs8UnqH6oRPBi0VWyv8IYLEuDzlkgbJ5kRUQ4EiN")?;
/// let today = jiff::civil::date(2026, 11, 23);
/// let found = verify_file(b"approved", "no signature", "raigate-approval", &signers, today);
/// assert_eq!(found.status, Status::Bad);
/// assert!(!found.is_by("ada@example.org"));
/// # Ok::<(), raigate::git::signature::SignersError>(())
/// ```
#[must_use]
pub fn verify_file(
    text: &[u8],
    signature: &str,
    namespace: &str,
    signers: &Signers,
    today: Date,
) -> Signature {
    let moments = Moments::of(today, None);
    verify(text, signature, namespace, signers, moments)
}

fn verify(
    message: &[u8],
    armored: &str,
    namespace: &str,
    signers: &Signers,
    moments: Moments,
) -> Signature {
    let armored = armored.trim_start();
    let first = armored.lines().next().unwrap_or_default().trim_end();
    match first {
        "-----BEGIN SSH SIGNATURE-----" => {
            ssh::verify(message, armored, namespace, signers, moments)
        }
        "-----BEGIN PGP SIGNATURE-----" | "-----BEGIN PGP MESSAGE-----" => {
            openpgp(message, armored, signers, moments)
        }
        "-----BEGIN SIGNED MESSAGE-----" => Signature {
            format: Some(Format::X509),
            ..Signature::none(
                Status::Unsupported,
                "made with a certificate of X.509, which is not verified here",
            )
        },
        _ => Signature::none(Status::Bad, "resembles no signature"),
    }
}

#[cfg(feature = "openpgp")]
fn openpgp(message: &[u8], armored: &str, signers: &Signers, moments: Moments) -> Signature {
    openpgp::verify(message, armored, &signers.keyring, moments)
}

#[cfg(not(feature = "openpgp"))]
fn openpgp(_: &[u8], _: &str, _: &Signers, _: Moments) -> Signature {
    Signature {
        format: Some(Format::OpenPgp),
        ..Signature::none(
            Status::Unsupported,
            "made with OpenPGP, which this build does not verify",
        )
    }
}

impl Signers {
    /// Reads a file of allowed signers, as `ssh-keygen(1)` describes it.
    ///
    /// # Errors
    /// A line is not read: what it holds is neither guessed nor passed over.
    pub fn read(allowed: &str) -> Result<Self, SignersError> {
        Ok(Self {
            allowed: allowed::entries(allowed)?,
            ..Self::default()
        })
    }

    /// Adds a list of revoked keys, one public key of OpenSSH a line.
    ///
    /// # Errors
    /// A line is no public key, or the list is a binary one.
    pub fn with_revoked(mut self, list: &[u8]) -> Result<Self, SignersError> {
        self.revoked.extend(allowed::revoked(list)?);
        Ok(self)
    }

    /// Adds public keys of OpenPGP, as `gpg --export` writes them, armoured or not.
    ///
    /// # Errors
    /// They cannot be read, or this build reads none.
    pub fn with_openpgp(self, keys: &[u8]) -> Result<Self, SignersError> {
        #[cfg(feature = "openpgp")]
        {
            let mut signers = self;
            signers.keyring.add(keys)?;
            Ok(signers)
        }
        #[cfg(not(feature = "openpgp"))]
        {
            let _ = keys;
            Err(SignersError::whole("this build reads no keys of OpenPGP"))
        }
    }
}

impl SignersError {
    fn at(line: usize, message: String) -> Self {
        Self {
            line: Some(line),
            message,
        }
    }

    fn whole(message: &str) -> Self {
        Self {
            line: None,
            message: message.to_owned(),
        }
    }
}

impl Format {
    /// Returns the name that facts have for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ssh => "ssh",
            Self::OpenPgp => "openpgp",
            Self::X509 => "x509",
        }
    }
}

impl Status {
    /// Returns the name that facts have for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::GoodExpiredKey => "good_expired_key",
            Self::PlatformSigned => "platform_signed",
            Self::SignerMismatch => "signer_mismatch",
            Self::UnknownKey => "unknown_key",
            Self::KeyNotValid => "key_not_valid",
            Self::Revoked => "revoked",
            Self::Bad => "bad",
            Self::Unsupported => "unsupported",
            Self::Unsigned => "unsigned",
        }
    }
}

impl Moments {
    fn of(today: Date, claimed: Option<i64>) -> Self {
        let end = TimeZone::UTC.to_timestamp(today.at(23, 59, 59, 0));
        // Only the last day of all has no end; no key that ends is valid then.
        let today = end.map_or(i64::MAX, jiff::Timestamp::as_second);
        Self { today, claimed }
    }
}

impl Signature {
    /// Returns the principals of the key, as the file of allowed signers writes them, or the
    /// addresses that a key of OpenPGP is bound to; none where nobody vouches for the key.
    #[must_use]
    pub fn principals(&self) -> Vec<String> {
        let names = self.by.iter().flat_map(Patterns::names);
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Returns whether the key is one of `identity`, such as an e-mail address; patterns of
    /// the file are applied.
    #[must_use]
    pub fn is_by(&self, identity: &str) -> bool {
        self.by.iter().any(|patterns| patterns.fit(identity))
    }

    /// Returns the fact that policies see.
    #[must_use]
    pub fn fact(&self) -> Value {
        json!({
            "status": self.status.name(),
            "format": self.format.map(Format::name),
            "fingerprint": self.fingerprint,
            "principals": self.principals(),
            "reason": self.reason,
        })
    }

    /// Returns what is to be said of a signature, or of what is signed, that cannot be read.
    #[must_use]
    pub fn unread(reason: &str) -> Self {
        Self::none(Status::Bad, reason)
    }

    fn none(status: Status, reason: &str) -> Self {
        Self {
            status,
            format: None,
            fingerprint: None,
            reason: reason.to_owned(),
            by: Vec::new(),
        }
    }

    fn ssh(status: Status, reason: &str) -> Self {
        Self {
            format: Some(Format::Ssh),
            ..Self::none(status, reason)
        }
    }

    fn with_fingerprint(mut self, fingerprint: String) -> Self {
        self.fingerprint = Some(fingerprint);
        self
    }

    /// Holds a signature that is right against who is said to have made what is signed.
    ///
    /// `others` are further addresses of that person; git itself asks nobody but the key.
    fn of_person(mut self, address: &str, others: &[String]) -> Self {
        let is_platform = address.eq_ignore_ascii_case(PLATFORM);
        match self.status {
            // Nearly every commit that is merged on the site: not worth a search for a forger.
            Status::UnknownKey if is_platform => {
                "said to be made by the platform, whose key is in no file"
                    .clone_into(&mut self.reason);
            }
            Status::Good | Status::GoodExpiredKey if is_platform && self.is_by(PLATFORM) => {
                self.status = Status::PlatformSigned;
                "made by the platform, for whoever was logged in there"
                    .clone_into(&mut self.reason);
            }
            Status::Good | Status::GoodExpiredKey
                if !self.is_by(address) && !others.iter().any(|other| self.is_by(other)) =>
            {
                self.status = Status::SignerMismatch;
                "the key is of somebody else than the committer".clone_into(&mut self.reason);
            }
            _ => {}
        }
        self
    }
}
