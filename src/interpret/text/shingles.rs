//! Reads the prose of a card as shingles: runs of five words, by their hashes.
//!
//! Numbers, code, placeholders and tables of contents are left out: cards that
//! differ in nothing else are copies.

use std::collections::HashMap;

use super::layers::{Layer, Layers, without};
use super::placeholders::Placeholder;
use super::vicinity;
use crate::span::Span;

/// The prose of one card.
#[derive(Debug, Clone, Default)]
pub struct Shingles {
    /// The shingles, each once, sorted.
    pub set: Vec<u32>,
    /// The numbers of the card as hashes, each once, sorted.
    pub numbers: Vec<u32>,
}

/// Every shingle of a card in reading order, and where it stands.
pub type Sequence = Vec<(u64, Span)>;

/// Words in a shingle.
const WORDS: usize = 5;

impl Shingles {
    /// Reads the prose of a card.
    #[must_use]
    pub fn of(layers: &Layers<'_>, placeholders: &[Placeholder]) -> Self {
        let mut set = Vec::with_capacity(layers.text.len() / 8);
        each(layers, placeholders, |shingle, _| set.push(narrow(shingle)));
        set.sort_unstable();
        set.dedup();
        set.shrink_to_fit();
        // Where results stand: in tables and code, in front matter, in a `model-index` comment.
        let data = layers.only(&[
            Layer::Prose,
            Layer::Quote,
            Layer::Table,
            Layer::Code,
            Layer::FrontMatter,
            Layer::Comment,
        ]);
        Self {
            set,
            numbers: numbers_in(&data),
        }
    }
}

/// Returns every shingle of a card in reading order.
#[must_use]
pub fn sequence(layers: &Layers<'_>, placeholders: &[Placeholder]) -> Sequence {
    let mut sequence = Vec::new();
    each(layers, placeholders, |shingle, span| {
        sequence.push((shingle, span));
    });
    sequence
}

/// Visits every shingle of a card in reading order.
fn each(layers: &Layers<'_>, placeholders: &[Placeholder], mut visit: impl FnMut(u64, Span)) {
    let prose = without_contents(layers);
    let mut leftovers = placeholders.iter().map(|one| one.span).peekable();
    // The last words, the oldest first: their hashes, and where they begin.
    let mut window = [(0_u64, 0_usize); WORDS];
    let mut count = 0;
    for (span, word) in words_in(&prose) {
        while leftovers
            .next_if(|leftover| leftover.end <= span.start)
            .is_some()
        {}
        if leftovers
            .peek()
            .is_some_and(|leftover| leftover.start < span.end)
        {
            continue;
        }
        let [_, second, third, fourth, fifth] = window;
        let last = (word, span.start);
        window = [second, third, fourth, fifth, last];
        count += 1;
        if count >= WORDS {
            let hashes = window.iter();
            let shingle = hashes.fold(0, |hash, (word, _)| mixed(step(hash, *word)));
            let [first, ..] = window;
            visit(shingle, Span::new(first.1, span.end));
        }
    }
}

/// Returns the longest passage that stands in both cards: here, and there.
#[must_use]
pub fn longest_passage(here: &Sequence, there: &Sequence) -> Option<(Span, Span)> {
    let mut first: HashMap<u64, usize> = HashMap::new();
    for (at, (shingle, _)) in there.iter().enumerate() {
        first.entry(*shingle).or_insert(at);
    }
    let (mut best, mut at) = ((0, 0, 0), 0);
    while let Some((shingle, _)) = here.get(at) {
        let start = first.get(shingle).copied();
        let length = start.map_or(0, |start| {
            let theirs = there.iter().skip(start);
            let both = here.iter().skip(at).zip(theirs);
            both.take_while(|((one, _), (other, _))| one == other)
                .count()
        });
        if length > best.0 {
            best = (length, at, start?);
        }
        at += length.max(1);
    }
    let (length, mine, theirs) = best;
    let passage = |card: &Sequence, from: usize| {
        let start = card.get(from)?.1.start;
        let end = card.get(from + length.checked_sub(1)?)?.1.end;
        Some(Span::new(start, end))
    };
    Some((passage(here, mine)?, passage(there, theirs)?))
}

/// Returns the prose without links to headings of the same page: a table of contents.
fn without_contents(layers: &Layers<'_>) -> String {
    let prose = layers.only(&[Layer::Prose, Layer::Quote, Layer::Table]);
    let labels = layers
        .stretches
        .iter()
        .filter(|stretch| stretch.layer == Layer::Address)
        .filter(|stretch| stretch.span.slice(layers.text).starts_with("](#"))
        .filter_map(|stretch| {
            let end = stretch.span.start;
            let label = vicinity::line_before(&prose, end, 200);
            Some(Span::new(end - label.len() + label.rfind('[')?, end))
        })
        .collect();
    without(&prose, labels)
}

/// Returns the numbers of a text that tell something: two digits at least.
fn numbers_in(text: &str) -> Vec<u32> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == ',';
    let mut numbers = Vec::new();
    let mut at = 0;
    // Few words have a digit.
    while let Some(rest) = text.get(at..)
        && let Some(found) = rest.bytes().position(|byte| byte.is_ascii_digit())
    {
        let before = rest.get(..found).unwrap_or_default();
        let start = at + before.trim_end_matches(is_part).len();
        let word = text.get(start..).unwrap_or_default();
        let word = word
            .split(|letter| !is_part(letter))
            .next()
            .unwrap_or_default();
        at = start + word.len();
        let word = word.trim_matches(['.', ',']);
        if word.bytes().filter(u8::is_ascii_digit).count() >= 2 {
            numbers.push(narrow(mixed(hash(word))));
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Returns the words of a text in order, each with the hash of its lower case, those with a digit
/// left out: cards differ in them anyway.
fn words_in(prose: &str) -> impl Iterator<Item = (Span, u64)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = stretch(prose, at, |letter| !letter.is_alphanumeric());
            let (mut hash, mut has_digit) = (SEED, false);
            at = stretch(prose, start, |letter| {
                let is_part = letter.is_alphanumeric();
                if is_part {
                    has_digit |= letter.is_ascii_digit();
                    hash = lengthened(hash, letter);
                }
                is_part
            });
            if at == start {
                return None;
            }
            if !has_digit {
                return Some((Span::new(start, at), hash));
            }
        }
    })
}

/// Returns where a stretch of letters that are so, which begins at `start`, ends.
fn stretch(text: &str, start: usize, mut is_so: impl FnMut(char) -> bool) -> usize {
    let mut at = start;
    while let Some(byte) = text.as_bytes().get(at) {
        let letter = if byte.is_ascii() {
            Some(char::from(*byte))
        } else {
            text.get(at..).and_then(|rest| rest.chars().next())
        };
        match letter {
            Some(letter) if is_so(letter) => at += letter.len_utf8(),
            _ => break,
        }
    }
    at
}

/// Where a hash of a word begins.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Returns a hash of a word in lower case (FNV-1a): small, and the same on every machine.
fn hash(word: &str) -> u64 {
    word.chars().fold(SEED, lengthened)
}

/// Returns the hash of a word that has one more letter.
fn lengthened(hash: u64, letter: char) -> u64 {
    if letter.is_ascii() {
        return step(hash, u64::from(letter.to_ascii_lowercase()));
    }
    let lower = letter.to_lowercase();
    lower.fold(hash, |hash, letter| step(hash, u64::from(letter)))
}

const fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0100_0000_01b3)
}

/// Returns half of a hash: of a million shingles, some hundred fall together by chance.
fn narrow(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}

/// Spreads a hash over all its bits.
const fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}
