//! Real predictions, against what Fairlearn 0.15.0 and Aequitas 1.1.0 say of them.

use std::collections::BTreeMap;

use camino::Utf8Path;
use raigate::statistics::{Aggregate, Counts, Criterion, Form, Method, Metric, Rate, disparity};
use serde_json::Value;

use super::close;
use crate::support;

/// Counts by the value of one column; rows without score or label are dropped, as there.
fn tally(file: &Utf8Path, by: &str, model: Option<&str>) -> BTreeMap<String, Counts> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (score, label) = (column("score").unwrap(), column("label_value").unwrap());
    let by = column(by).unwrap();
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let is_other = model.is_some_and(|model| &row[column("model_id").unwrap()] != model);
        if is_other || row[score].is_empty() || row[label].is_empty() {
            continue;
        }
        // What has no value became the text `nan` there.
        let name = if row[by].is_empty() { "nan" } else { &row[by] };
        let counts = groups.entry(name.to_owned()).or_default();
        let [score, label] = [&row[score], &row[label]].map(|it| it.parse::<f64>().unwrap() > 0.5);
        match (label, score) {
            (true, true) => counts.tp += 1,
            (false, true) => counts.fp += 1,
            (true, false) => counts.fn_ += 1,
            (false, false) => counts.tn += 1,
        }
    }
    groups
}

/// Holds a metric against a printed value; what is undefined is compared as printed.
fn hold(metric: Metric, expected: &Value) {
    match (metric.printed, expected.as_f64()) {
        (Some(printed), Some(expected)) => close(printed, expected, 1e-9),
        (printed, expected) => assert_eq!(printed, expected),
    }
    if let (Ok(value), Some(printed)) = (metric.value, metric.printed) {
        close(value, printed, 1e-9);
    }
}

fn hold_attribute(groups: &BTreeMap<String, Counts>, expected: &Value) -> usize {
    let by_group = expected["by_group"].as_object().unwrap();
    assert_eq!(groups.len(), by_group.len());
    for (name, counts) in groups {
        let expected = &by_group[name];
        assert_eq!(Some(counts.n()), expected["count"].as_u64(), "{name}");
        for (key, rate) in [
            ("selection_rate", Rate::Selection),
            ("tpr", Rate::TruePositive),
            ("fpr", Rate::FalsePositive),
            ("fnr", Rate::FalseNegative),
            ("accuracy", Rate::Accuracy),
            ("precision", Rate::Precision),
        ] {
            hold(counts.rate(rate), &expected[key]);
        }
    }
    let counts: Vec<Counts> = groups.values().copied().collect();
    let overall = counts.iter().copied().sum();
    let odds = Criterion::EqualizedOdds(Aggregate::WorstCase);
    for criterion in [Criterion::DemographicParity, odds] {
        for form in [Form::Difference, Form::Ratio] {
            let method = Method::BetweenGroups;
            let found = disparity(criterion, form, method, &counts, &overall);
            let printed = Metric {
                value: found
                    .metric
                    .value
                    .and(Err(raigate::statistics::Undefined::NoCases)),
                ..found.metric
            };
            // With a group left out the value is not the printed one, on purpose.
            let whole = if found.left_out.is_empty() {
                found.metric
            } else {
                printed
            };
            hold(whole, &expected[criterion.name(form)]);
        }
    }
    groups.len()
}

/// Aequitas says nothing where a rate is undefined: neither does the gate.
fn hold_crosstab(all: &BTreeMap<&str, BTreeMap<String, Counts>>, expected: &Value) -> usize {
    let mut undefined = 0;
    for row in expected.as_array().unwrap() {
        let attribute = row["attribute_name"].as_str().unwrap();
        let counts = &all[attribute][row["attribute_value"].as_str().unwrap()];
        for (key, rate) in [
            ("tpr", Rate::TruePositive),
            ("tnr", Rate::TrueNegative),
            ("fpr", Rate::FalsePositive),
            ("fnr", Rate::FalseNegative),
            ("precision", Rate::Precision),
        ] {
            let value = counts.rate(rate).value.ok();
            assert_eq!(value.is_some(), row[key].is_number(), "{key} of {row}");
            undefined += usize::from(value.is_none());
            if let (Some(value), Some(expected)) = (value, row[key].as_f64()) {
                close(value, expected, 1e-9);
            }
        }
    }
    undefined
}

#[test]
fn real_predictions_give_the_values_of_fairlearn_and_aequitas() {
    let Some((folder, expected)) = support::oracle("fairness-aequitas", "expected") else {
        return;
    };
    let (mut groups, mut undefined) = (0, 0);
    for (name, expected) in expected["files"].as_object().unwrap() {
        let file = folder.join(name);
        let mut all = BTreeMap::new();
        for (attribute, expected) in expected["attributes"].as_object().unwrap() {
            let found = tally(&file, attribute, None);
            let overall: Counts = found.values().copied().sum();
            groups += hold_attribute(&found, expected);
            all.insert(attribute.as_str(), found);
            let whole = &expected["overall"];
            assert!(whole.is_null() || whole["n"] == overall.n());
        }
        if expected["per_model"].is_null() {
            undefined += hold_crosstab(&all, &expected["aequitas_crosstab"]);
        }
        for (model, expected) in expected["per_model"].as_object().into_iter().flatten() {
            for (attribute, expected) in expected["attributes"].as_object().into_iter().flatten() {
                groups += hold_attribute(&tally(&file, attribute, Some(model)), expected);
            }
        }
    }
    assert!(groups > 90, "{groups} groups");
    assert!(undefined > 0, "no undefined rate was met");
}
