package raigate.rules.trace.dangling_reference_test

import data.raigate.rules.trace.dangling_reference as rule

reference := {
	"at": "/links/0/ref",
	"text": "eval-result:acuracy",
	"resolves": false,
	"nearest": "eval-result:accuracy",
	"why": "no eval-result has this id",
}

test_a_reference_to_nothing_is_shown_with_the_nearest_id if {
	found := rule.findings with input as artifact([reference])
	found == {{
		"path": "rai/launch/1.3.yaml",
		"root": "",
		"at": "/links/0/ref",
		"message": concat("", [
			"reference `eval-result:acuracy` leads nowhere: no eval-result has this id, ",
			"did you mean `eval-result:accuracy`?",
		]),
	}}
}

test_a_reference_with_nothing_near_says_only_that if {
	found := rule.findings with input as artifact([object.union(reference, {"nearest": null, "why": null})])
	some finding in found
	finding.message == "reference `eval-result:acuracy` leads nowhere"
}

test_a_reference_that_resolves_is_no_finding if {
	found := rule.findings with input as artifact([object.union(reference, {"resolves": true})])
	count(found) == 0
}

artifact(references) := {"artifact": {
	"path": "rai/launch/1.3.yaml",
	"root": "",
	"facts": {"references": references},
}}
