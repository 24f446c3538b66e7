//! Reads who may sign: a file of allowed signers, and a list of revoked keys.
//!
//! The format is that of `ssh-keygen(1)`, section ALLOWED SIGNERS. What it has and is not
//! read here is a mistake at its line, never passed over.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use super::SignersError;
use super::patterns::Patterns;

/// One line: whose key it is, for what, and from when to when.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) principals: Patterns,
    /// What the key may sign; `None` is anything.
    pub(super) namespaces: Option<Patterns>,
    /// In seconds since 1970-01-01 UTC.
    pub(super) valid_after: Option<i64>,
    /// In seconds since 1970-01-01 UTC.
    pub(super) valid_before: Option<i64>,
    /// Whether the key only vouches for other keys.
    pub(super) is_authority: bool,
    pub(super) key: KeyData,
}

impl Entry {
    /// Returns whether the key is valid at a time; the bounds themselves are valid.
    pub(super) fn is_valid_at(&self, seconds: i64) -> bool {
        self.valid_after.is_none_or(|after| after <= seconds)
            && self.valid_before.is_none_or(|before| seconds <= before)
    }
}

/// Reads a file of allowed signers.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, SignersError> {
    lines(text)
        .map(|(line, text)| entry(text).map_err(|message| SignersError::at(line, message)))
        .collect()
}

/// Reads a list of revoked keys: one public key a line.
pub(super) fn revoked(bytes: &[u8]) -> Result<Vec<KeyData>, SignersError> {
    if bytes.starts_with(b"SSHKRL\n\0") {
        return Err(SignersError::whole(
            "a binary revocation list (KRL) is not read; list the public keys, one a line",
        ));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| SignersError::whole("not UTF-8; list the public keys, one a line"))?;
    let key = |(line, text): (usize, &str)| {
        public_key(text).map_err(|message| SignersError::at(line, message))
    };
    lines(text).map(key).collect()
}

/// Returns the lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate();
    numbered
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn entry(line: &str) -> Result<Entry, String> {
    let words = split(line, char::is_whitespace)?;
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let [principals, rest @ ..] = words.as_slice() else {
        return Err("names nobody".to_owned());
    };
    let unquoted = principals
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(principals);
    let principals =
        Patterns::read(unquoted).ok_or_else(|| format!("`{unquoted}` holds an empty pattern"))?;
    let (options, key) = match rest {
        [options, key @ ..] if is_options(options) => (*options, key),
        key => ("", key),
    };
    let mut entry = Entry {
        principals,
        namespaces: None,
        valid_after: None,
        valid_before: None,
        is_authority: false,
        key: public_key(&key.join(" "))?,
    };
    let mut seen: Vec<String> = Vec::new();
    for option in split(options, |character| character == ',')? {
        if options.is_empty() {
            break;
        }
        let name = read_option(&mut entry, option)?;
        if seen.contains(&name) {
            return Err(format!("`{name}` stands twice"));
        }
        seen.push(name);
    }
    if let (Some(after), Some(before)) = (entry.valid_after, entry.valid_before)
        && before <= after
    {
        return Err("`valid-before` does not lie after `valid-after`".to_owned());
    }
    Ok(entry)
}

/// The options that a line may have.
const OPTIONS: [&str; 4] = [
    "cert-authority",
    "namespaces",
    "valid-after",
    "valid-before",
];

fn is_options(word: &str) -> bool {
    let first = word.split([',', '=']).next().unwrap_or_default();
    word.contains('=')
        || OPTIONS
            .iter()
            .any(|known| first.eq_ignore_ascii_case(known))
}

/// Takes one option in, and returns its name.
fn read_option(entry: &mut Entry, option: &str) -> Result<String, String> {
    let (name, value) = match option.split_once('=') {
        Some((name, value)) => (name, Some(quoted(value, name)?)),
        None => (option, None),
    };
    let name = name.to_ascii_lowercase();
    match (name.as_str(), value) {
        ("cert-authority", None) => entry.is_authority = true,
        ("namespaces", Some(value)) => {
            let namespaces = Patterns::read(&value);
            entry.namespaces =
                Some(namespaces.ok_or_else(|| format!("`{value}` holds an empty pattern"))?);
        }
        ("valid-after", Some(value)) => entry.valid_after = Some(moment(&value, &name)?),
        ("valid-before", Some(value)) => entry.valid_before = Some(moment(&value, &name)?),
        _ => return Err(format!("`{option}` is no option that is read here")),
    }
    Ok(name)
}

/// Takes away the quotes that OpenSSH asks for.
fn quoted(value: &str, name: &str) -> Result<String, String> {
    let inner = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let inner = inner.ok_or_else(|| format!("the value of `{name}` stands in no quotes"))?;
    Ok(inner.replace("\\\"", "\""))
}

/// Reads `YYYYMMDDZ`, `YYYYMMDDHHMMZ` or `YYYYMMDDHHMMSSZ`.
fn moment(text: &str, name: &str) -> Result<i64, String> {
    let Some(digits) = text.strip_suffix(['Z', 'z']) else {
        return Err(format!(
            "`{name}` is `{text}`, without `Z` at its end: it would be another moment in each time zone"
        ));
    };
    let format = match digits.len() {
        8 => "%Y%m%d",
        12 => "%Y%m%d%H%M",
        14 => "%Y%m%d%H%M%S",
        _ => "",
    };
    let wrong = || format!("`{name}` is `{text}`, which is no time such as 20271231Z");
    if format.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let (day, time) = digits.split_at(8);
    let time = format!("{time:0<6}");
    let civil = DateTime::strptime("%Y%m%d%H%M%S", format!("{day}{time}"));
    let moment = civil.and_then(|civil| TimeZone::UTC.to_timestamp(civil));
    Ok(moment.map_err(|_| wrong())?.as_second())
}

fn public_key(text: &str) -> Result<KeyData, String> {
    let key = PublicKey::from_openssh(text);
    let kind = text.split_whitespace().next().unwrap_or_default();
    let key = key.map_err(|_| format!("`{kind}` begins no public key that is read here"))?;
    Ok(key.key_data().clone())
}

/// Splits text outside of double quotes.
fn split(text: &str, is_between: impl Fn(char) -> bool) -> Result<Vec<&str>, String> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        match character {
            '"' if !is_escaped => is_quoted = !is_quoted,
            _ if !is_quoted && is_between(character) => {
                parts.extend(text.get(from..at));
                from = at + character.len_utf8();
            }
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    if is_quoted {
        return Err("a double quote is not closed".to_owned());
    }
    parts.extend(text.get(from..));
    Ok(parts)
}
