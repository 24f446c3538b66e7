package raigate.rules.data.missing_datasheet_test

import data.raigate.rules.data.missing_datasheet as rule

test_a_dataset_without_a_datasheet_is_shown_at_its_first_use if {
	found := rule.findings with input as system([
		uses("README.md", "loans-2025", null),
		uses("rai/eval/results/accuracy.json", "loans-2025", null),
	])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/datasets/0",
		"message": "no datasheet describes dataset `loans-2025`",
		"related": [{
			"path": "rai/eval/results/accuracy.json",
			"root": "",
			"at": "/datasets/0",
			"message": "also used here",
		}],
	}}
}

test_a_datasheet_that_one_use_finds_counts_for_all if {
	found := rule.findings with input as system([
		uses("README.md", "loans-2025", "DATASHEET.md"),
		uses("rai/eval/results/accuracy.json", "loans-2025", null),
	])
	count(found) == 0
}

test_a_public_benchmark_is_described_by_its_publisher if {
	measured := {"path": "out.json", "root": "", "facts": {"datasets_used": [{
		"name": "gsm8k",
		"at": "/configs/gsm8k/dataset_path",
		"datasheet": null,
		"benchmark": true,
	}]}}
	count(rule.findings) == 0 with input as system([measured])
	trained := rule.findings with input as system([measured, uses("README.md", "gsm8k", null)])
	count(trained) == 1
}

test_each_undescribed_dataset_is_a_finding_of_its_own if {
	found := rule.findings with input as system([
		uses("README.md", "loans-2025", null),
		uses("rai/models/scorer.yaml", "loans-2024", null),
	])
	count(found) == 2
}

test_an_implied_system_is_not_asked_for_datasheets if {
	not rule.applicable with input as {"system": {"declared": false}, "evidence": []}
}

test_a_declared_system_is_asked_for_datasheets if {
	rule.applicable with input as system([])
}

system(evidence) := {"system": {"declared": true}, "evidence": evidence}

uses(path, name, datasheet) := {
	"path": path,
	"root": "",
	"facts": {"datasets_used": [{"name": name, "at": "/datasets/0", "datasheet": datasheet}]},
}
