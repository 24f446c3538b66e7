package raigate.rules.data.no_known_limits_test

import data.raigate.rules.data.no_known_limits as rule

limits := "Applicants under 21 are 2 % of the rows; do not use the data to judge them."

test_a_datasheet_that_is_silent_on_limits_is_a_finding if {
	found := rule.findings with input as datasheet({}, [section("Composition", "composition", 80)])
	found == {{
		"path": "DATASHEET.md",
		"root": "",
		"at": "",
		"message": "datasheet names no known limits or biases",
	}}
}

test_a_section_on_biases_is_enough if {
	found := rule.findings with input as datasheet({}, [section("Discussion of Biases", "biases", 25), section("Other Known Limitations", "limitations", 0)])
	count(found) == 0
}

test_a_field_of_the_croissant_vocabulary_is_enough if {
	found := rule.findings with input as datasheet({"rai:dataBiases": [limits]}, [])
	count(found) == 0
}

test_a_native_field_is_enough if {
	found := rule.findings with input as datasheet({"dataLimitations": limits}, [])
	count(found) == 0
}

test_a_heading_with_nothing_under_it_is_shown if {
	found := rule.findings with input as datasheet({}, [section("Discussion of Biases", "biases", 1)])
	found == {{
		"path": "DATASHEET.md",
		"root": "",
		"at": "/$body/sections/Discussion of Biases",
		"limit": "min_words",
		"message": "\"Discussion of Biases\" has 1 word on known limits, at least 10 needed",
	}}
}

test_a_field_of_another_type_holds_no_words if {
	found := rule.findings with input as datasheet({"dataBiases": 7}, [])
	some finding in found
	finding.at == "/dataBiases"
	finding.message == "\"dataBiases\" has 0 words on known limits, at least 10 needed"
}

test_a_field_under_another_name_of_its_format_is_enough if {
	said := "Collected in two hospitals of one city, so rural patients are hardly represented."
	fields := {"dataLimitations": {"value": said, "at": "/limits"}}
	count(rule.findings) == 0 with input as datasheet({}, [])
		with input.artifact.facts.fields as fields
}

section(heading, name, words) := {
	"at": sprintf("/$body/sections/%s", [heading]),
	"heading": heading,
	"names": [name],
	"words": words,
}

datasheet(value, sections) := {"artifact": {
	"path": "DATASHEET.md",
	"root": "",
	"value": value,
	"facts": {"sections": sections},
}}
