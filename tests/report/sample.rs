//! Reports made by hand, of what a run may have to say.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use raigate::finding::{Finding, Label, Location, Status};
use raigate::glossary::{Kind, Severity, Stage, Tier};
use raigate::rule::{Confidence, Phase, Profile, RuleId, RuleMeta, Scope, Severities};
use raigate::span::{LineIndex, Pointer, Position, Span};
use raigate::verdict::{Outcome, Report, RuleOutcome, SystemVerdict, Trouble, Verdict};

/// A report that grows finding by finding.
pub(crate) struct Sample(Report);

const RULES: &[(&str, Severity, &str, &str, &str)] = &[
    (
        "artifact/schema-mismatch",
        Severity::Error,
        "An artifact is not of the shape its kind asks for",
        "What a tool cannot read, nobody checks. Everything behind a misspelt key is lost to every rule.",
        "Write the field as the schema of its kind names it.",
    ),
    (
        "artifact/unparsable",
        Severity::Error,
        "An artifact is not the syntax it claims",
        "A file that no parser reads is evidence of nothing, and whoever relies on it is misled.",
        "Correct the syntax at the place shown.",
    ),
    (
        "card/claim-contradicts-result",
        Severity::Error,
        "A card claims what was not measured",
        "Readers choose a model by the numbers of its card. A number that the results contradict misleads them about what it can do.",
        "Copy the number from the result, or measure again and commit the result.",
    ),
    (
        "card/missing-section",
        Severity::Note,
        "A card leaves out what readers need to know",
        "People who use a model rely on its card to know what it is not for.",
        "Write what is known about it, and say what is not.",
    ),
    (
        "card/placeholder-text",
        Severity::Warning,
        "Template text was left in a card",
        "A template that nobody filled in looks like documentation and holds none.",
        "Write what is true of this model, or remove the line.",
    ),
    (
        "fairness/single-metric",
        Severity::Error,
        "Fairness rests on a single metric",
        "One disparity metric can look even while another is badly skewed, so a single number is no evidence that a model treats groups alike. Add another.",
        "Report a second metric that can disagree with the first.",
    ),
    (
        "security/hidden-instructions",
        Severity::Error,
        "A text holds instructions that people cannot see",
        "A model that reads this file would follow orders that no reviewer saw.",
        "Remove the characters that cannot be seen.",
    ),
    (
        "trace/dangling-reference",
        Severity::Warning,
        "A reference leads nowhere",
        "Whoever follows the trail of a decision finds nothing at its end.",
        "Name an artifact that exists.",
    ),
];

impl Sample {
    /// A repository with a `raigate.toml` and two systems, nothing found yet.
    pub(crate) fn new() -> Self {
        Self(Report {
            verdict: Verdict::Pass,
            snapshot: "worktree",
            commit: Some("4f0e6b1d2c3a49587766554433221100ffeeddcc".to_owned()),
            base: None,
            policy_digest: format!("sha256:{}", "5e".repeat(32)),
            policy_source: "worktree".to_owned(),
            profile: Profile::Recommended,
            is_first_run: false,
            artifacts: 31,
            systems: vec![
                system("chat-helper", Tier::Minimal, Stage::Launch, 9, 9),
                system("credit-scorer", Tier::High, Stage::Review, 11, 14),
            ],
            rules: RULES.iter().map(rule).collect(),
            findings: Vec::new(),
            errors: Vec::new(),
            left_out: vec![(
                "third_party/card.md".into(),
                "excluded by raigate.toml".to_owned(),
            )],
            sources: BTreeMap::new(),
            fail_on: Some(Severity::Error),
        })
    }

    /// Adds a file.
    pub(crate) fn source(mut self, path: &str, text: &str) -> Self {
        self.0
            .sources
            .insert(Utf8PathBuf::from(path), Arc::from(text));
        self
    }

    /// Adds a finding of `rule` at the first `needle` in `path`.
    pub(crate) fn finding(mut self, rule: &str, path: &str, needle: &str, message: &str) -> Self {
        let location = self.location(path, needle, "");
        let entry = self
            .0
            .rules
            .iter_mut()
            .find(|entry| entry.id.as_str() == rule)
            .unwrap();
        entry.outcome = Outcome::Fail;
        entry.findings += 1;
        let severity = entry.severity.unwrap();
        let why = entry.meta.description.split_inclusive(". ").next().unwrap();
        let finding = Finding {
            rule: RuleId::parse(rule).unwrap(),
            severity,
            status: Status::Open,
            not_evaluated: false,
            message: message.to_owned(),
            system: Some("credit-scorer".to_owned()),
            artifact: Some((path.into(), Kind::ModelCard)),
            location,
            related: Vec::new(),
            why: why.trim_end().to_owned(),
            remedy: entry.meta.remedy.clone(),
            controls: entry.meta.controls.clone(),
            waiver: None,
            fingerprint: format!("{:064x}", self.0.findings.len() + 0xa1),
        };
        self.0.findings.push(finding);
        if severity == Severity::Error {
            self.0.verdict = Verdict::Fail;
            self.0.systems[1].verdict = Verdict::Fail;
        }
        self
    }

    /// Adds a label to the last finding.
    pub(crate) fn related(mut self, path: &str, needle: &str, message: &str) -> Self {
        let location = self.location(path, needle, "/results/acc");
        let message = message.to_owned();
        self.last(|finding| finding.related.push(Label { message, location }));
        self
    }

    /// Changes the last finding.
    pub(crate) fn last(&mut self, change: impl FnOnce(&mut Finding)) {
        change(self.0.findings.last_mut().unwrap());
    }

    /// Changes the last finding, in a chain.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        self.last(change);
        self
    }

    /// Says why there is no verdict.
    pub(crate) fn trouble(
        mut self,
        message: &str,
        causes: &[&str],
        help: &str,
        at: Option<(&str, &str)>,
    ) -> Self {
        let location = at.map(|(path, needle)| self.location(path, needle, ""));
        self.0.errors.push(Trouble {
            message: message.to_owned(),
            causes: causes.iter().map(|cause| (*cause).to_owned()).collect(),
            help: Some(help.to_owned()),
            location,
        });
        self.0.verdict = Verdict::None;
        self
    }

    fn location(&self, path: &str, needle: &str, pointer: &str) -> Location {
        let text = self
            .0
            .sources
            .get(camino::Utf8Path::new(path))
            .map_or("", |text| text);
        let start = text.find(needle).unwrap_or(0);
        let end = (start + needle.len()).min(text.len());
        let lines = LineIndex::new(text);
        Location {
            path: path.into(),
            start: lines.position(text, start),
            end: lines.position(text, end),
            span: Span::new(start, end),
            pointer: Pointer::parse(pointer).unwrap(),
        }
    }
}

fn system(id: &str, tier: Tier, stage: Stage, met: usize, required: usize) -> SystemVerdict {
    SystemVerdict {
        id: id.to_owned(),
        tier,
        stage,
        verdict: Verdict::Pass,
        met,
        required,
    }
}

fn rule(line: &(&str, Severity, &str, &str, &str)) -> RuleOutcome {
    let (id, severity, title, description, remedy) = *line;
    let id = RuleId::parse(id).unwrap();
    let clauses = BTreeMap::from([
        (
            "eu-ai-act".to_owned(),
            vec!["Article 10".to_owned(), "Article 15".to_owned()],
        ),
        ("nist-ai-rmf".to_owned(), vec!["MEASURE 2.5".to_owned()]),
    ]);
    let meta = RuleMeta {
        id: id.clone(),
        title: title.to_owned(),
        description: description.to_owned(),
        remedy: remedy.to_owned(),
        severity: Severities {
            minimal: Some(severity),
            limited: Some(severity),
            high: Some(severity),
        },
        profile: Profile::Recommended,
        confidence: Confidence::High,
        kinds: vec![Kind::ModelCard],
        scope: Scope::Artifact,
        phase: Phase::Evidence,
        from_stage: None,
        facets: Vec::new(),
        settings: serde_json::Map::new(),
        controls: clauses,
        waivable: true,
        implied_by: Vec::new(),
        since: "0.1.0".to_owned(),
        aliases: Vec::new(),
        effective_on: None,
        deprecated: false,
        file: format!("policies/{id}.rego"),
    };
    RuleOutcome {
        id,
        meta,
        severity: Some(severity),
        outcome: Outcome::Pass,
        findings: 0,
    }
}

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
            finding.waiver = Some("waiver-7".to_owned());
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
            finding.waiver = Some(text.to_owned());
        })
        .finding("trace/dangling-reference", path, "b: 2", text)
        .with(|finding| finding.status = Status::Known);
    text.clone_into(&mut sample.0.systems[1].id);
    sample.0.left_out = vec![(path.into(), text.to_owned())];
    sample.0.rules[6].meta.title = text.to_owned();
    sample.0.rules[6].meta.description = text.to_owned();
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
