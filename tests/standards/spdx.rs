//! SPDX 3, as spdx-python-model 0.0.6 reads it: the bindings that the SPDX project generates from
//! its model. Each verdict here is one that those bindings gave.

use raigate::glossary::{Kind, Standard};
use serde_json::{Value, json};

use super::{Case, edited, said};

/// A document that nobody objects to.
fn scorer() -> Value {
    let element = |kind: &str, id: &str| json!({"type": kind, "spdxId": format!("https://acme.example/{id}"), "creationInfo": "_:created"});
    let with = |mut element: Value, more: Value| {
        let members = element.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        element
    };
    json!({
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "CreationInfo", "@id": "_:created", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z", "createdBy": ["https://acme.example/ada"]},
            with(element("ai_AIPackage", "scorer"), json!({
                "name": "scorer",
                "ai_domain": "credit",
                "ai_metric": [{"type": "DictionaryEntry", "key": "accuracy", "value": "0.91"}],
                "ai_energyConsumption": {"type": "ai_EnergyConsumption", "ai_trainingEnergyConsumption": [
                    {"type": "ai_EnergyConsumptionDescription", "ai_energyQuantity": 12.5, "ai_energyUnit": "kilowattHour"}
                ]},
                "ai_safetyRiskAssessment": "low",
                "ai_useSensitivePersonalInformation": "no"
            })),
            with(element("dataset_DatasetPackage", "loans"), json!({"dataset_datasetType": ["structured"], "dataset_datasetSize": 10})),
            with(element("Relationship", "r"), json!({"from": "https://acme.example/scorer", "to": ["https://acme.example/loans"], "relationshipType": "trainedOn"}))
        ]
    })
}

#[test]
fn what_the_model_of_spdx_does_not_allow_is_said_at_its_place() {
    let package = |key: &'static str, value: Value| vec![(key, Some(value))];
    let cases: Vec<Case> = vec![
        ("nothing", vec![], vec![]),
        (
            "another version, of which nothing is known",
            vec![
                ("/@context", Some(json!("https://spdx.org/rdf/9/c.jsonld"))),
                ("/@graph/1/note", Some(json!(1))),
            ],
            vec![],
        ),
        (
            "a risk of another scale",
            package("/@graph/1/ai_safetyRiskAssessment", json!("negligible")),
            vec![
                "/@graph/1/ai_safetyRiskAssessment: `ai_safetyRiskAssessment` is `negligible`, expected one of high, low, medium, serious",
            ],
        ),
        (
            "a number where text stands",
            package("/@graph/1/ai_metric/0/value", json!(0.91)),
            vec![
                "/@graph/1/ai_metric/0/value: `value` is the number 0.91, expected text; write it in quotes",
            ],
        ),
        (
            "energy without a unit",
            vec![(
                "/@graph/1/ai_energyConsumption/ai_trainingEnergyConsumption/0/ai_energyUnit",
                None,
            )],
            vec![
                "/@graph/1/ai_energyConsumption/ai_trainingEnergyConsumption/0: entry 1 of `ai_trainingEnergyConsumption` has no `ai_energyUnit`, expected one of kilowattHour, megajoule, other",
            ],
        ),
        (
            "a relationship to nothing",
            vec![("/@graph/3/to", Some(json!([])))],
            vec!["/@graph/3/to: `to` has 0 entries, expected at least one id, or node"],
        ),
        (
            "a package that nobody made",
            vec![("/@graph/2/creationInfo", None)],
            vec!["/@graph/2: entry 3 of `@graph` has no `creationInfo`, expected an id, or a node"],
        ),
        (
            "a key of no class",
            package("/@graph/1/ai_limitations", json!("x")),
            vec![
                "/@graph/1/ai_limitations: entry 2 of `@graph` knows no key `ai_limitations`, did you mean `ai_limitation`?",
            ],
        ),
    ];
    for (name, edits, expected) in cases {
        let document = edited(scorer(), &edits);
        let said = said(Standard::Spdx, Kind::ModelManifest, &document);
        assert_eq!(said, expected, "{name}");
    }
}
