//! Who excused a finding, why, and for how long: the same words in every format.

use super::tally::counted;
use crate::finding::Waiver;

/// Longer reasons are cut; the waiver itself has all of it.
const LONGEST: usize = 400;

/// Returns how long it holds, and who asked for it and approved it.
pub(crate) fn terms(waiver: &Waiver) -> String {
    let left = match waiver.days_left {
        0 => "last day".to_owned(),
        days => format!(
            "{} left",
            counted(usize::try_from(days).unwrap_or(0), "day")
        ),
    };
    let mut text = format!("{left}, until {}", waiver.expires);
    if let Some(person) = &waiver.requested_by {
        text.push_str("; asked for by ");
        text.push_str(person);
    }
    if !waiver.approved_by.is_empty() {
        text.push_str("; approved by ");
        text.push_str(&waiver.approved_by.join(", "));
    }
    text
}

/// Returns the reason on one line, cut where it is long.
pub(super) fn reason(waiver: &Waiver) -> String {
    cut(&waiver.reason)
}

/// Returns a text on one line, cut where it is long.
pub(super) fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    super::escape::shortened(&words.join(" "), LONGEST)
}
