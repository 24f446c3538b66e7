package raigate.rules.eval.threshold_loosened_test

import data.raigate.rules.eval.threshold_loosened as rule

_cell(change) := object.union(
	{
		"at": "/metrics/0",
		"metric": "accuracy",
		"slice": {},
		"threshold": 0.85,
		"threshold_text": "0.85",
		"threshold_at": "/metrics/0/threshold",
		"direction": "higher",
		"min_n": 500,
		"min_n_at": "/metrics/0/min_n",
	},
	change,
)

_plan(cells) := {"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": {}, "facts": {"planned": cells}}

_system(before, plans) := {
	"system": {"id": "loans", "plans_before": [{"path": "plan.yaml", "status": null, "planned": before}]},
	"evidence": plans,
}

_changed(change) := _system([_cell({})], [_plan([_cell(change)])])

_messages(found) := {one.message | some one in found}

test_a_lower_threshold_of_what_is_to_be_high_is_found_where_it_stands if {
	found := rule.findings with input as _changed({"threshold": 0.8, "threshold_text": "0.80"})
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/metrics/0/threshold",
		"message": "threshold of accuracy is 0.80, it was 0.85",
	}}
}

test_a_higher_threshold_of_what_is_to_be_low_is_found if {
	low := {"metric": "error_rate", "direction": "lower", "threshold": 0.1, "threshold_text": "0.1"}
	lax := object.union(low, {"threshold": 0.2, "threshold_text": "0.2"})
	found := rule.findings with input as _system([_cell(low)], [_plan([_cell(lax)])])
	_messages(found) == {"threshold of error rate is 0.2, it was 0.1"}
}

test_any_other_value_is_found_where_nobody_says_which_side_is_good if {
	plain := object.remove(_cell({}), ["direction"])
	other := object.union(plain, {"threshold": 0.9, "threshold_text": "0.9"})
	found := rule.findings with input as _system([plain], [_plan([other])])
	_messages(found) == {"threshold of accuracy is 0.9, it was 0.85"}
}

test_fewer_cases_are_found if {
	found := rule.findings with input as _changed({"min_n": 50})
	_messages(found) == {"accuracy may rest on 50 cases, the plan asked for at least 500"}
}

test_a_metric_that_is_asked_for_no_more_is_found_once if {
	parts := [_cell({}), _cell({"slice": {"sex": "f"}}), _cell({"slice": {"sex": "m"}})]
	other := _plan([_cell({"metric": "f1"})])
	found := rule.findings with input as _system(parts, [other])
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/metrics",
		"key": true,
		"message": "threshold of accuracy and 2 parts is gone, it was 0.85",
	}}
}

test_a_plan_that_is_gone_is_told_of_the_system if {
	found := rule.findings with input as _system([_cell({})], [])
	found == {{"at_system": true, "message": "threshold of accuracy is gone, it was 0.85"}}
}

test_a_plan_that_takes_the_place_of_another_is_held_against_it if {
	old := object.union(_plan([_cell({})]), {"path": "old.yaml", "value": {"status": "superseded"}})
	new := _plan([_cell({"threshold": 0.5, "threshold_text": "0.5"})])
	found := rule.findings with input as _system([_cell({})], [old, new])
	_messages(found) == {"threshold of accuracy is 0.5, it was 0.85"}
}

test_a_stricter_threshold_more_cases_and_another_unit_are_none if {
	count(rule.findings) == 0 with input as _changed({"threshold": 0.9, "threshold_text": "0.9", "min_n": 900})
	percent := {"threshold": 85, "threshold_text": "85", "unit": "percent"}
	count(rule.findings) == 0 with input as _changed(percent)
}

test_a_plan_of_the_past_asked_for_nothing if {
	past := {"path": "old.yaml", "status": "superseded", "planned": [_cell({})]}
	seen := {"system": {"id": "loans", "plans_before": [past]}, "evidence": []}
	not rule.applicable with input as seen
}

test_a_plan_that_was_there_is_compared if {
	rule.applicable with input as _changed({})
	count(rule.findings) == 0 with input as _changed({})
}

_review := {
	"state": "same",
	"contributed": {"state": "no"},
	"person": "ada",
	"who": "ada",
	"roles": ["rai-team"],
}

test_what_was_approved_by_who_decides_it_is_none if {
	seen := object.union(_changed({"threshold": 0.8, "threshold_text": "0.80"}), {"system": {"tier": "high", "facets": [], "facts": {"reviews": [_review]}}})
	count(rule.findings) == 0 with input as seen with data.roles as {"rai-team": ["@ada"]}
}

_record(subject) := {
	"path": "rai/approvals/plan.yaml",
	"root": "",
	"kind": "approval",
	"value": {"decision_type": "metric", "decision": "approve", "role": "rai-team", "subject": subject, "status": "approved"},
	"facts": {"approval": {
		"person": "ada",
		"who": "ada",
		"holds": "yes",
		"bindings": [{"system": "loans", "state": "same", "contributed": {"state": "no"}}],
		"signed": {"state": "approver"},
	}},
}

_recorded(record) := object.union(
	_system([_cell({})], [_plan([_cell({"threshold": 0.8, "threshold_text": "0.80"})]), record]),
	{"system": {"tier": "high", "facets": []}},
)

_found(record) := found if {
	found := rule.findings with input as _recorded(record) with data.roles as {"rai-team": ["@ada"]}
}

test_a_signed_record_counts_where_the_plan_is_its_subject if {
	count(_found(_record(["plan.yaml"]))) == 0
	count(_found(_record(["notes.txt"]))) == 1
}

test_a_record_that_nobody_signed_or_that_stood_there_before_counts_for_nothing_and_is_shown if {
	record := _record(["plan.yaml"])
	unsigned := object.union(record, {"facts": {"approval": {"signed": {"state": "other"}}}})
	{[one.path, one.message] | some found in _found(unsigned); some one in found.related} == {[
		"rai/approvals/plan.yaml",
		"does not let it pass: its approver has not signed it",
	]}
	before := object.union(record, {"facts": {"stood_before": true}})
	{one.message | some found in _found(before); some one in found.related} == {"does not let it pass: it was there before this change"}
}

_limit(change) := object.union(
	{
		"at": "/fairness/thresholds/dp_difference",
		"name": "dp_difference",
		"rates": ["selection_rate"],
		"form": "difference",
		"value": 0.05,
		"text": "0.05",
	},
	change,
)

_limits(before, now) := {
	"system": {"id": "loans", "plans_before": [{"path": "plan.yaml", "status": null, "planned": [], "limits": before}]},
	"evidence": [{"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": {}, "facts": {"limits": now}}],
}

test_a_looser_limit_of_a_disparity_is_found_whatever_it_is_called if {
	other := _limit({"name": "demographic_parity_difference", "value": -0.2, "text": "-0.2"})
	found := rule.findings with input as _limits([_limit({})], [other])
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/fairness/thresholds/dp_difference",
		"message": "limit of dp difference is -0.2, it was 0.05",
	}}
	ratio := {"form": "ratio", "value": 0.9, "text": "0.9"}
	below := object.union(ratio, {"value": 1.3, "text": "1.3"})
	again := rule.findings with input as _limits([_limit(ratio)], [_limit(below)])
	_messages(again) == {"limit of dp difference is 1.3, it was 0.9"}
}

test_a_limit_that_is_gone_is_found if {
	mean := _limit({"method": "to_overall"})
	found := rule.findings with input as _limits([_limit({})], [mean])
	_messages(found) == {"limit of dp difference is gone, it was 0.05"}
	rule.applicable with input as _limits([_limit({})], [])
}

test_a_limit_of_what_nobody_knows_is_known_by_its_name if {
	own := {"at": "/fairness/thresholds/harm", "name": "harm", "value": 3, "text": "3"}
	other := object.union(own, {"value": 4, "text": "4"})
	found := rule.findings with input as _limits([own], [other])
	_messages(found) == {"limit of harm is 4, it was 3"}
	count(rule.findings) == 0 with input as _limits([own], [own])
}

test_a_stricter_limit_is_none if {
	count(rule.findings) == 0 with input as _limits([_limit({})], [_limit({"value": 0.01, "text": "0.01"})])
}
