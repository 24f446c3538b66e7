//! By what code scanning knows a line again, wherever it moves in its file.
//!
//! GitHub compares `primaryLocationLineHash` of a result with that of earlier uploads, and computes
//! it only where its own action uploads; without it, an alert is made anew when lines above it
//! change. The definition is that of <https://github.com/github/codeql-action>
//! (`src/fingerprints.ts`): a polynomial over the hundred units of UTF-16 from the beginning of the
//! line on, without spaces and tabs, and how often it occurred in the file so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::finding::Location;

/// As many units are looked at.
const WINDOW: usize = 100;
/// The base of the polynomial.
const BASE: u64 = 37;
/// Stands behind the last unit of a file.
const END: u16 = u16::MAX;

/// The hashes of the lines of some files.
pub(super) struct LineHashes<'t>(BTreeMap<&'t Utf8Path, Vec<String>>);

impl<'t> LineHashes<'t> {
    /// Hashes the lines of `texts` in which one of `locations` lies.
    pub(super) fn of<'l>(
        texts: &'t BTreeMap<Utf8PathBuf, Arc<str>>,
        locations: impl Iterator<Item = &'l Location>,
    ) -> Self {
        let mut hashes = BTreeMap::new();
        for location in locations {
            if let Some((path, text)) = texts.get_key_value(&location.path) {
                hashes
                    .entry(path.as_path())
                    .or_insert_with(|| of_lines(text));
            }
        }
        Self(hashes)
    }

    /// Returns the hash of the line that a place begins in; `None` where its text is not at hand.
    pub(super) fn at(&self, location: &Location) -> Option<&str> {
        let lines = self.0.get(location.path.as_path())?;
        let line = location.start.line.max(1) - 1;
        lines.get(line).map(String::as_str)
    }
}

/// Returns the hash of every line of `text`.
fn of_lines(text: &str) -> Vec<String> {
    let (mut units, mut starts) = (Vec::new(), Vec::new());
    let (mut is_start, mut follows_return) = (true, false);
    for unit in text.encode_utf16().chain([END]) {
        let is_return = unit == u16::from(b'\r');
        let is_feed = unit == u16::from(b'\n');
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if is_blank || (is_feed && follows_return) {
            follows_return = false;
            continue;
        }
        follows_return = is_return;
        if is_start {
            starts.push(units.len());
        }
        is_start = is_return || is_feed;
        units.push(if is_return { u16::from(b'\n') } else { unit });
    }
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let hashed = starts.into_iter().map(|start| {
        let rest = units.iter().skip(start).copied();
        let window = rest.chain(std::iter::repeat(0)).take(WINDOW);
        let hash = window.fold(0_u64, |hash, unit| {
            hash.wrapping_mul(BASE).wrapping_add(u64::from(unit))
        });
        let times = seen.entry(hash).or_default();
        *times += 1;
        format!("{hash:x}:{times}")
    });
    hashed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those that GitHub's own tests hold, in `src/fingerprints.test.ts`.
    #[test]
    fn the_hashes_are_those_of_github() {
        let repeated = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let ended = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        let cases: [(&str, &[&str]); 6] = [
            ("", &["c129715d7a2bc9a3:1"]),
            (
                " a\nb\n  \t\tc\n d",
                &[
                    "271789c17abda88f:1",
                    "54703d4cd895b18:1",
                    "180aee12dab6264:1",
                    "a23a3dc5e078b07b:1",
                ],
            ),
            (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", &ended),
            (
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                &ended,
            ),
            (
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
                &ended,
            ),
            (
                &repeated,
                &[
                    "a7f2ff13bc495cf2:1",
                    "a7f2ff13bc495cf2:2",
                    "a7f2ff13bc495cf2:3",
                    "a7f2ff13bc495cf2:4",
                    "a7f2ff13bc495cf2:5",
                    "a7f2ff13bc495cf2:6",
                    "a7f2ff1481e87703:1",
                    "a9cf91f7bbf1862b:1",
                    "55ec222b86bcae53:1",
                    "cc97dc7b1d7d8f7b:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
        ];
        for (text, hashes) in cases {
            assert_eq!(of_lines(text), hashes, "{text:?}");
        }
    }
}
