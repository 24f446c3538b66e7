//! Finds cards that are the text of another card.
//!
//! A card is compared by its shingles: runs of five words of prose, without
//! numbers, code, placeholders and tables of contents. Shingles that many
//! cards share are a template's or a licence's and say nothing about copying.
//! An inverted index keeps the work near-linear in the size of all cards.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::layers::{Layer, Layers, without};
use super::placeholders::Placeholder;
use super::vicinity;
use crate::span::Span;

/// The prose of one card, as shingles.
#[derive(Debug, Clone, Default)]
pub struct Shingles {
    /// Every shingle in reading order: its hash and where it stands.
    sequence: Vec<(u64, Span)>,
    /// The numbers of the card as hashes, each once, sorted.
    numbers: Vec<u64>,
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
    /// How many of this card's numbers also stand there, from 0 to 1; none where it has hardly any.
    pub numbers_share: Option<f64>,
    /// The longest passage that both share, here.
    pub here: Span,
    /// The same passage there.
    pub there: Span,
}

/// Words in a shingle.
const WORDS: usize = 5;

/// A card with fewer shingles says too little to be called a copy.
const FEWEST: usize = 25;

/// With fewer numbers than this, numbers tell nothing about copying.
const FEWEST_NUMBERS: usize = 5;

/// A passage that more cards hold than this is not looked at, whatever the card.
const MOST_HOLDERS: usize = 400;

/// How many of the nearest cards are told.
const NEAREST: usize = 3;

/// Below this share two cards merely sound alike.
const LEAST_SHARE: f64 = 0.5;

impl Shingles {
    /// Reads the prose of a card.
    #[must_use]
    pub fn of(layers: &Layers<'_>, placeholders: &[Placeholder]) -> Self {
        let prose = without_contents(layers);
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
                let hash = window
                    .iter()
                    .fold(0, |hash, (word, _)| mixed(step(hash, *word)));
                Some((hash, Span::new(first.1.start, last.1.end)))
            })
            .collect();
        let data = layers.only(&[Layer::Prose, Layer::Quote, Layer::Table, Layer::Code]);
        Self {
            sequence,
            numbers: numbers_in(&data),
        }
    }
}

/// Returns for each card its nearest others, nearest first.
#[must_use]
pub fn compare(cards: &[Shingles]) -> Vec<Vec<Twin>> {
    let sets: Vec<Vec<u64>> = cards.iter().map(distinct).collect();
    let mut holders: Table<u64, Vec<u32>> = Table::default();
    for (card, set) in sets.iter().enumerate() {
        for shingle in set {
            let card = u32::try_from(card).unwrap_or(u32::MAX);
            holders.entry(*shingle).or_default().push(card);
        }
    }
    let common = common_from(cards.len());
    let mut index = Index {
        cards,
        holders,
        sizes: Vec::new(),
        sets,
        limits: Vec::new(),
    };
    for card in 0..cards.len() {
        let limit = index.limit(card, common);
        index.limits.push(limit);
        index.sizes.push(index.shingles(card, limit).count());
    }
    (0..cards.len()).map(|card| index.nearest(card)).collect()
}

type Table<K, V> = HashMap<K, V, BuildHasherDefault<Plain>>;

/// All cards, and which of them hold a shingle.
struct Index<'c> {
    cards: &'c [Shingles],
    holders: Table<u64, Vec<u32>>,
    sets: Vec<Vec<u64>>,
    /// For each card, in how many cards a shingle of it may stand to count.
    limits: Vec<usize>,
    /// For each card, how many shingles count.
    sizes: Vec<usize>,
}

impl Index<'_> {
    /// Returns the holders of those shingles of a card that fewer than `limit` cards hold.
    fn shingles(&self, card: usize, limit: usize) -> impl Iterator<Item = &[u32]> {
        let set = self.sets.get(card).map(Vec::as_slice).unwrap_or_default();
        set.iter()
            .filter_map(|shingle| self.holders.get(shingle).map(Vec::as_slice))
            .filter(move |holders| holders.len() < limit)
    }

    /// Returns the limit above which a card's shingle is a template's.
    ///
    /// A card that says nothing but what many others say is a copy all the
    /// more, so there everything counts; up to a bound that keeps the work small.
    fn limit(&self, card: usize, common: usize) -> usize {
        let all = self.sets.get(card).map_or(0, Vec::len);
        let own = self.shingles(card, common).count();
        if own >= FEWEST || all < 2 * FEWEST {
            common
        } else {
            MOST_HOLDERS
        }
    }

    fn nearest(&self, card: usize) -> Vec<Twin> {
        let size = self.sizes.get(card).copied().unwrap_or_default();
        let limit = self.limits.get(card).copied().unwrap_or_default();
        if size < FEWEST {
            return Vec::new();
        }
        let mut shared: Table<u32, usize> = Table::default();
        for holders in self.shingles(card, limit) {
            for other in holders {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let mut ranked: Vec<(usize, usize)> = shared
            .into_iter()
            .map(|(other, count)| (count, usize::try_from(other).unwrap_or(usize::MAX)))
            .filter(|(count, other)| *other != card && ratio(*count, size) >= LEAST_SHARE)
            .collect();
        ranked.sort_by_key(|(count, other)| (usize::MAX - count, *other));
        ranked.truncate(NEAREST);
        ranked
            .into_iter()
            .filter_map(|(count, other)| self.twin(card, other, ratio(count, size)))
            .collect()
    }

    fn twin(&self, card: usize, other: usize, share: f64) -> Option<Twin> {
        let (mine, theirs) = (self.cards.get(card)?, self.cards.get(other)?);
        let (here, there) = longest_passage(mine, theirs)?;
        let (own, foreign) = (self.sets.get(card)?, self.sets.get(other)?);
        let enough = mine.numbers.len() >= FEWEST_NUMBERS;
        Some(Twin {
            index: other,
            share,
            their_share: ratio(in_both(foreign, own), foreign.len()),
            numbers_share: enough
                .then(|| ratio(in_both(&mine.numbers, &theirs.numbers), mine.numbers.len())),
            here,
            there,
        })
    }
}

/// Returns how many of the first list also stand in the second; both sorted.
fn in_both(one: &[u64], other: &[u64]) -> usize {
    one.iter()
        .filter(|value| other.binary_search(value).is_ok())
        .count()
}

/// A hasher for values that are hashes already.
#[derive(Debug, Default, Clone)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, byte| mixed(step(hash, u64::from(*byte))));
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

/// Returns a share, to three decimals so that it reads the same everywhere.
fn ratio(part: usize, whole: usize) -> f64 {
    let thousandths = (part * 1000 + whole / 2) / whole.max(1);
    f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1000.0
}

/// Returns the longest passage, in shingles, that stands in both cards.
fn longest_passage(here: &Shingles, there: &Shingles) -> Option<(Span, Span)> {
    let mut first: Table<u64, usize> = Table::default();
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
fn numbers_in(text: &str) -> Vec<u64> {
    let mut numbers: Vec<u64> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != ',')
        .map(|word| word.trim_matches(['.', ',']))
        .filter(|word| word.bytes().filter(u8::is_ascii_digit).count() >= 2)
        .map(hash)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
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

/// Returns a hash of a word in lower case (FNV-1a): small, and the same on every machine.
fn hash(word: &str) -> u64 {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    if word.is_ascii() {
        let letters = word.bytes().map(|letter| letter.to_ascii_lowercase());
        return letters.fold(SEED, |hash, letter| step(hash, u64::from(letter)));
    }
    let letters = word.chars().flat_map(char::to_lowercase);
    letters.fold(SEED, |hash, letter| step(hash, u64::from(letter)))
}

const fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0100_0000_01b3)
}

/// Spreads a hash over all its bits, so that it can serve as a table's own.
const fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}
