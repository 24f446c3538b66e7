package raigate.rules.fairness.metric_changed_with_outcome_test

import data.raigate.rules.fairness.metric_changed_with_outcome as rule

_group(index, label, counts) := {
	"at": sprintf("/groups/%d", [index]),
	"label": label,
	"slice": {"sex": label},
	"n": sum(counts),
	"counts": {"tp": counts[0], "fp": counts[1], "fn": counts[2], "tn": counts[3]},
}

# Half of the women are selected and a third of the men; both rates of errors are alike.
_women := _group(0, "female", [800, 200, 200, 800])

_men := _group(1, "male", [560, 240, 140, 1060])

_by_sex(groups) := {"at": "/groups/0", "features": ["sex"], "groups": groups}

_stated(change) := object.union(
	{
		"at": "/disparities/0/value",
		"name": "demographic_parity_difference",
		"rates": ["selection_rate"],
		"form": "difference",
		"method": "between_groups",
		"value": 0.1,
	},
	change,
)

_report(stated, comparisons) := {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"id": "spring",
	"value": {"sensitive_features": ["sex"]},
	"facts": {"disparities": stated, "comparisons": comparisons},
}

_plan(limit) := {
	"path": "rai/eval/plan.yaml",
	"root": "",
	"kind": "eval-plan",
	"id": "plan",
	"value": {},
	"facts": {"limits": [{
		"at": "/fairness/thresholds/demographic_parity_difference",
		"name": "demographic_parity_difference",
		"rates": ["selection_rate"],
		"form": "difference",
		"value": limit,
	}]},
}

_plain := _report([_stated({})], [_by_sex([_women, _men])])

_change(before, now) := {
	"system": {"id": "loans", "tier": "high", "stage": "review", "facets": [], "disparities_before": before},
	"evidence": now,
}

_messages(found) := {one.message | some one in found}

test_a_looser_limit_is_found_at_the_plan if {
	found := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.2), _plain])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.5
	found == {{
		"path": "rai/eval/plan.yaml",
		"root": "",
		"at": "/fairness/thresholds/demographic_parity_difference",
		"message": concat("", [
			"demographic parity difference by sex was 0.1, limit 0.05, and did not pass; ",
			"it is 0.1, and the limit is 0.2",
		]),
	}}
}

test_a_limit_that_is_gone_is_found_at_the_number if {
	ratio := _stated({"name": "dp_ratio", "form": "ratio", "value": 0.8, "threshold": 0.9, "threshold_at": "/disparities/0/threshold"})
	open := object.remove(ratio, ["threshold", "threshold_at"])
	before := [_report([ratio], [_by_sex([_women, _men])])]
	found := rule.findings with input as _change(before, [_report([open], [_by_sex([_women, _men])])])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/disparities/0/value",
		"message": concat("", [
			"demographic parity ratio by sex was 0.8, limit 0.9, and did not pass; ",
			"it is 0.8, and is not held against a limit any more",
		]),
	}}
}

test_another_way_to_compare_is_found if {
	ratio := {"name": "dp_ratio", "form": "ratio", "value": 0.8, "threshold_at": "/disparities/0/threshold"}
	between := _stated(object.union(ratio, {"threshold": 0.9}))
	overall := _stated(object.union(ratio, {"threshold": 0.8, "method": "to_overall"}))
	by_sex := [_by_sex([_women, _men])]
	found := rule.findings with input as _change([_report([between], by_sex)], [_report([overall], by_sex)])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/disparities/0/threshold",
		"message": concat("", [
			"demographic parity ratio by sex was 0.8, limit 0.9, and did not pass; ",
			"it is 0.8, and what is held against a limit, 0.8, is now the distance to overall",
		]),
	}}
}

test_groups_that_are_left_out_are_found if {
	diverse := _group(2, "diverse", [100, 20, 20, 900])
	lesser := [_women, _group(1, "male", [780, 220, 220, 780])]
	before := [_report([_stated({})], [_by_sex(array.concat(lesser, [diverse]))])]
	found := rule.findings with input as _change(before, [_report([_stated({})], [_by_sex(lesser)])])
	"demographic parity difference by sex was 0.3846, limit 0.1, and did not pass; group diverse is not compared any more" in _messages(found)
}

test_features_that_nobody_looks_at_any_more_are_found_at_the_plan if {
	ages := {"at": "/groups/0", "features": ["age"], "groups": [
		object.union(_women, {"label": "young", "slice": {"age": "young"}}),
		object.union(_women, {"label": "old", "slice": {"age": "old"}}),
	]}
	found := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.05), _report([], [ages])])
	found == {{
		"path": "rai/eval/plan.yaml",
		"root": "",
		"at": "/fairness",
		"key": true,
		"message": concat("", [
			"demographic parity difference by sex was 0.1, limit 0.05, and did not pass; ",
			"no groups by sex are compared any more",
		]),
	}}
}

test_a_report_that_is_gone_is_told_of_the_system if {
	found := rule.findings with input as _change([_plan(0.05), _plain], [])
	{one.at_system | some one in found} == {true}
}

test_a_report_of_the_past_answers_nothing if {
	past := object.union(_plain, {"value": {"status": "superseded"}})
	found := rule.findings with input as _change([_plan(0.05), _plain], [past])
	count(found) == 1
	count(rule.findings) == 0 with input as _change([_plan(0.05), past], [])
}

test_another_name_and_another_file_fool_nobody if {
	renamed := _report([_stated({"name": "statistical_parity_difference"})], [_by_sex([_women, _men])])
	moved := object.union(renamed, {"path": "rai/fairness/summer.json", "id": "summer"})
	found := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.2), moved])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.5
	count(found) == 1
}

test_a_report_beside_it_excuses_nothing if {
	even := object.union(
		_report([_stated({})], [_by_sex([_women, object.union(_women, {"label": "male"})])]),
		{"path": "rai/fairness/other.json", "id": "other"},
	)
	found := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.2), even, _plain])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.5
	count(found) == 1
	by_id := object.union(_plain, {"path": "rai/fairness/zz.json"})
	again := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.2), even, by_id])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.5
	count(again) == 1
}

test_what_still_fails_is_told_by_the_limit if {
	count(rule.findings) == 0 with input as _change([_plan(0.05), _plain], [_plan(0.06), _plain])
}

test_new_data_is_no_change_of_the_question if {
	fair := _report([_stated({})], [_by_sex([_women, _group(1, "male", [790, 210, 210, 790])])])
	count(rule.findings) == 0 with input as _change([_plan(0.08), _plain], [_plan(0.08), fair])
	count(rule.findings) == 0 with input as _change([_plan(0.08), _plain], [_plan(0.5), fair])
}

test_other_names_of_the_same_groups_are_none if {
	relabelled := [object.union(_women, {"label": "f"}), object.union(_group(1, "male", [790, 210, 210, 790]), {"label": "MALE"})]
	same := _report([_stated({})], [_by_sex(relabelled)])
	count(rule.findings) == 0 with input as _change([_plan(0.08), _plain], [_plan(0.08), same])
	gender := {"at": "/groups/0", "features": ["gender"], "groups": [_women, _group(1, "male", [790, 210, 210, 790])]}
	renamed := _report([_stated({})], [gender])
	count(rule.findings) == 0 with input as _change([_plan(0.08), _plain], [_plan(0.08), renamed])
}

test_groups_that_became_too_small_are_left_to_their_own_rule if {
	few := _report([_stated({})], [_by_sex([_women, _group(1, "male", [5, 2, 1, 9])])])
	count(rule.findings) == 0 with input as _change([_plan(0.05), _plain], [_plan(0.05), few])
}

test_what_passed_before_may_be_asked_differently if {
	count(rule.findings) == 0 with input as _change([_plan(0.5), _plain], [_plan(0.6)])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.6
}

test_without_a_base_nothing_was_changed if {
	not rule.applicable with input as {"system": {"id": "loans", "stage": "review"}, "evidence": [_plain]}
	rule.applicable with input as _change([_plain], [])
	not rule.applicable with input as object.union(_change([_plain], []), {"system": {"stage": "retired"}})
}

_recorded(subject) := {
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

_found(record) := found if {
	found := rule.findings with input as _change([_plan(0.05), _plain], [_plan(0.2), _plain, record])
		with data.settings.fairness.disparity_over_limit.max_difference as 0.5
		with data.roles as {"rai-team": ["@ada"]}
}

test_what_was_approved_by_who_decides_it_is_none if {
	count(_found(_recorded(["rai/eval/plan.yaml"]))) == 0
	count(_found(_recorded(["notes.txt"]))) == 1
}

test_what_nobody_signed_is_shown_and_counts_for_nothing if {
	unsigned := object.union(_recorded(["rai/eval/plan.yaml"]), {"facts": {"approval": {"signed": {"state": "other"}}}})
	{one.message | some found in _found(unsigned); some one in found.related} == {"does not let it pass: its approver has not signed it"}
}
