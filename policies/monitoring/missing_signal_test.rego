package raigate.rules.monitoring.missing_signal_test

import data.raigate.rules.monitoring.missing_signal as rule

plan(kinds) := {
	"path": "rai/monitoring.yaml", "root": "", "kind": "monitoring-plan",
	"value": {"signals": [{"kind": kind} | some kind in kinds]},
	"facts": {},
}

seen(facets, evidence) := {
	"system": {"declared": true, "stage": "launch", "facets": facets},
	"evidence": evidence,
}

messages(found) := {one.message | some one in found}

usual := ["data-drift", "performance", "user_feedback", "Incident"]

test_the_usual_kinds_are_enough_however_they_are_spelled if {
	count(rule.findings) == 0 with input as seen([], [plan(usual)])
	rule.applicable with input as seen([], [plan(usual)])
}

test_what_is_not_watched_is_named_in_one_finding if {
	found := rule.findings with input as seen([], [plan(["drift", "accuracy"])])
	found == {{
		"path": "rai/monitoring.yaml",
		"root": "",
		"at": "/signals",
		"limit": "required",
		"message": "monitoring plan has no signal of feedback and incident",
	}}
}

test_what_speaks_needs_a_signal_of_safety if {
	found := rule.findings with input as seen(["generative"], [plan(usual)])
	messages(found) == {"monitoring plan has no signal of safety"}
	count(rule.findings) == 0 with input as seen(["generative"], [plan(usual), plan(["filter rate"])])
}

test_without_a_plan_nothing_is_said_here if {
	not rule.applicable with input as seen([], [])
}

test_what_has_another_shape_is_no_signal if {
	odd := {"path": "m.yaml", "root": "", "kind": "monitoring-plan", "value": {"signals": 3}, "facts": {}}
	count(rule.findings) == 0 with input as seen([], [odd, plan(usual)])
}
