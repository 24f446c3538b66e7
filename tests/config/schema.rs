//! The schema of `raigate.toml`, and that the reader agrees with it.

#![allow(clippy::disallowed_methods, reason = "a test reads what it wrote")]

use std::fs;

use camino::Utf8Path;
use raigate::config;

use crate::{EVERYTHING, load, told};

/// Returns what the schema objects to in `text`.
pub(crate) fn shape_errors(text: &str) -> Vec<String> {
    let value: toml::Table = text.parse().unwrap();
    let value = serde_json::to_value(value).unwrap();
    let validator = jsonschema::validator_for(&config::schema()).unwrap();
    validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect()
}

#[test]
fn the_schema_file_is_what_the_code_says_today() {
    let file = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/config.schema.json");
    let today = format!("{:#}\n", config::schema());
    if std::env::var_os("SNAPSHOTS").is_some_and(|it| it == "overwrite") {
        fs::write(&file, &today).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == today,
        "refresh with SNAPSHOTS=overwrite cargo test --test config"
    );
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    assert_eq!(shape_errors(EVERYTHING), Vec::<String>::new());
    let schema = config::schema();
    let parts = &schema["$defs"];
    let tables = [
        ("", &schema),
        ("[gate]\n", &parts["Gate"]),
        ("[discovery]\n", &parts["Discovery"]),
        ("[[system]]\n", &parts["System"]),
        ("[[artifact]]\n", &parts["Artifact"]),
        ("[[gate.stage-from]]\n", &parts["StageFrom"]),
        ("[policy]\n", &parts["Policy"]),
        ("[people.ada]\n", &parts["Person"]),
        ("[provenance]\n", &parts["Provenance"]),
        ("[publish]\n", &parts["Publish"]),
    ];
    for (header, part) in tables {
        for key in part["properties"].as_object().unwrap().keys() {
            let mistakes = load(&format!("{header}{key} = 0\n")).unwrap_err();
            let unknown = told(&mistakes)
                .into_iter()
                .find(|it| it.contains("unknown key"));
            assert_eq!(unknown, None, "{header}{key}");
        }
        let mistakes = load(&format!("{header}surely-unknown = 0\n")).unwrap_err();
        let help = told(&mistakes)
            .into_iter()
            .find(|it| it.contains("unknown key"))
            .unwrap();
        for key in help.split('`').skip(3).step_by(2) {
            assert!(
                part["properties"].get(key).is_some(),
                "the schema lacks {header}{key}"
            );
        }
    }
}

#[test]
fn the_schema_objects_to_what_the_reader_objects_to() {
    for text in [
        "version = 2",
        "version = 1\nversoin = 1",
        "version = 1\n[gate]\nfail-on = \"sometimes\"",
        "version = 1\n[[system]]\nid = \"a\"",
        "version = 1\n[rules]\nprofil = \"complete\"",
        "version = 1\n[rules.\"card/missing\"]\nseverity = { high = \"error\" }",
        "version = 1\n[roles]\nrai-lead = []",
        "version = 1\n[gate]\nstage-from = [{ stage = \"launch\" }]",
    ] {
        assert!(load(text).is_err(), "{text}");
        assert_ne!(shape_errors(text), Vec::<String>::new(), "{text}");
    }
}
