//! What tells runs on one commit apart: each has a check run, a comment, a report and a category
//! of results of its own.

use super::plan::Settings;
use crate::engine::hash;
use crate::verdict::Report;

/// As many digits tell apart what is written alike.
const DIGITS: usize = 6;

/// Returns the name of a run: its profile, and then the folder, configuration and system that
/// it is about, and what it is called, each where it is not the usual.
pub(super) fn name(report: &Report, settings: &Settings) -> String {
    let mut name = report.profile.name().to_owned();
    let parts = [
        Some(settings.below.as_str()),
        settings.config.as_ref().map(|path| path.as_str()),
        settings.system.as_deref(),
        settings.leg.as_deref(),
    ];
    for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
        name.push('/');
        name.push_str(&written(part));
    }
    name
}

/// Returns a part of a name as a check run, a comment and an address can hold it; what would be
/// written alike is told apart by a few digits.
fn written(part: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let plain: String = part
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    // The mark of a comment ends where two dashes stand.
    let plain = plain.replace("--", "-_");
    if plain == part {
        return plain;
    }
    let digits: String = hash::sha256(part.as_bytes()).chars().take(DIGITS).collect();
    format!("{plain}.{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_alike_is_told_apart() {
        assert_eq!(written("services/a-b.c_d"), "services/a-b.c_d");
        let names = ["a b", "a_b", "a--b", "a-_b", "a---b", "ä_b", "a\n-->"];
        let names = names.map(written);
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{names:?}");
            assert!(
                !name.contains("--") && !name.contains([' ', '\n', '>']),
                "{name}"
            );
        }
    }
}
