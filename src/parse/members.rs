//! The members of a mapping, while they are read.
//!
//! Most mappings have a few members. Those are gathered in a list first, so
//! that the mapping itself is built once, and no larger than it has to be.

use serde_json::map::Entry;
use serde_json::{Map, Value};

/// The members of one mapping so far; no key twice.
#[derive(Default)]
pub(super) struct Members {
    few: Vec<(String, Value)>,
    /// All of them, once they are more than a few.
    many: Map<String, Value>,
}

/// Up to here it is quicker to compare a key with each than to hash it.
const FEW: usize = 12;

impl Members {
    /// Adds a member.
    ///
    /// # Errors
    /// Gives back a key that is there already.
    pub(super) fn add(&mut self, key: String, value: Value) -> Result<(), String> {
        if self.many.is_empty() {
            if self.few.iter().any(|(known, _)| *known == key) {
                return Err(key);
            }
            if self.few.len() < FEW {
                if self.few.is_empty() {
                    self.few.reserve_exact(FEW / 2);
                }
                self.few.push((key, value));
                return Ok(());
            }
            self.many = Map::with_capacity(2 * FEW);
            self.many.extend(self.few.drain(..));
        }
        match self.many.entry(key) {
            Entry::Vacant(free) => {
                free.insert(value);
                Ok(())
            }
            Entry::Occupied(taken) => Err(taken.key().clone()),
        }
    }

    /// Returns the mapping.
    pub(super) fn into_map(self) -> Map<String, Value> {
        if !self.many.is_empty() {
            return self.many;
        }
        let mut map = Map::with_capacity(self.few.len());
        for (key, value) in self.few {
            map.insert(key, value);
        }
        map
    }
}
