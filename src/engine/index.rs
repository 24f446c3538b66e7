//! What rules need in order to have an answer, kept beside their text.
//!
//! It is read off the parsed text, and parsing a hundred rules takes longer than judging a
//! small repository: for the policies that come with the program it is written into a file
//! once, and each rule is parsed when it is first asked.

use serde::{Deserialize, Serialize};

use super::needs::Needs;

/// The needs of every rule of some policies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// What the index was made of, as [`Index::of_texts`] tells it.
    pub policies: String,
    pub(super) needs: Needs,
}

impl Index {
    /// Reads an index from its JSON; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
