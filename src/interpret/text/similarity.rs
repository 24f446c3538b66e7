//! Finds cards that are the text of another card.
//!
//! Shingles that many cards share are a template's or a licence's and say
//! nothing about copying; a card that holds nothing else is compared by them
//! all the same. All shingles are sorted once and swept in groups of equal
//! ones, which keeps the work near-linear in the size of all cards.

use std::collections::HashMap;

use rayon::slice::ParallelSliceMut;

use super::shingles::Shingles;

/// Another card with much of the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    /// Which card it is, as an index into the list that was compared.
    pub index: usize,
    /// How much of this card's text also stands there, from 0 to 1.
    pub share: f64,
    /// How much of that card's text also stands here, from 0 to 1.
    pub their_share: f64,
    /// How many of this card's own numbers also stand there, from 0 to 1; none where it has hardly any.
    pub numbers_share: Option<f64>,
}

/// A card with fewer shingles says too little to be called a copy.
const FEWEST: usize = 25;

/// How many of the nearest cards are told.
const NEAREST: usize = 3;

/// Below this share two cards merely sound alike.
const LEAST_SHARE: f64 = 0.5;

/// With fewer numbers than this, numbers tell nothing about copying.
const FEWEST_NUMBERS: usize = 5;

/// A shingle that more cards hold than this is not looked at, whatever the card.
const MOST_HOLDERS: usize = 100;

/// How many shingles are compared in full; with more of them every second, fourth or eighth will do.
const FULL: usize = 400_000;

/// Returns for each card its nearest others, nearest first; what is not `asked` for may be left
/// out.
#[must_use]
pub fn compare(cards: &[&Shingles], asked: &[bool]) -> Vec<Vec<Twin>> {
    if !may_have_twins(cards, asked) {
        return vec![Vec::new(); cards.len()];
    }
    let entries = sorted(cards.iter().map(|card| card.set.iter()));
    let limits = limits(&entries, cards);
    let candidates = candidates(&entries, &limits, cards);
    if candidates.iter().all(Vec::is_empty) {
        return vec![Vec::new(); cards.len()];
    }
    let counted = counted(&entries, &candidates, &limits);
    drop(entries);
    let numbers = own_numbers(cards);
    let comparison = Comparison {
        cards,
        counted,
        numbers,
    };
    candidates
        .iter()
        .enumerate()
        .map(|(card, others)| comparison.nearest(card, others))
        .collect()
}

/// Returns whether one of the cards that are asked for has a candidate: of few among many, by
/// their own shingles alone.
fn may_have_twins(cards: &[&Shingles], asked: &[bool]) -> bool {
    let own = cards.iter().zip(asked).filter(|(_, asked)| **asked);
    let count = own.clone().count();
    if 2 * count >= cards.len() {
        return count > 0;
    }
    let mut known = vec![false; 1 << 16];
    for shingle in own.flat_map(|(card, _)| &card.set) {
        if let Some(known) = known.get_mut(place(*shingle)) {
            *known = true;
        }
    }
    let is_known = |shingle: &&u32| known.get(place(**shingle)).copied().unwrap_or_default();
    // Others that are taken for known are those of cards that nobody asks for.
    let entries = sorted(cards.iter().map(|card| card.set.iter().filter(is_known)));
    let candidates = candidates(&entries, &limits(&entries, cards), cards);
    let mut both = candidates.iter().zip(asked);
    both.any(|(candidates, asked)| *asked && !candidates.is_empty())
}

/// Returns the place of a shingle in a table of 65,536.
const fn place(shingle: u32) -> usize {
    (shingle & 0xffff) as usize
}

/// Returns how many cards hold a shingle that says nothing.
fn common(cards: &[&Shingles]) -> usize {
    (cards.len() / 10).clamp(12, 60)
}

/// Returns of how many shingles one is compared.
fn thin(cards: &[&Shingles]) -> usize {
    let all: usize = cards.iter().map(|card| card.set.len()).sum();
    (all / FULL).next_power_of_two().clamp(1, 8)
}

/// Returns for each card how many cards hold a shingle that does not count for it.
fn limits(entries: &[(u32, u32)], cards: &[&Shingles]) -> Vec<usize> {
    let common = common(cards);
    let mut own = vec![0_usize; cards.len()];
    for group in groups(entries).filter(|group| group.len() < common) {
        each(group, |card| bump(&mut own, card));
    }
    // A card that says nothing but what many others say is a copy all the more.
    let limit = |own: usize| if own >= FEWEST { common } else { MOST_HOLDERS };
    own.into_iter().map(limit).collect()
}

/// Returns for each card how many shingles count.
fn sizes(entries: &[(u32, u32)], limits: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0_usize; limits.len()];
    for group in groups(entries) {
        each(group, |card| {
            if counts(group, limits, card) {
                bump(&mut sizes, card);
            }
        });
    }
    sizes
}

/// Returns whether the shingle of a group counts for a card.
fn counts(group: &[(u32, u32)], limits: &[usize], card: usize) -> bool {
    limits.get(card).is_some_and(|limit| group.len() < *limit)
}

/// Returns every value with its card, sorted by value.
fn sorted<'c, S>(sets: impl Iterator<Item = S> + Clone) -> Vec<(u32, u32)>
where
    S: Iterator<Item = &'c u32>,
{
    let sizes = sets.clone().map(|set| set.size_hint().0);
    let mut entries: Vec<(u32, u32)> = Vec::with_capacity(sizes.sum());
    for (card, set) in sets.enumerate() {
        let card = u32::try_from(card).unwrap_or(u32::MAX);
        entries.extend(set.map(|value| (*value, card)));
    }
    entries.par_sort_unstable_by_key(|(value, card)| (u64::from(*value) << 32) | u64::from(*card));
    entries
}

/// Returns the runs of one value.
fn groups(entries: &[(u32, u32)]) -> impl Iterator<Item = &[(u32, u32)]> {
    entries.chunk_by(|one, other| one.0 == other.0)
}

fn each(group: &[(u32, u32)], mut visit: impl FnMut(usize)) {
    for (_, card) in group {
        visit(usize::try_from(*card).unwrap_or(usize::MAX));
    }
}

fn bump(counts: &mut [usize], card: usize) {
    if let Some(count) = counts.get_mut(card) {
        *count += 1;
    }
}

/// Returns for each card the others that seem to share enough, sorted.
fn candidates(entries: &[(u32, u32)], limits: &[usize], cards: &[&Shingles]) -> Vec<Vec<usize>> {
    let (sizes, thin) = (sizes(entries, limits), thin(cards));
    let every = u32::try_from(thin).unwrap_or(1);
    let sampled = groups(entries).filter(|group| {
        let is_sampled = group
            .first()
            .is_some_and(|(shingle, _)| shingle.is_multiple_of(every));
        is_sampled && (2..MOST_HOLDERS).contains(&group.len())
    });
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for group in sampled {
        each(group, |card| {
            if counts(group, limits, card) {
                each(group, |other| {
                    if other != card {
                        *shared.entry((card, other)).or_default() += 1;
                    }
                });
            }
        });
    }
    let mut candidates = vec![Vec::new(); sizes.len()];
    let mut pairs: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    pairs.sort_unstable();
    for ((card, other), count) in pairs {
        let size = sizes.get(card).copied().unwrap_or_default();
        // A sample strays: what comes near is compared in full.
        let least = if thin == 1 {
            LEAST_SHARE
        } else {
            LEAST_SHARE * 0.7
        };
        if size >= FEWEST && ratio(count * thin, size) >= least {
            candidates
                .get_mut(card)
                .into_iter()
                .for_each(|list: &mut Vec<usize>| list.push(other));
        }
    }
    candidates
}

/// Returns for each card that has candidates, or is one, the shingles that count, sorted.
fn counted(entries: &[(u32, u32)], candidates: &[Vec<usize>], limits: &[usize]) -> Vec<Vec<u32>> {
    let mut wanted: Vec<bool> = candidates.iter().map(|others| !others.is_empty()).collect();
    for other in candidates.iter().flatten() {
        if let Some(wanted) = wanted.get_mut(*other) {
            *wanted = true;
        }
    }
    let mut counted: Vec<Vec<u32>> = vec![Vec::new(); candidates.len()];
    for group in groups(entries) {
        each(group, |card| {
            if let (true, Some(true), Some((shingle, _)), Some(list)) = (
                counts(group, limits, card),
                wanted.get(card),
                group.first(),
                counted.get_mut(card),
            ) {
                list.push(*shingle);
            }
        });
    }
    counted
}

/// Returns each card's numbers without those that many cards hold: sizes of images, ports, years.
fn own_numbers(cards: &[&Shingles]) -> Vec<Vec<u32>> {
    let common = common(cards);
    let entries = sorted(cards.iter().map(|card| card.numbers.iter()));
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); cards.len()];
    for group in groups(&entries).filter(|group| group.len() < common) {
        each(group, |card| {
            if let (Some((number, _)), Some(list)) = (group.first(), own.get_mut(card)) {
                list.push(*number);
            }
        });
    }
    own
}

/// All cards, as they are compared in pairs.
struct Comparison<'c> {
    cards: &'c [&'c Shingles],
    /// For each card that is looked at, the shingles that count, sorted.
    counted: Vec<Vec<u32>>,
    /// For each card, the numbers that count, sorted.
    numbers: Vec<Vec<u32>>,
}

impl Comparison<'_> {
    fn nearest(&self, card: usize, others: &[usize]) -> Vec<Twin> {
        let mut twins: Vec<Twin> = others
            .iter()
            .filter_map(|other| self.twin(card, *other))
            .filter(|twin| twin.share >= LEAST_SHARE)
            .collect();
        twins.sort_by(|one, other| {
            other
                .share
                .total_cmp(&one.share)
                .then(one.index.cmp(&other.index))
        });
        twins.truncate(NEAREST);
        twins
    }

    fn twin(&self, card: usize, other: usize) -> Option<Twin> {
        let (mine, theirs) = (self.counted.get(card)?, self.counted.get(other)?);
        let (here, there) = (self.cards.get(card)?, self.cards.get(other)?);
        let numbers = self.numbers.get(card)?;
        let numbers_share = (numbers.len() >= FEWEST_NUMBERS)
            .then(|| ratio(in_both(numbers, &there.numbers), numbers.len()));
        Some(Twin {
            index: other,
            share: ratio(in_both(mine, &there.set), mine.len()),
            their_share: ratio(in_both(theirs, &here.set), theirs.len()),
            numbers_share,
        })
    }
}

/// Returns how many of the first list also stand in the second; both sorted.
fn in_both(one: &[u32], other: &[u32]) -> usize {
    one.iter()
        .filter(|value| other.binary_search(value).is_ok())
        .count()
}

/// Returns a share, to three decimals so that it reads the same everywhere.
fn ratio(part: usize, whole: usize) -> f64 {
    let thousandths = (part * 1000 + whole / 2) / whole.max(1);
    f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1000.0
}
