package raigate.rules.approval.changed_after_test

import data.raigate.rules.approval.changed_after as rule

asked(binding) := {
	"system": {"id": "router", "stage": "launch"},
	"artifact": {
		"path": "a.yaml", "root": "", "value": {"decision": "approve"},
		"facts": {"approval": {"bindings": [object.union(binding, {"system": "router"})]}},
	},
}

changed(paths, number) := {"state": "changed", "changed": paths, "changed_files": number}

test_what_is_as_it_was_approved_is_fine if {
	count(rule.findings) == 0 with input as asked({"state": "same"})
	rule.applicable with input as asked({"state": "same"})
	not rule.applicable with input as asked({"state": "older"})
}

test_a_changed_file_is_named if {
	found := rule.findings with input as asked(changed(["route.py"], 1))
	{one.message | some one in found} == {"1 file changed after the approval: `route.py`"}
}

test_of_many_changed_files_some_are_named if {
	found := rule.findings with input as asked(changed(["a", "b", "c", "d", "e", "f"], 30))
	{one.message | some one in found} == {"30 files changed after the approval: `a`, `b`, `c`, `d`, `e` and 25 more"}
}

test_the_gate_may_change_after_a_change_that_is_merged if {
	past := {"artifact": {"value": {"decision_type": "tier-change"}}}
	not rule.applicable with input as object.union(asked(changed(["raigate.toml"], 1)), past)
}
