//! What a file extends: it is read first, and can only become tighter.

use std::fs;

use camino::Utf8Path;
use raigate::config::{self, Config, ConfigError};
use raigate::git::{Snapshot, Source};
use raigate::glossary::{Severity, Stage, Tier};
use raigate::rule::{Profile, RuleId};

use crate::told;

const ORGANISATION: &str = r#"version = 1
[gate]
fail-on = "error"
known = "allow-until-launch"
allow-empty = false
[discovery]
exclude = ["vendored/**"]
[rules]
profile = "recommended"
[rules."card/overclaim"]
severity = "warning"
from-stage = "review"
words = ["unbiased"]
facets = ["generative"]
[roles]
rai-lead = ["@ada"]
[policy]
paths = ["policies"]
[provenance]
require-signature = ["approval"]
"#;

/// The example of the documentation.
const DOCUMENTED: &str = r#"version = 1
min-raigate = "0.1"               # an older binary says "upgrade" instead of "unknown key"
extends = ["../rai-policy/org.toml"]   # roles, matrices, limits, profile, not-waivable list, policies of the organisation;
                                  # a path, or git+https://…@<sha>#file pinned in raigate.lock; a repository may only tighten

[gate]
fail-on = "error"
not-evaluated = "fail"            # "fail" | "warn"
known = "allow-until-launch"      # findings of --since / --baseline block again from that stage on; or "allow"
stage-from = [{ ref = "release/*", stage = "launch" }, { tag = "v*", stage = "launch" }]

[discovery]
include = []                      # globs added to the conventions
exclude = ["third_party/**"]
models = ["**/*.onnx", "**/*.safetensors", "**/*.gguf", "**/MLmodel"]

[[system]]                        # or rai/system.yaml beside the evidence
id = "credit-scorer"
tier = "high"                     # minimal < limited < high < prohibited
stage = "review"                  # intake development review launch operate retired
root = "models/credit-scorer"
watch = ["src/credit/**", "train.py"]   # what its evidence describes: a change there makes evidence stale
facets = ["personal_data", "consequential_decision"]

[[artifact]]                      # where the conventions do not fit
kind = "model-card"
paths = ["docs/cards/*.md"]

[rules]
profile = "recommended"           # essential | recommended | complete

[rules."fairness/single-metric"]
severity = "warning"
min_metrics = 3                   # a setting of that rule

[policy]
paths = ["governance/policies"]   # native rules
conftest = ["policy"]             # conftest dialect, unchanged
data = ["governance/data"]

[roles]                           # who may approve what; from the base commit on a pull request
rai-lead = ["@ada", "ada@example.org"]

[routes]                          # where alerts may go
on-call = "https://alerts.example.org/credit"

[provenance]
allowed-signers = ".github/allowed_signers"
require-signature = ["approval", "waiver"]
"#;

/// Reads `repo/raigate.toml`, with `org/org.toml` beside the repository.
fn load(own: &str, organisation: &str) -> Result<Config, Vec<ConfigError>> {
    let guard = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(guard.path()).unwrap();
    fs::create_dir_all(root.join("repo/gov/deep")).unwrap();
    fs::create_dir_all(root.join("org")).unwrap();
    fs::write(root.join("repo/raigate.toml"), own).unwrap();
    fs::write(root.join("repo/gov/org.toml"), organisation).unwrap();
    fs::write(root.join("org/org.toml"), organisation).unwrap();
    let source = Source::open(&root.join("repo"), &Snapshot::WorkTree).unwrap();
    config::load(&source, None)
}

#[track_caller]
fn check(own: &str, organisation: &str, expected: &[&str]) {
    let mistakes = load(own, organisation).err().unwrap_or_default();
    assert_eq!(told(&mistakes), expected);
}

#[test]
fn what_is_extended_applies_and_can_be_tightened() {
    let own = r#"version = 1
extends = ["gov/org.toml"]
[gate]
fail-on = "warning"
[discovery]
exclude = ["vendored/**"]
[rules]
profile = "complete"
[rules."card/overclaim"]
severity = { minimal = "warning", limited = "warning", high = "error" }
facets = ["generative", "user_facing"]
[roles]
rai-team = ["@bo"]
[policy]
paths = ["own"]
[provenance]
require-signature = ["waiver"]
"#;
    let config = load(own, ORGANISATION)
        .map_err(|mistakes| told(&mistakes))
        .unwrap();
    assert_eq!(config.gate.fail_on, Some(Severity::Warning));
    assert_eq!(config.profile, Profile::Complete);
    assert_eq!(config.policy.paths, ["gov/policies", "own"]);
    assert_eq!(config.roles.len(), 2);
    assert_eq!(config.provenance.require_signature.len(), 2);
    let rule = &config.overrides[&RuleId::parse("card/overclaim").unwrap()];
    assert_eq!(rule.severity.unwrap().at(Tier::High), Some(Severity::Error));
    assert_eq!(rule.from_stage, Some(Stage::Review));
    assert_eq!(rule.facets.as_ref().unwrap().len(), 2);
    assert_eq!(rule.settings["words"][0], "unbiased");
    assert_eq!(rule.places["words"].path, "gov/org.toml");
    assert_eq!(rule.places["severity"].path, "raigate.toml");
    assert!(config.files[Utf8Path::new("gov/org.toml")].starts_with("version"));
}

#[test]
fn what_is_extended_cannot_be_loosened() {
    let own = r#"version = 1
extends = ["gov/org.toml"]
[gate]
fail-on = "never"
known = "allow"
allow-empty = true
[discovery]
exclude = ["models/**"]
[rules]
profile = "essential"
[rules."card/overclaim"]
severity = "note"
from_stage = "launch"
words = []
facets = ["agentic"]
[roles]
rai-lead = ["@ada", "@mallory"]
"#;
    let line = |at: &str, key: &str, line: usize| {
        let help = "remove it here, or ask for a change there";
        format!("{at} `{key}` may only be tightened: gov/org.toml:{line} states it | {help}")
    };
    let expected = [
        line("4:11", "fail-on", 3),
        line("5:9", "known", 4),
        line("6:15", "allow-empty", 5),
        line("8:12", "exclude", 7),
        line("10:11", "profile", 9),
        line("12:1", "severity", 11),
        line("13:1", "from-stage", 12),
        line("15:1", "facets", 14),
        line("14:1", "words", 13),
        line("17:12", "rai-lead", 16),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(own, ORGANISATION, &expected);
}

#[test]
fn a_file_beside_the_repository_is_read_too() {
    let own = "version = 1\nextends = [\"../org/org.toml\"]\n";
    let config = load(own, "version = 1\n[rules]\nprofile = \"complete\"\n").unwrap();
    assert_eq!(config.profile, Profile::Complete);
    check(
        own,
        "version = 1\n[policy]\npaths = [\"policies\"]\n",
        &[
            "3:10 `../org/policies` lies outside the repository and is not read yet | keep a copy in the repository, and extend that",
        ],
    );
}

#[test]
fn what_cannot_be_extended_is_said() {
    let own = r#"version = 1
extends = [
    "git+https://example.org/policy@0123#org.toml",
    "missing.toml",
    "/etc/org.toml",
    "gov",
]
"#;
    let help = "write it relative to this file, with `/`";
    check(
        own,
        ORGANISATION,
        &[
            "3:5 a path is needed: `git+https://example.org/policy@0123#org.toml` cannot be fetched | keep a copy in the repository, or check it out beside it, and name its path",
            "4:5 `missing.toml`: does not exist",
            &format!("5:5 `/etc/org.toml` is no relative path | {help}"),
            "6:5 `gov`: is a folder, not a file",
        ],
    );
}

#[test]
fn mistakes_of_an_extended_file_point_into_it() {
    let own = "version = 1\nextends = [\"gov/org.toml\"]\n";
    let organisation = "version = 1\n[gates]\n[[system]]\nid = \"a\"\ntier = \"high\"\n";
    let mistakes = load(own, organisation).unwrap_err();
    assert_eq!(
        told(&mistakes),
        [
            "2:2 unknown key `gates` in this file | did you mean `gate`?",
            "3:1 an extended file declares neither systems nor artifacts | declare them where they are",
        ]
    );
    assert_eq!(mistakes[0].location.as_ref().unwrap().path, "gov/org.toml");
    assert_eq!(&*mistakes[0].text, organisation);
}

#[test]
fn a_circle_of_files_ends() {
    let circle = "version = 1\nextends = [\"../raigate.toml\"]\n";
    check(
        "version = 1\nextends = [\"gov/org.toml\"]\n",
        circle,
        &["2:12 `../raigate.toml` extends itself | let one of them extend nothing"],
    );
}

#[test]
fn the_documented_example_is_read_but_for_what_is_not_supported_yet() {
    let guard = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(guard.path()).unwrap();
    fs::create_dir_all(root.join("repo")).unwrap();
    fs::create_dir_all(root.join("rai-policy")).unwrap();
    fs::write(root.join("repo/raigate.toml"), DOCUMENTED).unwrap();
    fs::write(root.join("rai-policy/org.toml"), "version = 1\n").unwrap();
    let source = Source::open(&root.join("repo"), &Snapshot::WorkTree).unwrap();
    let mistakes = config::load(&source, None).unwrap_err();
    let help = "remove `conftest`, and run conftest beside raigate until they are";
    let message = "policies in conftest's dialect are not supported yet";
    assert_eq!(told(&mistakes), [format!("38:1 {message} | {help}")]);
    assert_eq!(
        crate::schema::shape_errors(DOCUMENTED),
        Vec::<String>::new()
    );
}
