package raigate.rules.monitoring.incomplete_signal_test

import data.raigate.rules.monitoring.incomplete_signal as rule

whole := {
	"id": "drift",
	"kind": "drift",
	"metric": "psi",
	"threshold": 0.2,
	"window": "7 days",
	"owner": "@ada",
	"alert_route": "on-call",
	"runbook": "docs/drift.md",
}

seen(signals) := {
	"system": {"stage": "launch"},
	"artifact": {
		"path": "rai/monitoring.yaml", "root": "", "value": {"signals": signals},
		"facts": {"placeholders": [{"at": "/signals/0/runbook"}]},
	},
}

messages(found) := {one.message | some one in found}

test_what_a_signal_leaves_open_is_named_in_one_finding if {
	found := rule.findings with input as seen([whole, object.remove(whole, ["id", "threshold"])])
	found == {
		{
			"path": "rai/monitoring.yaml",
			"root": "",
			"at": "/signals/0",
			"limit": "required",
			"message": "signal `drift` does not state runbook",
		},
		{
			"path": "rai/monitoring.yaml",
			"root": "",
			"at": "/signals/1",
			"limit": "required",
			"message": "signal 2 does not state threshold",
		},
	}
	rule.applicable with input as seen([whole])
}

test_a_limit_of_zero_is_a_limit if {
	found := rule.findings with input as seen([{}, object.union(whole, {"threshold": 0})])
	count(found) == 1
}

test_an_incident_needs_no_metric if {
	incident := {"id": "complaint", "kind": "incident", "owner": "@ada", "alert_route": "on-call", "runbook": "docs/a.md"}
	found := rule.findings with input as seen([whole, incident])
	messages(found) == {"signal `drift` does not state runbook"}
}

test_a_plan_that_was_replaced_is_left_alone if {
	past := {"artifact": {"path": "m.yaml", "root": "", "value": {"status": "retired"}, "facts": {}}, "system": {"stage": "launch"}}
	not rule.applicable with input as past
}
