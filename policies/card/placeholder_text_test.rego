package raigate.rules.card.placeholder_text_test

import data.raigate.rules.card.placeholder_text as rule

test_a_prompt_of_the_template_is_shown_where_it_stands if {
	found := rule.findings with input as card({"at": "@200-225", "text": "[More Information Needed]", "section": "Uses"})
	found == {{
		"path": "README.md",
		"root": "",
		"at": "@200-225",
		"message": "placeholder `[More Information Needed]` in section \"Uses\"",
	}}
}

test_a_placeholder_outside_any_section_is_shown_too if {
	found := rule.findings with input as card({"at": "/owner", "text": "TODO", "section": null})
	some finding in found
	finding.message == "placeholder `TODO`"
}

test_text_without_placeholders_is_no_finding if {
	found := rule.findings with input as {"artifact": {"path": "README.md", "root": "", "facts": {}}}
	count(found) == 0
}

card(placeholder) := {"artifact": {"path": "README.md", "root": "", "facts": {"placeholders": [placeholder]}}}
