//! What a comment and a check run say, and how much of it fits.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use raigate::config::{Checking, Commenting, Values};
use raigate::finding::Status;
use raigate::glossary::Severity;
use raigate::publish::event::Event;
use raigate::publish::plan::{Conclusion, Level, Plan, Settings, State, plan};
use raigate::verdict::{Report, Verdict};
use serde_json::json;

use super::events::{HEAD, pull_request, read};
use super::sample::Sample;
use super::stories;

const CARD: &str = "models/credit-scorer/README.md";

/// Plans for a pull request of the repository itself.
pub(crate) fn planned(report: &Report) -> Plan {
    plan(report, &event(), &Settings::default())
}

pub(crate) fn event() -> Event {
    read("pull_request", &pull_request())
}

fn body(plan: &Plan) -> &str {
    &plan.comment.as_ref().unwrap().body
}

/// As many findings of one severity, each with a message and a file of its own.
fn many(severity: Severity, number: usize) -> Report {
    let mut sample = Sample::new();
    for at in 0..number {
        let path = format!("models/{at}/README.md");
        let message = format!("finding number {at} says something about this card");
        let rule = "card/claim-contradicts-result";
        sample = sample
            .source(&path, "accuracy: 0.99\n")
            .finding(rule, &path, "0.99", &message)
            .with(|finding| finding.severity = severity);
    }
    sample.0
}

#[test]
fn the_comment_says_verdict_fix_and_who_before_everything_else() {
    let mut settings = Settings::default();
    settings.roles.insert(
        "rai-team".to_owned(),
        vec!["@ada".to_owned(), "bo@example.org".to_owned()],
    );
    let mut report = stories::usual();
    let rule = report.rules.first_mut().unwrap();
    rule.id = raigate::rule::RuleId::parse("waiver/wrong-approver").unwrap();
    rule.meta.settings = json!({"roles": {"high": ["rai-team", "legal"]}})
        .as_object()
        .unwrap()
        .clone();
    let plan = plan(&report, &event(), &settings);
    let text = body(&plan);
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("<!-- raigate:v1 profile=recommended -->")
    );
    assert_eq!(
        lines.next(),
        Some(&*format!("<!-- head={HEAD} run=42.2 -->"))
    );
    let in_order = [
        "## ❌ raigate: 3 blocking, 1 warning, 1 waived, 1 known",
        "### What blocks, and how to fix it",
        "- **card claims accuracy 0.99, the result is 0.914** · \
         [`models/credit-scorer/README.md:9`](https://github.com/acme/loans/blob/",
        "**Fix:** Copy the number from the result, or measure again and commit the result. \
         `card/claim-contradicts-result`",
        "### Who can approve or waive it",
        "rai-team (@\u{200b}ada, 1 more) and legal (nobody in `[roles]`)",
        "<details><summary>1 warning",
    ];
    let mut rest = text;
    for piece in in_order {
        let at = rest
            .find(piece)
            .unwrap_or_else(|| panic!("{piece} in {text}"));
        rest = &rest[at..];
    }
    assert!(!text.contains("bo@example.org"));
}

#[test]
fn what_is_not_judged_is_never_a_success() {
    for (report, conclusion, state) in [
        (stories::clean(), Conclusion::Success, State::Success),
        (stories::usual(), Conclusion::Failure, State::Failure),
        (stories::no_verdict(), Conclusion::Failure, State::Error),
    ] {
        let check = planned(&report).check.unwrap();
        assert_eq!((check.conclusion, check.status.state), (conclusion, state));
        assert_eq!(check.name, "raigate/recommended");
        assert_eq!(check.status.context, check.name);
        let twin = check.twin.unwrap();
        assert_eq!(twin, "raigate:1:42:2:recommended:");
        let digits = check.external_id.strip_prefix(&twin).unwrap();
        assert_eq!(digits.len(), 12);
    }
    let mut odd = stories::clean();
    odd.verdict = Verdict::Fail;
    let check = planned(&odd).check.unwrap();
    assert_eq!(
        (check.title.as_str(), check.conclusion),
        ("blocked", Conclusion::Failure)
    );
}

#[test]
fn a_comment_is_begun_only_where_there_is_something_to_say() {
    let create = |report: &Report, comment| {
        let mut settings = Settings::default();
        settings.publish.comment = comment;
        plan(report, &event(), &settings)
            .comment
            .map(|it| it.create)
    };
    let (clean, usual) = (stories::clean(), stories::usual());
    let mut noted = many(Severity::Note, 3);
    noted.verdict = Verdict::Pass;
    assert_eq!(create(&clean, Commenting::OnFindings), Some(false));
    assert_eq!(create(&noted, Commenting::OnFindings), Some(false));
    assert_eq!(create(&usual, Commenting::OnFindings), Some(true));
    assert_eq!(
        create(&stories::no_verdict(), Commenting::OnFindings),
        Some(true)
    );
    assert_eq!(create(&clean, Commenting::Always), Some(true));
    assert_eq!(create(&usual, Commenting::Never), None);
    let plan = planned(&clean);
    assert!(
        body(&plan).contains("✅ raigate: nothing blocks"),
        "{plan:?}"
    );
}

#[test]
fn where_there_is_no_pull_request_there_is_no_comment() {
    let payload = json!({"repository": {"full_name": "acme/loans"},
        "merge_group": {"head_sha": HEAD, "base_sha": "1".repeat(40)}});
    for name in ["merge_group", "push", "schedule", "workflow_dispatch"] {
        let event = read(name, &payload);
        let plan = plan(&stories::usual(), &event, &Settings::default());
        assert_eq!((plan.comment, plan.pull_request), (None, None), "{name}");
        assert!(plan.check.is_some(), "{name}");
    }
    let mut settings = Settings::default();
    settings.publish.check = Checking::Never;
    assert_eq!(plan(&stories::usual(), &event(), &settings).check, None);
}

#[test]
fn what_somebody_else_wrote_becomes_a_comment_and_no_check() {
    let payload = json!({
        "workflow_run": {"event": "pull_request", "head_sha": HEAD},
        "repository": {"full_name": "acme/loans"},
    });
    let event = read("workflow_run", &payload);
    let settings = Settings {
        upload_sarif: true,
        ..Settings::default()
    };
    let plan = plan(&stories::clean(), &event, &settings);
    assert_eq!((&plan.check, &plan.sarif), (&None, &None));
    assert!(plan.is_fork && plan.comment.is_some());
}

#[test]
fn annotations_are_exact_and_the_worst_in_changed_files_come_first() {
    let report = Sample::new()
        .source("a.md", "one\ntwo\nthree\n")
        .source("b.md", "one\ntwo\nthree\n")
        .finding("card/placeholder-text", "a.md", "two", "a warning here")
        .finding(
            "card/claim-contradicts-result",
            "a.md",
            "one\ntwo\n",
            "over lines",
        )
        .finding(
            "card/claim-contradicts-result",
            "b.md",
            "hre",
            "in a changed file",
        )
        .finding(
            "card/claim-contradicts-result",
            "b.md",
            "wo",
            "in a changed file",
        )
        .0;
    let settings = Settings {
        changed: BTreeSet::from([Utf8PathBuf::from("b.md")]),
        ..Settings::default()
    };
    let check = plan(&report, &event(), &settings).check.unwrap();
    let told: Vec<_> = check
        .annotations
        .iter()
        .map(|it| {
            let columns = it.start_column.zip(it.end_column);
            (it.path.as_str(), it.start_line, it.end_line, columns)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("b.md", 3, 3, Some((2, 4))),
            ("b.md", 2, 2, Some((2, 3))),
            ("a.md", 1, 2, None),
            ("a.md", 2, 2, Some((1, 3))),
        ]
    );
    assert_eq!(check.annotations[2].annotation_level, Level::Failure);
    assert_eq!(check.annotations[3].annotation_level, Level::Warning);
    assert!(
        check.annotations[1]
            .message
            .starts_with("in a changed file\n")
    );
    assert!(
        check.annotations[1]
            .title
            .starts_with("card/claim-contradicts-result: ")
    );
}

#[test]
fn paths_are_those_of_the_repository_where_a_folder_is_judged() {
    let settings = Settings {
        below: "services/a b".into(),
        upload_sarif: true,
        ..Settings::default()
    };
    let plan = plan(&stories::usual(), &event(), &settings);
    let link = format!("/blob/{HEAD}/services/a%20b/{CARD}?plain=1#L9)");
    assert!(body(&plan).contains(&link), "{}", body(&plan));
    let check = plan.check.as_ref().unwrap();
    assert!(check.name.starts_with("raigate/recommended/services/a_b."));
    assert_eq!(check.annotations[0].path, format!("services/a b/{CARD}"));
    let sarif = plan.sarif.unwrap();
    assert_eq!(sarif.git_ref, "refs/pull/7/head");
    // Lines are known again, and nothing of them is shown.
    assert!(sarif.text.contains("\"primaryLocationLineHash\": \""));
    assert!(!sarif.text.contains("\"snippet\""));
    assert!(
        sarif
            .text
            .contains(&format!("\"uri\": \"services/a%20b/{CARD}\""))
    );
}

#[test]
fn five_thousand_findings_fit_and_what_is_left_out_is_counted() {
    let mut report = many(Severity::Error, 5_000);
    let others = many(Severity::Warning, 400).findings;
    report.findings.extend(others);
    assert!(
        report
            .findings
            .iter()
            .map(|it| it.message.len())
            .sum::<usize>()
            > 200_000
    );
    let plan = planned(&report);
    let check = plan.check.as_ref().unwrap();
    assert_eq!(check.annotations.len(), 500);
    assert!(
        check
            .annotations
            .iter()
            .all(|it| it.annotation_level == Level::Failure)
    );
    assert!(
        check
            .text
            .starts_with("4900 findings more than there are annotations.")
    );
    for text in [body(&plan), &check.summary, &check.text] {
        assert!(text.len() <= 60_000, "{}", text.len());
        // Each row is whole: one that names a finding leads to its place too.
        let is_whole = |line: &str| !line.contains("finding number") || line.contains("](https://");
        assert!(text.lines().all(is_whole));
    }
    let shown = body(&plan).matches("finding number").count();
    let told = format!("… {} blocking, 400 warnings, 2 rows more", 5_000 - shown);
    let told = told.replace("2 rows", "3 rows");
    let last = body(&plan)
        .lines()
        .find(|line| line.starts_with('…'))
        .unwrap();
    assert!(last.starts_with(told.split(", ").next().unwrap()), "{last}");
    assert!(last.contains("400 warnings"), "{last}");
    // Nothing that does not block took the place of what does.
    assert!(!body(&plan).contains("not blocking"));
}

#[test]
fn titles_and_messages_are_cut_where_the_forge_would_refuse_them() {
    let long = "ä 🦀 ".repeat(3_000);
    let mut report = Sample::new()
        .source("a.md", "one\n")
        .finding("card/claim-contradicts-result", "a.md", "one", &long)
        .0;
    for rule in &mut report.rules {
        rule.meta.title.clone_from(&long);
    }
    let check = planned(&report).check.unwrap();
    let [annotation] = check.annotations.as_slice() else {
        panic!("one annotation");
    };
    assert!(annotation.title.len() <= 200 && annotation.message.len() <= 4_000);
    assert!(check.title.len() <= 200 && check.status.description.len() <= 140);
    let texts = [
        &annotation.title,
        &annotation.message,
        &check.summary,
        &check.text,
    ];
    assert!(texts.iter().all(|text| !text.contains('🦀')));
}

#[test]
fn what_was_set_aside_is_shown_and_does_not_block() {
    let mut report = stories::usual();
    for finding in &mut report.findings {
        finding.status = Status::Waived;
        finding.waiver = Some(super::sample::waiver("waiver-7"));
    }
    report.verdict = Verdict::Pass;
    let plan = planned(&report);
    assert!(
        body(&plan).contains("7 waived</summary>"),
        "{}",
        body(&plan)
    );
    assert!(body(&plan).contains("waived by `waiver-7`, 38 days left, until 2026-12-31"));
    let check = plan.check.unwrap();
    let notices = check.annotations.iter();
    assert!(
        notices
            .clone()
            .all(|it| it.annotation_level == Level::Notice)
    );
    assert_eq!(check.annotations.len(), 7);
}

#[test]
fn the_same_report_gives_the_same_plan() {
    let one = serde_json::to_string(&planned(&stories::first_run())).unwrap();
    let other = serde_json::to_string(&planned(&stories::first_run())).unwrap();
    assert_eq!(one, other);
    assert_eq!(Values::default(), Values::Numbers);
}
