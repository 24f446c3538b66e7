//! Builds a report by hand, finding by finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use raigate::finding::{Finding, Label, Location, Status, Waiver};
use raigate::glossary::{Kind, Severity, Stage, Tier};
use raigate::rule::{Confidence, Outcome, Phase, Profile, RuleId, RuleMeta, Scope, Severities};
use raigate::span::{LineIndex, Pointer, Span};
use raigate::verdict::{Report, RuleOutcome, SystemVerdict, Trouble, Verdict};

/// A report that grows finding by finding.
pub(crate) struct Sample(pub(crate) Report);

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
            waivers: Vec::new(),
            errors: Vec::new(),
            left_out: vec![(
                "third_party/card.md".into(),
                "excluded by raigate.toml".to_owned(),
            )],
            notices: Vec::new(),
            not_evaluated_fails: true,
            sources: BTreeMap::new(),
            fail_on: Some(Severity::Error),
            publishing: raigate::verdict::publishing::Publishing::default(),
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
            is_dated: false,
            voids: false,
            message: message.to_owned(),
            system: Some("credit-scorer".to_owned()),
            artifact: Some((path.into(), Kind::ModelCard)),
            location,
            related: Vec::new(),
            why: why.trim_end().to_owned(),
            remedy: entry.meta.remedy.clone(),
            controls: entry.meta.controls.clone(),
            waiver: None,
            consequences: Vec::new(),
            fingerprint: format!("{:064x}", self.0.findings.len() + 0xa1),
            moved_fingerprint: String::new(),
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

/// A waiver of which every text is `text`.
pub(crate) fn waiver(text: &str) -> Waiver {
    Waiver {
        id: text.to_owned(),
        path: text.into(),
        requested_by: Some(text.to_owned()),
        approved_by: vec![text.to_owned()],
        reason: text.to_owned(),
        expires: "2026-12-31".parse().unwrap(),
        days_left: 38,
    }
}

/// A system that passes.
pub(crate) fn system(
    id: &str,
    tier: Tier,
    stage: Stage,
    met: usize,
    required: usize,
) -> SystemVerdict {
    SystemVerdict {
        id: id.to_owned(),
        tier,
        stage,
        verdict: Verdict::Pass,
        met,
        required,
        breakdowns: Vec::new(),
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
