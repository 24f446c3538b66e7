//! What a CI reads: each format by a parser of what reads it.

use std::collections::BTreeSet;
use std::process::Command;

use raigate::finding::Status;
use raigate::glossary::Severity;
use raigate::report::{Format, Style, json, render};
use raigate::verdict::{Report, Verdict};
use serde::Deserialize;

use super::tools::tool_in;
use super::{check, junit, stories};

fn written(report: &Report, format: Format) -> String {
    render(report, format, Style::default())
}

#[test]
fn a_ci_is_told() {
    for (name, report) in [
        ("usual", stories::usual()),
        ("no-verdict", stories::no_verdict()),
        ("hostile", stories::hostile()),
    ] {
        let named = |ending: &str| format!("{name}.{ending}");
        check(&named("junit.xml"), &written(&report, Format::Junit));
        check(&named("gitlab.json"), &written(&report, Format::Gitlab));
        check(&named("azure.txt"), &written(&report, Format::Azure));
        check(&named("rdjson"), &written(&report, Format::Rdjson));
    }
    let first_run = stories::first_run();
    check("first-run.azure.txt", &written(&first_run, Format::Azure));
}

/// Holds every format to its reader.
#[track_caller]
pub(crate) fn check_all(report: &Report) {
    junit::check(report, &written(report, Format::Junit));
    check_gitlab(report, &written(report, Format::Gitlab));
    check_azure(report, &written(report, Format::Azure));
    check_rdjson(report, &written(report, Format::Rdjson));
}

#[test]
fn what_a_ci_is_told_is_whole() {
    let mut lenient = stories::usual();
    lenient.fail_on = None;
    lenient.verdict = Verdict::Pass;
    let strict = {
        let mut report = stories::usual();
        report.fail_on = Some(Severity::Warning);
        report
    };
    let saved = json::read(&written(&stories::usual(), Format::Json)).unwrap();
    for report in [
        stories::usual(),
        lenient,
        strict,
        saved,
        stories::first_run(),
        stories::no_verdict(),
        stories::clean(),
        stories::hostile(),
        stories::hostile_trouble(),
        stories::odd_places(),
        stories::huge(),
    ] {
        check_all(&report);
    }
}

#[test]
fn two_hundred_thousand_bytes_and_five_thousand_findings_are_whole() {
    let mut report = stories::huge();
    report.findings.truncate(5_000);
    assert_eq!(report.findings.len(), 5_000);
    check_all(&report);
    let mut report = stories::usual();
    report.findings[0].message = "ж".repeat(200_000);
    check_all(&report);
    for format in [Format::Junit, Format::Gitlab, Format::Azure, Format::Rdjson] {
        let text = written(&report, format);
        // One text is cut, and it is seen that it was.
        assert!(text.len() < 30_000, "{format:?}: {} bytes", text.len());
        assert!(text.contains("жж…"), "{format:?}");
    }
}

/// An entry as GitLab takes it; it drops what is not of this shape, and all behind it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Degradation {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: String,
    location: GitlabPlace,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GitlabPlace {
    path: String,
    lines: Lines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    begin: u64,
}

#[track_caller]
fn check_gitlab(report: &Report, text: &str) {
    let entries: Vec<Degradation> = serde_json::from_str(text).unwrap();
    assert_eq!(entries.len(), report.findings.len() + report.errors.len());
    let prints: BTreeSet<&str> = entries.iter().map(|one| one.fingerprint.as_str()).collect();
    assert_eq!(
        prints.len(),
        entries.len(),
        "GitLab shows one of a fingerprint"
    );
    let order = ["blocker", "critical", "minor", "info"];
    let rank = |entry: &Degradation| order.iter().position(|word| *word == entry.severity);
    let ranks: Vec<usize> = entries.iter().map(|entry| rank(entry).unwrap()).collect();
    assert!(ranks.is_sorted(), "{ranks:?}");
    let blocks = entries.iter().any(|entry| entry.severity == "blocker");
    assert_eq!(blocks, report.verdict != Verdict::Pass);
    for entry in &entries {
        assert!(entry.location.lines.begin > 0 && !entry.description.contains('\n'));
        assert!(!entry.location.path.is_empty() && !entry.description.is_empty());
        assert!(entry.check_name != "no-verdict" || entry.description.starts_with("no verdict:"));
    }
    let paths = report
        .findings
        .iter()
        .map(|finding| finding.location.path.as_str());
    let told: BTreeSet<&str> = entries
        .iter()
        .map(|one| one.location.path.as_str())
        .collect();
    paths.for_each(|path| assert!(told.contains(path), "{path}"));
}

#[test]
fn a_fingerprint_stays_when_another_of_the_same_comes() {
    let mut report = stories::usual();
    let prints = |report: &Report| -> Vec<String> {
        let text = written(report, Format::Gitlab);
        let entries: Vec<Degradation> = serde_json::from_str(&text).unwrap();
        entries.into_iter().map(|one| one.fingerprint).collect()
    };
    let before = prints(&report);
    report.findings.push(report.findings[0].clone());
    let after = prints(&report);
    assert!(before.iter().all(|print| after.contains(print)));
    assert_eq!(prints(&stories::clean()), Vec::<String>::new());
}

/// The name, the properties and the data of a logging command.
type Logged = (String, Vec<(String, String)>, String);

/// A logging command, as the agent of Azure Pipelines reads a line (`Command.TryParse`).
fn azure_command(line: &str) -> Option<Logged> {
    let unescape = |text: &str| {
        let plain = text
            .replace("%3B", ";")
            .replace("%0D", "\r")
            .replace("%0A", "\n");
        plain.replace("%5D", "]").replace("%AZP25", "%")
    };
    let (_, rest) = line.split_once("##vso[")?;
    let (info, data) = rest.split_once(']')?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let properties = properties
        .split(';')
        .filter_map(|pair| pair.split_once('='));
    let properties = properties.map(|(name, value)| (name.to_owned(), unescape(value)));
    Some((name.to_owned(), properties.collect(), unescape(data)))
}

#[test]
fn azure_gets_back_what_was_escaped() {
    let path = "a;code=x]y%3B%5D%AZP25.md";
    let text = "100 % of %0A and %AZP25; all ] of it";
    let log = written(&stories::hostile_with(path, text), Format::Azure);
    let (_, properties, data) = azure_command(log.lines().next().unwrap()).unwrap();
    assert_eq!(properties[1], ("sourcepath".to_owned(), path.to_owned()));
    assert_eq!(properties[4].1, "security/hidden-instructions");
    assert_eq!(data.lines().next(), Some(text));
}

#[track_caller]
fn check_azure(report: &Report, text: &str) {
    let (mut issues, mut kept) = (0, [0, 0]);
    for line in text.lines() {
        let Some((name, properties, data)) = azure_command(line) else {
            assert!(!line.contains("##vso") && !line.contains("##["), "{line}");
            continue;
        };
        assert!(line.starts_with("##vso[task.logissue type="), "{line}");
        let rest = &line["##vso[".len()..];
        assert!(!rest.contains("##vso") && !rest.contains("##["), "{line}");
        assert_eq!(name, "task.logissue");
        let kind = usize::from(properties[0] != ("type".to_owned(), "error".to_owned()));
        kept[kind] += 1;
        let named: Vec<&str> = properties.iter().map(|(name, _)| name.as_str()).collect();
        match named.as_slice() {
            ["type", "sourcepath", "linenumber", "columnnumber", "code"] => {
                assert!(properties[2].1.parse::<usize>().unwrap() > 0);
                issues += 1;
            }
            ["type", "code"] => issues += 1,
            // What is left out of the issues is said in the last of them.
            ["type"] => assert!(data.ends_with("the log has them"), "{data}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(kept.iter().all(|number| *number <= 10), "{kept:?}");
    let last = text.lines().last().unwrap();
    let word = if report.verdict == Verdict::None {
        "no verdict"
    } else {
        report.verdict.name()
    };
    assert!(last.starts_with(&format!("raigate: {word}: ")), "{last}");
    let lines = text
        .lines()
        .filter(|line| line.contains("]: ") && !line.starts_with("##"));
    let open = |finding: &&raigate::finding::Finding| {
        finding.status == Status::Open && finding.severity == Severity::Note
    };
    let counted = if report.is_first_run {
        report.findings.iter().filter(open).count()
    } else {
        0
    };
    let told = issues + lines.count() + counted;
    assert!(
        told >= report.findings.len() + report.errors.len(),
        "{text}"
    );
}

/// reviewdog reads it by `protojson`, which refuses a file with an unknown key in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiagnosticResult {
    source: Named,
    severity: String,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Diagnostic {
    message: String,
    location: RdPlace,
    severity: String,
    code: Code,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdPlace {
    path: String,
    range: Option<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    start: RdPosition,
    end: RdPosition,
}

#[derive(Deserialize, PartialEq, PartialOrd)]
#[serde(deny_unknown_fields)]
struct RdPosition {
    line: i32,
    column: Option<i32>,
}

#[track_caller]
fn check_rdjson(report: &Report, text: &str) {
    let result: DiagnosticResult = serde_json::from_str(text).unwrap();
    assert_eq!(result.source.name, "raigate");
    assert_eq!(result.severity == "INFO", report.verdict == Verdict::Pass);
    let number = report.findings.len() + report.errors.len();
    assert_eq!(result.diagnostics.len(), number);
    for one in &result.diagnostics {
        assert!(["ERROR", "WARNING", "INFO"].contains(&one.severity.as_str()));
        assert!(one.code.value != "no-verdict" || one.message.starts_with("no verdict:"));
        assert!(!one.location.path.is_empty());
        super::hostile::check_markdown(&one.message);
        if let Some(Range { start, end }) = &one.location.range {
            assert!(start.line > 0 && start <= end);
            assert_eq!(start.column.is_some(), end.column.is_some());
        }
    }
}

#[test]
fn rdjson_has_the_shape_of_its_format() {
    let checker = "node_modules/@umbrelladocs/rdformat-validator/bin/rdformat-validator.js";
    let Some(checker) = tool_in("RAIGATE_NPM_TOOLS", checker) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.rdjson");
    let fits = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut run = Command::new(&checker);
        let run = run.args(["--strict", "--no-extra-fields"]).arg(&file);
        let run = run.output().unwrap();
        (run.status.success(), String::from_utf8(run.stdout).unwrap())
    };
    for report in [
        stories::usual(),
        stories::no_verdict(),
        stories::clean(),
        stories::hostile(),
        stories::odd_places(),
    ] {
        let (fits, says) = fits(&written(&report, Format::Rdjson));
        assert!(fits, "{says}");
    }
    let broken = written(&stories::usual(), Format::Rdjson);
    let broken = broken.replace("\"line\": 9", "\"line\": \"nine\"");
    assert!(!fits(&broken).0, "the checker checks nothing");
}

#[test]
fn reviewdog_counts_columns_in_bytes() {
    let report = stories::odd_places();
    let result: DiagnosticResult = serde_json::from_str(&written(&report, Format::Rdjson)).unwrap();
    let of = |path: &str| {
        let one = result
            .diagnostics
            .iter()
            .find(|one| one.location.path == path);
        let range = one.unwrap().location.range.as_ref().unwrap();
        (range.start.line, range.start.column, range.end.column)
    };
    // `\tb:\t日本語\t2`: three characters of three bytes each.
    assert_eq!(of("tabs.yaml"), (2, Some(15), Some(16)));
    assert_eq!(of("gone.yaml"), (1, None, None));
}
