//! Which rules a run has, and which mistakes in them are refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::civil::{Date, date};
use raigate::catalogue::{self, Catalogue};
use raigate::config::{Config, RuleOverride};
use raigate::engine::{EngineError, Module};
use raigate::finding::Location;
use raigate::git::{Snapshot, Source};
use raigate::glossary::{Kind, Severity, Tier};
use raigate::rule::{RuleId, Scope, Severities};
use raigate::span::{Pointer, Position, Span};
use serde_json::{Map, Value, json};

const TODAY: Date = date(2026, 11, 23);

/// A rule in which every key of METADATA occurs.
const RULE: &str = include_str!("catalogue/tone.rego");

/// What is written instead of a part of it, and what is then said.
const MISTAKES: &str = include_str!("catalogue/mistakes.jsonl");

fn module(path: &str, text: &str) -> Module {
    Module {
        path: path.to_owned(),
        text: Arc::from(text),
    }
}

fn id(text: &str) -> RuleId {
    RuleId::parse(text).expect("an id")
}

fn place(line: usize) -> Location {
    let at = Position { line, column: 1 };
    Location {
        path: Utf8PathBuf::from("raigate.toml"),
        start: at,
        end: at,
        span: Span::default(),
        pointer: Pointer::root(),
    }
}

/// An override of `rule` that sets one setting, on line 7 of the configuration.
fn setting(rule: &str, key: &str, value: Value) -> Config {
    let mut config = Config::default();
    let change = RuleOverride {
        settings: BTreeMap::from([(key.to_owned(), value)]),
        places: BTreeMap::from([(String::new(), place(6)), (key.to_owned(), place(7))]),
        ..RuleOverride::default()
    };
    config.overrides.insert(id(rule), change);
    config
}

fn build(local: &[(&str, &str)], config: &Config) -> Result<Catalogue, Vec<EngineError>> {
    let local = local
        .iter()
        .map(|(path, text)| module(path, text))
        .collect();
    catalogue::build(local, Map::new(), config, TODAY)
}

fn build_rule(config: &Config) -> Result<Catalogue, Vec<EngineError>> {
    build(&[("rules/tone.rego", RULE)], config)
}

/// Asserts that `RULE`, with `from` replaced by `to`, is refused with `expected`.
fn check(from: &str, to: &str, expected: &str) {
    assert!(RULE.contains(from), "{from}");
    let text = RULE.replacen(from, to, 1);
    check_modules(&[("rules/tone.rego", &text)], expected);
}

fn check_modules(modules: &[(&str, &str)], expected: &str) {
    let errors = build(modules, &Config::default()).err().expect("refused");
    let shown = show(&errors);
    assert!(
        shown.contains(&expected.to_owned()),
        "{expected}\n{shown:#?}"
    );
}

fn check_config(config: &Config, expected: &str) {
    let errors = build_rule(config).err().expect("refused");
    assert_eq!(show(&errors), [expected]);
}

fn show(errors: &[EngineError]) -> Vec<String> {
    let show = |error: &EngineError| match &error.place {
        Some((file, line, column)) => format!("{file}:{line}:{column}: {}", error.message),
        None => error.message.clone(),
    };
    errors.iter().map(show).collect()
}

#[test]
fn every_key_of_metadata_is_read() {
    let catalogue = build_rule(&Config::default())
        .map_err(|errors| show(&errors))
        .expect("loads");
    let rule = catalogue
        .rule(&id("acme/old-tone"))
        .expect("found by its former id");
    let meta = &rule.meta;
    assert_eq!(meta.id, id("acme/tone"));
    assert_eq!(meta.title, "Tone of a card is off");
    assert_eq!(
        meta.description,
        "Readers stop reading. They then miss what matters."
    );
    assert_eq!(meta.severity.at(Tier::Minimal), None);
    assert_eq!(meta.severity.at(Tier::Prohibited), Some(Severity::Error));
    assert_eq!(meta.kinds, [Kind::ModelCard, Kind::SystemCard]);
    assert_eq!(meta.scope, Scope::System);
    assert_eq!(meta.settings.get("max_words"), Some(&json!(3)));
    assert_eq!(meta.controls.get("eu-ai-act").map(Vec::len), Some(2));
    assert!(!meta.waivable);
    assert_eq!(meta.effective_on, Some(date(2027, 1, 31)));
    assert!(rule.is_local && rule.has_applicable && !rule.has_not_evaluated);
}

#[test]
fn a_slip_in_metadata_is_refused_at_its_line() {
    let file = |line_and_rest: &str| format!("rules/tone.rego:{line_and_rest}");
    for line in MISTAKES.lines() {
        let (from, to, expected): (String, String, String) =
            serde_json::from_str(line).expect("three texts");
        check(&from, &to, &file(&expected));
    }
}

#[test]
fn a_teams_policy_cannot_speak_in_raigates_name() {
    let library = "package raigate.lib.finding\nat := 1";
    check_modules(
        &[("rules/x.rego", library)],
        "rules/x.rego:1:1: package `raigate.lib.finding` is raigate's own; a rule is in \
         `raigate.rules.<family>.<name>`, a library in a package of your own, such as `acme.lib`",
    );
    let settings = "package settings.acme.tone\nmax_words := 99";
    let errors = build(&[("rules/x.rego", settings)], &Config::default())
        .err()
        .expect("refused");
    assert_eq!(errors.len(), 1, "{:#?}", show(&errors));
}

#[test]
fn a_package_cannot_be_disguised() {
    for text in [
        "  package raigate.lib.finding\nat_key := 1",
        "package\n  raigate.lib.finding\nat_key := 1",
        "package raigate[\"lib\"].finding\nat_key := 1",
        "package raigate.rules.card.missing\nfindings contains 1 if false",
    ] {
        let built = build(&[("rules/x.rego", text)], &Config::default());
        assert!(built.is_err(), "{text}");
    }
}

#[test]
fn two_rules_cannot_share_an_id() {
    let other = RULE
        .replace("tone\n", "tune\n")
        .replace("acme.tone.max", "acme.tune.max");
    check_modules(
        &[("rules/tone.rego", RULE), ("rules/tune.rego", &other)],
        "rules/tune.rego:1:1: `acme/old-tone` is also the id of the rule in rules/tone.rego",
    );
}

#[test]
fn a_cause_that_is_no_rule_is_refused() {
    check(
        "waivable: false",
        "implied_by: [acme/tine]",
        "rules/tone.rego:1:1: `implied_by` names no rule: `acme/tine`; did you mean `acme/tone`?",
    );
}

#[test]
fn mistakes_in_metadata_and_in_rego_come_together() {
    let text = RULE
        .replace("severity:", "severty:")
        .replace("\tinput.loud", "\tinput.loud )");
    let errors = build(&[("rules/tone.rego", &text)], &Config::default())
        .err()
        .expect("refused");
    assert_eq!(errors.len(), 3, "{:#?}", show(&errors));
}

#[test]
fn a_setting_reaches_the_policy() {
    let limit = std::time::Duration::from_secs(5);
    let ask = |config: &Config| {
        let catalogue = build_rule(config)
            .map_err(|errors| show(&errors))
            .expect("loads");
        let mut session = catalogue.program.session();
        session.set_input(&json!({"loud": true}));
        session.evaluate("data.raigate.rules.acme.tone.findings", limit)
    };
    let found = Ok(Some(json!([{"message": "m"}])));
    assert_eq!(ask(&Config::default()), found);
    assert_eq!(
        ask(&setting("acme/tone", "max_words", json!(1))),
        Ok(Some(json!([])))
    );
}

#[test]
fn a_setting_of_another_type_is_refused_where_it_is_set() {
    let rule = "acme/tone";
    let at = |message: &str| format!("raigate.toml:7:1: {message}");
    for (key, value, expected) in [
        (
            "max_words",
            json!(1.5),
            "setting `max_words` of `acme/tone` is a whole number, this is a number",
        ),
        (
            "words",
            json!([1]),
            "setting `words` of `acme/tone` is a list, of which each is a text, this is a list",
        ),
        (
            "limits",
            json!({"hihg": 1}),
            "setting `limits` of `acme/tone` is a mapping by tier or stage, this is a mapping",
        ),
        (
            "max_word",
            json!(1),
            "rule `acme/tone` has no setting `max_word`; did you mean `max_words`?",
        ),
        (
            "tone",
            json!(1),
            "rule `acme/tone` has no setting `tone`; it has `max_words`, `limits`, `words`, `share`",
        ),
    ] {
        check_config(&setting(rule, key, value), &at(expected));
    }
}

#[test]
fn a_mapping_keeps_the_members_that_are_not_set() {
    let config = setting("acme/tone", "limits", json!({"high": 0.05}));
    let catalogue = build_rule(&config)
        .map_err(|errors| show(&errors))
        .expect("loads");
    let rule = catalogue.rule(&id("acme/tone")).expect("there");
    let expected = json!({"minimal": 0.2, "high": 0.05});
    assert_eq!(rule.meta.settings.get("limits"), Some(&expected));
    assert!(rule.places.contains_key("limits"));
}

#[test]
fn an_unknown_rule_is_refused_where_it_is_set() {
    let config = setting("acme/tome", "max_words", json!(1));
    let expected = "raigate.toml:6:1: unknown rule `acme/tome`; did you mean `acme/tone`?";
    check_config(&config, expected);
}

#[test]
fn the_digest_changes_with_an_override_and_not_with_the_day() {
    let digest = |config: &Config, today| {
        let local = vec![module("rules/tone.rego", RULE)];
        let built = catalogue::build(local, Map::new(), config, today);
        built.map_err(|errors| show(&errors)).expect("loads").digest
    };
    let plain = digest(&Config::default(), TODAY);
    assert_eq!(plain, digest(&Config::default(), date(2030, 1, 1)));
    assert_ne!(
        plain,
        digest(&setting("acme/tone", "share", json!(0.6)), TODAY)
    );
    let mut quieter = Config::default();
    let severity = Severities {
        minimal: None,
        limited: None,
        high: None,
    };
    let change = RuleOverride {
        severity: Some(severity),
        ..RuleOverride::default()
    };
    quieter.overrides.insert(id("acme/tone"), change);
    assert_ne!(plain, digest(&quieter, TODAY));
}

#[test]
fn the_lists_of_controls_have_the_published_lengths() {
    let count = |framework| catalogue::controls::ids(framework).map(|ids| ids.len());
    assert_eq!(count("nist-ai-rmf"), Some(72));
    assert_eq!(count("iso-42001"), Some(38));
}

#[test]
fn a_folder_of_a_teams_rules_and_data_is_read() {
    let files = [
        ("governance/rules/tone.rego", RULE),
        ("governance/rules/tone_test.rego", "package broken"),
        ("governance/data/limits/words.yaml", "loud: 3"),
        ("governance/data/names.json", "{\"team\": \"rai\"}"),
    ];
    let mut config = Config::default();
    config.policy.paths = vec!["governance/rules".into()];
    config.policy.data = vec!["governance/data".into()];
    let catalogue = load(&files, &config)
        .map_err(|errors| show(&errors))
        .expect("loads");
    assert!(
        catalogue
            .rule(&id("acme/tone"))
            .is_some_and(|rule| rule.is_local)
    );
    assert_eq!(catalogue.data.pointer("/limits/loud"), Some(&json!(3)));
    assert_eq!(catalogue.data.pointer("/team"), Some(&json!("rai")));
}

#[test]
fn folders_without_policies_and_data_that_stands_in_for_raigates_are_refused() {
    let files = [("data/settings/card.json", "{}"), ("data/list.json", "[1]")];
    let mut config = Config::default();
    config.policy.paths = vec!["rules".into()];
    config.policy.data = vec!["data".into(), "none".into()];
    let errors = load(&files, &config).err().expect("refused");
    assert_eq!(
        show(&errors),
        [
            "`policy.data` names `none`, where there is no data",
            "`policy.paths` names `rules`, where there is no policy",
            "data/list.json:1:1: a data file holds a mapping",
            "data/settings/card.json:1:1: `data.settings` is raigate's own",
        ]
    );
}

/// Writes `files` into a folder and loads what `config` says of it.
fn load(files: &[(&str, &str)], config: &Config) -> Result<Catalogue, Vec<EngineError>> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("UTF-8");
    let source = Source::open(&root, &Snapshot::WorkTree).expect("opens");
    catalogue::load(&source, config, TODAY)
}
