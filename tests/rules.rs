//! Every rule that raigate ships: its metadata, its tests, and what they reach.

#![allow(
    clippy::disallowed_methods,
    reason = "these tests look at the repository's own files, not at a snapshot of evidence"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use raigate::catalogue::{self, Catalogue};
use raigate::config::Config;
use raigate::engine::Module;
use raigate::engine::test::{Ending, Report, run};
use serde_json::Map;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every policy file on disk, tests among them, sorted.
fn policies() -> Vec<Module> {
    let mut modules = Vec::new();
    let mut open = vec![root().join("policies")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("policies are there") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rego") {
                modules.push(module(&path));
            }
        }
    }
    modules.sort_by(|one, other| one.path.cmp(&other.path));
    modules
}

fn module(path: &Path) -> Module {
    let name = path.strip_prefix(root()).expect("inside");
    Module {
        path: name.to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(path).expect("readable").into(),
    }
}

fn is_test(path: &str) -> bool {
    path.ends_with("_test.rego")
}

fn own() -> Catalogue {
    let today = date(2026, 11, 23);
    let built = catalogue::build(Vec::new(), Map::new(), &Config::default(), today);
    built.unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// Runs every test of `policies/` under the default settings.
fn tested() -> Report {
    let data = own().data;
    run(&policies(), &data).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

#[test]
fn every_rule_file_is_embedded_and_loads() {
    let is_rule =
        |module: &&Module| !is_test(&module.path) && module.text.contains("package raigate.rules.");
    let on_disk: Vec<String> = policies()
        .iter()
        .filter(is_rule)
        .map(|one| one.path.clone())
        .collect();
    let mut loaded: Vec<String> = own()
        .rules
        .iter()
        .map(|rule| rule.meta.file.clone())
        .collect();
    loaded.sort();
    assert_eq!(loaded, on_disk);
    assert!(loaded.len() >= 32, "only {} rules", loaded.len());
}

#[test]
fn every_rule_has_tests_beside_it() {
    let paths: Vec<String> = policies()
        .iter()
        .map(|module| module.path.clone())
        .collect();
    let lonely: Vec<String> = own()
        .rules
        .iter()
        .map(|rule| rule.meta.file.clone())
        .filter(|file| !paths.contains(&file.replace(".rego", "_test.rego")))
        .collect();
    assert!(lonely.is_empty(), "no tests beside {lonely:#?}");
}

#[test]
fn every_test_of_every_rule_passes() {
    let report = tested();
    let mut complaints = String::new();
    for test in &report.tests {
        let why = match &test.ending {
            Ending::Passed => continue,
            Ending::Failed => "is not true".to_owned(),
            Ending::Skipped => "is left to do".to_owned(),
            Ending::Broken(error) => format!("broke: {error} {:?}", error.place),
        };
        let (file, line) = &test.place;
        let _ = writeln!(complaints, "{file}:{line}: {} {why}", test.name);
    }
    assert!(complaints.is_empty(), "{complaints}");
    assert!(
        report.tests.len() >= 150,
        "only {} tests",
        report.tests.len()
    );
}

#[test]
fn every_line_of_every_policy_is_reached_by_a_test() {
    let mut complaints = String::new();
    let report = tested();
    for (file, coverage) in &report.coverage {
        let text = fs::read_to_string(root().join(file)).expect("readable");
        for line in &coverage.not_covered {
            let shown = text.lines().nth(line - 1).unwrap_or_default();
            let _ = writeln!(complaints, "{file}:{line}: {shown}");
        }
    }
    assert!(complaints.is_empty(), "no test reaches\n{complaints}");
    let files: Vec<&String> = report.coverage.keys().collect();
    let unmeasured: Vec<Module> = policies()
        .into_iter()
        .filter(|one| !is_test(&one.path))
        .collect();
    let unmeasured: Vec<String> = unmeasured
        .into_iter()
        .map(|one| one.path)
        .filter(|one| !files.contains(&one))
        .collect();
    assert!(unmeasured.is_empty(), "not measured: {unmeasured:#?}");
}

// That `fail/` trips its rule and only it, and `pass/` nothing, is asked in `trees.rs`.
