package raigate.rules.artifact.escapes_repository_test

import data.raigate.rules.artifact.escapes_repository as rule

artifact := {"path": "rai/intake.yaml", "root": ""}

fault := {
	"rule": "artifact/escapes-repository",
	"at": "",
	"message": "the link leads out of the repository",
}

test_a_link_out_of_the_repository_is_shown_at_the_file if {
	found := rule.findings with input as of([fault])
	found == {{
		"path": "rai/intake.yaml",
		"root": "",
		"at": "",
		"message": "the link leads out of the repository",
	}}
}

test_another_fault_of_the_file_is_left_to_its_own_rule if {
	found := rule.findings with input as of([object.union(fault, {"rule": "artifact/unparsable"})])
	count(found) == 0
}

test_a_file_inside_the_repository_is_no_finding if {
	found := rule.findings with input as {"artifact": object.union(artifact, {"facts": {}})}
	count(found) == 0
}

of(faults) := {"artifact": object.union(artifact, {"facts": {"faults": faults}})}
