//! Each format, on reports made by hand, compared with files that a person has read.

#![allow(
    clippy::disallowed_methods,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]

#[path = "report/sample.rs"]
mod sample;

use raigate::report::{Format, Style, json, render};
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

/// Returns the JSON report, once it is valid against the published schema.
fn json(report: &Report) -> String {
    let text = render(report, Format::Json, TERMINAL);
    let value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    text
}

#[test]
fn the_published_schema_is_that_of_the_code() {
    let schema = serde_json::to_string_pretty(&json::schema()).unwrap() + "\n";
    check("../../../schemas/report.schema.json", &schema);
}

#[test]
fn programs_read_report_v1() {
    check("usual.json", &json(&sample::usual()));
    check("no-verdict.json", &json(&sample::no_verdict()));
    check("hostile.json", &json(&sample::hostile()));
    for report in [sample::first_run(), sample::clean(), sample::odd_places(), sample::hostile_trouble()] {
        json(&report);
    }
}

#[test]
fn a_saved_report_says_the_same_when_it_is_read_again() {
    for report in [sample::usual(), sample::no_verdict(), sample::hostile(), sample::clean()] {
        let text = json(&report);
        let again = json::read(&text).unwrap();
        assert_eq!(json(&again), text);
    }
}

#[test]
fn a_saved_report_is_drawn_without_sources() {
    let saved = json(&sample::usual());
    let mut report = json::read(&saved).unwrap();
    check("usual-saved.txt", &human(&report));
    let rules: Vec<_> = sample::usual().rules.into_iter().map(|rule| rule.meta).collect();
    json::describe(&mut report, &rules);
    assert!(human(&report).contains("= why: readers choose a model"));
}

#[test]
fn what_is_no_report_is_refused() {
    for (text, expected) in [
        ("", "the report is not JSON: EOF while parsing a value at line 1 column 0"),
        ("{}", "the report has no `schema`, `raigate/report/v1` is needed"),
        (r#"{"schema": "raigate/report/v2"}"#, "the report is `raigate/report/v2`, `raigate/report/v1` is needed"),
        (r#"{"schema": "raigate/report/v1"}"#, "the report is not raigate/report/v1: missing field `tool` at line 1 column 31"),
    ] {
        assert_eq!(json::read(text).unwrap_err(), expected);
    }
    let odd = json(&sample::usual()).replace(r#""verdict": "fail""#, r#""verdict": "maybe""#);
    assert_eq!(
        json::read(&odd).unwrap_err(),
        "the report names a verdict that this version does not know: `maybe`"
    );
}
