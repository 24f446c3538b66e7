//! Days and moments as ISO 8601 writes them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// Returns whether `text` is a day, or a day and a time.
pub(super) fn is_moment(text: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        let day = r"^(\d{4})(?:-?W(\d{2})(?:-?([1-7]))?|-?(\d{3})|-?(\d{2})-?(\d{2})|-(\d{2}))?";
        let time =
            r"(?:.\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?(?:Z|z|[+-]\d{2}(?::?\d{2})?)?)?$";
        Regex::new(&format!("{day}{time}")).expect("the pattern of a moment compiles")
    });
    let Some(found) = DAY.captures(text) else {
        return false;
    };
    let part = |index: usize| found.get(index)?.as_str().parse::<i16>().ok();
    let small = |index: usize| part(index).and_then(|part| i8::try_from(part).ok());
    let Some(year) = part(1) else { return false };
    if let Some(week) = part(2) {
        return (1..=53).contains(&week);
    }
    if let Some(of_year) = part(4) {
        return (1..=366).contains(&of_year);
    }
    let month = small(5).or(small(7)).unwrap_or(1);
    Date::new(year, month, small(6).unwrap_or(1)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_told_from_other_text() {
        for text in [
            "2024",
            "2024-02",
            "2024-02-29",
            "20240229",
            "2024-02-29T12:30:00Z",
            "2024-060",
            "2024-02-29T12:30:00.123+01:00",
            "2024-02-29 12:30",
            "2024-W09-4",
        ] {
            assert!(is_moment(text), "{text}");
        }
        for text in [
            "",
            "2020-13-45",
            "2023-02-29",
            "yesterday",
            "29.02.2024",
            "2024/02/29",
        ] {
            assert!(!is_moment(text), "{text}");
        }
    }
}
