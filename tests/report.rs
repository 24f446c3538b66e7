//! Each format, on reports made by hand, compared with files that a person has read.

#![allow(
    clippy::disallowed_methods,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

#[path = "report/by_group.rs"]
mod by_group;
#[path = "report/ci.rs"]
mod ci;
#[path = "report/hostile.rs"]
mod hostile;
#[path = "report/junit.rs"]
mod junit;
#[path = "report/page.rs"]
mod page;
#[path = "report/sample.rs"]
mod sample;
#[path = "report/stories.rs"]
mod stories;
#[path = "report/tools.rs"]
mod tools;

use raigate::report::{Format, Style, json, render};
use raigate::verdict::Report;

use tools::tool;

const TERMINAL: Style = Style {
    color: false,
    verbosity: 0,
    width: 80,
};

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
    check("usual.txt", &human(&stories::usual()));
}

#[test]
fn a_wide_terminal_wraps_later() {
    check(
        "usual-120.txt",
        &render(
            &stories::usual(),
            Format::Human,
            Style {
                width: 120,
                ..TERMINAL
            },
        ),
    );
}

#[test]
fn colour_changes_nothing_but_colour() {
    let escape = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    for report in [
        stories::usual(),
        stories::first_run(),
        stories::no_verdict(),
        stories::odd_places(),
    ] {
        let style = Style {
            color: true,
            ..TERMINAL
        };
        let colored = render(&report, Format::Human, style);
        assert_ne!(colored, human(&report));
        assert_eq!(escape.replace_all(&colored, ""), human(&report));
    }
}

#[test]
fn verbose_shows_everything() {
    check(
        "usual-v.txt",
        &render(
            &stories::usual(),
            Format::Human,
            Style {
                verbosity: 1,
                ..TERMINAL
            },
        ),
    );
}

#[test]
fn quiet_shows_only_what_blocks() {
    check(
        "usual-q.txt",
        &render(
            &stories::usual(),
            Format::Human,
            Style {
                verbosity: -1,
                ..TERMINAL
            },
        ),
    );
}

#[test]
fn a_first_run_on_an_old_repository_fits_on_a_screen() {
    let text = human(&stories::first_run());
    assert!(text.lines().count() < 40, "{} lines", text.lines().count());
    check("first-run.txt", &text);
}

#[test]
fn no_verdict_says_why_and_what_to_do() {
    check("no-verdict.txt", &human(&stories::no_verdict()));
}

#[test]
fn a_clean_run_is_short() {
    check("clean.txt", &human(&stories::clean()));
}

#[test]
fn hostile_text_is_spelled_out() {
    check("hostile.txt", &human(&stories::hostile()));
    check("hostile-trouble.txt", &human(&stories::hostile_trouble()));
}

#[test]
fn odd_places_are_shown_as_well_as_they_can_be() {
    // What a rule says again of one file gets a line; `-v` draws each.
    check("odd-places.txt", &human(&stories::odd_places()));
    let style = Style {
        verbosity: 1,
        ..TERMINAL
    };
    let drawn = render(&stories::odd_places(), Format::Human, style);
    check("odd-places-v.txt", &drawn);
}

/// Returns the JSON report, once it is valid against the published schema.
fn json(report: &Report) -> String {
    let text = render(report, Format::Json, TERMINAL);
    let value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
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
    check("usual.json", &json(&stories::usual()));
    check("no-verdict.json", &json(&stories::no_verdict()));
    check("hostile.json", &json(&stories::hostile()));
    for report in [
        stories::first_run(),
        stories::clean(),
        stories::odd_places(),
        stories::hostile_trouble(),
    ] {
        json(&report);
    }
}

#[test]
fn a_saved_report_says_the_same_when_it_is_read_again() {
    for report in [
        stories::usual(),
        stories::no_verdict(),
        stories::hostile(),
        stories::clean(),
    ] {
        let text = json(&report);
        let again = json::read(&text).unwrap();
        assert_eq!(json(&again), text);
    }
}

#[test]
fn a_saved_report_is_drawn_without_sources() {
    let saved = json(&stories::usual());
    let mut report = json::read(&saved).unwrap();
    check("usual-saved.txt", &human(&report));
    let rules: Vec<_> = stories::usual()
        .rules
        .into_iter()
        .map(|rule| rule.meta)
        .collect();
    json::describe(&mut report, &rules);
    assert!(human(&report).contains("= why: readers choose a model"));
}

#[test]
fn what_is_no_report_is_refused() {
    for (text, expected) in [
        (
            "",
            "the report is not JSON: EOF while parsing a value at line 1 column 0",
        ),
        (
            "{}",
            "the report has no `schema`, `raigate/report/v1` is needed",
        ),
        (
            r#"{"schema": "raigate/report/v2"}"#,
            "the report is `raigate/report/v2`, `raigate/report/v1` is needed",
        ),
        (
            r#"{"schema": "raigate/report/v1"}"#,
            "the report is not raigate/report/v1: missing field `tool` at line 1 column 31",
        ),
    ] {
        assert_eq!(json::read(text).unwrap_err(), expected);
    }
    let odd = json(&stories::usual()).replace(r#""verdict": "fail""#, r#""verdict": "maybe""#);
    assert_eq!(
        json::read(&odd).unwrap_err(),
        "the report names a verdict that this version does not know: `maybe`"
    );
}

fn sarif(report: &Report) -> String {
    let text = render(report, Format::Sarif, TERMINAL);
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
    text
}

#[test]
fn code_scanning_reads_sarif() {
    check("usual.sarif", &sarif(&stories::usual()));
    check("no-verdict.sarif", &sarif(&stories::no_verdict()));
    check("hostile.sarif", &sarif(&stories::hostile()));
}

#[test]
fn sarif_has_the_shape_of_its_standard() {
    // npm `@microsoft/jest-sarif` ships it as lib/schemas/sarif-2.1.0-rtm.5.json.
    let Some(schema) = tool("RAIGATE_SARIF_SCHEMA", "the JSON Schema of SARIF 2.1.0") else {
        return;
    };
    let schema = std::fs::read_to_string(schema).unwrap();
    // Its pattern of a language is no regular expression: a bracket is closed that nobody opened.
    let schema = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults = |text: &str| -> Vec<String> {
        let value = serde_json::from_str(text).unwrap();
        let faults = validator.iter_errors(&value);
        faults
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect()
    };
    for report in [
        stories::usual(),
        stories::no_verdict(),
        stories::hostile(),
        stories::odd_places(),
    ] {
        assert_eq!(faults(&sarif(&report)), Vec::<String>::new());
    }
    let broken = sarif(&stories::usual()).replace(r#""startLine": 9"#, r#""startLine": "nine""#);
    assert!(!faults(&broken).is_empty(), "the schema asks for nothing");
}

/// Returns what the checker holds to be an error in `text`.
fn sarif_errors(checker: &std::path::Path, text: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (
        dir.path().join("report.sarif"),
        dir.path().join("checked.sarif"),
    );
    std::fs::write(&file, text).unwrap();
    let run = std::process::Command::new(checker)
        .arg("validate")
        .arg(&file)
        .args([
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error;Warning",
            "--log",
            "ForceOverwrite",
        ])
        .arg("-o")
        .arg(&out)
        .output()
        .unwrap();
    // It ends with 0 whatever it found, so what it wrote is what counts.
    let answer = std::fs::read_to_string(&out)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&run.stderr)));
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let results = answer["runs"][0]["results"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let errors = results.iter().filter(|result| result["level"] == "error");
    errors
        .map(|error| format!("{}: {}", error["ruleId"], error["message"]))
        .collect()
}

#[test]
fn sarif_holds_what_code_scanning_asks_for() {
    // npm `@microsoft/sarif-multitool-linux` ships it as Sarif.Multitool.
    let Some(checker) = tool("RAIGATE_SARIF_MULTITOOL", "the checker of SARIF files") else {
        return;
    };
    for report in [stories::usual(), stories::no_verdict(), stories::hostile()] {
        assert_eq!(
            sarif_errors(&checker, &sarif(&report)),
            Vec::<String>::new()
        );
    }
    let broken = sarif(&stories::usual()).replace(r#""executionSuccessful": true,"#, "");
    assert!(
        !sarif_errors(&checker, &broken).is_empty(),
        "the checker checks nothing"
    );
}

fn github(report: &Report) -> String {
    render(report, Format::Github, TERMINAL)
}

#[test]
fn a_pull_request_is_annotated() {
    check("usual.github.txt", &github(&stories::usual()));
    check("first-run.github.txt", &github(&stories::first_run()));
    check("no-verdict.github.txt", &github(&stories::no_verdict()));
    check("hostile.github.txt", &github(&stories::hostile()));
}

fn markdown(report: &Report) -> String {
    render(report, Format::Markdown, TERMINAL)
}

#[test]
fn a_job_has_a_summary() {
    check("usual.md", &markdown(&stories::usual()));
    check("first-run.md", &markdown(&stories::first_run()));
    check("no-verdict.md", &markdown(&stories::no_verdict()));
    check("clean.md", &markdown(&stories::clean()));
    check("hostile.md", &markdown(&stories::hostile()));
}

fn html(report: &Report) -> String {
    render(report, Format::Html, TERMINAL)
}

#[test]
fn a_meeting_has_a_page() {
    check("usual.html", &html(&stories::usual()));
    check("no-verdict.html", &html(&stories::no_verdict()));
    check("clean.html", &html(&stories::clean()));
    check("hostile.html", &html(&stories::hostile()));
}
