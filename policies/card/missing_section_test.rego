package raigate.rules.card.missing_section_test

import data.raigate.rules.card.missing_section as rule

complete := ["intended_use", "limitations", "training_data", "results"]

test_all_missing_sections_are_named_in_one_finding if {
	found := rule.findings with input as card(["details", "results"])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "",
		"limit": "required",
		"message": "card has no section on intended use, limitations and training data",
	}}
}

test_a_single_missing_section_reads_as_a_sentence if {
	found := rule.findings with input as card(["intended_use", "limitations", "results"])
	some finding in found
	finding.message == "card has no section on training data"
}

test_a_card_with_every_section_is_no_finding if {
	found := rule.findings with input as card(complete)
	count(found) == 0
}

test_a_card_without_any_heading_misses_them_all if {
	found := rule.findings with input as {"artifact": {
		"path": "README.md",
		"root": "",
		"format": "markdown",
		"value": {"$body": {}},
		"facts": {},
	}}
	some finding in found
	finding.message == "card has no section on intended use, limitations, training data and results"
}

test_a_bill_of_materials_has_no_headings_to_miss if {
	found := rule.findings with input as {"artifact": {
		"path": "bom.json",
		"root": "/components/0",
		"format": "json",
		"value": {},
		"facts": {},
	}}
	count(found) == 0
}

test_a_table_of_measured_values_is_a_section_on_results if {
	specification := table(["Metric", "Value"], [["GFlops", "0.588"], ["LFW accuracy", "0.9947"]])
	found := rule.findings with input as with_body(specification)
	count(found) == 0
}

test_a_measure_can_stand_above_its_column if {
	found := rule.findings with input as with_body(table(["Slice", "F1"], [["Wales", "81.2 %"]]))
	count(found) == 0
}

test_a_table_without_a_measured_value_gives_no_results if {
	found := rule.findings with input as with_body(table(["Task", "Accuracy"], [["Tagging", "not measured in 2024"]]))
	some finding in found
	finding.message == "card has no section on results"
}

test_a_table_of_sizes_gives_no_results if {
	found := rule.findings with input as with_body(table(["Metric", "Value"], [["GFlops", "0.588"]]))
	count(found) == 1
}

test_claims_in_front_matter_are_results if {
	found := rule.findings with input as object.union(
		card(["intended_use", "limitations", "training_data"]),
		{"artifact": {"facts": {"claims": [{"metric": "f1", "value": 0.8}]}}},
	)
	count(found) == 0
}

test_a_team_can_require_other_sections if {
	found := rule.findings with input as card(complete)
		with data.settings.card.missing_section.required as ["ethical"]
	some finding in found
	finding.message == "card has no section on ethical"
}

card(names) := {"artifact": {
	"path": "README.md",
	"root": "",
	"format": "markdown",
	"value": {"$body": {}},
	"facts": {"sections": [{"at": "/$body/sections/1", "heading": name, "names": [name], "words": 40} |
		some name in names
	]},
}}

with_body(table) := object.union(
	card(["intended_use", "limitations", "training_data"]),
	{"artifact": {"value": {"$body": {"sections": [{"heading": "Specification", "tables": [table]}]}}}},
)

table(header, rows) := {"header": header, "rows": rows}
