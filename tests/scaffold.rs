//! What `raigate new` writes: readable by the gate, and refused by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use camino::Utf8Path;
use raigate::artifact::Artifact;
use raigate::assess::schema::Schemas;
use raigate::catalogue::{self, builtin};
use raigate::cli::scaffold;
use raigate::config::Config;
use raigate::engine::Module;
use raigate::engine::test::{Ending, run};
use raigate::glossary::{Format, Kind, Standard};
use raigate::parse;
use raigate::rule::RuleId;
use raigate::span::Pointer;
use serde_json::{Map, Value};

/// What a scaffold may state, since nobody has to judge it.
const MECHANICAL: &[&str] = &["schema", "id", "system", "rule", "fingerprints", "created"];

fn schemas() -> BTreeMap<Kind, Value> {
    let read = |kind: &Kind| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("schemas/artifacts/{kind}.schema.json"));
        let file = std::fs::File::open(path).expect("each kind has a schema");
        (
            *kind,
            serde_json::from_reader(file).expect("a schema is JSON"),
        )
    };
    Kind::ALL.iter().map(read).collect()
}

/// Reads a scaffold as the gate would.
fn read(kind: Kind, path: &Utf8Path, text: &str) -> Artifact {
    let format = Format::of_path(path).expect("a format that is read");
    let document = parse::document(format, text.as_bytes());
    assert_eq!(document.faults, [], "{kind}: {text}");
    Artifact {
        path: path.to_owned(),
        root: Pointer::root(),
        kind,
        format,
        standard: Standard::Native,
        id: None,
        text: document.text.into(),
        value: document.value.into(),
        facts: raigate::artifact::Facts::default(),
        breakdowns: Vec::new(),
        faults: Vec::new(),
    }
}

/// Collects every value that is neither a placeholder nor mechanical.
fn judgements(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| *key != "$body") {
                judgements(member, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| judgements(item, key, found)),
        scalar if scalar == "TODO" || MECHANICAL.contains(&key) => {}
        scalar => found.push(format!("{key}: {scalar}")),
    }
}

fn check(kind: Kind, (path, text): &scaffold::File, schemas: &Schemas) {
    let artifact = read(kind, path, text);
    let mut found = Vec::new();
    judgements(&artifact.value, "", &mut found);
    assert_eq!(found, [] as [String; 0], "{kind}: {text}");
    let errors = schemas.errors(&artifact).expect("the schemas compile");
    assert!(!errors.is_empty(), "{kind} is refused: {text}");
    let unknown: Vec<_> = errors.iter().filter(|error| error.at_key).collect();
    assert!(unknown.is_empty(), "{kind}: {unknown:?}");
}

#[test]
fn each_scaffold_is_readable_and_refused_and_judges_nothing() {
    let sources = schemas();
    let compiled = Schemas::new(&catalogue::schemas());
    let mut paths = BTreeSet::new();
    for kind in Kind::ALL
        .iter()
        .filter(|kind| !matches!(kind, Kind::DataStatistics | Kind::ModelSignature))
    {
        let file = scaffold::artifact(*kind, "credit-scorer", &sources[kind]);
        check(*kind, &file, &compiled);
        assert!(paths.insert(file.0), "{kind} has a place of its own");
    }
}

#[test]
fn a_waiver_names_its_finding_and_nothing_else() {
    let sources = schemas();
    let print = "ab12".repeat(16);
    let schema = &sources[&Kind::Waiver];
    let excused = scaffold::Excused {
        fingerprint: &print,
        rule: "fairness/single-metric",
        system: Some("credit-scorer"),
        today: "2026-11-23",
        before: &[],
    };
    let file = scaffold::waiver(excused, schema);
    assert_eq!(file.0, "rai/waivers/fairness-single-metric-ab12ab12.yaml");
    let artifact = read(Kind::Waiver, &file.0, &file.1);
    assert_eq!(artifact.value["scope"]["fingerprints"][0], print.as_str());
    check(Kind::Waiver, &file, &Schemas::new(&catalogue::schemas()));
}

#[test]
fn a_system_whose_name_is_awkward_in_yaml_stays_one_value() {
    let sources = schemas();
    for system in ["no", "2024", "a: b", "\"quoted\"", "../up"] {
        let (path, text) = scaffold::artifact(Kind::Intake, system, &sources[&Kind::Intake]);
        assert_eq!(path.parent().unwrap(), "rai/intake");
        assert_eq!(read(Kind::Intake, &path, &text).value["system"], system);
    }
}

#[test]
fn a_rule_comes_with_its_test_and_two_trees() {
    let id = RuleId::parse("team/terse-feedback-path").unwrap();
    let files = scaffold::rule(&id);
    let paths: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "policies/team/terse_feedback_path.rego",
        "policies/team/terse_feedback_path_test.rego",
        "tests/rules/team/terse-feedback-path/fail/raigate.toml",
        "tests/rules/team/terse-feedback-path/fail/rai/disclosure/loans.yaml",
        "tests/rules/team/terse-feedback-path/pass/raigate.toml",
        "tests/rules/team/terse-feedback-path/pass/rai/disclosure/loans.yaml",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_new_rule_loads_and_its_tests_pass() {
    let id = RuleId::parse("team/terse-feedback-path").unwrap();
    let files = scaffold::rule(&id).into_iter();
    let modules: Vec<Module> = files
        .filter(|(path, _)| path.extension() == Some("rego"))
        .map(|(path, text)| module(path.as_str(), &text))
        .collect();
    let local: Vec<Module> = modules.iter().take(1).cloned().collect();
    let today = jiff::civil::date(2026, 11, 23);
    let catalogue = catalogue::build(local, Map::new(), &Config::default(), today).unwrap();
    let mut rules = catalogue.rules.iter();
    assert!(rules.any(|rule| rule.meta.id == id && rule.is_local));
    let is_library = |path: &str| path.starts_with("policies/lib/");
    let library = builtin::POLICIES
        .iter()
        .filter(|(path, _)| is_library(path))
        .map(|(path, text)| module(path, text));
    let all: Vec<Module> = library.chain(modules).collect();
    let report = run(&all, &catalogue.data).unwrap();
    let endings: Vec<&Ending> = report.tests.iter().map(|test| &test.ending).collect();
    let is_passed = |ending: &&&Ending| matches!(ending, Ending::Passed);
    assert_eq!(endings.iter().filter(is_passed).count(), 2, "{endings:?}");
}

fn module(path: &str, text: &str) -> Module {
    Module {
        path: path.to_owned(),
        text: text.into(),
    }
}
