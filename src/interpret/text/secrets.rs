//! Finds credentials that were committed by mistake.
//!
//! A token with its provider's prefix, length and alphabet is certain. A
//! value that merely looks random beside a telling name is only worth a look.

use std::sync::LazyLock;

use regex::Regex;

use super::patterns::{any_case, same_case};
use super::personal_data::redacted;
use super::vicinity;
use crate::span::Span;

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The credential itself.
    pub span: Span,
    /// Whose it is or what it opens, such as `github-token`.
    pub kind: &'static str,
    /// Its first and last character.
    pub shown: String,
    /// Whether its shape leaves no doubt.
    pub is_certain: bool,
}

/// How many credentials are listed per file; one alone is a finding already.
const MOST: usize = 50;

/// Returns credentials in the raw text of a file, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Secret> {
    if !ANY_HINT.is_match(text) {
        return Vec::new();
    }
    let promising = HINT.is_match(text).then(|| PREFIXED.captures_iter(text));
    let prefixed = promising.into_iter().flatten().filter_map(|found| {
        let whole = found.get(0)?;
        let (name, is_certain) = KINDS.iter().find(|(name, _)| found.name(name).is_some())?;
        let span = Span::new(whole.start(), whole.end());
        let real = match *name {
            "private_key" => holds_key(text, span.end),
            // These prefixes are short enough to begin a name.
            "openai" => is_random(whole.as_str()) && !is_sample(whole.as_str()),
            "hugging_face" => is_mixed(whole.as_str()) && !is_sample(whole.as_str()),
            _ => !is_sample(whole.as_str()),
        };
        real.then(|| secret(text, span, name, *is_certain))
    });
    let named = NAMED.captures_iter(text).filter_map(|found| {
        let value = found.name("value")?;
        let span = Span::new(value.start(), value.end());
        let real = is_random(value.as_str()) && !is_sample(value.as_str());
        real.then(|| secret(text, span, "named_value", false))
    });
    let mut all: Vec<Secret> = prefixed.take(MOST).collect();
    let known = all.clone();
    all.extend(
        named
            .filter(|one| !known.iter().any(|other| other.span.overlaps(&one.span)))
            .take(MOST),
    );
    all.sort_by_key(|one| one.span);
    all.truncate(MOST);
    all
}

fn secret(text: &str, span: Span, name: &str, is_certain: bool) -> Secret {
    let kind = LABELS
        .iter()
        .find(|(key, _)| *key == name)
        .map_or("credential", |(_, label)| label);
    Secret {
        span,
        kind,
        shown: redacted(span.slice(text)),
        is_certain,
    }
}

/// Each group of the pattern, and whether a match leaves no doubt.
const KINDS: &[(&str, bool)] = &[
    ("aws", true),
    ("github", true),
    ("gitlab", true),
    ("hugging_face", true),
    ("anthropic", true),
    ("openai", true),
    ("slack", true),
    ("google", true),
    ("stripe", true),
    ("pypi", true),
    ("npm", true),
    ("azure", true),
    ("private_key", true),
    ("jwt", false),
    ("signature", false),
    ("url", false),
];

const LABELS: &[(&str, &str)] = &[
    ("aws", "aws-access-key"),
    ("github", "github-token"),
    ("gitlab", "gitlab-token"),
    ("hugging_face", "hugging-face-token"),
    ("anthropic", "anthropic-key"),
    ("openai", "openai-key"),
    ("slack", "slack-token"),
    ("google", "google-api-key"),
    ("stripe", "stripe-key"),
    ("pypi", "pypi-token"),
    ("npm", "npm-token"),
    ("azure", "azure-storage-key"),
    ("private_key", "private-key"),
    ("jwt", "json-web-token"),
    ("signature", "signed-url"),
    ("url", "password-in-url"),
    ("named_value", "unknown-credential"),
];

/// How anything begins that `PREFIXED` finds: that pattern is large, and most texts hold none of it.
static HINT: LazyLock<Regex> = LazyLock::new(|| same_case(HINTS));

const HINTS: &str = concat!(
    r"AK",
    r"IA|AS",
    r"IA|gh[pousr]_|github_|glpat-|\bhf_|\bsk-|xox[abeoprs]-|hooks\.slack|AI",
    r"za|[sr]k_live_|pypi-|npm_|AccountKey=|-----BEGIN|eyJ|[?&]sig=|://[A-Za-z0-9._-]+:",
);

/// How anything begins that this module finds, for one pass over most texts instead of two.
static ANY_HINT: LazyLock<Regex> = LazyLock::new(|| same_case(&format!("{HINTS}|(?i:{NAMES})")));

/// The prefixes are split so that scanners do not take this file for a leak.
static PREFIXED: LazyLock<Regex> = LazyLock::new(|| {
    same_case(concat!(
        r"(?P<aws>\b(?:AK",
        r"IA|AS",
        r"IA)[A-Z2-7]{16}\b)",
        r"|(?P<github>\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_",
        r"pat_[A-Za-z0-9_]{60,255}\b)",
        r"|(?P<gitlab>\bgl",
        r"pat-[A-Za-z0-9_-]{20,64}\b)",
        r"|(?P<hugging_face>\bhf_[A-Za-z0-9]{34,40}\b)",
        r"|(?P<anthropic>\bsk-",
        r"ant-[A-Za-z0-9_-]{32,200})",
        r"|(?P<openai>\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{40,200})",
        r"|(?P<slack>\bxox[abeoprs]-[0-9]{6,}-[A-Za-z0-9-]{10,200}|hooks\.slack\.com/services/T[A-Z0-9]{7,}/B[A-Z0-9]{7,}/[A-Za-z0-9]{20,})",
        r"|(?P<google>\bAI",
        r"za[A-Za-z0-9_-]{35}\b)",
        r"|(?P<stripe>\b[sr]k_",
        r"live_[A-Za-z0-9]{16,128}\b)",
        r"|(?P<pypi>\bpypi-",
        r"AgE[A-Za-z0-9_-]{50,255})",
        r"|(?P<npm>\bnpm_[A-Za-z0-9]{36}\b)",
        r"|(?P<azure>AccountKey=[A-Za-z0-9+/]{86}==)",
        r"|(?P<private_key>-----BEGIN (?:[A-Z]+ )?PRIV",
        r"ATE KEY(?: BLOCK)?-----)",
        r"|(?P<jwt>\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{20,1000})",
        r"|(?P<signature>[?&]sig=[A-Za-z0-9%+/]{40,64}(?:%3D|=))",
        r"|(?P<url>://[A-Za-z0-9._-]{1,64}:[^\s/:@\x22'<>{}$]{6,64}@[A-Za-z0-9.-]+)",
    ))
});

/// A value beside a name that says it is secret.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    any_case(&format!(
        r"(?:{NAMES})[\x22']?(?:\s*[:=]\s*|\s+)[\x22']?(?P<value>[A-Za-z0-9+/=_~.-]{{20,200}})"
    ))
});

/// Names of what is secret.
const NAMES: &str = concat!(
    r"api[_-]?key|secret[_-]?key|access[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|",
    r"api[_-]?token|bearer|passw(?:or)?d|private[_-]?key",
);

/// Returns whether a private key's header is followed by a key.
fn holds_key(text: &str, end: usize) -> bool {
    let body = vicinity::after(text, end, 400).replace("\\n", "\n");
    body.lines()
        .map(|line| line.trim().trim_matches(['"', '\'', ',']))
        .any(|line| line.len() >= 48 && is_random(line) && !is_sample(line))
}

/// What stands in values that are made up.
const MARKS: &[&str] = &[
    "example",
    "xxxx",
    "your",
    "placeholder",
    "redacted",
    "dummy",
    "sample",
    "changeme",
    "test_",
    "fake",
    "123456789",
    "abcdefgh",
    "00000000",
    "....",
    "insert",
    "secret",
    "token_",
    "notreal",
    "<",
    "${",
];

/// Returns whether the value is made up for a manual: words, patterns, runs of one letter.
fn is_sample(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut letters: Vec<u8> = lower.bytes().collect();
    letters.sort_unstable();
    letters.dedup();
    MARKS.iter().any(|mark| lower.contains(mark)) || letters.len() < 9
}

/// Returns whether a token holds capitals beside small letters after its prefix.
fn is_mixed(token: &str) -> bool {
    token.bytes().skip(3).any(|byte| byte.is_ascii_uppercase())
        && token.bytes().skip(3).any(|byte| byte.is_ascii_lowercase())
}

/// Returns whether a value has the mix and the disorder of a generated one.
fn is_random(value: &str) -> bool {
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let has_letter = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_path = value.contains('/') && value.split('/').all(|part| part.len() < 16);
    // A name is made of words: long runs of small letters between marks.
    let words = value
        .split(|letter: char| !letter.is_ascii_lowercase())
        .filter(|word| word.len() >= 5)
        .map(str::len)
        .sum::<usize>();
    let is_name = words * 2 > value.len();
    has_digit && has_letter && !is_path && !is_name && entropy_bits(value) >= 3.5
}

/// Returns the entropy of a value's letters, in bits per letter.
fn entropy_bits(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX).max(1));
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}
