package raigate.rules.artifact.ambiguous_scalar_test

import data.raigate.rules.artifact.ambiguous_scalar as rule

artifact := {"path": "rai/intake.yaml", "root": ""}

fault := {
	"rule": "artifact/ambiguous-scalar",
	"at": "/language/0",
	"message": "`no` is false under YAML 1.1 and text under YAML 1.2",
}

test_a_scalar_that_reads_two_ways_is_shown_at_the_scalar if {
	found := rule.findings with input as of([fault])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "/language/0",
		"message": "`no` is false under YAML 1.1 and text under YAML 1.2",
	}}
}

test_a_syntax_fault_is_left_to_its_own_rule if {
	found := rule.findings with input as of([object.union(fault, {"rule": "artifact/unparsable"})])
	count(found) == 0
}

test_a_file_without_such_scalars_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(faults) := {"artifact": object.union(artifact, {"facts": {"faults": faults}})}
