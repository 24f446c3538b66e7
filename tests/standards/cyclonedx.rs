//! CycloneDX, against the verdicts of cyclonedx-python-lib 11.12.0 in strict mode.

use raigate::glossary::{Kind, Standard};
use serde_json::{Value, json};

use super::{Case, edited, objections, oracle, read, said};

#[test]
fn every_verdict_of_the_strict_validator_is_shared_at_the_same_place() {
    let Some((expected, files)) = oracle("cyclonedx") else {
        return;
    };
    let mut differing = Vec::new();
    for artifact in read(Standard::CycloneDx, Kind::ModelCard, &files) {
        let said = objections(&artifact);
        let oracle = &expected[artifact.path.as_str()];
        let path = oracle["path"].as_str().unwrap_or_default();
        let place = path.replace(['.', '['], "/").replace(['$', ']'], "");
        // The validator names the whole choice where raigate names what is wrong in it.
        let is_there = said.iter().any(|line| line.starts_with(&place));
        let agrees = match oracle["verdict"].as_str() {
            Some("valid") => said.is_empty(),
            _ => is_there,
        };
        if !agrees {
            differing.push(format!("{}: {oracle:#}\n{said:#?}", artifact.path));
        }
        if std::env::var_os("RAIGATE_CORPUS_SAID").is_some() && !said.is_empty() {
            eprintln!("{}\n    {}", artifact.path, said.join("\n    "));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// A bill of one model that nobody objects to.
fn scorer() -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {
            "type": "machine-learning-model",
            "bom-ref": "scorer",
            "name": "scorer",
            "version": "1.2",
            "hashes": [{"alg": "SHA-256", "content": "ab".repeat(32)}],
            "modelCard": {
                "modelParameters": {
                    "task": "classification",
                    "datasets": [{"ref": "loans"}, {"type": "dataset", "name": "tax returns"}]
                },
                "quantitativeAnalysis": {"performanceMetrics": [
                    {"type": "accuracy", "value": "0.91"},
                    {
                        "type": "false negative rate", "value": "8.1%", "slice": "sex=female, age=over 60",
                        "confidenceInterval": {"lowerBound": "7.2%", "upperBound": "9.0%"}
                    }
                ]}
            }
        }},
        "components": [{
            "type": "data", "bom-ref": "loans", "name": "loans-2024",
            "hashes": [{"alg": "SHA-256", "content": "cd".repeat(32)}]
        }]
    })
}

#[test]
fn what_the_format_does_not_allow_is_said_at_its_place() {
    let card = "/metadata/component/modelCard";
    assert!(scorer().pointer(card).is_some());
    let cases: Vec<Case> = vec![
        ("nothing", vec![], vec![]),
        (
            "a version to come",
            vec![("/specVersion", Some(json!("7.0")))],
            vec!["/specVersion: `specVersion` is `7.0`, expected one of 1.5, 1.6, 1.7"],
        ),
        (
            "a value that is no text",
            vec![
                (
                    "/metadata/component/modelCard/quantitativeAnalysis/performanceMetrics/0/value",
                    None,
                ),
                (
                    "/metadata/component/modelCard/quantitativeAnalysis/performanceMetrics/1/value",
                    Some(json!(0.081)),
                ),
            ],
            vec![
                "/metadata/component/modelCard/quantitativeAnalysis/performanceMetrics/1/value: \
                 `value` is the number 0.081, expected text; write it in quotes",
            ],
        ),
        (
            "a licence and an expression in one",
            vec![(
                "/components/0/licenses",
                Some(json!([{"license": {"id": "MIT"}}, {"expression": "MIT OR Apache-2.0"}])),
            )],
            vec![
                "/components/0/licenses: `licenses` has 2 entries, expected one `expression` alone, \
                 or licences only",
            ],
        ),
        (
            "a key of another version",
            vec![("/components/0/isExternal", Some(json!(true)))],
            vec![
                "/components/0/isExternal: entry 1 of `components` knows no key `isExternal`, \
                 expected one of author, authors, bom-ref, components, copyright, cpe, \
                 cryptoProperties, data or 25 others",
            ],
        ),
    ];
    for (name, edits, expected) in cases {
        let bill = edited(scorer(), &edits);
        assert_eq!(
            said(Standard::CycloneDx, Kind::ModelCard, &bill),
            expected,
            "{name}"
        );
    }
}
