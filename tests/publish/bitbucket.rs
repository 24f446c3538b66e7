//! What stands on Bitbucket afterwards: one report, with the annotations of the last run alone.

use raigate::publish::access::{Proxy, Token};
use raigate::publish::bitbucket::access::Access;
use raigate::publish::bitbucket::plan::{
    Annotation, AnnotationType, Effect, Plan, Report, ReportType, State, Weight,
};
use raigate::publish::bitbucket::send::send;
use raigate::publish::outcome::Outcome;
use raigate::publish::plan::{Repository, Sha};
use serde_json::{Value, json};

use super::forge::{HEAD, TOKEN, Time};
use super::insights::{Insights, validator};
use super::posting::posted;

/// Returns a plan with so many annotations.
fn plan(annotations: usize) -> Plan {
    let annotation = |at: usize| Annotation {
        external_id: format!("raigate-recommended-{:04}", at + 1),
        annotation_type: AnnotationType::CodeSmell,
        path: "models/credit/README.md".to_owned(),
        line: at + 1,
        summary: format!("card/claim-contradicts-result: number {at}"),
        details: "fix: measure again".to_owned(),
        severity: Weight::High,
        result: Some(Effect::Failed),
    };
    Plan {
        repository: Repository::parse("acme/loans").unwrap(),
        pull_request: Some(7),
        head: Sha::parse(HEAD).unwrap(),
        seen_at: "https://bitbucket.org/acme/loans/pull-requests/7".to_owned(),
        report_id: "raigate-recommended".to_owned(),
        report: Some(Report {
            title: "raigate: 3 blocking".to_owned(),
            details: "This change is blocked.".to_owned(),
            report_type: ReportType::Test,
            reporter: "raigate",
            result: State::Failed,
            link: Some("https://bitbucket.org/acme/loans/pipelines/results/42".to_owned()),
            data: vec![json!({"title": "Blocking", "type": "NUMBER", "value": 3})],
        }),
        annotations: (0..annotations).map(annotation).collect(),
        left_out: 0,
        shortened: 0,
    }
}

fn beside(insights: &Insights) -> Access {
    Access::Pipelines {
        api: "https://api.bitbucket.org/2.0".to_owned(),
        by: format!("http://localhost:{}", insights.port),
    }
}

fn post(insights: &Insights, plan: &Plan) -> Outcome {
    Time::default().pass(|pace| send(plan, &beside(insights), pace))
}

#[test]
fn a_report_and_its_annotations_are_posted_through_the_proxy_without_a_token() {
    let insights = Insights::by_proxy();
    let outcome = post(&insights, &plan(3));
    assert_eq!(posted(&outcome), ["report"]);
    assert_eq!(
        outcome.posted[0].url.as_deref(),
        Some("https://bitbucket.org/acme/loans/pull-requests/7")
    );
    let (report, annotations) = insights.only();
    assert_eq!(
        (&report["result"], annotations.len()),
        (&json!("FAILED"), 3)
    );
    let path = format!(
        "http://api.bitbucket.org/2.0/repositories/acme/loans/commit/{HEAD}/reports/raigate-recommended"
    );
    let agent = format!("raigate/{}", env!("CARGO_PKG_VERSION"));
    for asked in insights.log() {
        assert!(
            asked["path"].as_str().unwrap().starts_with(&path),
            "{asked}"
        );
        assert_eq!(asked["host"], "api.bitbucket.org");
        assert_eq!(
            (&asked["auth"], &asked["user_agent"]),
            (&json!(""), &json!(agent))
        );
    }
}

#[test]
fn how_it_ends_is_said_last() {
    let insights = Insights::by_proxy();
    posted(&post(&insights, &plan(250)));
    let id = "raigate-recommended";
    let batch = format!("POST {id}/annotations");
    let put = format!("PUT {id}");
    assert_eq!(
        insights.asked(),
        [
            format!("DELETE {id}"),
            put.clone(),
            batch.clone(),
            batch.clone(),
            batch,
            put
        ]
    );
    let log = insights.log();
    let puts: Vec<&Value> = log.iter().filter(|it| it["method"] == "PUT").collect();
    assert_eq!(puts[0]["body"]["result"], "PENDING");
    assert_eq!(puts[1]["body"]["result"], "FAILED");
    let posts = log.iter().filter(|it| it["method"] == "POST");
    let sizes: Vec<usize> = posts
        .map(|it| it["body"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [100, 100, 50]);
    assert_eq!(insights.only().1.len(), 250);
}

#[test]
fn annotations_of_an_earlier_attempt_do_not_stay() {
    let insights = Insights::by_proxy();
    posted(&post(&insights, &plan(1_000)));
    assert_eq!(insights.only().1.len(), 1_000);
    let mut less = plan(2);
    less.annotations[0].summary = "another".to_owned();
    posted(&post(&insights, &less));
    let (_, annotations) = insights.only();
    assert_eq!(annotations.len(), 2);
    assert_eq!(annotations[0]["summary"], "another");
    let mut none = plan(0);
    none.report.as_mut().unwrap().result = State::Passed;
    posted(&post(&insights, &none));
    let (report, annotations) = insights.only();
    assert_eq!(
        (&report["result"], annotations.len()),
        (&json!("PASSED"), 0)
    );
}

#[test]
fn runs_of_two_names_stand_beside_each_other() {
    let insights = Insights::by_proxy();
    let mut other = plan(1);
    other.report_id = "raigate-essential".to_owned();
    posted(&post(&insights, &plan(1)));
    posted(&post(&insights, &other));
    assert_eq!(insights.reports().len(), 2);
}

#[test]
fn answers_that_are_lost_leave_one_of_each() {
    let insights = Insights::by_proxy();
    for (method, drop) in [
        ("DELETE", true),
        ("PUT", false),
        ("POST", true),
        ("POST", false),
    ] {
        insights.fault(
            json!({ "method": method, "path": "", "status": 502, "drop": drop, "after": true }),
        );
    }
    posted(&post(&insights, &plan(150)));
    assert_eq!(insights.only().1.len(), 150);
}

#[test]
fn a_batch_that_is_refused_does_not_keep_the_end_back() {
    let insights = Insights::by_proxy();
    let mut plan = plan(250);
    plan.annotations[120].summary.clear();
    let outcome = post(&insights, &plan);
    assert_eq!(outcome.posted.len(), 1);
    assert_eq!(
        outcome.failed[0].why,
        "Bitbucket did not take 100 of 250 annotations"
    );
    let (report, annotations) = insights.only();
    assert_eq!(
        (&report["result"], annotations.len()),
        (&json!("FAILED"), 150)
    );
}

#[test]
fn what_breaks_off_stays_pending_and_is_no_pass() {
    let insights = Insights::by_proxy();
    insights.fault(json!({ "method": "POST", "path": "", "status": 503, "times": 99 }));
    let time = Time::default();
    let outcome = time.pass(|pace| send(&plan(3), &beside(&insights), pace));
    assert!(outcome.failed[0].why.contains("503"), "{outcome:?}");
    assert_eq!(insights.only().0["result"], "PENDING");
    assert!((7..15).contains(&time.seconds()), "{}", time.seconds());
}

#[test]
fn a_thousand_annotations_end_within_the_time() {
    let insights = Insights::by_proxy();
    let time = Time::default();
    posted(&time.pass(|pace| send(&plan(1_000), &beside(&insights), pace)));
    assert!((10..20).contains(&time.seconds()), "{}", time.seconds());
}

#[test]
fn a_right_that_is_missing_makes_way_for_less() {
    for (status, says) in [
        (403, "this pipeline has no right"),
        (404, "this pipeline does not see it"),
    ] {
        let insights = Insights::by_proxy();
        insights.fault(
            json!({ "method": "PUT", "path": "", "status": status, "times": 9,
            "body": { "type": "error", "error": { "message": "Access denied" } } }),
        );
        let outcome = post(&insights, &plan(3));
        assert!(outcome.posted.is_empty() && outcome.failed.is_empty());
        assert!(outcome.degraded[0].why.contains(says), "{outcome:?}");
        assert_eq!(
            insights.asked().len(),
            2,
            "a right does not come by asking again"
        );
    }
}

#[test]
fn with_a_token_no_proxy_is_needed_and_the_token_is_not_shown() {
    let insights = Insights::for_token(TOKEN);
    let access = |token: &str| Access::Token {
        api: format!("http://127.0.0.1:{}/2.0", insights.port),
        token: Token::of(token).unwrap(),
        proxy: Proxy::default(),
    };
    let outcome = Time::default().pass(|pace| send(&plan(3), &access(TOKEN), pace));
    assert_eq!(posted(&outcome), ["report"]);
    assert_eq!(insights.only().1.len(), 3);
    let outcome = Time::default().pass(|pace| send(&plan(3), &access("an0ther-token"), pace));
    assert!(
        outcome.failed[0].why.contains("not accepted (401)"),
        "{outcome:?}"
    );
    let echo = json!({ "type": "error", "error": { "message": format!("{TOKEN} may not") } });
    insights.fault(json!({ "method": "DELETE", "path": "", "status": 403, "body": echo }));
    let outcome = Time::default().pass(|pace| send(&plan(3), &access(TOKEN), pace));
    let said = format!("{outcome:?} {:?}", access(TOKEN));
    assert!(
        said.contains("[redacted] may not") && !said.contains(TOKEN),
        "{said}"
    );
}

#[test]
fn a_proxy_that_is_not_there_is_not_passed_by() {
    let insights = Insights::by_proxy();
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for (by, says) in [
        (format!("http://localhost:{closed}"), "could not be reached"),
        ("https://localhost:1".to_owned(), "is none of the form"),
        ("socks5://localhost:1".to_owned(), "is none of the form"),
        (
            "http://me:secret@localhost:1".to_owned(),
            "is none of the form",
        ),
        (String::new(), "is none of the form"),
    ] {
        let api = "https://api.bitbucket.org/2.0".to_owned();
        let time = Time::default();
        let outcome = time.pass(|pace| send(&plan(1), &Access::Pipelines { api, by }, pace));
        assert!(outcome.failed[0].why.contains(says), "{outcome:?}");
        assert!(!format!("{outcome:?}").contains("secret"));
    }
    assert!(insights.log().is_empty());
}

#[test]
fn the_schema_refuses_what_bitbucket_does() {
    let good = serde_json::to_value(&plan(1).annotations).unwrap();
    let fits = |list: &Value| validator("annotations").is_valid(list);
    assert!(fits(&good));
    for (member, value) in [
        ("summary", json!("")),
        ("summary", json!("x".repeat(451))),
        ("line", json!(0)),
        ("severity", json!("BLOCKER")),
        ("annotation_type", json!("CODESMELL")),
        ("result", json!("PENDING")),
        ("path", json!("/etc/passwd")),
        ("sumary", json!("misspelt")),
    ] {
        let mut bad = good.clone();
        bad[0][member] = value;
        assert!(!fits(&bad), "{member}");
    }
    assert!(!fits(&json!([])));
    assert!(!fits(&vec![good[0].clone(); 101].into()));
}
