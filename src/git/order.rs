//! Tells which commits are part of the history of which others, for many at once.

use std::collections::{BTreeSet, HashMap, HashSet};

use git2::{Oid, Sort};

use crate::git::{Source, SourceError};

/// Bits in one word of a set.
const BITS: usize = u64::BITS as usize;

/// Which of some commits are part of the history of which of some later ones.
#[derive(Debug, Default)]
pub struct Order {
    /// The later commits, each with the bit that stands for it.
    tips: HashMap<Oid, usize>,
    /// The commits that were asked for, each with the bits of those whose history holds it.
    held: HashMap<Oid, Vec<u64>>,
}

impl Order {
    /// Returns whether `commit` is `tip`, or comes before it; both are among those asked for.
    #[must_use]
    pub fn holds(&self, tip: &str, commit: &str) -> bool {
        let known = |text: &str| Oid::from_str(text).ok();
        let bit = known(tip).and_then(|tip| self.tips.get(&tip));
        let held = known(commit).and_then(|commit| self.held.get(&commit));
        let (Some(bit), Some(held)) = (bit, held) else {
            return false;
        };
        let word = held.get(bit / BITS).copied().unwrap_or_default();
        word >> (bit % BITS) & 1 == 1
    }
}

impl Source {
    /// Returns which of `commits` are part of the history of which of `tips`, in one walk over
    /// the judged history, which holds them all.
    ///
    /// # Errors
    /// There is no repository, or its history cannot be read.
    pub fn order(
        &self,
        tips: &BTreeSet<&str>,
        commits: &BTreeSet<&str>,
    ) -> Result<Order, SourceError> {
        let (Some(start), false) = (self.commit, tips.is_empty() || commits.is_empty()) else {
            return Ok(Order::default());
        };
        let repository = self.history()?;
        let mut order = Order::default();
        for tip in tips {
            let bit = order.tips.len();
            order.tips.insert(Oid::from_str(tip)?, bit);
        }
        let mut left: HashSet<Oid> = commits
            .iter()
            .map(|text| Oid::from_str(text))
            .collect::<Result<_, _>>()?;
        let empty = vec![0_u64; order.tips.len().div_ceil(BITS)];
        let mut ahead: HashMap<Oid, Vec<u64>> = HashMap::new();
        let mut walk = repository.revwalk()?;
        // All children of a commit come before it, so that its bits are complete by then.
        walk.set_sorting(Sort::TOPOLOGICAL)?;
        walk.push(start)?;
        for id in walk {
            let id = id?;
            let mut bits = ahead.remove(&id).unwrap_or_else(|| empty.clone());
            if let Some(bit) = order.tips.get(&id)
                && let Some(word) = bits.get_mut(bit / BITS)
            {
                *word |= 1 << (bit % BITS);
            }
            for parent in repository.find_commit(id)?.parent_ids() {
                match ahead.get_mut(&parent) {
                    Some(held) => held
                        .iter_mut()
                        .zip(&bits)
                        .for_each(|(held, bit)| *held |= bit),
                    None => drop(ahead.insert(parent, bits.clone())),
                }
            }
            if left.remove(&id) {
                order.held.insert(id, bits);
                if left.is_empty() {
                    break;
                }
            }
        }
        Ok(order)
    }
}
