//! Recognises numbers and addresses by their own shape and check digits.
//!
//! Every function looks at one place and reads a bounded number of bytes.

use std::net::Ipv4Addr;

use super::registers::{IBAN_LENGTHS, IBAN_SAMPLES, ROLES};
use super::vicinity;
use crate::span::Span;

/// Returns how many digits stand from byte `at` on.
pub(super) fn digits(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// Returns the length of a social security number (US) that could have been issued.
pub(super) fn social_security(bytes: &[u8], at: usize) -> Option<usize> {
    let token = bytes.get(at..at + 11)?;
    let shaped = token.iter().enumerate().all(|(index, byte)| match index {
        3 | 6 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let next = bytes.get(at + 11);
    if !shaped || next.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-/_".contains(byte)) {
        return None;
    }
    let unissued = token.starts_with(b"000")
        || token.starts_with(b"666")
        || token.starts_with(b"9")
        || token.get(4..6) == Some(b"00".as_slice())
        || token.ends_with(b"0000");
    // Printed on sample cards and in leaflets: nobody's number.
    let sample: &[&[u8]] = &[
        b"078-05-1120",
        b"219-09-9999",
        b"123-45-6789",
        b"111-11-1111",
    ];
    (!unissued && !sample.contains(&token)).then_some(11)
}

/// Returns the length of an IBAN whose two check digits begin at `at`, by ISO 7064 MOD 97-10.
pub(super) fn iban(bytes: &[u8], at: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-+/=".contains(byte)) {
        return None;
    }
    let country = bytes.get(start..at)?;
    if !country.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let mut lengths = IBAN_LENGTHS.iter();
    let (_, length) = *lengths.find(|(code, _)| code.as_bytes() == country)?;
    let mut compact = Vec::with_capacity(length);
    let mut end = start;
    while compact.len() < length {
        match bytes.get(end)? {
            b' ' if compact.len() % 4 == 0 && !compact.is_empty() => {}
            byte if byte.is_ascii_digit() || byte.is_ascii_uppercase() => compact.push(*byte),
            _ => return None,
        }
        end += 1;
    }
    let next = bytes.get(end);
    if next.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_+/=".contains(byte)) {
        return None;
    }
    let is_sample = IBAN_SAMPLES.contains(&std::str::from_utf8(&compact).ok()?);
    (!is_sample && remainder_97(&compact) == 1).then_some(end - start)
}

fn remainder_97(compact: &[u8]) -> u32 {
    let (head, tail) = compact.split_at(4.min(compact.len()));
    tail.iter().chain(head).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.wrapping_sub(b'A')) + 10) % 97,
    })
}

/// Returns the length of a payment card number: issuer, length, grouping and check digit.
pub(super) fn payment_card(bytes: &[u8], at: usize) -> Option<usize> {
    let run = digits(bytes, at);
    if run != 4 && !(13..=19).contains(&run) {
        return None;
    }
    let mut number = Vec::with_capacity(19);
    let mut end = at;
    if run == 4 {
        let separator = *bytes.get(at + 4)?;
        let groups: &[usize] = match digits(bytes, at + 5) {
            4 => &[4, 4, 4, 4],
            6 => &[4, 6, 5],
            _ => return None,
        };
        for (index, group) in groups.iter().enumerate() {
            if index > 0 {
                if !matches!(separator, b' ' | b'-') || *bytes.get(end)? != separator {
                    return None;
                }
                end += 1;
            }
            if digits(bytes, end) != *group {
                return None;
            }
            number.extend_from_slice(bytes.get(end..end + group)?);
            end += group;
        }
        // A fifth group makes it a row of numbers.
        if bytes.get(end) == Some(&separator) && digits(bytes, end + 1) > 0 {
            return None;
        }
    } else {
        number.extend_from_slice(bytes.get(at..at + run)?);
        end += run;
    }
    let next = bytes.get(end);
    if next.is_some_and(|byte| byte.is_ascii_alphabetic() || b"_/".contains(byte))
        || (next == Some(&b'.') && digits(bytes, end + 1) > 0)
    {
        return None;
    }
    (is_issued(&number) && is_luhn(&number) && !is_test_card(&number)).then_some(end - at)
}

/// Returns whether an issuer gives out numbers that begin so, at this length.
fn is_issued(number: &[u8]) -> bool {
    let head = |count: usize| {
        number
            .iter()
            .take(count)
            .fold(0_u32, |value, byte| value * 10 + u32::from(byte - b'0'))
    };
    match number.len() {
        13 => head(1) == 4,
        14 => (300..=305).contains(&head(3)) || matches!(head(2), 36 | 38),
        15 => matches!(head(2), 34 | 37),
        16 => {
            head(1) == 4
                || (51..=55).contains(&head(2))
                || (2221..=2720).contains(&head(4))
                || head(4) == 6011
                || head(2) == 65
                || (3528..=3589).contains(&head(4))
        }
        _ => false,
    }
}

fn is_luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte - b'0') << (index % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Returns whether processors document the number for tests, or it is a pattern.
fn is_test_card(number: &[u8]) -> bool {
    let zeros = number.iter().filter(|byte| matches!(byte, b'0')).count();
    let mut kinds = number.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let samples: &[&[u8]] = &[
        b"378282246310005",
        b"371449635398431",
        b"4012888888881881",
        b"5105105105105100",
        b"30569309025904",
        b"38520000023237",
    ];
    kinds.len() <= 3 || zeros * 2 >= number.len() || samples.contains(&number)
}

/// Returns length and value of an IPv4 address, four numbers and no fifth.
pub(super) fn ipv4(bytes: &[u8], at: usize) -> Option<(usize, Ipv4Addr)> {
    let mut octets = [0_u8; 4];
    let mut end = at;
    for (index, octet) in octets.iter_mut().enumerate() {
        if index > 0 {
            if bytes.get(end) != Some(&b'.') {
                return None;
            }
            end += 1;
        }
        let run = digits(bytes, end);
        let text = std::str::from_utf8(bytes.get(end..end + run)?).ok()?;
        if run > 1 && text.starts_with('0') {
            return None;
        }
        *octet = text.parse().ok()?;
        end += run;
    }
    let next = bytes.get(end);
    let goes_on = next.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-+".contains(byte))
        || (next == Some(&b'.') && digits(bytes, end + 1) > 0);
    (!goes_on).then(|| (end - at, Ipv4Addr::from(octets)))
}

/// Returns whether an address belongs to someone: neither private, nor reserved, nor a resolver.
pub(super) fn is_public(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    let resolver =
        a == b && b == c && c == d || [a, b, c] == [8, 8, 4] || (a, b, c, d) == (1, 2, 3, 4);
    let shared = a == 100 && (64..128).contains(&b);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_broadcast()
        || address.is_multicast()
        || resolver
        || shared
        || a == 0
        || a >= 240
        || d == 0)
}

/// Returns where the e-mail address around the `@` at byte `at` stands.
pub(super) fn email(text: &str, at: usize) -> Option<Span> {
    let is_local = |next: char| next.is_ascii_alphanumeric() || "._%+-".contains(next);
    let before = vicinity::before(text, at, 64);
    let local = before.len() - before.trim_end_matches(is_local).len();
    let local_text = vicinity::before(text, at, local).trim_start_matches(['.', '-', '+', '%']);
    let after = vicinity::after(text, at + 1, 255);
    let length = after
        .find(|next: char| !next.is_ascii_alphanumeric() && next != '.' && next != '-')
        .unwrap_or(after.len());
    let domain = after.get(..length)?.trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let is_name =
        (2..=18).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_file = matches!(
        top,
        "png"
            | "jpg"
            | "py"
            | "md"
            | "json"
            | "yaml"
            | "yml"
            | "txt"
            | "csv"
            | "html"
            | "mp4"
            | "gif"
    );
    let has_letter = host.bytes().any(|byte| byte.is_ascii_alphabetic());
    if local_text.is_empty()
        || host.is_empty()
        || host.contains("..")
        || !is_name
        || is_file
        || !has_letter
    {
        return None;
    }
    let start = at - local_text.len();
    // `https://user@host` and `ssh://git@host` are addresses of machines.
    if vicinity::before(text, start, 2) == "//" {
        return None;
    }
    Some(Span::new(start, at + 1 + domain.len()))
}

/// Returns whether an address (in lower case) reaches a function, a machine or nobody.
pub(super) fn is_role_address(address: &str) -> bool {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let local = local.split('+').next().unwrap_or(local);
    let reserved = ["example", "test", "invalid", "localhost", "local"];
    let example = reserved
        .iter()
        .any(|name| domain.rsplit('.').next() == Some(name))
        || domain.split('.').any(|part| {
            matches!(
                part,
                "example" | "domain" | "yourdomain" | "noreply" | "users"
            )
        })
        || matches!(
            domain,
            "email.com"
                | "company.com"
                | "foo.com"
                | "bar.com"
                | "acme.com"
                | "xyz.com"
                | "abc.com"
        );
    example || ROLES.contains(&local) || local.contains("noreply") || local.contains("no-reply")
}

/// Returns the length of a phone number with a country code, or a US area code in brackets.
pub(super) fn phone(bytes: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"=/^_.".contains(byte)) {
        return None;
    }
    let (mut count, mut groups, mut end) = (0_usize, 0_usize, at + 1);
    while let Some(byte) = bytes.get(end) {
        let run = digits(bytes, end);
        match byte {
            _ if run > 0 => {
                count += run;
                groups += 1;
                end += run;
            }
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' if digits(bytes, end + 1) > 0 => end += 1,
            b')' if matches!(bytes.get(end + 1), Some(b' ' | b'-'))
                && digits(bytes, end + 2) > 0 =>
            {
                end += 1;
            }
            _ => break,
        }
        if count > 15 || end - at > 24 {
            return None;
        }
    }
    let is_area = bytes.get(at) == Some(&b'(');
    let has_area = digits(bytes, at + 1) == 3 && bytes.get(at + 4) == Some(&b')');
    let fits = if is_area {
        count == 10 && groups == 3 && has_area
    } else {
        (9..=15).contains(&count)
    };
    let text = bytes.get(at..end)?;
    // 555-01xx is kept for fiction.
    let fictional = text
        .windows(6)
        .any(|part| matches!(part, [b'5', b'5', b'5', _, b'0', b'1']));
    (fits && !fictional).then_some(end - at)
}
