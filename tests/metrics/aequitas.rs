//! Real predictions through the command line, against what Fairlearn 0.15.0 says of them.

use raigate::statistics::{Counts, Rate};
use serde_json::{Value, json};

use crate::repository::Repository;
use crate::{counts, support};

fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9,
        "{found} is not {expected}"
    );
}

/// Holds the groups of one column against the values computed there.
fn hold_groups(report: &Value, attribute: &str, expected: &Value) -> usize {
    let by_group = expected["by_group"].as_object().unwrap();
    for (value, expected) in by_group {
        let [tp, fp, fn_, tn] = counts(report, &json!({attribute: value}));
        let counts = Counts::new(tp, fp, fn_, tn);
        assert_eq!(Some(counts.n()), expected["count"].as_u64());
        for (key, rate) in [
            ("selection_rate", Rate::Selection),
            ("tpr", Rate::TruePositive),
            ("fpr", Rate::FalsePositive),
            ("fnr", Rate::FalseNegative),
            ("accuracy", Rate::Accuracy),
            ("precision", Rate::Precision),
        ] {
            // What is undefined is 0 there, and nothing here.
            if let Ok(found) = counts.rate(rate).value {
                close(found, expected[key].as_f64().unwrap());
            }
        }
    }
    by_group.len()
}

/// Holds the disparities that are the same with and without undefined rates.
fn hold_disparities(report: &Value, attribute: &str, expected: &Value) {
    for name in ["demographic_parity_difference", "demographic_parity_ratio"] {
        let written = report["disparities"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| {
                one["metric"] == name
                    && one["feature"] == attribute
                    && one["method"] == "between_groups"
            });
        let value = written.unwrap()["value"].as_f64().unwrap();
        close(value, expected[name].as_f64().unwrap());
    }
}

#[test]
fn real_predictions_are_counted_as_fairlearn_counts_them() {
    let Some((folder, expected)) = support::oracle("fairness-aequitas", "expected") else {
        return;
    };
    let mut groups = 0;
    for (name, expected) in expected["files"].as_object().unwrap() {
        let attributes = expected["attributes"].as_object().unwrap();
        let by: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let repository = Repository::empty();
        let words = format!(
            "metrics {} --truth label_value --prediction score --by {}",
            folder.join(name),
            by.join(" ")
        );
        let dropped = expected["rows_dropped"].as_u64().unwrap();
        let strict = repository.run(&format!("{words} --no-file"));
        assert_eq!(
            strict.code,
            if dropped > 0 { 2 } else { 0 },
            "{}",
            strict.err
        );
        let ran = repository.run(&format!("{words} --skip-unlabelled --output c.json"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let report: Value = serde_json::from_str(&repository.read("c.json")).unwrap();
        assert_eq!(report["total_n"], expected["overall"]["n"]);
        assert_eq!(report["x-unlabelled_n"].as_u64().unwrap_or(0), dropped);
        for (attribute, expected) in attributes {
            groups += hold_groups(&report, attribute, expected);
            hold_disparities(&report, attribute, expected);
        }
    }
    assert!(groups > 30, "{groups} groups");
}
