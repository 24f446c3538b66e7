//! What `raigate.toml` may say, and how every mistake in it is pointed at.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod extends;
mod nested;
mod people;
mod schema;

use std::fs;

use camino::Utf8Path;
use raigate::config::{self, Config, ConfigError};
use raigate::git::{Snapshot, Source};
use raigate::glossary::{Kind, Severity, Stage, Tier};
use raigate::rule::{Profile, RuleId};

fn load_files(files: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    let guard = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(guard.path()).unwrap();
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let source = Source::open(root, &Snapshot::WorkTree).unwrap();
    config::load(&source, None)
}

fn load(text: &str) -> Result<Config, Vec<ConfigError>> {
    load_files(&[("raigate.toml", text)])
}

/// Reads `text` and compares the mistakes, each as `line:column message | help`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let mistakes = load(text).err().unwrap_or_default();
    assert_eq!(told(&mistakes), expected);
}

fn told(mistakes: &[ConfigError]) -> Vec<String> {
    let told = mistakes.iter().map(|mistake| {
        let place = mistake.location.as_ref().map_or(String::new(), |location| {
            format!("{}:{} ", location.start.line, location.start.column)
        });
        let help = mistake
            .help
            .as_ref()
            .map_or(String::new(), |help| format!(" | {help}"));
        format!("{place}{}{help}", mistake.message)
    });
    told.collect()
}

/// A file with every table and every key.
const EVERYTHING: &str = r#"
version = 1
min-raigate = "0.1"

[gate]
fail-on = "warning"
not-evaluated = "warn"
known = "allow"
allow-empty = true
stage-from = [{ ref = "release/*", stage = "launch" }, { tag = "v*", stage = "operate" }]

[discovery]
include = ["notes/*.md"]
exclude = ["third_party/**"]
models = ["**/*.bin"]

[[system]]
id = "credit-scorer"
tier = "high"
root = "./models/credit-scorer/"
watch = ["src/credit/**", "train.py"]
facets = ["personal_data", "consequential_decision"]

[[system]]
id = "chat"
tier = "limited"
stage = "operate"

[[artifact]]
kind = "model-card"
paths = ["docs/cards/*.md"]
system = "chat"

[rules]
profile = "complete"

[rules."fairness/single-metric"]
severity = "warning"
min_metrics = 3
slices = { age = ["old", "young"], since = 2026-01-02, share = 0.05 }

[rules."card/overclaim"]
severity = { minimal = "off", limited = "note", high = "error" }
confidence = "high"
from-stage = "launch"
implied_by = ["card/missing"]
facets = ["generative"]
profile = "essential"

[policy]
paths = ["governance/policies"]
data = ["governance/data"]

[roles]
rai-lead = ["@ada", "ada@example.org"]

[routes]
on-call = "https://alerts.example.org/credit"

[people.ada]
handles = ["@ada"]
emails = ["ada@example.org"]
keys = ["SHA256:abc"]

[provenance]
allowed-signers = ".github/allowed_signers"
require-signature = ["approval", "waiver"]

[publish]
comment = "always"
check = "never"
values = "short"
"#;

#[test]
fn without_a_file_only_what_is_wrong_beyond_doubt_blocks() {
    let config = load_files(&[("README.md", "")]).unwrap();
    assert_eq!(config.path, None);
    assert_eq!(config.profile, Profile::Essential);
    assert_eq!(config.gate.fail_on, Some(Severity::Error));
    assert!(config.discovery.models.contains(&"**/MLmodel".to_owned()));
}

#[test]
fn every_table_is_read() {
    let config = load(EVERYTHING)
        .map_err(|mistakes| told(&mistakes))
        .unwrap();
    assert_eq!(config.gate.fail_on, Some(Severity::Warning));
    assert!(!config.gate.not_evaluated_fails && !config.gate.known_until_launch);
    assert!(config.gate.allow_empty);
    assert_eq!(
        config.gate.stage_from[0].branch.as_deref(),
        Some("release/*")
    );
    assert_eq!(config.gate.stage_from[1].stage, Stage::Operate);
    assert_eq!(config.discovery.models, ["**/*.bin"]);
    let [scorer, chat] = config.systems.as_slice() else {
        panic!("two systems")
    };
    assert_eq!((scorer.tier, scorer.stage), (Tier::High, Stage::Review));
    assert_eq!(
        (scorer.root.as_str(), chat.root.as_str()),
        ("models/credit-scorer", "")
    );
    assert_eq!(
        (scorer.location.start.line, scorer.table.start.line),
        (18, 17)
    );
    assert_eq!(config.artifacts[0].kind, Kind::ModelCard);
    assert_eq!(config.artifacts[0].system.as_deref(), Some("chat"));
    assert_eq!(config.profile, Profile::Complete);
    let single = &config.overrides[&RuleId::parse("fairness/single-metric").unwrap()];
    assert_eq!(
        single.severity.unwrap().at(Tier::High),
        Some(Severity::Warning)
    );
    assert_eq!(single.settings["min_metrics"], 3);
    let slices = serde_json::json!({"age": ["old", "young"], "since": "2026-01-02", "share": 0.05});
    assert_eq!(single.settings["slices"], slices);
    let place = &single.places["min_metrics"];
    assert_eq!(place.span.slice(&config.text), "min_metrics = 3");
    assert_eq!(
        place.pointer.as_str(),
        "/rules/fairness~1single-metric/min_metrics"
    );
    let overclaim = &config.overrides[&RuleId::parse("card/overclaim").unwrap()];
    assert_eq!(overclaim.severity.unwrap().at(Tier::Minimal), None);
    assert_eq!(overclaim.from_stage, Some(Stage::Launch));
    assert_eq!(
        overclaim.implied_by.as_ref().unwrap()[0].as_str(),
        "card/missing"
    );
    assert_eq!(overclaim.profile, Some(Profile::Essential));
    assert!(overclaim.places.contains_key("from_stage"));
    assert!(overclaim.settings.is_empty());
    assert_eq!(config.policy.paths, ["governance/policies"]);
    assert_eq!(config.roles["rai-lead"].len(), 2);
    assert_eq!(config.people["ada"].keys, ["SHA256:abc"]);
    assert_eq!(
        config.provenance.require_signature,
        [Kind::Approval, Kind::Waiver]
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    check(
        r#"version = 1
versoin = 2

[gate]
fail_on = "warning"
not-evaluated = "ignore"
allow-empty = "yes"

[[system]]
tier = "hihg"
facets = ["personal-data"]
root = "../elsewhere"

[[artifact]]
kind = "modelcard"
paths = ["docs/[a.md"]

[rules]
profil = "complete"

[roles]
rai-lead = []
"#,
        &[
            "2:1 unknown key `versoin` in this file | did you mean `version`?",
            "5:1 unknown key `fail_on` in [gate] | did you mean `fail-on`?",
            "6:17 `ignore` is no `not-evaluated` | known are `fail`, `warn`",
            "7:15 `allow-empty` takes `true` or `false`, this is a string",
            "9:1 [[system]] states no `id` | a short name, such as `credit-scorer`",
            "10:8 `hihg` is no `tier` | did you mean `high`?",
            "11:11 `personal-data` is no facet | did you mean `personal_data`?",
            "12:8 `root` leads out of the repository: `../elsewhere` | write it from the root of the repository, with `/`",
            "15:8 `modelcard` is no `kind` | did you mean `model-card`?",
            "16:10 `docs/[a.md` is no glob: unclosed character class; missing ']' | write a glob such as `models/**/*.md`; `[[]` stands for a bracket itself",
            "19:1 `profil` is neither a rule nor a key of [rules] | did you mean `profile`?",
            "22:12 nobody holds the role `rai-lead` | name who holds it, or remove the role",
        ],
    );
}

#[test]
fn a_system_states_its_tier() {
    check(
        "version = 1\n[[system]]\nid = \"a\"\n",
        &[
            "2:1 [[system]] states no `tier` | state how much harm the system could do: `minimal`, `limited`, `high` or `prohibited`",
        ],
    );
}

#[test]
fn two_systems_with_one_id_are_a_mistake() {
    check(
        "version = 1\n[[system]]\nid = \"a\"\ntier = \"high\"\n[[system]]\nid = \"a\"\ntier = \"high\"\n",
        &["6:6 two systems have the id `a` | the first one is declared in line 3"],
    );
}

#[test]
fn an_older_binary_says_upgrade_and_not_unknown_key() {
    check(
        "version = 2\nmin-raigate = \"99.1\"\n[gates]\n",
        &["2:15 needs raigate 99.1, this is 0.1.0 | upgrade raigate"],
    );
    check("version = 1\nmin-raigate = \"0.1\"\n", &[]);
    check(
        "version = 1\nmin-raigate = 0.1\n",
        &["2:15 `min-raigate` takes a version, such as \"0.1\""],
    );
}

#[test]
fn the_version_is_stated_and_known() {
    check(
        "",
        &["1:1 this file states no `version` | begin it with `version = 1`"],
    );
    check(
        "version = 2",
        &["1:11 this raigate reads `version = 1` | upgrade raigate, or correct the version"],
    );
}

/// The same of a text that is no TOML.
#[track_caller]
fn broken(text: &str, expected: &str) {
    let help = "correct it here; https://toml.io describes the syntax";
    check(text, &[&format!("{expected} | {help}")]);
}

#[test]
fn what_is_no_toml_is_told_at_the_character() {
    broken(
        "version = 1\n[gate\n",
        "2:6 no TOML: unclosed table, expected `]`",
    );
    broken(
        "version = 1\nfail-on = error\n",
        "2:11 no TOML: string values must be quoted, expected literal string",
    );
    broken("version = 1\nversion = 1\n", "2:1 no TOML: duplicate key");
}

#[test]
fn columns_count_characters() {
    check(
        "version = 1\n[roles]\n\"é\" = 3\n",
        &["3:7 `é` takes a list of strings, this is an integer"],
    );
}

#[test]
fn what_is_not_supported_yet_is_said_and_never_skipped() {
    check(
        "version = 1\n[policy]\nconftest = [\"policy\"]\n",
        &[
            "3:1 policies in conftest's dialect are not supported yet | remove `conftest`, and run conftest beside raigate until they are",
        ],
    );
    let alone = [("sub/raigate.toml", "version = 1")];
    assert_eq!(
        told(&load_files(&alone).unwrap_err()),
        [
            "`sub/raigate.toml` has no `raigate.toml` above it | write one at the root of the repository, if only `version = 1`, or judge that folder alone with `raigate check sub`"
        ],
    );
    let excluded = "version = 1\n[discovery]\nexclude = [\"sub/**\"]";
    let excluded = [("raigate.toml", excluded), ("sub/raigate.toml", "no TOML")];
    assert!(load_files(&excluded).is_ok());
    let vendored = [
        ("raigate.toml", "version = 1"),
        ("vendor/a/raigate.toml", "version = 9"),
    ];
    assert!(load_files(&vendored).is_ok());
}

#[test]
fn rules_are_named_and_their_severities_complete() {
    check(
        r#"version = 1
[rules."Card/Missing"]
severity = "off"
[rules."card/missing"]
severity = { high = "error" }
from_stage = "launched"
implied-by = ["missing"]
limit = nan
"#,
        &[
            "2:8 `Card/Missing` is neither a rule nor a key of [rules] | rules are named like `[rules.\"card/missing-section\"]`",
            "5:1 `severity` by tier states `minimal`, `limited` and `high` | use \"off\" where it is not to judge",
            "6:14 `launched` is no `from_stage` | did you mean `launch`?",
            "7:15 `missing` is no rule | rules are named like `card/missing-section`",
            "8:9 `limit` is no number that can be compared",
        ],
    );
}

#[test]
fn a_branch_or_a_tag_implies_a_stage() {
    check(
        "version = 1\n[gate]\nstage-from = [{ ref = \"a\", tag = \"b\", stage = \"launch\" }, { tag = \"v*\" }]\n",
        &[
            "3:15 an entry of `stage-from` takes either `ref` or `tag` | write one entry for each",
            "3:59 [[stage-from]] states no `stage` | such as `{ ref = \"release/*\", stage = \"launch\" }`",
        ],
    );
}

#[test]
fn a_named_file_that_is_missing_is_a_mistake() {
    let guard = tempfile::tempdir().unwrap();
    let source = Source::open(
        Utf8Path::from_path(guard.path()).unwrap(),
        &Snapshot::WorkTree,
    )
    .unwrap();
    let mistakes = config::load(&source, Some(Utf8Path::new("gate.toml"))).unwrap_err();
    assert_eq!(
        told(&mistakes),
        [
            "`gate.toml`: does not exist | put a file of this repository at `gate.toml`, or name another by `--config`"
        ]
    );
}
