package raigate.rules.card.empty_section_test

import data.raigate.rules.card.empty_section as rule

test_a_heading_with_one_word_under_it_is_shown_at_the_heading if {
	found := rule.findings with input as card([section("Limitations", "limitations", 1)], [])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/$body/sections/Limitations",
		"limit": "min_words",
		"message": "section \"Limitations\" has 1 word of content, at least 5 needed",
	}}
}

test_a_section_with_a_placeholder_is_shown_at_the_placeholder if {
	placeholder := {"at": "@200-225", "text": "[More Information Needed]", "section": "Training Data"}
	found := rule.findings with input as card([section("Training Data", "training_data", 0)], [placeholder])
	some finding in found
	finding.at == "@200-225"
	finding.message == "section \"Training Data\" has 0 words of content, at least 5 needed"
}

test_a_placeholder_elsewhere_does_not_move_the_place if {
	placeholder := {"at": "@900-925", "text": "TODO", "section": "Results"}
	found := rule.findings with input as card([section("Training Data", "training_data", 0)], [placeholder])
	some finding in found
	finding.at == "/$body/sections/Training Data"
}

test_a_full_section_makes_up_for_an_empty_one_of_the_same_subject if {
	sections := [section("Direct Use", "intended_use", 0), section("Uses", "intended_use", 35)]
	found := rule.findings with input as card(sections, [])
	count(found) == 0
}

test_a_section_at_the_limit_is_no_finding if {
	found := rule.findings with input as card([section("Limitations", "limitations", 5)], [])
	count(found) == 0
}

test_a_section_that_no_reader_depends_on_may_be_short if {
	found := rule.findings with input as card([section("Contact", "contact", 1)], [])
	count(found) == 0
}

test_a_heading_longer_than_a_line_is_shortened if {
	heading := "Limitations of this model, and of every model that came before it in this family"
	found := rule.findings with input as card([section(heading, "limitations", 0)], [])
	some finding in found
	shown := "Limitations of this model, and of every model that came bef…"
	finding.message == sprintf("section \"%s\" has 0 words of content, at least 5 needed", [shown])
}

section(heading, name, words) := {
	"at": sprintf("/$body/sections/%s", [heading]),
	"heading": heading,
	"names": [name],
	"words": words,
}

card(sections, placeholders) := {"artifact": {
	"path": "README.md",
	"root": "",
	"facts": {"sections": sections, "placeholders": placeholders},
}}
