//! Bad input from end to end: each is a finding at its place, or no verdict with the way out.

#![allow(
    clippy::disallowed_methods,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::print_stderr, reason = "what is not tested has to be seen")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

#[path = "hostile/content.rs"]
mod content;
#[path = "hostile/many.rs"]
mod many;
#[path = "hostile/policies.rs"]
mod policies;
#[path = "hostile/settings.rs"]
mod settings;
#[path = "hostile/tree.rs"]
mod tree;

use std::process::Command;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use raigate::report::{Format, Style, render};
use raigate::run::Request;
use raigate::verdict::{Report, Verdict};

/// Slow machines and builds without optimisation included; nothing here may hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// Judges `folder`, compares the verdict, and looks for each expected finding or error:
/// the beginning of a line as `support::lines` writes it.
#[track_caller]
fn check(folder: &Utf8Path, verdict: Verdict, expected: &[&str]) -> Report {
    check_request(&support::request(folder), verdict, expected)
}

/// The same with another request.
#[track_caller]
fn check_request(request: &Request, verdict: Verdict, expected: &[&str]) -> Report {
    let start = Instant::now();
    let report = raigate::run::check(request);
    render_all(&report);
    let took = start.elapsed();
    let lines = support::lines(&report);
    let missing: Vec<_> = expected
        .iter()
        .filter(|text| !lines.iter().any(|line| line.starts_with(**text)))
        .collect();
    assert!(
        missing.is_empty() && report.verdict == verdict,
        "missing {missing:#?}\nverdict {:?} in {lines:#?}",
        report.verdict
    );
    assert!(took < PATIENCE, "took {took:?}");
    let helps = report.errors.iter().all(|error| error.help.is_some());
    assert!(helps, "an error without a way out: {:?}", report.errors);
    report
}

/// Renders `report` in every format: none may pass a control character of the input on.
#[track_caller]
fn render_all(report: &Report) {
    let style = Style {
        verbosity: 1,
        width: 100,
        ..Style::default()
    };
    for format in [
        Format::Human,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Markdown,
    ] {
        let text = render(report, format, style);
        let raw = text.chars().find(|one| one.is_control() && *one != '\n');
        assert_eq!(raw, None, "in {format:?}");
    }
}

/// Returns what `-v` lists, each as `path: reason`.
fn left_out(report: &Report) -> Vec<String> {
    let shown = render(
        report,
        Format::Human,
        Style {
            verbosity: 1,
            ..Style::default()
        },
    );
    let listed = |path: &str| shown.contains(&path.replace(['\n', '\u{1b}'], ""));
    report
        .left_out
        .iter()
        .inspect(|(path, _)| {
            let name = path.as_str();
            let is_plain = !name.contains(char::is_control);
            assert!(!is_plain || listed(name), "`-v` does not list {name}");
        })
        .map(|(path, reason)| format!("{path}: {reason}"))
        .collect()
}

/// Returns whether `tool` is missing; where it is required, that fails the test.
fn is_missing(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output();
    if found.is_ok_and(|output| output.status.success()) {
        return false;
    }
    skip(&format!("needs {tool}"));
    true
}

/// Says that a test could not be run; where all tools are required, that fails it.
fn skip(why: &str) {
    eprintln!("SKIPPED: {why}");
    assert!(
        std::env::var_os("RAIGATE_REQUIRE_TOOLS").is_none(),
        "not to be skipped: {why}"
    );
}
