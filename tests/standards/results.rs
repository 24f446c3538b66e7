//! Cards and results of other tools, against the verdicts of their own validators.

use camino::Utf8Path;
use raigate::glossary::{Kind, Standard};
use serde_json::{Value, json};

use super::{edited, objections, oracle, oracle_named, read, said};

/// Turns the JSON path of an oracle into a pointer.
fn place(path: &str) -> String {
    path.replace(['.', '['], "/").replace(['$', ']'], "")
}

#[test]
fn a_card_of_the_toolkit_is_judged_by_the_schema_of_its_version() {
    let Some((expected, files)) = oracle("model-card-toolkit") else {
        return;
    };
    for version in ["0.0.1", "0.0.2"] {
        let files = files.iter().map(|(name, bytes)| {
            let card: Value = serde_json::from_slice(bytes).unwrap();
            let card = edited(card, &[("/schema_version", Some(json!(version)))]);
            (name.clone(), card.to_string().into_bytes())
        });
        let files: Vec<_> = files.collect();
        for artifact in read(Standard::ModelCardToolkit, Kind::ModelCard, &files) {
            let said = objections(&artifact);
            let oracle = &expected[artifact.path.as_str()][format!("v{version}")];
            let is_valid = oracle["verdict"] == "valid";
            assert_eq!(
                said.is_empty(),
                is_valid,
                "{} {version}: {said:#?}",
                artifact.path
            );
            for error in oracle["errors"].as_array().into_iter().flatten() {
                let place = place(error[0].as_str().unwrap());
                let is_there = said.iter().any(|line| line.starts_with(&place));
                assert!(
                    is_there,
                    "{} {version}: {error} in {said:#?}",
                    artifact.path
                );
            }
        }
    }
}

#[test]
fn a_record_of_every_eval_ever_is_judged_as_its_validator_does() {
    let Some((expected, files)) = oracle("eval-results-eee") else {
        return;
    };
    let is_record = |name: &str| expected[name]["eee_schema"].is_object();
    let files: Vec<_> = files
        .into_iter()
        .filter(|(name, _)| is_record(name))
        .collect();
    assert!(!files.is_empty());
    for artifact in read(Standard::EveryEvalEver, Kind::EvalResult, &files) {
        let said = objections(&artifact);
        let oracle = &expected[artifact.path.as_str()]["eee_schema"];
        assert_eq!(
            said.is_empty(),
            oracle["verdict"] == "valid",
            "{}: {said:#?}",
            artifact.path
        );
        for error in oracle["errors"].as_array().into_iter().flatten() {
            let [path, message] = [0, 1].map(|index| error[index].as_str().unwrap());
            let key = message.split('\'').nth(1).unwrap();
            let place = place(path);
            let is_there = said
                .iter()
                .any(|line| line.starts_with(&place) && line.contains(key));
            assert!(is_there, "{}: {error} in {said:#?}", artifact.path);
        }
    }
}

#[test]
fn an_output_of_ai_verify_is_judged_by_the_schema_of_its_algorithm() {
    let Some((expected, files)) = oracle("aiverify") else {
        return;
    };
    let files = files.into_iter().map(|(name, bytes)| {
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let index = name
            .split('#')
            .nth(1)
            .and_then(|index| index.parse::<usize>().ok());
        let part = index.map_or(value.clone(), |index| value[index].clone());
        (name, part.to_string().into_bytes())
    });
    let files: Vec<_> = files.collect();
    for artifact in read(Standard::AiVerify, Kind::FairnessReport, &files) {
        let said = objections(&artifact);
        let is_valid = expected[artifact.path.as_str()]["verdict"] == "valid";
        assert_eq!(said.is_empty(), is_valid, "{}: {said:#?}", artifact.path);
    }
}

#[test]
fn a_log_that_inspect_reads_is_read() {
    for family in ["inspect-logs", "eval-results-eee"] {
        // The logs beside other results have an oracle of their own.
        let name = if family == "inspect-logs" {
            "expected"
        } else {
            "expected-inspect"
        };
        let Some((expected, files)) = oracle_named(family, name) else {
            return;
        };
        let is_log = |name: &str| {
            let extension = Utf8Path::new(name).extension();
            extension.is_some_and(|it| ["eval", "json"].contains(&it))
        };
        let files: Vec<_> = files.into_iter().filter(|(name, _)| is_log(name)).collect();
        let mut differing = Vec::new();
        for artifact in read(Standard::Inspect, Kind::EvalResult, &files) {
            let said = objections(&artifact);
            let oracle = &expected[artifact.path.as_str()];
            if said.is_empty() != (oracle["verdict"] == "reads") {
                differing.push(format!("{}: {oracle:#}\n{said:#?}", artifact.path));
            }
        }
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    }
}

#[test]
fn what_inspect_could_not_read_is_said_at_its_place() {
    let log = json!({
        "version": 2, "status": "done",
        "eval": {"created": "2025-05-12", "task": "arc", "dataset": {}, "model": 7, "config": {}},
        "results": {"scores": [{"name": "match", "scorer": "match", "metrics": {"accuracy": {"name": "accuracy"}}}]}
    });
    let said = said(Standard::Inspect, Kind::EvalResult, &log);
    let expected = [
        "/eval/model: `model` is the number 7, expected text; write it in quotes",
        "/results/scores/0/metrics/accuracy: `accuracy` has no `value`, expected a number",
        "/status: `status` is `done`, expected one of cancelled, error, started, success",
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_an_output_of_ai_verify_lacks_is_said_at_its_place() {
    let report =
        json!({"sensitive_feature": ["gender"], "output_classes": [0, 1], "results": [{}]});
    let said = said(Standard::AiVerify, Kind::FairnessReport, &report);
    assert_eq!(said.len(), 10, "{said:#?}");
    assert!(said[0].starts_with("/results/0: entry 1 of `results` has no `Disparate Impact`"));
}
