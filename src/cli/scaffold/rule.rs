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
#   kinds: [disclosure-review]
#   since: 0.1.0
#   remedy: "TODO: the smallest honest change that removes the defect."
#   settings: {min_words: 5}
package raigate.rules.FAMILY.NAME

import data.raigate.lib.finding

# TODO: this example objects to a way to object that is told in fewer than `min_words` words.
findings contains finding.limited_by(found, "min_words") if {
	words := count(regex.find_n(`\S+`, input.artifact.value.feedback_path, -1))
	needed := data.settings.FAMILY.NAME.min_words
	words < needed
	message := sprintf("feedback path has %d words, at least %d needed", [words, needed])
	found := finding.at(input.artifact, "/feedback_path", message)
}
"#;

const TEST: &str = r#"package raigate.rules.FAMILY.NAME_test

import data.raigate.rules.FAMILY.NAME as rule

test_a_feedback_path_of_few_words_is_shown_at_its_value if {
	found := rule.findings with input as review("by mail") with data.settings.FAMILY.NAME.min_words as 3
	found == {{
		"path": "rai/disclosure/loans.yaml",
		"root": "",
		"at": "/feedback_path",
		"limit": "min_words",
		"message": "feedback path has 2 words, at least 3 needed",
	}}
}

test_a_feedback_path_of_enough_words_is_no_finding if {
	found := rule.findings with input as review("by the form in the letter")
		with data.settings.FAMILY.NAME.min_words as 3
	count(found) == 0
}

review(feedback_path) := {"artifact": {
	"path": "rai/disclosure/loans.yaml",
	"root": "",
	"value": {"feedback_path": feedback_path},
}}
"#;

/// Returns the files of a new rule: policy and test below `policies/`, examples below `tests/rules/`.
///
/// The example in them works, so that the first change starts from green tests.
#[must_use]
pub fn rule(id: &RuleId) -> Vec<File> {
    let [family, name] = [id.family(), id.name()];
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
        ("fail", "by mail"),
        ("pass", "by the form that page 2 of the letter links to"),
    ];
    for (tree, feedback_path) in cases {
        let review = format!(
            "schema: raigate/disclosure-review/v1\nid: loans\nsurface: the letter that tells the \
             decision\nfeedback_path: {feedback_path}\n"
        );
        let tree = trees.join(tree);
        files.push((tree.join("raigate.toml"), "version = 1\n".to_owned()));
        files.push((tree.join("rai/disclosure/loans.yaml"), review));
    }
    files
}
