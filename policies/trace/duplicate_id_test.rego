package raigate.rules.trace.duplicate_id_test

import data.raigate.rules.trace.duplicate_id as rule

test_the_later_of_two_equal_ids_is_shown_with_the_other if {
	found := rule.findings with input as artifact("rai/intake/b.yaml", "rai/intake/a.yaml", false)
	found == {{
		"path": "rai/intake/b.yaml",
		"root": "",
		"at": "/id",
		"message": "id `loans` already stands in rai/intake/a.yaml",
		"related": [{
			"path": "rai/intake/a.yaml",
			"root": "",
			"at": "/id",
			"message": "the same id stands here",
		}],
	}}
}

test_the_earlier_of_two_equal_ids_is_not_reported if {
	found := rule.findings with input as artifact("rai/intake/a.yaml", "rai/intake/b.yaml", true)
	count(found) == 0
}

test_what_the_configuration_declares_is_first_whatever_the_path if {
	found := rule.findings with input as artifact("models/a/rai/system.yaml", "raigate.toml", false)
	some finding in found
	finding.path == "models/a/rai/system.yaml"
}

test_an_id_of_its_own_is_no_finding if {
	found := rule.findings with input as {"artifact": {"path": "rai/intake/a.yaml", "root": "", "facts": {}}}
	count(found) == 0
}

artifact(path, other, first) := {"artifact": {
	"path": path,
	"root": "",
	"facts": {"duplicate_id": {
		"id": "loans",
		"at": "/id",
		"first": first,
		"others": [{"path": other, "root": "", "at": "/id"}],
	}},
}}
