package raigate.rules.eval.result_before_plan_test

import data.raigate.rules.eval.result_before_plan as rule

plan := {
	"path": "plan.yaml",
	"root": "",
	"kind": "eval-plan",
	"value": {},
	"facts": {"planned": [{"at": "/metrics/0", "measured": [{"path": "result.json", "root": "", "position": 0}]}]},
}

result(history) := {
	"path": "result.json",
	"root": "",
	"kind": "eval-result",
	"value": {},
	"facts": {"history": history, "results": [{"at": "/metrics/0/value"}]},
}

system(artifacts) := {"system": {"declared": true}, "evidence": artifacts}

early := {"committer": {"date": "2026-02-02"}, "without": ["plan.yaml"]}

test_a_result_before_any_plan_is_shown_with_what_asks_for_it if {
	found := rule.findings with input as system([plan, result(early)])
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "result was committed on 2026-02-02, when there was no plan",
		"related": [{"path": "plan.yaml", "root": "", "at": "/metrics/0", "message": "asked for here"}],
	}}
}

test_an_earlier_plan_was_a_plan if {
	older := object.union(plan, {"path": "plan-1.yaml", "value": {"status": "superseded"}})
	found := rule.findings with input as system([plan, older, result(early)])
	count(found) == 0
}

test_a_plan_that_was_there_is_no_finding if {
	found := rule.findings with input as system([plan, result({"committer": {"date": "2026-02-02"}})])
	count(found) == 0
}

test_a_result_that_no_plan_asks_for_is_no_finding if {
	other := object.union(result(early), {"path": "other.json"})
	found := rule.findings with input as system([plan, other])
	count(found) == 0
}

test_a_result_kept_for_the_record_is_no_finding if {
	past := object.union(result(early), {"value": {"status": "superseded"}})
	found := rule.findings with input as system([plan, past])
	count(found) == 0
}

test_a_short_history_is_not_taken_for_a_good_one if {
	one := rule.not_evaluated with input as system([plan, result({"cut_short": true})])
	one == {{
		"at_system": true,
		"message": "history is cut short here, so that 1 result cannot be held against the plan; `fetch-depth: 0` fetches it",
	}}
	two := rule.not_evaluated with input as system([plan, result({"cut_short": true}), result({"cut_short": true})])
	some found in two
	contains(found.message, "2 results cannot")
	none := rule.not_evaluated with input as system([plan, result(early)])
	count(none) == 0
}

test_a_system_that_nobody_declared_is_not_asked if {
	rule.applicable with input as system([])
	not rule.applicable with input as {"system": {"declared": false}}
}
