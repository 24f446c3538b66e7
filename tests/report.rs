//! Each format, on reports made by hand, compared with files that a person has read.

#![allow(
    clippy::disallowed_methods,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]

#[path = "report/sample.rs"]
mod sample;

use raigate::report::{Format, Style, render};
use raigate::verdict::Report;

const TERMINAL: Style = Style { color: false, verbosity: 0, width: 80 };

/// Compares with `tests/report/golden/NAME`, or writes it when `SNAPSHOTS=overwrite`.
fn check(name: &str, actual: &str) {
    let path = format!("{}/tests/report/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("SNAPSHOTS").is_ok_and(|word| word == "overwrite") {
        std::fs::write(&path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "tests/report/golden/{name} differs; `SNAPSHOTS=overwrite cargo test` writes it anew:\n{actual}"
    );
}

fn human(report: &Report) -> String {
    render(report, Format::Human, TERMINAL)
}

#[test]
fn a_person_sees_the_fact_the_place_and_the_remedy() {
    check("usual.txt", &human(&sample::usual()));
}

#[test]
fn a_wide_terminal_wraps_later() {
    check("usual-120.txt", &render(&sample::usual(), Format::Human, Style { width: 120, ..TERMINAL }));
}

#[test]
fn verbose_shows_everything() {
    check("usual-v.txt", &render(&sample::usual(), Format::Human, Style { verbosity: 1, ..TERMINAL }));
}

#[test]
fn quiet_shows_only_what_blocks() {
    check("usual-q.txt", &render(&sample::usual(), Format::Human, Style { verbosity: -1, ..TERMINAL }));
}

#[test]
fn a_first_run_on_an_old_repository_fits_on_a_screen() {
    let text = human(&sample::first_run());
    assert!(text.lines().count() < 40, "{} lines", text.lines().count());
    check("first-run.txt", &text);
}

#[test]
fn no_verdict_says_why_and_what_to_do() {
    check("no-verdict.txt", &human(&sample::no_verdict()));
}

#[test]
fn a_clean_run_is_short() {
    check("clean.txt", &human(&sample::clean()));
}

#[test]
fn hostile_text_is_spelled_out() {
    check("hostile.txt", &human(&sample::hostile()));
    check("hostile-trouble.txt", &human(&sample::hostile_trouble()));
}

#[test]
fn odd_places_are_shown_as_well_as_they_can_be() {
    check("odd-places.txt", &human(&sample::odd_places()));
}
