//! What would be posted to Bitbucket: whole rows, within its limits, and nothing of the evidence
//! in words.

use camino::Utf8PathBuf;
use raigate::config::{Checking, Values};
use raigate::glossary::Severity;
use raigate::publish::bitbucket::pipeline::{Pipeline, Surroundings};
use raigate::publish::bitbucket::plan::{Effect, Plan, State, Weight, plan};
use raigate::publish::plan::Settings;
use raigate::publish::secret::Secrets;
use raigate::verdict::Report;
use serde_json::{Value, json};

use super::events::HEAD;
use super::sample::Sample;
use super::stories;

/// What Pipelines says of a run on a pull request.
fn around() -> Surroundings {
    Surroundings {
        commit: Some(HEAD.to_owned()),
        workspace: Some("acme".to_owned()),
        slug: Some("loans".to_owned()),
        pull_request: Some("7".to_owned()),
        build: Some("42".to_owned()),
    }
}

fn planned(report: &Report, settings: &Settings) -> Plan {
    let plan = plan(report, &Pipeline::read(&around()).unwrap(), settings);
    fits(&plan);
    plan
}

/// Holds a plan to what Bitbucket takes.
fn fits(plan: &Plan) {
    let text = include_str!("../publish/bitbucket.schema.json");
    let mut schema: Value = serde_json::from_str(text).unwrap();
    let mut check = |name: &str, body: Value| {
        schema["$ref"] = format!("#/$defs/{name}").into();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?} in {body}");
    };
    if let Some(report) = &plan.report {
        check("report", json!(report));
    }
    for batch in plan.annotations.chunks(100) {
        check("annotations", json!(batch));
    }
    assert!(plan.annotations.len() <= 1_000);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    assert!(plan.report_id.chars().all(is_plain), "{}", plan.report_id);
}

/// As many errors, each with a message of its own.
fn many(number: usize) -> Report {
    let mut sample = Sample::new();
    for at in 0..number {
        let path = format!("models/{at}/README.md");
        let message = format!("finding number {at} says something about this card");
        sample = sample
            .source(&path, "accuracy: 0.99\n")
            .finding("card/claim-contradicts-result", &path, "0.99", &message)
            .with(|finding| finding.severity = Severity::Error);
    }
    sample.0
}

#[test]
fn a_pull_request_is_judged_at_its_head() {
    let pipeline = Pipeline::read(&around()).unwrap();
    assert_eq!(pipeline.head.as_str(), HEAD);
    assert_eq!(pipeline.repository.to_string(), "acme/loans");
    assert_eq!(
        pipeline.page().as_deref(),
        Some("https://bitbucket.org/acme/loans/pipelines/results/42")
    );
    let branch = Surroundings {
        pull_request: None,
        ..around()
    };
    let seen = Pipeline::read(&branch).unwrap().seen_at();
    assert_eq!(
        seen,
        format!("https://bitbucket.org/acme/loans/commits/{HEAD}")
    );
}

#[test]
fn surroundings_that_do_not_say_are_named() {
    let text = |text: &str| Some(text.to_owned());
    for (around, says) in [
        (Surroundings::default(), "`BITBUCKET_COMMIT` is not set"),
        (
            Surroundings {
                workspace: None,
                ..around()
            },
            "`BITBUCKET_WORKSPACE` is not set",
        ),
        (
            Surroundings {
                commit: text("7f71b5"),
                ..around()
            },
            "commit of 40 hexadecimal digits",
        ),
        (
            Surroundings {
                commit: text(&"0".repeat(40)),
                ..around()
            },
            "commit of 40",
        ),
        (
            Surroundings {
                slug: text("../x"),
                ..around()
            },
            "name of a repository",
        ),
        (
            Surroundings {
                slug: text("a b"),
                ..around()
            },
            "name of a repository",
        ),
        (
            Surroundings {
                pull_request: text("seven"),
                ..around()
            },
            "`BITBUCKET_PR_ID` is no number",
        ),
        (
            Surroundings {
                build: text("-1"),
                ..around()
            },
            "`BITBUCKET_BUILD_NUMBER` is no number",
        ),
    ] {
        let error = Pipeline::read(&around).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn the_report_says_the_verdict_and_what_blocks() {
    let plan = planned(&stories::usual(), &Settings::default());
    let report = plan.report.unwrap();
    assert_eq!(
        report.title,
        "raigate: 3 blocking, 1 warning, 1 waived, 1 known"
    );
    assert_eq!(report.result, State::Failed);
    let mut lines = report.details.lines();
    assert_eq!(
        lines.next(),
        Some("This change is blocked until 3 findings are fixed or waived.")
    );
    assert!(
        report.details.contains(
            "\n- card claims accuracy 0.99, the result is 0.914 (models/credit-scorer/README.md:9)"
        ),
        "{}",
        report.details
    );
    assert_eq!(plan.report_id, "raigate-recommended");
    let blocking = plan.annotations.iter();
    let blocking = blocking
        .filter(|it| it.result == Some(Effect::Failed))
        .count();
    assert_eq!(blocking, 3);
    let waived = plan.annotations.last().unwrap();
    assert_eq!(
        (waived.result, waived.severity),
        (Some(Effect::Ignored), Weight::Low)
    );
    let first = &plan.annotations[0];
    assert_eq!(first.external_id, "raigate-recommended-0001");
    assert!(
        first.details.contains("\nfix: ") && first.details.contains("\nmore: raigate explain ")
    );
}

#[test]
fn only_a_pass_is_passed() {
    for (report, result) in [
        (stories::clean(), State::Passed),
        (stories::usual(), State::Failed),
        (stories::no_verdict(), State::Failed),
    ] {
        let plan = planned(&report, &Settings::default());
        assert_eq!(plan.report.unwrap().result, result);
    }
}

#[test]
fn two_thousand_findings_fit_and_what_is_left_out_is_counted() {
    let plan = planned(&many(2_000), &Settings::default());
    assert_eq!((plan.annotations.len(), plan.left_out), (1_000, 1_000));
    let details = plan.report.unwrap().details;
    assert!(
        details.ends_with("\n1000 findings more than there are annotations."),
        "{details}"
    );
    let shown = details.matches("finding number").count();
    assert!(shown > 10, "{details}");
    assert!(
        details.contains(&format!("\n… {} more\n", 2_000 - shown)),
        "{details}"
    );
    assert!(
        details
            .lines()
            .all(|line| !line.starts_with("- ") || line.ends_with(":1)"))
    );
}

#[test]
fn long_texts_are_cut_counted_and_never_empty() {
    for text in ["ä 🦀 ".repeat(3_000), String::new()] {
        let report = Sample::new()
            .source("a.md", "one\n")
            .finding("card/claim-contradicts-result", "a.md", "one", &text)
            .0;
        let plan = planned(&report, &Settings::default());
        let cut = usize::from(!text.is_empty());
        assert_eq!((plan.annotations.len(), plan.shortened), (1, cut));
        let details = plan.report.unwrap().details;
        let told = "1 annotation cut to fit: the JSON report has all of it.";
        assert_eq!(details.ends_with(told), cut == 1, "{details}");
    }
}

#[test]
fn hostile_text_stays_within_its_line() {
    for report in [
        stories::hostile(),
        stories::hostile_trouble(),
        stories::first_run(),
        stories::hostile_with("../../evil.md", "x"),
        stories::hostile_with("", "x"),
    ] {
        for values in [Values::None, Values::Numbers, Values::Short] {
            let mut settings = Settings::default();
            settings.publish.values = values;
            let plan = planned(&report, &settings);
            let report = plan.report.unwrap();
            let own = [&report.title, &report.details];
            let theirs = plan
                .annotations
                .iter()
                .flat_map(|it| [&it.summary, &it.details]);
            for text in own.into_iter().chain(theirs) {
                let is_odd = |c: char| {
                    c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
                };
                assert!(!text.contains(is_odd), "{text:?}");
                assert!(!text.contains("##["), "{text:?}");
            }
            let steps_back = |path: &str| path.split('/').any(|it| matches!(it, "" | "." | ".."));
            assert!(plan.annotations.iter().all(|it| !steps_back(&it.path)));
        }
    }
}

#[test]
fn text_of_the_evidence_and_secrets_are_kept_back() {
    let message = "field says `a whole sentence` and names correct-horse-battery";
    let report = Sample::new()
        .source("a.md", "one\n")
        .finding("card/claim-contradicts-result", "a.md", "one", message)
        .0;
    let settings = Settings {
        secrets: Secrets::of([("MY_TOKEN", "correct-horse-battery")].into_iter()),
        ..Settings::default()
    };
    let text = serde_json::to_string(&planned(&report, &settings)).unwrap();
    assert!(
        text.contains("field says `…` and names [redacted]"),
        "{text}"
    );
    assert!(!text.contains("whole sentence") && !text.contains("correct-horse"));
}

#[test]
fn each_folder_has_a_report_of_its_own() {
    let id = |below: &str| {
        let settings = Settings {
            below: Utf8PathBuf::from(below),
            ..Settings::default()
        };
        planned(&stories::clean(), &settings).report_id
    };
    let ids = [id(""), id("services/a"), id("services.a"), id("services_a")];
    let different: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len(), "{ids:?}");
    assert_eq!(id("services/a"), id("services/a"));
}

#[test]
fn where_no_check_is_wanted_there_is_no_report() {
    let mut settings = Settings::default();
    settings.publish.check = Checking::Never;
    let plan = planned(&stories::usual(), &settings);
    assert_eq!((plan.report, plan.annotations.len()), (None, 0));
}
