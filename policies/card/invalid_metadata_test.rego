package raigate.rules.card.invalid_metadata_test

import data.raigate.rules.card.invalid_metadata as rule

artifact := {"path": "README.md", "root": ""}

test_an_unknown_key_is_shown_at_the_key if {
	error := {"at": "/licence", "key": true, "message": "unknown key `licence`, did you mean `license`"}
	found := rule.findings with input as of([error])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/licence",
		"key": true,
		"message": "unknown key `licence`, did you mean `license`",
	}}
}

test_a_value_of_another_type_is_shown_at_the_value if {
	error := {"at": "/license", "key": false, "message": "`license` is a number, text is expected"}
	found := rule.findings with input as of([error])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/license",
		"message": "`license` is a number, text is expected",
	}}
}

test_metadata_that_tools_can_use_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(errors) := {"artifact": object.union(artifact, {"facts": {"metadata_errors": errors}})}
