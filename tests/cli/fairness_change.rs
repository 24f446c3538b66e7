//! Groups do not become alike by being asked about differently.

use serde_json::{Value, json};

use super::repository::Repository;

const REPORT: &str = "rai/fairness/spring.json";
const PLAN: &str = "rai/eval/plan.yaml";
const RULE: &str = "fairness/metric-changed-with-outcome";

/// Women, men and others: a gap of selection between the first two of 6 points, of the last of 9.
fn groups() -> Vec<Value> {
    let group = |sex: &str, [tp, fp, fn_, tn]: [u32; 4]| {
        json!({
            "group": {"sex": sex}, "n": tp + fp + fn_ + tn,
            "counts": {"tp": tp, "fp": fp, "fn": fn_, "tn": tn},
        })
    };
    vec![
        group("female", [6200, 1800, 1800, 10_200]),
        group("male", [7750, 1500, 2250, 8500]),
        group("other", [5270, 1980, 1530, 11_220]),
    ]
}

fn report(groups: &[Value], stated: &Value) -> String {
    let total: u64 = groups.iter().filter_map(|group| group["n"].as_u64()).sum();
    let report = json!({
        "schema": "raigate/fairness-report/v1", "id": "spring", "system": "loans",
        "sensitive_features": ["sex"], "total_n": total, "unknown_n": 0,
        "groups": groups, "disparities": [stated],
    });
    format!("{report:#}\n")
}

fn stated(name: &str, value: f64, threshold: f64) -> Value {
    json!({"metric": name, "method": "between_groups", "feature": "sex", "value": value, "threshold": threshold})
}

fn plan(limit: f64) -> String {
    format!(
        "schema: raigate/eval-plan/v1\nid: loans-plan\nsystem: loans\nmetrics:\n  - {{type: accuracy, \
         threshold: 0.5}}\nfairness:\n  thresholds: {{demographic_parity_difference: {limit}}}\n"
    )
}

/// A repository whose branch `base` fails by a limit of 5 points, with a change on top.
fn changed(change: impl Fn(&Repository)) -> Option<Repository> {
    let repository = Repository::committed("loan-scoring")?;
    repository.git("rm -rq .");
    repository.write(
        "raigate.toml",
        "version = 1\n\n[[system]]\nid = \"loans\"\ntier = \"high\"\n",
    );
    repository.write(PLAN, &plan(0.05));
    let gap = stated("demographic_parity_difference", 0.1, 0.05);
    repository.write(REPORT, &report(&groups(), &gap));
    repository.commit("Measure");
    repository.git("branch base");
    change(&repository);
    repository.commit("Change");
    Some(repository)
}

/// Returns what the rule says of the change, and what follows from what another one says.
fn said(repository: &Repository, rule: &str) -> Vec<String> {
    let report = repository
        .run("check --policy-from base --format json")
        .json();
    let findings = report["findings"].as_array().unwrap().iter();
    let own = findings.filter(|finding| finding["rule"] == rule);
    own.map(|finding| finding["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_limit_of_the_report_that_is_raised_is_told() {
    let Some(repository) = changed(|it| {
        it.write(PLAN, &plan(0.2));
        let gap = stated("demographic_parity_difference", 0.1, 0.2);
        it.write(REPORT, &report(&groups(), &gap));
        it.replace(
            "raigate.toml",
            "tier = \"high\"\n",
            "tier = \"high\"\nstage = \"review\"\n",
        );
    }) else {
        return;
    };
    // The setting of 0.1 holds all the same, and the interval reaches beyond it.
    assert_eq!(said(&repository, RULE), Vec::<String>::new());
    assert_eq!(
        said(&repository, "eval/threshold-loosened"),
        ["limit of demographic parity difference is 0.2, it was 0.05"]
    );
}

#[test]
fn another_limit_name_and_file_are_seen_through() {
    let Some(repository) = changed(|it| {
        it.git("rm -q rai/eval/plan.yaml");
        it.git(&format!("mv {REPORT} rai/fairness/summer.json"));
        let gap = stated("statistical_parity_difference", 0.06, 0.1);
        it.write("rai/fairness/summer.json", &report(&groups()[..2], &gap));
    }) else {
        return;
    };
    assert_eq!(
        said(&repository, RULE),
        [
            "demographic parity difference by sex was 0.1, limit 0.05, and did not pass; group other \
          is not compared any more"
        ]
    );
}

#[test]
fn groups_that_nobody_compares_any_more_are_told() {
    let Some(repository) = changed(|it| {
        it.git(&format!("rm -q {REPORT}"));
    }) else {
        return;
    };
    let told = said(&repository, RULE);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].ends_with("no groups by sex are compared any more"),
        "{told:?}"
    );
}

#[test]
fn new_data_and_other_files_are_no_change_of_the_question() {
    let Some(repository) = changed(|it| {
        let mut even = groups();
        let first = even[0]["counts"].clone();
        for group in &mut even {
            group["counts"] = first.clone();
            group["n"] = 20_000.into();
        }
        let gap = stated("demographic_parity_difference", 0.0, 0.2);
        it.write(REPORT, &report(&even, &gap));
        it.write(PLAN, &plan(0.2));
    }) else {
        return;
    };
    assert_eq!(said(&repository, RULE), Vec::<String>::new());

    let Some(repository) = changed(|it| it.write("notes.txt", "nothing\n")) else {
        return;
    };
    let report = repository
        .run("check --policy-from base --format json")
        .json();
    let rules = report["rules"].as_array().unwrap();
    let outcome = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap()["outcome"].clone();
    assert_eq!(outcome(RULE), "not_applicable");
    assert_eq!(outcome("fairness/disparity-over-limit"), "fail");
}

#[test]
fn counts_that_name_their_rows_no_more_are_asked_for_them() {
    let Some(repository) = changed(|it| {
        it.write("rows.csv", "y_true,y_pred,group\n1,1,a\n0,0,b\n1,0,b\n");
        let ran = it.run("metrics rows.csv --by group --output rai/fairness/rows.json");
        assert_eq!(ran.code, 0, "{}", ran.err);
    }) else {
        return;
    };
    repository.git("branch -f base");
    let text = repository.read("rai/fairness/rows.json");
    let mut report: Value = serde_json::from_str(&text).unwrap();
    report.as_object_mut().unwrap().remove("derived_from");
    repository.write("rai/fairness/rows.json", &format!("{report:#}\n"));
    repository.commit("Take the source out");
    assert_eq!(
        said(&repository, "eval/reported-differs-from-recomputed"),
        ["counts of `rows.csv`, which is here, do not name it any more and are not counted again"]
    );
}
