//! What rules need in order to have an answer, kept beside their text.
//!
//! It is read off the parsed text, and parsing a hundred rules takes longer than judging a
//! small repository: for the policies that come with the program it is written into a file
//! once, and each rule is parsed when it is first asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::foresight::Foresight;
use super::needs::Needs;

/// The needs of every rule of some policies.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// What the index was made of, as [`Index::of_texts`] tells it.
    pub policies: String,
    pub(super) needs: Needs,
    /// The places of what each policy leans on, where there are no others.
    #[serde(default)]
    pub(super) leans: Vec<BTreeSet<usize>>,
    /// What they say, as far as it is followed without the engine.
    #[serde(skip)]
    pub(super) foresight: Foresight,
}

impl Index {
    /// Reads an index from its JSON, and what [`Program::foresight`](super::Program::foresight)
    /// wrote of the same policies; `None` where the first is no index.
    #[must_use]
    pub fn read(text: &str, foresight: &'static str) -> Option<Self> {
        let index: Self = serde_json::from_str(text).ok()?;
        let foresight = Foresight::read(foresight);
        Some(Self { foresight, ..index })
    }
}
