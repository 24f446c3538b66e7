//! Keys of members: those that are met often go by a number.

use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use foldhash::fast::FixedState;

/// The key of a member.
#[derive(Debug, Clone, Copy)]
pub struct Key<'k> {
    /// The key.
    pub name: &'k str,
    /// The number of a key that is met often, the same for the whole process and below
    /// [`KEYS`].
    pub number: Option<usize>,
}

impl<'k> Key<'k> {
    /// Returns the key of that name.
    #[must_use]
    pub fn of(name: &'k str) -> Self {
        let number = number(name);
        Self { name, number }
    }
}

/// As many keys have a number at most.
pub const KEYS: usize = 1_024;

/// Longer keys are not met often.
pub(super) const LONGEST_KEY: usize = 32;

/// As many places are tried for a key.
const TRIED: usize = 8;

/// The keys that have a number, at the place that they hash to or soon behind it.
static NAMES: [OnceLock<Box<str>>; KEYS] = [const { OnceLock::new() }; KEYS];

/// Returns the number of a key, which it may get now; `None` is a key without.
pub(super) fn number(name: &str) -> Option<usize> {
    if name.len() > LONGEST_KEY {
        return None;
    }
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(name.as_bytes());
    let hash = usize::try_from(hasher.finish() % KEYS as u64).unwrap_or_default();
    let places = (hash..hash + TRIED).map(|place| place % KEYS);
    places
        .filter_map(|place| Some((place, NAMES.get(place)?)))
        .find(|(_, known)| **known.get_or_init(|| name.into()) == *name)
        .map(|(place, _)| place)
}

/// Returns the key of a number that [`number`] gave.
pub(super) fn name(number: usize) -> Option<&'static str> {
    NAMES.get(number)?.get().map(AsRef::as_ref)
}
