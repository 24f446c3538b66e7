//! The gate counts again what a counts file says it was counted from.

use serde_json::{Value, json};

use super::{ROWS, with};
use crate::repository::{Repository, has};

/// What the rule says of the repository: its outcome, and its messages with their places.
fn judged(repository: &Repository, words: &str) -> (String, Vec<String>) {
    let ran = repository.run(&format!("check {words} --format json"));
    let report = ran.json();
    assert_eq!(report["errors"], json!([]), "{}", ran.err);
    let is_ours = |one: &&Value| is_rule(&one["rule"]) || is_rule(&one["id"]);
    let findings = report["findings"].as_array().unwrap().iter();
    let messages = findings.filter(is_ours).map(|one| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        format!(
            "{} {}",
            text(&one["location"]["pointer"]),
            text(&one["message"])
        )
    });
    let rule = report["rules"].as_array().unwrap().iter().find(is_ours);
    let outcome = rule.unwrap()["outcome"].as_str().unwrap();
    (outcome.to_owned(), messages.collect())
}

fn is_rule(id: &Value) -> bool {
    id == "eval/reported-differs-from-recomputed"
}

/// A repository that holds the counts of `p.csv`, and the rows as well.
fn counted(words: &str) -> Repository {
    let repository = with("p.csv", ROWS);
    let ran = repository.run(&format!("metrics p.csv {words}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    repository
}

/// Changes a member of a JSON file.
fn change(repository: &Repository, file: &str, pointer: &str, value: Value) {
    let mut content: Value = serde_json::from_str(&repository.read(file)).unwrap();
    *content.pointer_mut(pointer).unwrap() = value;
    repository.write(file, &content.to_string());
}

const FAIRNESS: &str = "rai/fairness/p.json";
const EVAL: &str = "rai/eval/results/p.json";

#[test]
fn counts_of_predictions_that_are_here_are_counted_again() {
    for words in [
        "--by sex age --score p",
        "--by sex --control age",
        "--by sex --score p --threshold 0.5",
        "--by sex age --score p --as eval-result",
    ] {
        let repository = counted(words);
        assert_eq!(judged(&repository, ""), ("pass".to_owned(), vec![]));
        let file = if words.contains("eval-result") {
            EVAL
        } else {
            FAIRNESS
        };
        let seen = repository.run(&format!("parse {file}")).json();
        let fact = &seen["artifact"]["facts"]["recounted"];
        assert_eq!(fact["rows"], 10, "{fact}");
        assert_eq!(fact["digest"], fact["digest_stated"], "{fact}");
        assert!(fact["compared"].as_u64().unwrap() > 10, "{fact}");
    }
}

#[test]
fn every_number_that_was_changed_is_found() {
    for (words, file, pointer, value, says) in [
        (
            "--by sex",
            FAIRNESS,
            "/groups/1/counts/tp",
            json!(2),
            "/groups/1/counts counts of a group add up to 5, n is 4|\
             /groups/1/counts tp 2 stated, the predictions give 1",
        ),
        (
            "--by sex",
            FAIRNESS,
            "/groups/1/n",
            json!(5),
            "/groups/1/n n is 5, the predictions give 4|\
             /groups/1/counts counts of a group add up to 4, n is 5",
        ),
        (
            "--by sex",
            FAIRNESS,
            "/unknown_n",
            json!(1),
            "/unknown_n unknown n is 1, the predictions give 0",
        ),
        (
            "--by sex --score p",
            FAIRNESS,
            "/groups/0/metrics/roc_auc",
            json!(0.93),
            "/groups/0/metrics/roc_auc roc auc is 0.93, the predictions give 0.82",
        ),
        (
            "--by sex --as eval-result",
            EVAL,
            "/metrics/9/slice/sex",
            json!("male"),
            "/metrics/9/counts tp 1 and tn 1 stated, the predictions give 2 and 2",
        ),
    ] {
        let repository = counted(words);
        change(&repository, file, pointer, value);
        let (outcome, messages) = judged(&repository, "");
        assert_eq!(outcome, "fail", "{pointer}");
        assert_eq!(messages.join("|"), says, "{pointer}");
    }
}

#[test]
fn a_group_that_is_left_out_is_missed() {
    let repository = counted("--by sex");
    let mut report: Value = serde_json::from_str(&repository.read(FAIRNESS)).unwrap();
    report["groups"].as_array_mut().unwrap().pop();
    repository.write(FAIRNESS, &report.to_string());
    let (_, messages) = judged(&repository, "");
    assert_eq!(
        messages,
        ["/groups 1 group by sex in the predictions, of 6 cases, not reported"]
    );
}

#[test]
fn no_word_left_out_of_the_file_keeps_it_from_being_counted() {
    let source = |change: &dyn Fn(&mut Value)| {
        let repository = counted("--by sex age");
        change_all(&repository, change);
        judged(&repository, "")
    };
    let (outcome, _) = source(&|report| report["derived_from"]["pointer"] = json!(""));
    assert_eq!(outcome, "pass");
    let (outcome, messages) = source(&|report| {
        report["derived_from"]["pointer"] = json!("");
        report["groups"][1]["n"] = json!(5);
    });
    assert_eq!(
        (outcome.as_str(), messages.len()),
        ("fail", 2),
        "{messages:?}"
    );
    for path in [json!(null), json!("p.txt"), json!("")] {
        let (outcome, _) = source(&|report| report["derived_from"]["path"] = path.clone());
        assert!(
            ["deferred", "not_evaluated"].contains(&outcome.as_str()),
            "{outcome}"
        );
    }
    let (_, messages) = source(&|report| {
        report["sensitive_features"] = json!(["sex"]);
        let groups = report["groups"].as_array_mut().unwrap();
        groups.retain(|group| group["group"].get("age").is_none());
    });
    assert_eq!(
        messages,
        ["/groups 2 groups by age in the predictions, of 10 cases, not reported"]
    );
}

/// Changes a whole report.
fn change_all(repository: &Repository, change: &dyn Fn(&mut Value)) {
    let mut report: Value = serde_json::from_str(&repository.read(FAIRNESS)).unwrap();
    change(&mut report);
    repository.write(FAIRNESS, &report.to_string());
}

#[test]
fn other_rows_than_were_counted_are_said_once() {
    let repository = counted("--by sex age");
    repository.write("p.csv", &ROWS.replace("1,0,", "1,1,"));
    let (outcome, messages) = judged(&repository, "");
    assert_eq!((outcome.as_str(), messages.len()), ("fail", 1));
    assert!(
        messages[0].starts_with("/derived_from/digest counted were predictions of digest sha256:"),
        "{messages:?}"
    );
}

#[test]
fn rows_that_are_elsewhere_are_deferred_and_told_of() {
    let repository = counted("--by sex");
    let rows = tempfile::tempdir().unwrap();
    std::fs::rename(repository.folder.join("p.csv"), rows.path().join("p.csv")).unwrap();
    assert_eq!(judged(&repository, "").0, "deferred");
    let ran = repository.run("check");
    assert!(
        ran.out.contains("not counted again") || ran.err.contains("not counted again"),
        "{}{}",
        ran.out,
        ran.err
    );
    let folder = rows.path().to_str().unwrap();
    let words = format!("--evidence-dir {folder}");
    assert_eq!(judged(&repository, &words).0, "pass");
    std::fs::write(rows.path().join("p.csv"), ROWS.replace("1,0,", "1,1,")).unwrap();
    assert_eq!(judged(&repository, &words).0, "fail");
    std::fs::remove_file(rows.path().join("p.csv")).unwrap();
    let (outcome, messages) = judged(&repository, &words);
    assert_eq!(outcome, "not_evaluated");
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn no_path_leads_out_of_the_repository_or_the_folder_of_evidence() {
    let repository = counted("--by sex");
    let outside = tempfile::tempdir().unwrap();
    let evidence = outside.path().join("evidence");
    std::fs::create_dir(&evidence).unwrap();
    std::fs::write(outside.path().join("secret.csv"), ROWS).unwrap();
    let words = format!("--evidence-dir {}", evidence.display());
    let absolute = outside.path().join("secret.csv");
    for path in ["../secret.csv", absolute.to_str().unwrap()] {
        change(&repository, FAIRNESS, "/derived_from/path", json!(path));
        let (outcome, messages) = judged(&repository, &words);
        assert_eq!(outcome, "fail", "{path}");
        assert!(messages[0].contains("leads out"), "{messages:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.csv", evidence.join("link.csv")).unwrap();
        let path = json!("link.csv");
        change(&repository, FAIRNESS, "/derived_from/path", path);
        let (outcome, messages) = judged(&repository, &words);
        assert_eq!(outcome, "fail");
        assert!(messages[0].contains("leads out"), "{messages:?}");
    }
}

#[test]
fn rows_that_cannot_be_counted_are_no_pass_and_not_repeated() {
    let repository = counted("--by sex");
    repository.write("p.csv", &ROWS.replace("0,1,male", "0,Ada Lovelace,male"));
    let (outcome, messages) = judged(&repository, "");
    assert_eq!(outcome, "not_evaluated");
    assert_eq!(
        messages,
        [
            "/derived_from/path predictions cannot be counted again: row 9 (line 10), column \
             `y_pred` has no meaning"
        ]
    );
    // A pointer of Git LFS is not the file.
    repository.write(
        "p.csv",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    );
    assert_eq!(judged(&repository, "").0, "deferred");
}

#[test]
fn the_index_and_a_commit_hold_their_own_rows() {
    if !has("git") {
        return;
    }
    let repository = counted("--by sex");
    repository.git("init -q -b main");
    repository.commit("Begin");
    repository.write("p.csv", &ROWS.replace("1,0,", "1,1,"));
    assert_eq!(judged(&repository, "").0, "fail");
    assert_eq!(judged(&repository, "--commit HEAD").0, "pass");
    // Nothing that is staged touches evidence.
    assert_eq!(judged(&repository, "--staged").0, "not_applicable");
    repository.git("add p.csv");
    assert_eq!(judged(&repository, "--staged").0, "fail");
}

#[test]
fn a_table_that_is_no_file_of_predictions_is_left_alone() {
    let repository = counted("--by sex --as eval-result");
    repository.write("table.csv", "model,accuracy\na,0.9\n");
    change(
        &repository,
        EVAL,
        "/derived_from",
        json!({"path": "table.csv"}),
    );
    assert_eq!(judged(&repository, ""), ("pass".to_owned(), vec![]));
    // One that can be counted is, whoever wrote the result.
    change(&repository, EVAL, "/derived_from", json!({"path": "p.csv"}));
    change(&repository, EVAL, "/metrics/0/counts", json!({"tp": 4}));
    let (_, messages) = judged(&repository, "");
    assert_eq!(
        messages,
        ["/metrics/0/counts tp 4 stated, the predictions give 3"]
    );
}
