package raigate.rules.artifact.unresolved_pointer_test

import data.raigate.rules.artifact.unresolved_pointer as rule

artifact := {"path": "rai/intake.yaml", "root": ""}

fault := {
	"rule": "artifact/unresolved-pointer",
	"at": "@0-130",
	"message": "a Git LFS pointer of 130 bytes, its content is not here",
}

test_a_pointer_without_its_content_is_shown if {
	found := rule.findings with input as of([fault])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "@0-130",
		"message": "a Git LFS pointer of 130 bytes, its content is not here",
	}}
}

test_another_fault_of_the_file_is_left_to_its_own_rule if {
	found := rule.findings with input as of([object.union(fault, {"rule": "artifact/unparsable"})])
	count(found) == 0
}

test_a_file_with_its_content_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(faults) := {"artifact": object.union(artifact, {"facts": {"faults": faults}})}
