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
