package raigate.rules.artifact.unparsable_test

import data.raigate.rules.artifact.unparsable as rule

artifact := {"path": "rai/intake.yaml", "root": ""}

fault := {
	"rule": "artifact/unparsable",
	"at": "/0",
	"message": "the text ends inside a list",
}

test_a_file_that_does_not_parse_is_shown_where_it_breaks if {
	found := rule.findings with input as of([fault])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "/0",
		"message": "the text ends inside a list",
	}}
}

test_a_fault_of_another_rule_is_left_to_that_rule if {
	found := rule.findings with input as of([object.union(fault, {"rule": "artifact/ambiguous-scalar"})])
	count(found) == 0
}

test_a_file_that_parses_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(faults) := {"artifact": object.union(artifact, {"facts": {"faults": faults}})}
