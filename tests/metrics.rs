//! `raigate metrics` from outside: rows in, slices and a counts file out.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

#[path = "metrics/aequitas.rs"]
mod aequitas;
#[path = "metrics/claims.rs"]
mod claims;
#[path = "metrics/classes.rs"]
mod classes;
#[path = "metrics/faults.rs"]
mod faults;
#[path = "metrics/file.rs"]
mod file;
#[cfg(feature = "parquet")]
#[path = "metrics/parquet.rs"]
mod parquet;
#[path = "metrics/recount.rs"]
mod recount;
#[path = "metrics/rows.rs"]
mod rows;
#[path = "cli/repository.rs"]
#[allow(dead_code, reason = "it serves the whole command line")]
mod repository;

use serde_json::Value;

use self::repository::Repository;

/// Ten rows: of four women two selected, of six men three; nobody else.
const ROWS: &str = "\
y_true,y_pred,sex,age,p
1,1,female,young,0.9
1,0,female,old,0.4
0,1,female,young,0.6
0,0,female,old,0.1
1,1,male,young,0.8
1,1,male,old,0.7
0,0,male,young,0.2
0,0,male,old,0.3
0,1,male,old,0.6
1,0,male,young,0.3
";

fn with(name: &str, rows: &str) -> Repository {
    let repository = Repository::empty();
    repository.write(name, rows);
    repository
}

/// Counts `rows` and returns the file that was written.
fn report(name: &str, rows: &str, words: &str) -> Value {
    let repository = with(name, rows);
    let ran = repository.run(&format!("metrics {name} {words} --output counts.json"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&repository.read("counts.json")).unwrap()
}

/// Returns the counts of a slice as [tp, fp, fn, tn].
fn counts(report: &Value, group: &Value) -> [u64; 4] {
    let groups = report["groups"].as_array().unwrap();
    let found = groups.iter().find(|one| one["group"] == *group);
    let found = found.unwrap_or_else(|| panic!("no {group} in {report}"));
    ["tp", "fp", "fn", "tn"].map(|cell| found["counts"][cell].as_u64().unwrap())
}

#[test]
fn every_slice_is_counted_and_shown_with_its_interval() {
    let repository = with("p.csv", ROWS);
    let ran = repository.run("metrics p.csv --by sex --no-file");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let expected = "\
p.csv: 10 rows; 95 % intervals

            n  tp  fp  fn  tn  selection rate  TPR          FPR          accuracy
all cases  10   3   2   2   3  0.500           0.600        0.400        0.600
                               0.237–0.763     0.231–0.882  0.118–0.769  0.313–0.832

by sex
        n  tp  fp  fn  tn  selection rate  TPR          FPR          accuracy
female  4   1   1   1   1  0.500           0.500        0.500        0.500
                           0.150–0.850     0.095–0.905  0.095–0.905  0.150–0.850
male    6   2   1   1   2  0.500           0.667        0.333        0.667
                           0.188–0.812     0.208–0.939  0.061–0.792  0.300–0.903
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let difference = "equal opportunity difference   0.167      0.000–0.655  female < male";
    assert!(ran.out.contains(difference), "{}", ran.out);
}

#[test]
fn the_same_rows_are_the_same_counts_in_every_layout() {
    let json = |row: &str| {
        let cells: Vec<&str> = row.split(',').collect();
        format!(
            "{{\"y_true\": {}, \"y_pred\": {}, \"sex\": \"{}\", \"age\": \"{}\", \"other\": [1]}}\n",
            cells[0], cells[1], cells[2], cells[3]
        )
    };
    let lines: String = ROWS.lines().skip(1).map(json).collect();
    let by = "--by sex age";
    let mut reports = vec![
        report("p.csv", ROWS, by),
        report("p.csv", &ROWS.replace(',', ";"), by),
        report(
            "p.csv",
            &format!("\u{feff}{}", ROWS.replace('\n', "\r\n")),
            by,
        ),
        report(
            "p.csv",
            &ROWS.replace("female", "\"female\" ").replace(",1", ", 1.0"),
            by,
        ),
        report("p.tsv", &ROWS.replace(',', "\t"), by),
        report("p.jsonl", &format!("\u{feff}{lines}\n\n"), by),
        report(
            "p.ndjson",
            &lines.replace(": 1,", ": true,").replace(": 0,", ": false,"),
            by,
        ),
    ];
    for report in &mut reports {
        report["derived_from"].take();
    }
    for report in &reports {
        assert_eq!(report, &reports[0]);
    }
    assert_eq!(counts(&reports[0], &serde_json::json!({})), [3, 2, 2, 3]);
    let old_men = serde_json::json!({"sex": "male", "age": "old"});
    assert_eq!(counts(&reports[0], &old_men), [1, 1, 0, 1]);
}

#[test]
fn rows_in_any_order_give_the_same_bytes_but_for_the_digest() {
    let mut lines: Vec<&str> = ROWS.lines().skip(1).collect();
    lines.reverse();
    let turned = format!("y_true,y_pred,sex,age,p\n{}\n", lines.join("\n"));
    let mut one = report("p.csv", ROWS, "--by sex age --score p");
    let mut other = report("p.csv", &turned, "--by sex age --score p");
    assert_ne!(
        one["derived_from"]["digest"].take(),
        other["derived_from"]["digest"].take()
    );
    assert_eq!(one.to_string(), other.to_string());
}

#[test]
fn other_columns_labels_and_weights_can_be_named() {
    let rows = "truth,said,team,n\n1,High,a,3\n0,Medium,a,2\n1,Low,b,0\n0,Low,b,4.0\n";
    let words = "--by team --truth truth --prediction said --weight n \
                 --positive 1 High Medium --negative 0 Low";
    let report = report("p.csv", rows, words);
    assert_eq!(
        counts(&report, &serde_json::json!({"team": "a"})),
        [3, 2, 0, 0]
    );
    assert_eq!(
        counts(&report, &serde_json::json!({"team": "b"})),
        [0, 0, 0, 4]
    );
    assert_eq!(report["total_n"], 9);
}

#[test]
fn a_threshold_turns_scores_into_predictions() {
    let report = report("p.csv", ROWS, "--by sex --score p --threshold 0.6");
    assert_eq!(counts(&report, &serde_json::json!({})), [3, 2, 2, 3]);
    // scikit-learn 1.9.1 on all ten rows.
    let metrics = &report["groups"][0]["metrics"];
    let close = |found: &Value, expected: f64| (found.as_f64().unwrap() - expected).abs() < 1e-12;
    assert!(close(&metrics["roc_auc"], ROC_AUC), "{metrics}");
    assert!(close(&metrics["log_loss"], LOG_LOSS), "{metrics}");
}

const ROC_AUC: f64 = 0.82;
const LOG_LOSS: f64 = 0.532_320_302_176_993_8;

#[test]
fn groups_are_compared_within_each_level_of_a_control() {
    let report = report("p.csv", ROWS, "--by sex --control age");
    assert_eq!(report["control_features"], serde_json::json!(["age"]));
    let old_women = serde_json::json!({"age": "old", "sex": "female"});
    assert_eq!(counts(&report, &old_women), [0, 0, 1, 1]);
    let disparities = report["disparities"].as_array().unwrap();
    let parity = |age: &str| {
        let found = disparities.iter().find(|one| {
            one["metric"] == "demographic_parity_difference"
                && one["method"] == "between_groups"
                && one["control"]["age"] == age
        });
        found.unwrap()["value"].as_f64().unwrap()
    };
    // Of old women 0 of 2 are selected, of old men 2 of 3; of the young 2 of 2 and 1 of 3.
    assert!((parity("old") - 2.0 / 3.0).abs() < 1e-12);
    assert!((parity("young") - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn an_unknown_group_counts_for_all_and_for_no_group() {
    let rows = format!("{ROWS}1,1, ,old,0.5\n0,1,NA,old,0.5\n");
    let known = report("p.csv", &rows, "--by sex --missing NA");
    assert_eq!(
        (&known["total_n"], &known["unknown_n"]),
        (&12.into(), &2.into())
    );
    assert_eq!(counts(&known, &serde_json::json!({})), [4, 3, 2, 3]);
    assert_eq!(known["groups"].as_array().unwrap().len(), 3);
    // Without being told, `NA` is a group like any other.
    let told = report("p.csv", &rows, "--by sex age");
    assert_eq!(told["x-unknown"], serde_json::json!({"sex": 1, "age": 0}));
    assert_eq!(
        counts(&told, &serde_json::json!({"sex": "NA"})),
        [0, 1, 0, 0]
    );
    let ran = with("p.csv", &rows).run("metrics p.csv --by sex --no-file");
    assert!(ran.out.contains("(group unknown)  1\n"), "{}", ran.out);
}

#[test]
fn what_is_undefined_is_said_with_what_others_print() {
    let rows = format!("{ROWS}0,1,other,old,0.5\n0,0,other,old,0.5\n");
    let ran = with("p.csv", &rows).run("metrics p.csv --by sex --no-file");
    for line in [
        "other   2   0   1   0   1  0.500           undefined    0.500",
        "undefined: TPR of other, no case is positive; Fairlearn and scikit-learn print 0.000",
        "female < male; 1 rate left out as undefined, which Fairlearn takes for 0: 0.667",
    ] {
        assert!(ran.out.contains(line), "no `{line}` in:\n{}", ran.out);
    }
    let alone = with("p.csv", "y_true,y_pred,sex\n1,0,a\n0,0,a\n");
    let ran = alone.run("metrics p.csv --by sex --no-file");
    assert!(
        ran.out.contains("fewer than two groups have a value"),
        "{}",
        ran.out
    );
}

#[test]
fn a_slice_of_one_row_is_told_of() {
    let ran = with("p.csv", &format!("{ROWS}1,1,other,old,0.5\n"))
        .run("metrics p.csv --by sex --no-file");
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.contains("note: 1 slice rests on a single row"),
        "{}",
        ran.err
    );
}
