package raigate.rules.intake.incomplete_test

import data.raigate.rules.intake.incomplete as rule

complete := {
	"use_case": "Ranks loan applications for a clerk to read first.",
	"intended_users": ["loan clerks of the branch"],
	"affected_groups": ["applicants"],
	"data_sources": ["loans-2025"],
	"model_type": "gradient boosting",
	"deployment_surface": "clerk desktop",
	"human_oversight": {"mode": "in-the-loop", "who": "loan clerk"},
	"fallback_behaviour": "Applications are read in order of arrival.",
	"owner": "@ada",
}

test_a_complete_intake_is_no_finding if {
	found := rule.findings with input as intake(complete, [])
	count(found) == 0
}

test_absent_answers_are_named_in_one_finding if {
	found := rule.findings with input as intake(object.remove(complete, ["owner", "affected_groups"]), [])
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "",
		"limit": "required",
		"message": "intake does not state affected_groups and owner",
	}}
}

test_a_blank_answer_is_shown_at_the_field if {
	found := rule.findings with input as intake(object.union(complete, {"use_case": "  "}), [])
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "/use_case",
		"limit": "required",
		"message": "`use_case` is not answered",
	}}
}

test_an_empty_list_is_no_answer if {
	found := rule.findings with input as intake(object.union(complete, {"affected_groups": []}), [])
	count(found) == 1
}

test_a_lone_letter_in_every_field_is_no_answer if {
	found := rule.findings with input as intake({key: "x" | some key, _ in complete}, [])
	count(found) == 9
}

test_a_placeholder_is_no_answer if {
	value := object.union(complete, {"affected_groups": ["TODO: name them"]})
	placeholder := {"at": "/affected_groups/0", "text": "TODO", "section": null}
	found := rule.findings with input as intake(value, [placeholder])
	count(found) == 1
}

test_a_placeholder_beside_an_answer_is_left_to_its_own_rule if {
	value := object.union(complete, {"affected_groups": ["applicants", "TODO"]})
	placeholder := {"at": "/affected_groups/1", "text": "TODO", "section": null}
	found := rule.findings with input as intake(value, [placeholder])
	count(found) == 0
}

test_a_number_or_a_flag_is_an_answer if {
	value := object.union(complete, {"fallback_behaviour": true, "deployment_surface": 3})
	found := rule.findings with input as intake(value, [])
	count(found) == 0
}

test_an_unreadable_intake_is_left_to_reading if {
	found := rule.findings with input as intake(null, [])
	count(found) == 0
}

intake(value, placeholders) := {"artifact": {
	"path": "rai/intake/loans.yaml",
	"root": "",
	"value": value,
	"facts": {"placeholders": placeholders},
}}
