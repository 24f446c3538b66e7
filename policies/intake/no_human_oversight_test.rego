package raigate.rules.intake.no_human_oversight_test

import data.raigate.rules.intake.no_human_oversight as rule

seen(oversight, tier, facets) := {
	"system": {"tier": tier, "stage": "review", "facets": facets},
	"artifact": {
		"path": "rai/intake/loans.yaml", "root": "",
		"value": {"human_oversight": oversight},
		"facts": {"placeholders": [{"at": "/human_oversight/who"}]},
	},
}

messages(found) := {one.message | some one in found}

test_nobody_at_high_tier_is_shown_at_the_mode if {
	found := rule.findings with input as seen({"mode": "none"}, "high", ["human_in_the_loop"])
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "/human_oversight/mode",
		"limit": "needed_at",
		"message": "intake states oversight `none`, tier high needs people who can step in",
	}}
	rule.applicable with input as seen({"mode": "none"}, "high", [])
}

test_nobody_at_limited_tier_is_an_answer if {
	found := rule.findings with input as seen({"mode": "none"}, "limited", [])
	count(found) == 0
}

test_nobody_contradicts_a_facet_that_names_people if {
	found := rule.findings with input as seen({"mode": "none"}, "limited", ["human_in_the_loop"])
	messages(found) == {"intake states oversight `none`, the system declares facet `human_in_the_loop`"}
}

test_people_without_a_mode_are_shown if {
	found := rule.findings with input as seen({"override": "the clerk moves the ticket"}, "limited", [])
	messages(found) == {"intake does not state the mode of human oversight: in the loop, on the loop or none"}
}

test_people_whom_only_a_placeholder_names_are_nobody if {
	found := rule.findings with input as seen({"mode": "on-the-loop", "who": "TODO"}, "high", [])
	messages(found) == {"intake states oversight `on-the-loop`, and not by whom"}
}

test_an_unanswered_question_is_left_to_the_intake if {
	found := rule.findings with input as seen({}, "high", [])
	count(found) == 0
}

test_a_clerk_who_decides_is_enough if {
	intake := {
		"path": "i.yaml", "root": "", "facts": {},
		"value": {"human_oversight": {"mode": "in-the-loop", "who": "loan clerk"}},
	}
	found := rule.findings with input as {"artifact": intake, "system": {"tier": "high", "facets": []}}
	count(found) == 0
}
