package raigate.rules.monitoring.missing_plan_test

import data.raigate.rules.monitoring.missing_plan as rule

plan(value) := {"path": "rai/monitoring.yaml", "root": "", "kind": "monitoring-plan", "value": value, "facts": {}}

seen(stage, evidence) := {"system": {"declared": true, "stage": stage}, "evidence": evidence}

test_no_plan_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen("launch", [])
	found == {{"at_system": true, "message": "no monitoring plan"}}
	rule.applicable with input as seen("launch", [])
}

test_a_plan_that_watches_something_is_enough_here if {
	count(rule.findings) == 0 with input as seen("operate", [plan({"signals": [{"kind": "drift"}]})])
}

test_a_plan_that_watches_nothing_is_shown if {
	found := rule.findings with input as seen("launch", [plan({"signals": []})])
	{one.message | some one in found} == {"monitoring plan watches no signal"}
}

test_before_launch_and_once_retired_no_plan_is_due if {
	not rule.applicable with input as seen("review", [])
	not rule.applicable with input as seen("retired", [])
}

test_what_has_another_shape_watches_nothing if {
	count(rule.findings) == 1 with input as seen("launch", [plan({"signals": 3}), plan(null)])
}
