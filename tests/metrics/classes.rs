//! Classes and numbers by group, as scikit-learn 1.9.1 with numpy 2.4.6 gives them; pairs of
//! groups as statsmodels 0.15.0 does.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{ROWS, with};
use crate::repository::Repository;

const CLASSES: &str = "\
y_true,y_pred,sex
cat,cat,f
cat,dog,f
dog,dog,f
bird,cat,f
cat,cat,m
dog,dog,m
dog,cat,m
bird,bird,
";

const NUMBERS: &str = "\
y_true,y_pred,sex
1.5,2,f
3,2.5,f
4,4.25,f
100,90,m
100,120,m
7,7,
";

const FILE: &str = "rai/eval/results/p.json";

/// A repository that holds the rows, and what was measured of them.
fn measured(name: &str, rows: &str, words: &str) -> (Repository, Vec<Value>) {
    let repository = with(name, rows);
    let ran = repository.run(&format!("metrics {name} --by sex {words}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written: Value = serde_json::from_str(&repository.read(FILE)).unwrap();
    let metrics = written["metrics"].as_array().unwrap().clone();
    (repository, metrics)
}

/// Returns the value of a metric of a group, or of all cases; none where it is not there.
fn value(metrics: &[Value], name: &str, variant: Option<&str>, sex: Option<&str>) -> Option<f64> {
    let slice = sex.map_or(json!({}), |sex| json!({"sex": sex}));
    let mut found = metrics.iter().filter(|one| {
        one["type"] == name && one["slice"] == slice && one["variant"].as_str() == variant
    });
    let only = found.next();
    assert!(found.next().is_none(), "{name} is there twice");
    only.map(|one| one["value"].as_f64().unwrap())
}

fn check(metrics: &[Value], name: &str, variant: Option<&str>, all: [Option<f64>; 3]) {
    for (sex, expected) in [None, Some("f"), Some("m")].into_iter().zip(all) {
        let found = value(metrics, name, variant, sex);
        let is_near = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
            (None, None) => true,
            _ => false,
        };
        assert!(
            is_near,
            "{name} {variant:?} of {sex:?}: {found:?}, not {expected:?}"
        );
    }
}

#[test]
fn classes_have_the_rates_and_averages_of_scikit_learn() {
    let (_, metrics) = measured("p.csv", CLASSES, "");
    let third = 1.0 / 3.0;
    for (name, all) in [
        ("accuracy", [Some(0.625), Some(0.5), Some(2.0 * third)]),
        (
            "precision_micro",
            [Some(0.625), Some(0.5), Some(2.0 * third)],
        ),
        // Of the women nobody is taken for a bird: scikit-learn prints 0 for its precision.
        (
            "precision_macro",
            [Some(0.722_222_222_222_222_2), None, Some(0.75)],
        ),
        (
            "recall_macro",
            [Some(0.611_111_111_111_111), Some(0.5), Some(0.75)],
        ),
        (
            "f1_macro",
            [
                Some(0.634_920_634_920_634_9),
                Some(0.388_888_888_888_888_84),
                Some(2.0 * third),
            ],
        ),
        (
            "precision_weighted",
            [Some(0.6875), None, Some(2.5 * third)],
        ),
        (
            "recall_weighted",
            [Some(0.625), Some(0.5), Some(2.0 * third)],
        ),
        (
            "f1_weighted",
            [
                Some(0.630_952_380_952_380_9),
                Some(0.416_666_666_666_666_63),
                Some(2.0 * third),
            ],
        ),
    ] {
        check(&metrics, name, None, all);
    }
    let bird = Some("class bird");
    check(&metrics, "precision", bird, [Some(1.0), None, None]);
    check(&metrics, "recall", bird, [Some(0.5), Some(0.0), None]);
    check(&metrics, "f1", bird, [Some(2.0 * third), Some(0.0), None]);
    let dog = Some("class dog");
    check(
        &metrics,
        "recall",
        dog,
        [Some(2.0 * third), Some(1.0), Some(0.5)],
    );
}

#[test]
fn numbers_have_the_errors_of_scikit_learn() {
    let (_, metrics) = measured("p.csv", NUMBERS, "");
    check(
        &metrics,
        "mae",
        None,
        [Some(5.208_333_333_333_333), Some(1.25 / 3.0), Some(15.0)],
    );
    check(
        &metrics,
        "mse",
        None,
        [Some(83.427_083_333_333_33), Some(0.1875), Some(250.0)],
    );
    // The truth of the men is constant: scikit-learn prints 0.
    let r_squared = [
        Some(0.959_423_310_106_765_6),
        Some(0.822_368_421_052_631_6),
        None,
    ];
    check(&metrics, "r2", None, r_squared);
}

#[test]
fn what_is_undefined_is_told_with_what_others_print() {
    for (rows, told) in [
        (
            CLASSES,
            "undefined: macro precision of f, a class has no value; Fairlearn and scikit-learn \
             print 0.333",
        ),
        (CLASSES, "2 of 3 classes in m; its averages are over these"),
        (CLASSES, "(group unknown)  1"),
        (NUMBERS, "undefined: R² of m, all true values are the same"),
    ] {
        let ran = with("p.csv", rows).run("metrics p.csv --by sex --no-file");
        assert!(ran.out.contains(told), "no `{told}` in:\n{}", ran.out);
    }
}

#[test]
fn the_task_is_told_by_the_columns_or_by_a_flag() {
    let whole = "y_true,y_pred,sex\n1,2,f\n3,3.0,m\n2,2,m\n";
    let probabilities = "y_true,y_pred,sex\n0,0.2,f\n1,0.7,m\n";
    let two_words = "y_true,y_pred,sex\nyes,no,f\nno,no,m\n";
    for (rows, words, told) in [
        (
            whole,
            "",
            "`--task multiclass` or `--task regression` says which",
        ),
        (
            whole,
            "",
            "row 1 (line 2), column `y_pred`: `2` is neither 0 nor 1",
        ),
        (probabilities, "", "`0.2` is neither 0 nor 1"),
        (
            two_words,
            "",
            "`yes` is neither 0 nor 1; `--positive` and `--negative`",
        ),
        (
            CLASSES,
            "--task regression",
            "column `y_true`: `cat` is no number",
        ),
        (CLASSES, "--task binary", "`cat` is neither 0 nor 1"),
        (
            CLASSES,
            "--as fairness-report",
            "`--as fairness-report` is of labels",
        ),
        (CLASSES, "--picture p.svg", "and these are classes"),
        (
            NUMBERS,
            "--task regression --score sex",
            "and these are numbers",
        ),
        (
            "y_true,y_pred,sex\n1e200,2.5,f\n",
            "--task regression",
            "too large to be squared",
        ),
        (
            "y_true,y_pred,sex\n1.5,inf,f\n",
            "--task regression",
            "`inf` is no number",
        ),
        (
            "y_true,y_pred,sex\ncat,,f\n",
            "--task multiclass",
            "the cell is empty",
        ),
    ] {
        let repository = with("p.csv", rows);
        let ran = repository.run(&format!("metrics p.csv --by sex {words}"));
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{words}: {}",
            ran.err
        );
        assert!(ran.err.contains(told), "no `{told}` in:\n{}", ran.err);
        assert!(!repository.folder.join("rai").exists());
    }
    let (_, metrics) = measured("p.csv", whole, "--task multiclass");
    check(
        &metrics,
        "accuracy",
        None,
        [Some(2.0 / 3.0), Some(0.0), Some(1.0)],
    );
    let (_, metrics) = measured("p.csv", whole, "--task regression");
    check(
        &metrics,
        "mae",
        None,
        [Some(1.0 / 3.0), Some(1.0), Some(0.0)],
    );
}

#[test]
fn the_gate_measures_classes_and_numbers_again() {
    let weighed = "y_true,y_pred,sex,w\na,a,f,3\nb,a,f,2\nc,c,m,4\na,c,,1\n";
    for (rows, words) in [
        (CLASSES, ""),
        (NUMBERS, ""),
        (weighed, "--weight w"),
        (ROWS, "--task multiclass"),
    ] {
        let (repository, metrics) = measured("p.csv", rows, words);
        let seen = repository.run(&format!("parse {FILE}")).json();
        let fact = &seen["artifact"]["facts"]["recounted"];
        let compared = usize::try_from(fact["compared"].as_u64().unwrap()).unwrap();
        assert!(compared >= 2 * metrics.len(), "{fact}");
        for differing in ["counts", "sizes", "values", "uncountable"] {
            assert_eq!(fact[differing], Value::Null, "{fact}");
        }
        let report = repository.run("check --format json").json();
        assert_eq!(report["errors"], json!([]), "{report}");
        let findings = report["findings"].as_array().unwrap();
        // Of so few cases, many values are the same.
        let others = findings
            .iter()
            .filter(|it| it["rule"] != "eval/same-value-many-names");
        assert_eq!(others.count(), 0, "{findings:?}");
    }
}

#[test]
fn a_value_that_was_changed_is_found() {
    for (rows, name) in [(CLASSES, "f1_macro"), (CLASSES, "recall"), (NUMBERS, "mae")] {
        let (repository, metrics) = measured("p.csv", rows, "");
        let at = metrics.iter().rposition(|one| one["type"] == name).unwrap();
        let mut content: Value = serde_json::from_str(&repository.read(FILE)).unwrap();
        content["metrics"][at]["value"] = json!(0.0625);
        content["metrics"][at].as_object_mut().unwrap().remove("ci");
        repository.write(FILE, &content.to_string());
        let seen = repository.run(&format!("parse {FILE}")).json();
        let values = &seen["artifact"]["facts"]["recounted"]["values"];
        assert_eq!(values.as_array().map(Vec::len), Some(1), "{values}");
    }
}

#[test]
fn no_word_about_the_rows_keeps_a_rate_from_being_looked_at() {
    let labels = "y_true,y_pred,sex\n1,0,f\n0,1,f\n1,1,m\n0,0,m\n";
    for (task, metric, differs) in [
        (
            "regression",
            json!({"type": "accuracy", "value": 0.99}),
            true,
        ),
        (
            "multiclass",
            json!({"type": "accuracy", "value": 0.99}),
            true,
        ),
        (
            "multiclass",
            json!({"type": "accuracy", "value": 0.99, "variant": "best"}),
            true,
        ),
        ("multiclass", json!({"type": "f1", "value": 0.99}), true),
        (
            "multiclass",
            json!({"type": "recall", "value": 0.99, "variant": "class 2"}),
            true,
        ),
        (
            "multiclass",
            json!({"type": "error_rate", "value": 0.01}),
            true,
        ),
        (
            "multiclass",
            json!({"type": "error_rate", "value": 0.5}),
            false,
        ),
        (
            "multiclass",
            json!({"type": "balanced_accuracy", "value": 0.5}),
            false,
        ),
        ("regression", json!({"type": "mae", "value": 0.5}), false),
    ] {
        let (repository, _) = measured("p.csv", labels, &format!("--task {task}"));
        let mut content: Value = serde_json::from_str(&repository.read(FILE)).unwrap();
        content["metrics"] = json!([metric]);
        repository.write(FILE, &content.to_string());
        let seen = repository.run(&format!("parse {FILE}")).json();
        let fact = &seen["artifact"]["facts"]["recounted"];
        assert_eq!(fact["values"].is_array(), differs, "{metric}: {fact}");
        assert_eq!(fact["compared"], 1, "{metric}: {fact}");
        let report = repository.run("check --format json").json();
        assert_eq!(report["errors"], json!([]), "{report}");
    }
}

#[test]
fn rows_in_any_order_and_layout_are_the_same_values() {
    let lines = |rows: &str, quote: &str| -> String {
        let line = |row: &str| {
            let cells: Vec<&str> = row.split(',').collect();
            let [truth, predicted] = [cells[0], cells[1]].map(|it| format!("{quote}{it}{quote}"));
            let sex = cells[2];
            format!("{{\"y_true\": {truth}, \"y_pred\": {predicted}, \"sex\": \"{sex}\"}}\n")
        };
        let lines: Vec<String> = rows.lines().skip(1).map(line).collect();
        lines.into_iter().rev().collect()
    };
    for (rows, quote) in [(CLASSES, "\""), (NUMBERS, "")] {
        let (_, one) = measured("p.csv", rows, "");
        let (_, other) = measured("p.jsonl", &lines(rows, quote), "");
        assert_eq!(one, other);
    }
}

#[test]
fn pairs_of_groups_that_are_apart_are_named_after_holm() {
    let mut rows = "y_true,y_pred,sex\n".to_owned();
    for (group, selected) in [("a", 30), ("b", 18), ("c", 9)] {
        for at in 0..40 {
            writeln!(rows, "1,{},{group}", u8::from(at < selected)).unwrap();
        }
    }
    let ran = with("p.csv", &rows).run("metrics p.csv --by sex --no-file");
    let expected = "
  widest difference between groups, with Holm's p over pairs
  selection rate                 0.525      0.261–0.697  c < a, p < 0.001
    3 of 3 pairs apart
    c < a, p < 0.001
    b < a, p = 0.012
    c < b, p = 0.033
";
    assert!(ran.out.contains(expected), "{}", ran.out);
    let undefined =
        "  FPR                            undefined  fewer than two groups have a value\n";
    assert!(ran.out.contains(undefined), "{}", ran.out);
}
