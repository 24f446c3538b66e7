package raigate.rules.data.size_contradicts_files_test

import data.raigate.rules.data.size_contradicts_files as rule

test_a_size_of_another_magnitude_is_shown_with_the_count if {
	found := rule.findings with input as card(["1K<n<10K"])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/size_categories/0",
		"message": "card states size 1K<n<10K, the files hold 12102 rows (10K<n<100K)",
		"related": [{
			"path": "dataset_infos.json",
			"root": "",
			"at": "/default/splits",
			"message": "counted here",
		}],
	}}
}

test_the_size_that_the_files_have_is_no_finding if {
	found := rule.findings with input as card(["10K<n<100K"])
	count(found) == 0
}

test_one_right_size_among_several_configurations_is_no_finding if {
	found := rule.findings with input as card(["1K<n<10K", "10K<n<100K"])
	count(found) == 0
}

test_a_card_without_a_size_states_nothing if {
	found := rule.findings with input as {"artifact": {"path": "README.md", "root": "", "facts": {}}}
	count(found) == 0
}

card(stated) := {"artifact": {
	"path": "README.md",
	"root": "",
	"facts": {"size_categories": {
		"at": "/size_categories/0",
		"stated": stated,
		"expected": "10K<n<100K",
		"rows": 12102,
		"source": {"path": "dataset_infos.json", "root": "", "at": "/default/splits"},
	}},
}}
