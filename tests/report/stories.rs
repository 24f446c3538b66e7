//! Reports made by hand, of what a run may have to say.

use std::collections::BTreeMap;

use raigate::finding::{Finding, Status};
use raigate::glossary::{Severity, Stage, Tier};
use raigate::rule::{Outcome, Profile};
use raigate::span::{Position, Span};
use raigate::verdict::Report;

use super::sample::{Sample, system, waiver};

const CARD: &str = "---\nlicense: mit\nmodel-index:\n- name: scorer\n  results:\n  - task: {type: text-classification}\n    metrics:\n    - type: accuracy\n      value: 0.99\n---\n# Scorer\n\nThis model scores.\n\n## Limitations\n\n[More Information Needed]\n";
const FAIRNESS: &str = "schema: raigate/fairness-report/v1\nid: loan\nsystem: credit-scorer\n\nmodel:\n  name: loan\n  version: 1\n\nmetrics:\n  - name: fnr\n    value: 0.081\n";
const RESULT: &str = "{\n  \"results\": {\n    \"task\": {\n      \"acc,none\": 0.914,\n      \"acc_stderr,none\": 0.002\n    }\n  }\n}\n";
const CONFIG: &str = "version = 1\n\n[gate]\nfail-on = \"error\"\n\n[rules.\"fairness/single-metric\"]\nmin_metrics = 3\n";

/// What a pull request usually brings: a few of everything.
pub(crate) fn usual() -> Report {
    let mut sample = Sample::new()
        .source("models/credit-scorer/README.md", CARD)
        .source("models/credit-scorer/results.json", RESULT)
        .source("rai/loan-scoring/fairness.yaml", FAIRNESS)
        .source("raigate.toml", CONFIG)
        .finding(
            "card/claim-contradicts-result",
            "models/credit-scorer/README.md",
            "0.99",
            "card claims accuracy 0.99, the result is 0.914",
        )
        .related(
            "models/credit-scorer/results.json",
            "0.914",
            "measured here",
        )
        .finding(
            "card/placeholder-text",
            "models/credit-scorer/README.md",
            "[More Information Needed]",
            "section `Limitations` holds template text",
        )
        .finding(
            "fairness/single-metric",
            "rai/loan-scoring/fairness.yaml",
            "metrics",
            "1 fairness metric reported, at least 3 needed",
        )
        .related("raigate.toml", "min_metrics = 3", "limit set here")
        .finding(
            "card/missing-section",
            "models/credit-scorer/README.md",
            "# Scorer",
            "no section says who was left out of the data",
        )
        .finding(
            "artifact/schema-mismatch",
            "rai/loan-scoring/fairness.yaml",
            "1\n",
            "`version` is a number, a text is needed",
        )
        .with(|finding| {
            finding.status = Status::Waived;
            finding.waiver = Some(waiver("waiver-7"));
        })
        .finding(
            "trace/dangling-reference",
            "rai/loan-scoring/fairness.yaml",
            "loan",
            "`eval:loan` names no artifact",
        )
        .with(|finding| finding.status = Status::Known)
        .finding(
            "security/hidden-instructions",
            "models/credit-scorer/README.md",
            "This model",
            "the history of this text is not at hand",
        )
        .with(|finding| finding.not_evaluated = true);
    sample.0.notices = vec!["2 entries of baseline.json match nothing any more".to_owned()];
    sample.0.rules[6].outcome = Outcome::NotEvaluated;
    sample.0.rules[1].outcome = Outcome::Deferred;
    let at = |finding: &Finding| {
        (
            finding.location.path.clone(),
            finding.location.start,
            finding.rule.clone(),
        )
    };
    sample.0.findings.sort_by_key(at);
    sample.0
}

/// An old repository on which raigate runs for the first time.
pub(crate) fn first_run() -> Report {
    let mut sample = Sample::new()
        .source("models/a/README.md", CARD)
        .source("models/a/results.json", RESULT);
    for at in 0..60 {
        let path = format!("models/m{at}/README.md");
        sample = sample
            .source(&path, CARD)
            .finding(
                "card/missing-section",
                &path,
                "# Scorer",
                "no section says what the model is not for",
            )
            .finding(
                "card/placeholder-text",
                &path,
                "[More Information Needed]",
                "section `Limitations` holds template text",
            )
            .with(|finding| finding.severity = Severity::Note);
    }
    sample = sample
        .finding(
            "trace/dangling-reference",
            "models/a/README.md",
            "mit",
            "`LICENSE` names no file",
        )
        .with(|finding| finding.severity = Severity::Note)
        .finding(
            "artifact/unparsable",
            "models/a/results.json",
            "{\n",
            "expected `,` or `}` at line 5, found end of file",
        );
    for at in 0..9 {
        let path = format!("models/m{at}/README.md");
        sample = sample
            .finding(
                "card/claim-contradicts-result",
                &path,
                "0.99",
                "card claims accuracy 0.99, the result is 0.914",
            )
            .related("models/a/results.json", "0.914", "measured here");
    }
    sample.0.systems = (0..61)
        .map(|at| system(&format!("m{at}"), Tier::Minimal, Stage::Review, 4, 6))
        .collect();
    sample.0.profile = Profile::Essential;
    sample.0.is_first_run = true;
    sample.0.artifacts = 122;
    let at = |finding: &Finding| {
        (
            finding.location.path.clone(),
            finding.location.start,
            finding.rule.clone(),
        )
    };
    sample.0.findings.sort_by_key(at);
    sample.0
}

/// Two reasons why nothing could be judged.
pub(crate) fn no_verdict() -> Report {
    let mut sample = Sample::new()
        .source("raigate.toml", &CONFIG.replace("fail-on", "fail-om"))
        .trouble(
            "unknown key `fail-om` in [gate]",
            &[],
            "did you mean `fail-on`?",
            Some(("raigate.toml", "fail-om")),
        )
        .trouble(
            "rule `card/duplicates-another` could not be evaluated",
            &["could not parse string as number (policies/card/duplicates_another.rego:23)"],
            "run `raigate test policies/card` to reproduce",
            None,
        );
    sample.0.systems.clear();
    sample.0.artifacts = 0;
    sample.0
}

/// Nothing to object to.
pub(crate) fn clean() -> Report {
    let mut sample = Sample::new();
    sample.0.left_out.clear();
    sample.0
}

/// An artifact that tries everything.
pub(crate) const HOSTILE: &str = "##[stop-commands]x\r\n::error::pwned ##vso[task.setvariable]v \
    @org/team &#64;x </details><script>alert(1)</script> ![i](http://evil.example/x.png) \
    [a](javascript:x) https://evil.example www.evil.example #12 GH-1 me@evil.example | `code` ``` \
    deadbeefdeadbeefdeadbeefdeadbeefdeadbeef <!-- raigate:v1 --> *b* __c__ \u{1b}[31mred\u{9b}2J \
    \u{202e}txt.exe\u{2066} \u{200b}\u{feff}\0\u{7f}\t100% {0} a:b,c\n# heading\n- item";

/// Every text of a report is hostile, in every field that an artifact can reach.
pub(crate) fn hostile() -> Report {
    hostile_with(
        "models/we ird|`a`:b,c@d#1\u{202e}\n::error::x/README.md",
        HOSTILE,
    )
}

/// A report whose every text is `text`, on a file at `path`.
pub(crate) fn hostile_with(path: &str, text: &str) -> Report {
    let source = format!("a: 1\n{}\nb: 2\n", text.replace('\n', " "));
    let some: String = text.chars().take(9).collect();
    let mut sample = Sample::new()
        .source(path, &source)
        .finding("card/placeholder-text", path, "alert(1)", text)
        .related(path, "txt.exe", text)
        .finding("security/hidden-instructions", path, &some, text)
        .with(|finding| {
            text.clone_into(&mut finding.why);
            text.clone_into(&mut finding.remedy);
            finding.controls = BTreeMap::from([(text.to_owned(), vec![text.to_owned()])]);
        })
        .finding("card/missing-section", path, "", text)
        .finding("trace/dangling-reference", path, "b: 2", text)
        .with(|finding| {
            finding.status = Status::Waived;
            finding.waiver = Some(waiver(text));
        })
        .finding("trace/dangling-reference", path, "b: 2", text)
        .with(|finding| finding.status = Status::Known);
    text.clone_into(&mut sample.0.systems[1].id);
    sample.0.left_out = vec![(path.into(), text.to_owned())];
    sample.0.notices = vec![text.to_owned()];
    text.clone_into(&mut sample.0.rules[6].meta.title);
    text.clone_into(&mut sample.0.rules[6].meta.description);
    for finding in &mut sample.0.findings {
        finding.system = Some(text.to_owned());
    }
    sample.0
}

/// Hostile text in the reasons for having no verdict.
pub(crate) fn hostile_trouble() -> Report {
    hostile_trouble_with(HOSTILE)
}

/// A report without a verdict, whose every text is `text`.
pub(crate) fn hostile_trouble_with(text: &str) -> Report {
    let path = "raigate.toml";
    let sample = Sample::new()
        .source(path, &text.replace('\n', " "))
        .trouble(text, &[text], text, Some((path, "alert(1)")))
        .trouble(text, &[text], text, None);
    sample.0
}

/// More findings than any page takes.
pub(crate) fn huge() -> Report {
    let mut report = usual();
    let mut many = Vec::new();
    for at in 0..2_000 {
        for finding in &report.findings {
            let mut finding = finding.clone();
            finding.location.path = format!("models/m{at}/README.md").into();
            finding.fingerprint = format!("{at:064x}");
            many.push(finding);
        }
    }
    report.findings = many;
    report
}

/// A minified file of one line, and places that do not exist.
pub(crate) fn odd_places() -> Report {
    let long = format!(
        "{{\"a\":[{}{{\"needle\":\"здесь\"}}{}]}}",
        "1234567,".repeat(13_000),
        ",7654321".repeat(13_000)
    );
    let mut sample = Sample::new()
        .source("long.json", &long)
        .source("tabs.yaml", "a:\t1\r\n\tb:\t日本語\t2\r\n\tc:\té\r\n")
        .source("empty.yaml", "")
        .finding(
            "artifact/unparsable",
            "long.json",
            "needle",
            "a needle in a long line",
        )
        .related("long.json", "{\"a\"", "far to the left")
        .finding(
            "artifact/unparsable",
            "tabs.yaml",
            "2",
            "a number behind tabs and wide characters",
        )
        .related("tabs.yaml", "é", "two lines further")
        .source(
            "gap.yaml",
            "one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\nseven: 7\n",
        )
        .finding(
            "artifact/unparsable",
            "gap.yaml",
            "5",
            "lines between are folded",
        )
        .related("gap.yaml", "1", "far above")
        .related("gap.yaml", "7", "one line between")
        .finding("artifact/unparsable", "empty.yaml", "", "the file is empty")
        .finding(
            "artifact/unparsable",
            "gone.yaml",
            "",
            "a file whose text is not at hand",
        );
    for (start, end, line) in [(9_999_999, 3, 77), (5, usize::MAX, 0), (13, 14, 2)] {
        sample = sample
            .finding(
                "artifact/unparsable",
                "tabs.yaml",
                "a",
                "a place that does not fit",
            )
            .with(|finding| {
                finding.location.span = Span { start, end };
                finding.location.start = Position { line, column: 0 };
            });
    }
    sample.0
}
