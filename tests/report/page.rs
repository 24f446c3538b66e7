//! The page for a meeting, read as a browser reads it.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};
use raigate::finding::Finding;
use raigate::glossary::Severity;
use raigate::report::{Format, Style, render};
use sha2::{Digest, Sha256};

use super::stories;

/// Elements without an end.
const VOID: [&str; 2] = ["br", "meta"];
/// The only elements that raigate writes.
const TAGS: &str = "html head meta title style body a header main footer section article nav p h1 \
    h2 h3 h4 span code pre mark strong ul ol li dl dt dd div details summary table caption thead \
    tbody tr th td br svg g rect line text desc pattern path figure figcaption";
/// The only attributes that raigate writes, apart from what a drawing is made of.
const ATTRIBUTES: &str = "lang charset http-equiv content name class href id role tabindex scope \
    aria-hidden aria-label aria-labelledby aria-describedby width height viewbox x y x1 y1 x2 y2 \
    fill fill-opacity font-size stroke stroke-width stroke-dasharray text-anchor d patternunits patterntransform";

/// A page as far as its tags go.
#[derive(Default)]
pub(crate) struct Page {
    /// Every element with its attributes, in order.
    pub(crate) elements: Vec<(String, Vec<(String, String)>)>,
    /// The text of each element by the place of its start, without that of its children.
    pub(crate) text: String,
    pub(crate) style: String,
}

impl Page {
    fn values<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        let all = self.elements.iter().flat_map(|(_, attributes)| attributes);
        all.filter(move |(attribute, _)| attribute == name)
            .map(|(_, value)| value.as_str())
    }

    fn named<'p>(&'p self, tag: &'p str) -> impl Iterator<Item = &'p Vec<(String, String)>> {
        let all = self.elements.iter().filter(move |(name, _)| name == tag);
        all.map(|(_, attributes)| attributes)
    }
}

/// Reads a page, and holds every element to be closed where it has to be.
#[track_caller]
pub(crate) fn parse(text: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<String> = Vec::new();
    let word = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    for token in Tokenizer::new(text) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = word(&tag.name);
                let attributes = tag.attributes.iter();
                let attributes = attributes
                    .map(|(name, value)| (word(name), word(value)))
                    .collect();
                if !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                page.elements.push((name, attributes));
            }
            Token::EndTag(tag) => assert_eq!(open.pop(), Some(word(&tag.name)), "{text}"),
            Token::String(words) => match open.last().map(String::as_str) {
                Some("style") => page.style.push_str(&word(&words)),
                _ => page.text.push_str(&word(&words)),
            },
            Token::Doctype(_) => {}
            Token::Comment(_) | Token::Error(_) => panic!("no markup of raigate: {text}"),
        }
    }
    assert_eq!(open, Vec::<String>::new());
    page
}

/// Checks what every page holds, whatever the evidence holds.
#[track_caller]
pub(crate) fn check(text: &str) {
    let page = parse(text);
    let known = |list: &str, name: &str| list.split_whitespace().any(|word| word == name);
    for (name, attributes) in &page.elements {
        assert!(known(TAGS, name), "<{name}> in {text}");
        for (attribute, value) in attributes {
            assert!(
                known(ATTRIBUTES, attribute),
                "{attribute} of <{name}> in {text}"
            );
            // Nothing on the page leads anywhere else.
            assert!(attribute != "href" || value.starts_with('#'), "{value}");
        }
        let has = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        assert!(
            name != "th" || has("scope"),
            "a header of nothing in {text}"
        );
    }
    check_policy(&page);
    check_names(&page);
    check_headings(&page);
}

/// Holds the policy of the page to its one style sheet.
fn check_policy(page: &Page) {
    let policy = page.values("content").next().unwrap();
    let digest = policy
        .strip_prefix("default-src 'none'; style-src 'sha256-")
        .and_then(|rest| rest.strip_suffix("'; base-uri 'none'; form-action 'none'"));
    let mut bits = Vec::new();
    for digit in digest.unwrap().trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits.extend((0..6).rev().map(|bit| value >> bit & 1));
    }
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit))
        .collect();
    assert_eq!(bytes, Sha256::digest(page.style.as_bytes()).to_vec());
    assert!(!page.style.contains("url("));
    for (at, _) in page.style.match_indices('@') {
        assert!(page.style[at..].starts_with("@media "));
    }
}

/// Holds every id to be there once, and every mention of one to be answered.
fn check_names(page: &Page) {
    let ids: Vec<&str> = page.values("id").collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let links = page.values("href").map(|link| &link[1..]);
    let labels = ["aria-labelledby", "aria-describedby"];
    let labels = labels.iter().flat_map(|name| page.values(name));
    for name in labels.flat_map(str::split_whitespace).chain(links) {
        assert!(unique.contains(name), "nothing is called `{name}`");
    }
}

/// Holds headings to be in order, below one of the first level.
fn check_headings(page: &Page) {
    let levels = page.elements.iter().filter_map(|(name, _)| {
        let level = name.strip_prefix('h')?;
        level.parse::<u8>().ok()
    });
    let levels: Vec<u8> = levels.collect();
    assert_eq!(page.named("h1").count(), 1);
    assert_eq!(levels.first(), Some(&1));
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
    for landmark in ["header", "main", "footer"] {
        assert_eq!(page.named(landmark).count(), 1);
    }
}

#[test]
fn a_page_is_sound_whatever_it_tells() {
    let mut only_notes = stories::usual();
    let is_note = |one: &Finding| one.severity == Severity::Note;
    only_notes.findings.retain(is_note);
    let reports = [
        only_notes,
        stories::usual(),
        stories::first_run(),
        stories::no_verdict(),
        stories::clean(),
        stories::odd_places(),
        stories::huge(),
    ];
    for report in reports {
        let text = render(&report, Format::Html, Style::default());
        check(&text);
        assert_eq!(text, render(&report, Format::Html, Style::default()));
    }
}

#[test]
fn a_page_shows_a_text_as_it_is() {
    let hostile = "</style><script>alert(1)</script> \" ' &lt; <img src=x onerror=y>";
    let report = stories::hostile_with("a", hostile);
    let page = parse(&render(&report, Format::Html, Style::default()));
    assert!(page.text.contains(hostile), "{}", page.text);
}
