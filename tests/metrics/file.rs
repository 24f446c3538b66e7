//! The file that is written: valid for its kind, and judged without complaint.

use serde_json::{Value, json};

use super::{ROWS, with};
use crate::repository::Repository;

/// Judges what was written with every rule on, and returns what is said of its shape.
fn complaints(repository: &Repository, folder: &str) -> Vec<String> {
    repository.write(
        "raigate.toml",
        "version = 1\n\n[[system]]\nid = \"scorer\"\ntier = \"limited\"\n",
    );
    let report = repository.run("check --format json").json();
    let findings = report["findings"].as_array().unwrap().iter().cloned();
    assert!(report["errors"].as_array().unwrap().is_empty(), "{report}");
    findings
        // Six people are too few to compare, however they are counted.
        .filter(|one| one["rule"] != "fairness/small-group")
        .filter(|one| {
            one["location"]["path"]
                .as_str()
                .unwrap_or_default()
                .starts_with(folder)
        })
        .map(|one| format!("{} {}", one["rule"], one["message"]))
        .collect()
}

#[test]
fn what_is_written_has_the_shape_of_its_kind() {
    let rows = format!("{ROWS}1,1,,old,0.5\n0,1,other,old,0.5\n");
    let words = "--by sex age --score p --system scorer";
    let repository = with("p.csv", &rows);
    for (kind, file) in [
        ("fairness-report", "rai/fairness/p.json"),
        ("eval-result", "rai/eval/results/p.json"),
    ] {
        let ran = repository.run(&format!("metrics p.csv {words} --as {kind}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains(&format!("wrote `{file}`")), "{}", ran.err);
        let seen = repository.run(&format!("parse {file}"));
        assert_eq!(seen.json()["artifact"]["kind"], kind, "{}", seen.err);
    }
    assert_eq!(
        complaints(&repository, "rai/fairness"),
        Vec::<String>::new()
    );
    // What only people know: with which code, and what was good enough.
    let open = complaints(&repository, "rai/eval");
    let is_open = |rule: &str| open.iter().any(|one| one.contains(rule));
    assert!(is_open("eval/incomplete-plan") && is_open("eval/not-reproducible"));
    assert_eq!(open.len(), 2, "{open:?}");
    let report: Value = serde_json::from_str(&repository.read("rai/fairness/p.json")).unwrap();
    let source = &report["derived_from"];
    assert_eq!(source["path"], "p.csv");
    assert!(source["digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(report["groups"][0]["group"], json!({}));
}

#[test]
fn the_gate_recomputes_what_is_written() {
    let repository = with("p.csv", ROWS);
    repository.run("metrics p.csv --by sex --as eval-result");
    let file = "rai/eval/results/p.json";
    let mut result: Value = serde_json::from_str(&repository.read(file)).unwrap();
    result["metrics"][0]["value"] = json!(0.9);
    repository.write(file, &result.to_string());
    let found = complaints(&repository, "rai/eval").join("\n");
    assert!(
        found.contains("eval/reported-differs-from-recomputed"),
        "{found}"
    );
}

#[test]
fn a_file_that_is_there_is_written_over_by_force_alone() {
    let repository = with("p.csv", ROWS);
    let file = "rai/fairness/p.json";
    assert_eq!(repository.run("metrics p.csv --by sex").code, 0);
    let first = repository.read(file);
    let again = repository.run("metrics p.csv --by sex");
    assert!(
        again.code == 0 && again.err.contains("says the same already"),
        "{}",
        again.err
    );
    let other = repository.run("metrics p.csv --by age");
    assert!(
        other.code == 2 && other.err.contains("`--force`"),
        "{}",
        other.err
    );
    assert!(other.out.contains("by age"));
    assert_eq!(repository.read(file), first);
    // What people wrote stays, what was measured is measured anew.
    let with_words = first.replacen(
        '{',
        "{\n  \"interpretation\": \"Men are chosen as often.\",",
        1,
    );
    repository.write(file, &with_words);
    let forced = repository.run("metrics p.csv --by age --control sex --force");
    assert_eq!(forced.code, 0, "{}", forced.err);
    let after: Value = serde_json::from_str(&repository.read(file)).unwrap();
    assert_eq!(after["interpretation"], "Men are chosen as often.");
    assert_eq!(after["sensitive_features"], json!(["age"]));
    repository.run("metrics p.csv --by age --force");
    let after: Value = serde_json::from_str(&repository.read(file)).unwrap();
    assert_eq!(after["control_features"], Value::Null);
    repository.write(file, "interpretation: by hand\n");
    assert_eq!(repository.run("metrics p.csv --by age").code, 2);
    assert_eq!(repository.run("metrics p.csv --by age --force").code, 0);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let repository = with("p.csv", ROWS);
    for words in [
        "metrics p.csv",
        "metrics p.csv --by sex --threshold 0.5",
        "metrics p.csv --by sex --score p --threshold 2",
        "metrics p.csv --by sex --score p --threshold 0.5 --prediction y_pred",
        "metrics p.csv --by sex --positive yes",
        "metrics p.csv --by sex --no-file --force",
    ] {
        assert_eq!(repository.run(words).code, 2, "{words}");
    }
    assert!(!repository.folder.join("rai").exists());
}

#[test]
fn a_picture_of_the_groups_stands_by_itself() {
    let rows = ROWS.replace("female", "<b>&\"'female");
    let repository = with("p.csv", &rows);
    let ran = repository.run("metrics p.csv --by sex age --no-file --picture p.svg");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("wrote `p.svg`"), "{}", ran.err);
    let picture = repository.read("p.svg");
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(
        picture.contains(">&lt;b&gt;&amp;&quot;&#39;female</text>"),
        "{picture}"
    );
    // Four rates of each column, and of both together.
    assert_eq!(picture.matches("<desc ").count(), 12);
    // The name of the language, and no other address.
    assert_eq!(picture.matches("http:").count(), 1);
    let again = repository.run("metrics p.csv --by sex age --no-file --picture q.svg");
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(repository.read("q.svg"), picture);
}

#[test]
fn of_one_group_there_is_no_picture() {
    let repository = with("p.csv", &ROWS.replace("female", "male"));
    let ran = repository.run("metrics p.csv --by sex --no-file --picture p.svg");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("no column has two groups"), "{}", ran.err);
}
