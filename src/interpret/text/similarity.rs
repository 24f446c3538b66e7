//! Finds cards that are the text of another card.
//!
//! A card is compared by its shingles: runs of five words of prose, without
//! numbers, code, placeholders and tables of contents. Shingles that many
//! cards share are a template's or a licence's and say nothing about copying.
//! An inverted index keeps the work near-linear in the size of all cards.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

use super::layers::{Layer, Layers};
use super::placeholders::Placeholder;
use crate::span::Span;

/// The prose of one card, as shingles.
#[derive(Debug, Clone, Default)]
pub struct Shingles {
    /// Every shingle in reading order: its hash and where it stands.
    sequence: Vec<(u64, Span)>,
}

/// Another card with much of the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    /// Which card it is, as an index into the list that was compared.
    pub index: usize,
    /// How much of this card's text also stands there, from 0 to 1.
    pub share: f64,
    /// How much of that card's text also stands here, from 0 to 1.
    pub their_share: f64,
    /// The longest passage that both share, here.
    pub here: Span,
    /// The same passage there.
    pub there: Span,
}

/// Words in a shingle.
const WORDS: usize = 5;

/// A card with fewer shingles says too little to be called a copy.
const FEWEST: usize = 25;

/// How many of the nearest cards are told.
const NEAREST: usize = 3;

/// Below this share two cards merely sound alike.
const LEAST_SHARE: f64 = 0.5;

impl Shingles {
    /// Reads the prose of a card.
    #[must_use]
    pub fn of(layers: &Layers<'_>, placeholders: &[Placeholder]) -> Self {
        let prose = layers.only(&[Layer::Prose, Layer::Quote, Layer::Table]);
        let mut words: Vec<(u64, Span)> = Vec::new();
        let mut leftovers = placeholders.iter().map(|one| one.span).peekable();
        for span in words_in(&prose) {
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
            words.push((hash(span.slice(&prose)), span));
        }
        let sequence = words
            .windows(WORDS)
            .filter_map(|window| {
                let (first, last) = (window.first()?, window.last()?);
                let mut hasher = DefaultHasher::new();
                window.iter().for_each(|(word, _)| hasher.write_u64(*word));
                Some((hasher.finish(), Span::new(first.1.start, last.1.end)))
            })
            .collect();
        Self { sequence }
    }
}

/// Returns for each card its nearest others, nearest first.
#[must_use]
pub fn compare(cards: &[Shingles]) -> Vec<Vec<Twin>> {
    let sets: Vec<Vec<u64>> = cards.iter().map(distinct).collect();
    let mut index: HashMap<u64, Vec<u32>, BuildHasherDefault<Plain>> = HashMap::default();
    for (card, set) in sets.iter().enumerate() {
        for shingle in set {
            index
                .entry(*shingle)
                .or_default()
                .push(u32::try_from(card).unwrap_or(u32::MAX));
        }
    }
    let common = common_from(cards.len());
    let own: Vec<usize> = sets
        .iter()
        .map(|set| {
            set.iter()
                .filter(|shingle| {
                    index
                        .get(*shingle)
                        .is_some_and(|cards| cards.len() < common)
                })
                .count()
        })
        .collect();
    (0..cards.len())
        .map(|card| nearest(card, cards, &sets, &own, &index, common))
        .collect()
}

/// A hasher for values that are hashes already.
#[derive(Debug, Default, Clone)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = BuildHasherDefault::<DefaultHasher>::default().hash_one(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Returns in how many cards a shingle is everybody's: a template's or a licence's.
fn common_from(cards: usize) -> usize {
    (cards / 10).clamp(12, 60)
}

fn distinct(card: &Shingles) -> Vec<u64> {
    let mut set: Vec<u64> = card.sequence.iter().map(|(shingle, _)| *shingle).collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn nearest(
    card: usize,
    cards: &[Shingles],
    sets: &[Vec<u64>],
    own: &[usize],
    index: &HashMap<u64, Vec<u32>, BuildHasherDefault<Plain>>,
    common: usize,
) -> Vec<Twin> {
    let size = own.get(card).copied().unwrap_or_default();
    if size < FEWEST {
        return Vec::new();
    }
    let mut shared: HashMap<u32, usize, BuildHasherDefault<Plain>> = HashMap::default();
    for shingle in sets.get(card).map(Vec::as_slice).unwrap_or_default() {
        let holders = index.get(shingle).map(Vec::as_slice).unwrap_or_default();
        for other in holders.iter().filter(|_| holders.len() < common) {
            *shared.entry(*other).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, usize)> = shared
        .into_iter()
        .map(|(other, count)| (count, usize::try_from(other).unwrap_or(usize::MAX)))
        .filter(|(count, other)| *other != card && ratio(*count, size) >= LEAST_SHARE)
        .collect();
    ranked.sort_by_key(|(count, other)| (usize::MAX - count, *other));
    ranked
        .into_iter()
        .take(NEAREST)
        .filter_map(|(count, other)| {
            let (here, there) = longest_passage(cards.get(card)?, cards.get(other)?)?;
            Some(Twin {
                index: other,
                share: ratio(count, size),
                their_share: ratio(count, own.get(other).copied()?),
                here,
                there,
            })
        })
        .collect()
}

/// Returns a share, to three decimals so that it reads the same everywhere.
fn ratio(part: usize, whole: usize) -> f64 {
    let thousandths = (part * 1000 + whole / 2) / whole.max(1);
    f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1000.0
}

/// Returns the longest passage, in shingles, that stands in both cards.
fn longest_passage(here: &Shingles, there: &Shingles) -> Option<(Span, Span)> {
    let mut first: HashMap<u64, usize, BuildHasherDefault<Plain>> = HashMap::default();
    for (at, (shingle, _)) in there.sequence.iter().enumerate() {
        first.entry(*shingle).or_insert(at);
    }
    let (mut best, mut at) = ((0, 0, 0), 0);
    while at < here.sequence.len() {
        let start = here
            .sequence
            .get(at)
            .and_then(|(shingle, _)| first.get(shingle));
        let length = start.map_or(0, |start| {
            let mine = here.sequence.iter().skip(at);
            let theirs = there.sequence.iter().skip(*start);
            mine.zip(theirs)
                .take_while(|((one, _), (other, _))| one == other)
                .count()
        });
        if length > best.0 {
            best = (length, at, *start?);
        }
        at += length.max(1);
    }
    let (length, mine, theirs) = best;
    let passage = |card: &Shingles, from: usize| {
        let start = card.sequence.get(from)?.1.start;
        let end = card.sequence.get(from + length.checked_sub(1)?)?.1.end;
        Some(Span::new(start, end))
    };
    Some((passage(here, mine)?, passage(there, theirs)?))
}

/// Returns the words of a text in order, those with a digit left out: cards differ in them anyway.
fn words_in(prose: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    prose
        .split(|letter: char| !letter.is_alphanumeric())
        .filter_map(move |word| {
            let start = at;
            at += word.len();
            at += prose
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
            let is_word = !word.is_empty() && !word.bytes().any(|byte| byte.is_ascii_digit());
            is_word.then_some(Span::new(start, start + word.len()))
        })
}

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for letter in word.chars().flat_map(char::to_lowercase) {
        hasher.write_u32(u32::from(letter));
    }
    hasher.finish()
}
