package raigate.rules.git.model_changed_alone_test

import data.raigate.rules.git.model_changed_alone as rule

change(models, watched, evidence) := {
	"system": {"declared": true, "changes": {"models": models, "watched": watched, "evidence": evidence}},
	"evidence": [
		{"path": "README.md", "kind": "model-card"},
		{"path": "rai/approvals/launch.yaml", "kind": "approval"},
	],
}

test_other_weights_without_evidence_are_shown_at_the_system if {
	found := rule.findings with input as change(["a.onnx"], [], [])
	found == {{"at_system": true, "message": "`a.onnx` changed, and no evidence of the system"}}
	two := rule.findings with input as change(["a.onnx", "b.onnx"], [], [])
	{one.message | some one in two} == {"`a.onnx` and another file changed, and no evidence of the system"}
}

test_an_approval_measures_nothing if {
	found := rule.findings with input as change(["a.onnx"], [], ["rai/approvals/launch.yaml"])
	count(found) == 1
}

test_weights_that_come_with_evidence_are_no_finding if {
	found := rule.findings with input as change(["a.onnx"], [], ["README.md"])
	count(found) == 0
}

test_other_watched_files_count_where_a_team_says_so if {
	found := rule.findings with input as change([], ["train.py"], [])
	count(found) == 0
	settings := {"git": {"model_changed_alone": {"counted": ["models", "watched"]}}}
	counted := rule.findings with input as change([], ["train.py"], []) with data.settings as settings
	count(counted) == 1
}

test_without_a_base_there_is_no_change_to_judge if {
	rule.applicable with input as change([], [], [])
	not rule.applicable with input as {"system": {"declared": true}}
	not rule.applicable with input as {"system": {"declared": false, "changes": {}}}
}
