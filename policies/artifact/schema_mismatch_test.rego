package raigate.rules.artifact.schema_mismatch_test

import data.raigate.rules.artifact.schema_mismatch as rule

artifact := {"path": "rai/intake.yaml", "root": ""}

test_an_unknown_key_is_shown_at_the_key if {
	error := {"at": "/ownr", "key": true, "message": "unknown key `ownr`, did you mean `owner`"}
	found := rule.findings with input as of([error])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "/ownr",
		"key": true,
		"message": "unknown key `ownr`, did you mean `owner`",
	}}
}

test_a_value_of_another_type_is_shown_at_the_value if {
	error := {"at": "/owner", "key": false, "message": "`owner` is a number, text is expected"}
	found := rule.findings with input as of([error])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "/owner",
		"message": "`owner` is a number, text is expected",
	}}
}

test_evidence_in_the_shape_of_its_kind_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(errors) := {"artifact": object.union(artifact, {"facts": {"schema_errors": errors}})}
