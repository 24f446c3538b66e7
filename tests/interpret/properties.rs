//! What holds of any file, however strange.

use proptest::prelude::*;
use raigate::glossary::{Kind, Standard};
use serde_json::{Map, Value, json};

use super::corpus::understand;

/// Members that some interpreter looks for, so that strange values meet every one of them.
const KEYS: &[&str] = &[
    "schema",
    "id",
    "system",
    "model",
    "name",
    "version",
    "digest",
    "datasets",
    "dataset",
    "claims",
    "metrics",
    "type",
    "metric",
    "value",
    "unit",
    "slice",
    "n",
    "ci",
    "counts",
    "tp",
    "tier",
    "root",
    "model-index",
    "results",
    "task",
    "config",
    "configs",
    "split",
    "args",
    "base_model",
    "splits",
    "num_examples",
    "size_categories",
    "default",
    "n-samples",
    "model_args",
    "eval",
    "status",
    "scores",
    "components",
    "hashes",
    "@graph",
    "links",
    "ref",
    "supersedes",
    "evidence",
    "risks",
    "acc,none",
    "accuracy",
    "result",
    "plan_ref",
    "risk_ref",
    "recordSet",
    "pretty_name",
];

const WORDS: &[&str] = &[
    "",
    "a",
    "raigate/eval-result/v1",
    "raigate/system/v1",
    "raigate/x",
    "accuracy",
    "f1",
    "0.5",
    "91%",
    "1e999",
    "machine-learning-model",
    "success",
    "eval-result:a",
    "../x.json#/a",
    "#",
    "#/",
    ":",
    "mitigation:",
    "10K<n<100K",
    "pretrained=",
    "SHA-256",
    "\u{1F600}",
    "/",
    "..",
    "./a/../..",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        proptest::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        let member = (proptest::sample::select(KEYS), inner.clone());
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            proptest::collection::vec(member, 0..6).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                Value::Object(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_too_strange_for_any_interpreter(values in proptest::collection::vec(value(), 3)) {
        for standard in Standard::ALL {
            let mut files = Vec::new();
            for (index, value) in values.iter().enumerate() {
                let kind = Kind::ALL[(index * 7 + *standard as usize) % Kind::ALL.len()];
                files.push((format!("m/{index}.json"), kind, *standard, value.to_string()));
                let text = format!("---\n{}\n---\n<!--\n{}\n-->\n", value, json!({"Models": value}));
                files.push((format!("m/{index}.md"), kind, *standard, text));
            }
            let found = understand(files);
            let placed: usize = found.systems.iter().map(|system| system.artifacts.len()).sum();
            prop_assert!(placed >= found.artifacts.len());
        }
    }
}
