package raigate.rules.eval.contradicting_counts_test

import data.raigate.rules.eval.contradicting_counts as rule

everybody := {"at": "/groups/0", "counts_at": "/groups/0/counts", "counts": {"tp": 40, "fp": 10, "fn": 10, "tn": 40}}

by_sex := {
	"at": "/groups/1",
	"features": ["sex"],
	"control": {},
	"overall": everybody,
	"sums": {"tp": 40, "fp": 10, "fn": 10, "tn": 40, "n": 100},
}

test_groups_that_add_up_to_all_cases_are_no_finding if {
	count(rule.findings) == 0 with input as report([by_sex])
}

test_groups_that_hold_more_of_a_cell_than_all_cases_are_shown_with_them if {
	found := rule.findings with input as report([with_sums({"tp": 43, "fp": 10, "fn": 7, "tn": 40, "n": 100})])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/1",
		"message": "groups by sex hold 43 true positives, all cases hold 40",
		"related": [{"path": "rai/fairness/spring.json", "root": "", "at": "/groups/0/counts", "message": "all cases"}],
	}}
}

test_cases_of_unknown_group_leave_room_below_all_cases_and_none_above if {
	fewer := with_sums({"tp": 35, "fp": 8, "fn": 10, "tn": 39, "n": 92})
	count(rule.findings) == 0 with input as report([fewer])
	more := with_sums({"tp": 35, "fp": 11, "fn": 10, "tn": 36, "n": 92})
	found := rule.findings with input as report([more])
	messages(found) == {"groups by sex hold 11 false positives, all cases hold 10"}
}

# How many cases there are is for `fairness/missing-group` to say.
test_groups_of_more_cases_than_all_are_left_to_the_rule_about_them if {
	count(rule.findings) == 0 with input as report([with_sums({"tp": 80, "fp": 10, "fn": 10, "tn": 40, "n": 140})])
}

test_slices_of_a_result_may_overlap_unless_they_add_up if {
	overlapping := with_sums({"tp": 35, "fp": 11, "fn": 10, "tn": 36, "n": 92})
	count(rule.findings) == 0 with input as result([overlapping])
	parted := with_sums({"tp": 41, "fp": 9, "fn": 10, "tn": 40, "n": 100})
	found := rule.findings with input as result([parted])
	messages(found) == {"groups by sex hold 41 true positives, all cases hold 40"}
}

test_all_cases_in_two_orders_are_the_same_cases if {
	bare := object.remove(by_sex, ["overall"])
	by_age := object.union(bare, {"at": "/groups/3", "features": ["age"]})
	count(rule.findings) == 0 with input as report([bare, by_age])
	other := {"tp": 41, "fp": 10, "fn": 9, "tn": 40, "n": 100}
	found := rule.findings with input as report([bare, object.union(by_age, {"sums": other})])
	messages(found) == {"groups by age hold 9 false negatives, groups by sex hold 10, and both are all 100 cases"}
}

seen := {
	"path": "rai/eval/results/spring.json",
	"root": "",
	"kind": "eval-result",
	"cases": 100,
	"shared": 3,
	"same_data": true,
	"same_whole": false,
	"same_model": null,
	"slices": [],
}

women := {"at": "/groups/1/counts", "other_at": "/metrics/1/counts", "label": "female"}

test_a_group_of_another_size_in_another_file_is_shown_with_it if {
	found := rule.findings with input as contradicted({"slices": [object.union(women, {"cases": [40, 44]})]})
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/1/counts",
		"message": "group female holds 40 cases, and 44 in `rai/eval/results/spring.json`",
		"related": [{
			"path": "rai/eval/results/spring.json",
			"root": "",
			"at": "/metrics/1/counts",
			"message": "counted otherwise here",
		}],
	}}
}

test_positives_follow_from_the_data_whatever_the_model if {
	slice := object.union(women, {"positives": [20, 21], "counts": [[15, 5, 5, 15], [15, 4, 6, 15]]})
	found := rule.findings with input as contradicted({"same_model": false, "slices": [slice, slice]})
	messages(found) == {"group female holds 20 positive cases, and 21 in `rai/eval/results/spring.json`; 2 slices differ"}
}

test_predictions_may_differ_where_the_models_do if {
	slice := object.union(women, {"counts": [[15, 5, 5, 15], [14, 5, 6, 15]]})
	count(rule.findings) == 0 with input as contradicted({"same_model": false, "slices": [slice]})
	count(rule.findings) == 0 with input as contradicted({"slices": [slice]})
}

test_predictions_of_one_model_on_one_set_of_data_are_the_same if {
	slice := object.union(women, {"label": "", "counts": [[15, 5, 5, 15], [14, 5, 6, 15]]})
	found := rule.findings with input as contradicted({"same_model": true, "slices": [slice]})
	messages(found) == {"the whole has tp, fp, fn, tn of 15, 5, 5, 15, and 14, 5, 6, 15 in `rai/eval/results/spring.json`"}
}

# The same model at two thresholds, or with two seeds.
test_two_results_of_one_model_may_differ_in_what_is_predicted if {
	slice := object.union(women, {"counts": [[15, 5, 5, 15], [14, 5, 6, 15]]})
	own := contradicted({"same_model": true, "slices": [slice]})
	count(rule.findings) == 0 with input as object.union(own, {"artifact": {"kind": "eval-result"}})
}

test_the_same_counts_of_everybody_are_of_one_run_unless_few if {
	slice := object.union(women, {"counts": [[15, 5, 5, 15], [14, 5, 6, 15]]})
	same := {"same_data": false, "same_whole": true, "slices": [slice]}
	found := rule.findings with input as contradicted(same)
	messages(found) == {"group female has tp, fp, fn, tn of 15, 5, 5, 15, and 14, 5, 6, 15 in `rai/eval/results/spring.json`"}
	count(rule.findings) == 0 with input as contradicted(object.union(same, {"cases": 20}))
	count(rule.findings) == 0 with input as contradicted(object.union(same, {"same_model": false}))
}

with_sums(sums) := object.union(by_sex, {"sums": sums})

contradicted(changes) := {"artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"value": {"total_n": 100},
	"facts": {"contradictions": [object.union(seen, changes)]},
}}

report(comparisons) := {"artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"value": {"total_n": 100},
	"facts": {"comparisons": comparisons},
}}

result(comparisons) := object.union(report(comparisons), {"artifact": {"kind": "eval-result"}})

messages(found) := {one.message | some one in found}
