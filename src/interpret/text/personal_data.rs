//! Finds data about a person where none belongs: numbers that identify, addresses, phones.
//!
//! Numbers that carry their own check digits, or stand beside the word that
//! names them, are certain; everything else is only worth a look. The contact
//! of an author or owner is no finding: cards are meant to name one.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use regex::Regex;

use super::layers::Layers;
use super::numbers;
use super::patterns::any_case;
use super::vicinity;
use crate::glossary::Format;
use crate::span::Span;

/// Data about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalData {
    /// Where it stands.
    pub span: Span,
    /// What it is, such as `iban`.
    pub kind: &'static str,
    /// Its first and last character.
    pub shown: String,
    /// Whether check digits or the words beside it leave no doubt.
    pub is_certain: bool,
}

/// How many values of one kind are listed per file; one alone is a finding already.
const MOST_PER_KIND: usize = 50;

/// Returns personal data in the raw text of a file, in order.
///
/// `layers` says, for Markdown, under which heading an address stands.
#[must_use]
pub fn find(text: &str, format: Format, layers: Option<&Layers<'_>>) -> Vec<PersonalData> {
    let mut search = Search {
        text,
        format,
        layers,
        found: Vec::new(),
    };
    search.run();
    search.found
}

/// Returns the first and the last character of a value, and nothing between.
pub(super) fn redacted(value: &str) -> String {
    let first = value.chars().next().unwrap_or('…');
    let last = value.chars().next_back().unwrap_or('…');
    format!("{first}…{last}")
}

/// The bytes that something found here begins with, or has in its middle: most are none.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let (mut at, bytes) = (0, b"0123456789@+(");
    while at < bytes.len() {
        begins[bytes[at] as usize] = true;
        at += 1;
    }
    begins
};

/// One pass over a text.
struct Search<'t> {
    text: &'t str,
    format: Format,
    layers: Option<&'t Layers<'t>>,
    found: Vec<PersonalData>,
}

impl Search<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let begins = |byte: &u8| BEGINS.get(usize::from(*byte)) == Some(&true);
        let mut at = 0;
        let next = |at: usize| Some(at + bytes.get(at..)?.iter().position(begins)?);
        while let Some(found) = next(at) {
            at = found;
            at = match bytes.get(at).copied().unwrap_or_default() {
                b'0'..=b'9' => self.digits(at),
                b'@' => self.email(at),
                b'+' | b'(' => self.phone(at),
                _ => at + 1,
            };
        }
    }

    fn note(&mut self, start: usize, end: usize, kind: &'static str, is_certain: bool) {
        let same = self.found.iter().filter(|one| one.kind == kind).count();
        if same < MOST_PER_KIND {
            let span = Span::new(start, end);
            let shown = redacted(span.slice(self.text));
            self.found.push(PersonalData {
                span,
                kind,
                shown,
                is_certain,
            });
        }
    }

    /// Looks at a run of digits and what it begins; returns where to go on.
    fn digits(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let run = numbers::digits(bytes, start);
        let end = start + run;
        let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            if let Some(length) = numbers::iban(bytes, start) {
                self.note(start - 2, start - 2 + length, "iban", true);
                return start - 2 + length;
            }
            return end;
        }
        if before.is_some_and(|byte| b"._-/\\#=~^%&".contains(&byte))
            || follows_decimal(bytes, start)
        {
            return end;
        }
        if run == 3
            && let Some(length) = numbers::social_security(bytes, start)
        {
            let is_certain = self.is_named(start, length, &SOCIAL_SECURITY);
            self.note(
                start,
                start + length,
                "us-social-security-number",
                is_certain,
            );
            return start + length;
        }
        if let Some(length) = numbers::payment_card(bytes, start) {
            // Sixteen digits in one run are an identifier more often than a card.
            if length > run || self.is_named(start, length, &CARD) {
                self.note(start, start + length, "payment-card", true);
                return start + length;
            }
        }
        if run <= 3
            && let Some((length, address)) = numbers::ipv4(bytes, start)
        {
            if self.is_someones(start, length, address) {
                self.note(start, start + length, "ip-address", false);
            }
            return start + length;
        }
        end
    }

    /// Returns whether the words beside a number, or its column, say what it is.
    fn is_named(&self, start: usize, length: usize, name: &Regex) -> bool {
        let near = vicinity::before(self.text, start, 80);
        let next = vicinity::line_after(self.text, start + length, 20);
        name.is_match(near)
            || name.is_match(next)
            || self
                .column(start)
                .is_some_and(|column| name.is_match(column))
    }

    /// Returns the header of the column that byte `at` of a CSV file stands in.
    fn column(&self, at: usize) -> Option<&str> {
        if self.format != Format::Csv {
            return None;
        }
        let row = vicinity::line_before(self.text, at, 4_000);
        let header = vicinity::line_after(self.text, 0, 4_000);
        header.split(',').nth(row.matches(',').count())
    }

    /// Returns whether the words say that it is an address, and not a version or an object identifier.
    fn is_someones(&self, start: usize, length: usize, address: Ipv4Addr) -> bool {
        let before = vicinity::line_before(self.text, start, 40);
        let is_version = VERSION.is_match(before);
        numbers::is_public(address) && !is_version && self.is_named(start, length, &ADDRESS)
    }

    /// Looks at an `@`; returns where to go on.
    fn email(&mut self, at: usize) -> usize {
        let Some(span) = numbers::email(self.text, at) else {
            return at + 1;
        };
        let address = span.slice(self.text).to_ascii_lowercase();
        if !numbers::is_role_address(&address) && !self.is_contact(span) {
            self.note(span.start, span.end, "email", false);
        }
        span.end.max(at + 1)
    }

    /// Looks at a number that begins with a country or area code; returns where to go on.
    fn phone(&mut self, at: usize) -> usize {
        let Some(length) = numbers::phone(self.text.as_bytes(), at) else {
            return at + 1;
        };
        let span = Span::new(at, at + length);
        if self.is_named(at, length, &PHONE) && !self.is_contact(span) {
            self.note(span.start, span.end, "phone", false);
        }
        span.end
    }

    /// Returns whether a person is named here in a role: author, owner, contact.
    fn is_contact(&self, span: Span) -> bool {
        if let Some(column) = self.column(span.start) {
            return ROLE.is_match(column);
        }
        let heading = self.layers.and_then(|layers| layers.heading_at(span.start));
        if heading.is_some_and(|heading| CONTACT_SECTION.is_match(heading)) {
            return true;
        }
        let before = vicinity::before(self.text, span.start, 250);
        let after = vicinity::line_after(self.text, span.end, 120);
        ROLE.is_match(before) || MAIL.is_match(before) || ROLE.is_match(after)
    }
}

/// Returns whether the digits go on from a decimal mark or a thousands group.
fn follows_decimal(bytes: &[u8], start: usize) -> bool {
    let Some(mark) = start.checked_sub(1).and_then(|at| bytes.get(at)) else {
        return false;
    };
    let before = start.checked_sub(2).and_then(|at| bytes.get(at));
    matches!(mark, b',' | b':')
        && before.is_some_and(u8::is_ascii_digit)
        && numbers::digits(bytes, start) == 3
}

static SOCIAL_SECURITY: LazyLock<Regex> = LazyLock::new(|| any_case(r"ssn|social[ _-]?security"));
static CARD: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"(?:credit|debit|payment|bank)[ _-]?card|card[ _-]?(?:number|no\b)|visa|mastercard|amex|\bpan\b",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"\bip\b|\bipv4|ip[ _-]?addr|[ _-]ip\b|remote[ _]?addr|client[ _-]ip|visitor|logged in|login|(?:requests?|connect\w+) from",
    )
});
static PHONE: LazyLock<Regex> =
    LazyLock::new(|| any_case(r"phone|\btel\b|mobile|\bcell\b|whatsapp|\bfax\b|\bcall\b|\bsms\b"));
static MAIL: LazyLock<Regex> = LazyLock::new(|| any_case(r"\be-?mail|mailto"));
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"(?:\bv\.?|version|release|driver|build|cuda|sdk|opset|toolkit|>=|<=|==|~=|section|@|://)[ \x22'`:=*]*$",
    )
});
static CONTACT_SECTION: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"contact|author|citation|cite|curator|maintain|owner|licens|contribut|acknowledg|support|question|team|credit|additional information|developed|dataset description",
    )
});
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"contact|owner|author|maintain|creator|curator|correspond|question|feedback|support|inquir|enquir|request|citation|\bcit(?:e|ing)\b|@\w+\{|publisher|signe[rd]|approve|reviewe|responsib|steward|licens|copyright|©|\bteam\b|get in touch|reach (?:out|us|me)|write to|organi[sz]er|developed by|affiliat|universit|institut|departe?ment|committer|reported by|issue|point of|(?:construct|creat|collect|compil|prepar|provid|releas|publish|writ|buil|annotat|mad)\w* by",
    )
});
