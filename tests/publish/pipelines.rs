//! `check --publish` and `publish` in Bitbucket Pipelines, from a real repository to the report.

use serde_json::{Value, json};

use super::insights::Insights;
use super::repository::{CARD, GOOD, Repository, check};

/// A repository with a change that claims too much, as Pipelines has it.
fn change(insights: &Insights) -> Option<Repository> {
    let folder = Repository::committed(GOOD)?;
    folder.git("branch base");
    folder.replace(CARD, "0.893", "0.95");
    folder.commit("Claim more");
    let head = folder.git("rev-parse HEAD");
    Some(
        folder
            .with("BITBUCKET_COMMIT", &head)
            .with("BITBUCKET_WORKSPACE", "acme")
            .with("BITBUCKET_REPO_SLUG", "loans")
            .with("BITBUCKET_PR_ID", "7")
            .with("BITBUCKET_BUILD_NUMBER", "42")
            .with(
                "RAIGATE_BITBUCKET_PROXY",
                &format!("http://localhost:{}", insights.port),
            ),
    )
}

#[test]
fn a_change_is_annotated_in_pipelines_and_the_exit_code_is_the_verdict() {
    let insights = Insights::by_proxy();
    let Some(folder) = change(&insights) else {
        return;
    };
    let ran = check(
        &folder,
        "check --since base --publish --format json",
        (1, &[]),
    );
    assert_eq!(ran.json()["publish"]["posted"][0]["what"], "report");
    let (report, annotations) = insights.only();
    assert_eq!(report["result"], "FAILED");
    let text = folder.read(CARD);
    let line = text.lines().position(|line| line.contains("0.95")).unwrap() + 1;
    let is_there = |it: &Value| it["path"] == CARD && it["line"] == line;
    assert!(annotations.iter().any(is_there), "{annotations:?}");
    // What mends it takes the place of the report, and of its annotations.
    folder.replace(CARD, "0.95", "0.893");
    folder.git("checkout -q base -- .");
    check(
        &folder,
        "check --publish --format json",
        (0, &["\"posted\""]),
    );
    let (report, annotations) = insights.only();
    assert_eq!(
        (&report["result"], annotations.len()),
        (&json!("PASSED"), 0)
    );
}

#[test]
fn a_forge_that_is_down_changes_no_verdict_unless_it_is_required() {
    let insights = Insights::by_proxy();
    let Some(folder) = change(&insights) else {
        return;
    };
    let down = json!({ "path": "", "status": 403, "times": 99, "body": {} });
    insights.fault(down);
    check(&folder, "check --publish", (1, &["not posted: report"]));
    check(
        &folder,
        "check --require-publish",
        (3, &["not posted: report"]),
    );
    // Without a token and without the proxy, too.
    let folder = folder.with("RAIGATE_BITBUCKET_PROXY", "http://localhost:1");
    check(&folder, "check --publish", (1, &["RAIGATE_TOKEN"]));
}

#[test]
fn what_was_judged_has_to_hold_the_head() {
    let insights = Insights::by_proxy();
    let Some(folder) = change(&insights) else {
        return;
    };
    check(
        &folder,
        "check --commit base --publish",
        (0, &["what was judged is not", "`pipeline`"]),
    );
    assert!(insights.log().is_empty());
}

#[test]
fn a_saved_report_is_posted_and_a_dry_run_asks_nobody() {
    let insights = Insights::by_proxy();
    let Some(folder) = change(&insights) else {
        return;
    };
    check(&folder, "check --format json=raigate.json", (1, &[]));
    let ran = check(&folder, "publish --report raigate.json --dry-run", (1, &[]));
    assert_eq!(ran.json()["report_id"], "raigate-recommended");
    assert_eq!(ran.json()["report"]["result"], "FAILED");
    assert!(insights.log().is_empty());
    check(
        &folder,
        "publish --report raigate.json --upload-sarif",
        (
            1,
            &["posted: report", "not posted: SARIF: Bitbucket takes none"],
        ),
    );
    assert_eq!(insights.only().0["result"], "FAILED");
    let folder = folder.with("BITBUCKET_COMMIT", "main");
    check(
        &folder,
        "publish --report raigate.json",
        (2, &["`BITBUCKET_COMMIT` is no commit"]),
    );
}
