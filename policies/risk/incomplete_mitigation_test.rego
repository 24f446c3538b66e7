package raigate.rules.risk.incomplete_mitigation_test

import data.raigate.rules.risk.incomplete_mitigation as rule

whole := {
	"owner": "@ada",
	"due": "2026-12-01",
	"acceptance_criterion": "No ticket waits longer than a day.",
	"ticket": "OPS-41",
	"status": "open",
}

seen(value) := {
	"system": {"stage": "review"},
	"artifact": {
		"path": "rai/mitigations/a.yaml", "root": "", "value": value,
		"facts": {"placeholders": [{"at": "/acceptance_criterion"}]},
	},
}

messages(found) := {one.message | some one in found}

test_what_is_missing_is_named_in_one_finding if {
	found := rule.findings with input as seen(object.remove(whole, ["due", "ticket"]))
	found == {{
		"path": "rai/mitigations/a.yaml",
		"root": "",
		"at": "",
		"limit": "required",
		"message": "mitigation does not state due, acceptance_criterion and ticket",
	}}
	rule.applicable with input as seen(whole)
}

test_a_whole_mitigation_is_no_finding if {
	artifact := {"path": "a.yaml", "root": "", "value": whole, "facts": {}}
	found := rule.findings with input as {"artifact": artifact, "system": {}}
	count(found) == 0
}

test_a_closed_one_needs_no_day if {
	value := object.union(object.remove(whole, ["due", "ticket"]), {"status": "closed"})
	found := rule.findings with input as seen(value)
	messages(found) == {"mitigation does not state acceptance_criterion"}
}

test_one_that_was_replaced_is_left_alone if {
	not rule.applicable with input as seen({"status": "superseded"})
}
