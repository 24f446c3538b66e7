//! Covers what looks like a secret, or is one that the run was given.

use std::collections::BTreeMap;

/// What stands in the place of a secret.
pub const COVER: &str = "[redacted]";
/// Shorter values are words, and covering them would hide what is said.
const SHORTEST: usize = 6;
/// Runs of letters and digits that are shorter are names.
const RANDOM: usize = 20;

/// How keys of well-known services begin, each with the least length of a whole one.
const PREFIXES: [(&str, usize); 18] = [
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("sk-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("xoxb-", 15),
    ("xoxp-", 15),
    ("hf_", 20),
    ("npm_", 20),
    ("pypi-", 20),
    ("AKIA", 20),
    ("AIza", 30),
    ("eyJ", 30),
];

/// What a run was given and nobody may read.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Takes the values of the variables whose names say that they are secret.
    #[must_use]
    pub fn of<'v>(variables: impl Iterator<Item = (&'v str, &'v str)>) -> Self {
        let is_secret = |name: &str| {
            let name = name.to_ascii_uppercase();
            let words = ["TOKEN", "KEY", "SECRET", "PASSWORD"];
            words.iter().any(|word| name.contains(word))
        };
        let mut values: Vec<String> = variables
            .filter(|(name, value)| is_secret(name) && value.trim().len() >= SHORTEST)
            .map(|(_, value)| value.trim().to_owned())
            .collect();
        // One may be the beginning of another, whose rest would be left.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values)
    }

    /// Returns `text` with every secret covered.
    #[must_use]
    pub fn covered(&self, text: &str) -> String {
        let mut whole = text.to_owned();
        for secret in self.0.iter().filter(|secret| text.contains(*secret)) {
            whole = whole.replace(secret, COVER);
        }
        let mut out = String::with_capacity(whole.len());
        for word in whole.split_inclusive(is_between) {
            let bare = word.trim_end_matches(is_between);
            let rest = word.get(bare.len()..).unwrap_or_default();
            out.push_str(if is_secret(bare) { COVER } else { bare });
            out.push_str(rest);
        }
        out
    }
}

/// Whether `c` stands between words.
fn is_between(c: char) -> bool {
    c.is_whitespace() || "`\"'“”,;()<>{}|=:/".contains(c)
}

/// Whether `word` looks like a secret.
fn is_secret(word: &str) -> bool {
    let is_key = |(start, least): &(&str, usize)| word.starts_with(start) && word.len() >= *least;
    PREFIXES.iter().any(is_key)
        || word
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(is_random)
}

/// Whether `run`, of letters and digits alone, was drawn and not written.
///
/// A digest is one case of letters; in a name, cases and digits change with its parts and not
/// every other character.
fn is_random(run: &str) -> bool {
    if run.len() < RANDOM {
        return false;
    }
    let class = |c: char| match c {
        '0'..='9' => 0,
        'a'..='z' => 1,
        _ => 2,
    };
    let classes: Vec<u8> = run.chars().map(class).collect();
    let has = |wanted: u8| classes.contains(&wanted);
    let changes = classes
        .windows(2)
        .filter(|pair| pair.first() != pair.last());
    let changes = changes.count();
    has(0) && has(1) && has(2) && changes * 5 >= run.len() * 2 && distinct(run) * 2 >= run.len()
}

fn distinct(run: &str) -> usize {
    let mut seen = BTreeMap::new();
    for c in run.chars() {
        *seen.entry(c).or_insert(0_usize) += 1;
    }
    seen.len()
}
