//! What an artifact says in words is not posted.

use raigate::config::Values;
use raigate::publish::plan::{Plan, Settings, plan};
use raigate::publish::secret::{COVER, Secrets};
use raigate::verdict::Report;

use super::sample::Sample;
use super::texts::event;

fn one(message: &str) -> Report {
    Sample::new()
        .source("a.md", "one\n")
        .finding("card/claim-contradicts-result", "a.md", "one", message)
        .0
}

fn with(report: &Report, values: Values, secrets: Secrets) -> Plan {
    let mut settings = Settings {
        secrets,
        upload_sarif: true,
        ..Settings::default()
    };
    settings.publish.values = values;
    plan(report, &event(), &settings)
}

/// Returns the fact as the annotation has it.
fn told(message: &str, values: Values) -> String {
    let check = with(&one(message), values, Secrets::default())
        .check
        .unwrap();
    check.annotations[0]
        .message
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn numbers_ids_and_paths_are_shown_and_text_is_not() {
    for (message, shown) in [
        (
            "placeholder `[More Information Needed]` in section \"Out of scope use\"",
            "placeholder `…` in section \"…\"",
        ),
        (
            "card claims accuracy 0.99, the result of `eval-7` in `out/a.json` is 0.914",
            "card claims accuracy 0.99, the result of `eval-7` in `out/a.json` is 0.914",
        ),
        (
            "`2026-11-02` and `5e-6` stay",
            "`2026-11-02` and `5e-6` stay",
        ),
        (
            "an open quotation: `all of it is text",
            "an open quotation: `…`",
        ),
        ("says “a whole sentence” here", "says “…” here"),
        (
            "`日本語の文章は単語の間に空白を置かない` is text",
            "`…` is text",
        ),
        ("`fetch-depth: 0` fetches it", "`fetch-depth: 0` fetches it"),
        ("asked by `ada@example.org`", "asked by `…@example.org`"),
    ] {
        assert_eq!(told(message, Values::Numbers), shown);
    }
}

#[test]
fn short_shows_the_beginning_of_a_quotation_and_none_shows_no_fact() {
    let long = format!("field says `{}`", "word ".repeat(40).trim());
    let shown = told(&long, Values::Short);
    assert!(shown.starts_with("field says `word word"), "{shown}");
    assert!(
        shown.ends_with("…`") && shown.chars().count() == 93,
        "{shown}"
    );
    assert_eq!(told(&long, Values::Numbers), "field says `…`");
    let report = one("accuracy of `loan` is 0.99");
    let plan = with(&report, Values::None, Secrets::default());
    let text = serde_json::to_string(&plan).unwrap();
    assert!(!text.contains("0.99") && text.contains("A card claims what was not measured"));
}

#[test]
fn a_secret_is_covered_wherever_it_stands() {
    let variables = [
        ("MY_API_TOKEN", "correct-horse-battery"),
        ("DB_PASSWORD", "hunter2"),
        ("KEY_LENGTH", "4096"),
        ("PATH", "/usr/bin"),
    ];
    let secrets = Secrets::of(variables.into_iter());
    let github = ["ghp", "_0123456789abcdefghijklmnopqrstuvwxyz"].concat();
    let random = "q7Rt2Xw9Lk4Zp8Vb3Nm6";
    let message = format!(
        "card names correct-horse-battery, `hunter2`, {github}, \"{random}\", 4096 and /usr/bin"
    );
    let mut report = one(&message);
    report.notices = vec![message.clone()];
    report.findings[0].location.path = "hunter2/a.md".into();
    report.systems[0].id = "hunter2".to_owned();
    let plan = with(&report, Values::Short, secrets);
    let text = serde_json::to_string(&plan).unwrap();
    for secret in ["correct-horse", "hunter2", &github, random] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("4096 and /usr/bin") && text.contains(COVER));
}

#[test]
fn digests_commits_and_names_are_no_secrets() {
    for text in [
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "4f0e6b1d2c3a49587766554433221100ffeeddcc",
        "Meta-Llama-3.1-8B-Instruct-GPTQ-INT4",
        "MobileNetV3LargeForImageClassification2024",
        "models/credit_scorer_2025_11_20/README.md",
        "fairness/disparity-differs-from-recomputed",
        "sk-learn",
    ] {
        assert_eq!(Secrets::default().covered(text), text);
    }
}

#[test]
fn nothing_of_a_file_and_no_reason_of_a_waiver_is_posted() {
    let mut report = one("a finding");
    report.findings[0].status = raigate::finding::Status::Waived;
    let mut waiver = super::sample::waiver("waiver-7");
    waiver.reason = "because customers in two countries complained".to_owned();
    report.findings[0].waiver = Some(waiver);
    report
        .sources
        .insert("a.md".into(), "a very private line".into());
    report.policy_digest = "anything at all".to_owned();
    let plan = with(&report, Values::Short, Secrets::default());
    let text = serde_json::to_string(&plan).unwrap();
    for word in ["customers", "private line", "anything at all"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(text.contains("waiver-7"));
}
