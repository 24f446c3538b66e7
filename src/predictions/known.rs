//! Rows that were met before.
//!
//! Tables of labels and groups hold few different rows, however long they are: what a row adds
//! is worked out where its text is met first, and looked up wherever it stands again.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::case::Added;

/// The most different texts that are remembered.
const MOST: usize = 1 << 12;

/// The longest text that is remembered: a table of long ones is not kept beside itself.
const LONGEST: usize = 512;

/// What rows added, by the text of their cells.
pub(super) struct Known {
    rows: HashMap<Box<[u8]>, Added, RandomState>,
    /// How many rows were found here.
    found: usize,
    /// Whether it is worth looking.
    is_of_use: bool,
}

impl Known {
    /// Starts with nothing known; without `is_of_use` nothing ever is.
    pub(super) fn new(is_of_use: bool) -> Self {
        Self {
            rows: HashMap::default(),
            found: 0,
            is_of_use,
        }
    }

    /// Returns whether rows may be found here.
    #[inline]
    pub(super) fn is_of_use(&self) -> bool {
        self.is_of_use
    }

    /// Returns what a row with this text added.
    #[inline]
    pub(super) fn get(&mut self, text: &[u8]) -> Option<Added> {
        if !self.is_of_use || text.len() > LONGEST {
            return None;
        }
        let known = self.rows.get(text).copied();
        self.found += usize::from(known.is_some());
        known
    }

    /// Remembers what a row with this text added.
    ///
    /// Where nearly every row is another, as with a score in it, looking is given up.
    pub(super) fn keep(&mut self, text: &[u8], added: Added) {
        if self.is_of_use && self.rows.len() < MOST && text.len() <= LONGEST {
            self.rows.insert(text.into(), added);
            self.is_of_use = self.rows.len() < MOST || self.found >= MOST;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A memory of `count` rows, each another, each met `times` more.
    fn met(count: usize, times: usize) -> Known {
        let mut known = Known::new(true);
        for number in 0..count {
            let text = number.to_string();
            known.keep(text.as_bytes(), Added::default());
            for _ in 0..times {
                known.get(text.as_bytes());
            }
        }
        known
    }

    #[test]
    fn rows_that_come_again_are_known_and_no_more_than_so_many_are_kept() {
        let mut known = met(2 * MOST, 2);
        assert!(known.get(b"0").is_some() && known.get(b"4094").is_some());
        assert!(known.get(b"5000").is_none());
        assert_eq!(known.rows.len(), MOST);
    }

    #[test]
    fn rows_that_never_come_again_are_no_longer_looked_for() {
        let mut known = met(MOST, 0);
        assert!(known.get(b"0").is_none());
    }

    #[test]
    fn long_rows_are_not_kept() {
        let mut known = Known::new(true);
        let long = vec![b'a'; LONGEST + 1];
        known.keep(&long, Added::default());
        known.keep(&long[1..], Added::default());
        assert!(known.get(&long).is_none() && known.get(&long[1..]).is_some());
    }
}
