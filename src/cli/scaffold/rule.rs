//! A new rule: the policy, its test, and the two trees that show it at work.

use camino::Utf8PathBuf;

use super::File;
use crate::rule::RuleId;

const POLICY: &str = r#"# METADATA
# title: "TODO: the defect, in a few words"
# description: >
#   TODO: who is hurt or misled by this defect, and how.
# custom:
#   severity: warning
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [intake]
#   since: 0.1.0
#   remedy: "TODO: the smallest honest change that removes the defect."
#   settings: {min_words: 8}
package raigate.rules.FAMILY.NAME

import data.raigate.lib.finding

# TODO: this example objects to a use case in fewer than `min_words` words.
findings contains finding.limited_by(finding.at(input.artifact, "/use_case", message), "min_words") if {
	words := count(regex.find_n(`\S+`, input.artifact.value.use_case, -1))
	needed := data.settings.FAMILY.NAME.min_words
	words < needed
	message := sprintf("use case has %d words, at least %d needed", [words, needed])
}
"#;

const TEST: &str = r#"package raigate.rules.FAMILY.NAME_test

import data.raigate.rules.FAMILY.NAME as rule

test_a_use_case_of_few_words_is_shown_at_its_value if {
	found := rule.findings with input as intake("ranks loans")
		with data.settings.FAMILY.NAME.min_words as 3
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "/use_case",
		"limit": "min_words",
		"message": "use case has 2 words, at least 3 needed",
	}}
}

test_a_use_case_of_enough_words_is_no_finding if {
	found := rule.findings with input as intake("ranks loan applications for a clerk")
		with data.settings.FAMILY.NAME.min_words as 3
	count(found) == 0
}

intake(use_case) := {"artifact": {
	"path": "rai/intake/loans.yaml",
	"root": "",
	"value": {"use_case": use_case},
}}
"#;

const CONFIGURATION: &str = "version = 1\n\n[[system]]\nid = \"loans\"\ntier = \"limited\"\nstage = \"review\"\nroot = \".\"\n";

/// Returns the files of a new rule: policy and test below `policies/`, examples below `tests/rules/`.
///
/// The example in them works, so that the first change starts from green tests.
#[must_use]
pub fn rule(id: &RuleId) -> Vec<File> {
    let (family, name) = id.as_str().split_once('/').unwrap_or(("team", id.as_str()));
    let [family_snake, name_snake] = [family, name].map(|part| part.replace('-', "_"));
    let filled = |text: &str| {
        text.replace("FAMILY", &family_snake)
            .replace("NAME", &name_snake)
    };
    let policies = Utf8PathBuf::from("policies").join(&family_snake);
    let trees = Utf8PathBuf::from("tests/rules").join(family).join(name);
    let mut files = vec![
        (policies.join(format!("{name_snake}.rego")), filled(POLICY)),
        (
            policies.join(format!("{name_snake}_test.rego")),
            filled(TEST),
        ),
    ];
    let cases = [
        ("fail", "ranks loans"),
        (
            "pass",
            "ranks loan applications up to 5,000 EUR for a clerk to read first",
        ),
    ];
    for (tree, use_case) in cases {
        let intake =
            format!("schema: raigate/intake/v1\nid: loans\nsystem: loans\nuse_case: {use_case}\n");
        files.push((
            trees.join(tree).join("raigate.toml"),
            CONFIGURATION.to_owned(),
        ));
        files.push((trees.join(tree).join("rai/intake/loans.yaml"), intake));
    }
    files
}
