package raigate.rules.eval.reported_differs_from_recomputed_test

import data.raigate.rules.eval.reported_differs_from_recomputed as rule

accuracy := {
	"at": "/metrics/0/value",
	"metric": "accuracy",
	"slice": {},
	"value": 0.9,
	"text": "0.90",
	"unit": "fraction",
	"counts_at": "/metrics/0/counts",
	"counted": {"cases": 100, "of": 90, "among": 100, "off": 0, "rounding": 0.005},
}

test_a_result_that_its_counts_give_is_no_finding if {
	found := rule.findings with input as results([accuracy])
	count(found) == 0
}

test_a_result_without_counts_is_no_finding if {
	found := rule.findings with input as results([object.remove(accuracy, ["counts_at", "counted"])])
	count(found) == 0
}

test_an_accuracy_that_its_counts_do_not_give_is_shown_with_them if {
	found := rule.findings with input as results([changed({
		"value": 0.94,
		"text": "0.94",
		"counted": {"cases": 100, "of": 90, "among": 100, "off": 0.04, "rounding": 0.005},
	})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "accuracy is 0.94, its counts give 0.9",
		"related": [{
			"path": "rai/eval/results/accuracy.json",
			"root": "",
			"at": "/metrics/0/counts",
			"message": "counted here",
		}],
	}}
}

# 40 of 44 positives were found: 0.909090….
test_a_rounded_recall_is_no_finding if {
	found := rule.findings with input as results([changed({
		"metric": "recall",
		"value": 0.909,
		"text": "0.909",
		"counted": {"cases": 100, "of": 40, "among": 44, "off": 0.000091, "rounding": 0.0005},
	})])
	count(found) == 0
}

# 1 of 16 positives was found: 0.0625, which is 0.062 and 0.063 alike.
test_a_recall_rounded_at_the_half_is_no_finding if {
	found := rule.findings with input as results([changed({
		"metric": "recall",
		"value": 0.062,
		"text": "0.062",
		"counted": {"cases": 100, "of": 1, "among": 16, "off": 0.0005, "rounding": 0.0005},
	})])
	count(found) == 0
}

test_a_share_written_as_a_whole_number_is_exact_to_a_hundredth if {
	found := rule.findings with input as results([changed({
		"metric": "recall",
		"value": 1,
		"text": "1",
		"counted": {"cases": 100, "of": 40, "among": 44, "off": 0.090909, "rounding": 0.005},
	})])
	messages(found) == {"recall is 1, its counts give 0.91"}
}

test_a_percentage_is_recomputed_in_per_cent if {
	found := rule.findings with input as results([changed({
		"metric": "precision",
		"value": 91,
		"text": "91",
		"unit": "percent",
		"counted": {"cases": 100, "of": 40, "among": 46, "off": 4.043478, "rounding": 0.5},
	})])
	messages(found) == {"precision is 91 %, its counts give 86.96 %"}
}

test_a_difference_below_the_tolerance_is_no_finding if {
	found := rule.findings with input as results([changed({
		"value": 0.9000009,
		"text": "0.9000009",
		"counted": {"cases": 100, "of": 90, "among": 100, "off": 0.0000009, "rounding": 0.00000005},
	})])
	count(found) == 0
}

test_zero_in_place_of_an_undefined_rate_is_no_finding if {
	found := rule.findings with input as results([changed({
		"metric": "precision",
		"value": 0,
		"text": "0",
		"counted": {"cases": 10, "undefined": "no case is predicted positive", "printed": 0, "off": 0, "rounding": 0.005},
	})])
	count(found) == 0
}

test_a_value_of_an_undefined_rate_is_shown_with_the_reason if {
	found := rule.findings with input as results([changed({
		"metric": "precision",
		"value": 0.8,
		"text": "0.8",
		"counted": {"cases": 10, "undefined": "no case is predicted positive", "printed": 0, "off": 0.8, "rounding": 0.05},
	})])
	messages(found) == {"precision is 0.8, its counts leave it undefined: no case is predicted positive"}
}

test_a_value_over_no_case_at_all_is_shown if {
	found := rule.findings with input as results([changed({"counted": {"cases": 0, "undefined": "no case"}})])
	messages(found) == {"accuracy is 0.90, its counts leave it undefined: no case"}
}

test_a_coefficient_that_is_no_fraction_is_held_against_its_value if {
	found := rule.findings with input as results([
		changed({"metric": "mcc", "value": 0.9, "text": "0.90", "counted": {"exact": 0.81, "off": 0.09, "rounding": 0.005}}),
		changed({"metric": "mcc", "value": 0.81, "text": "0.81", "counted": {"exact": 0.815, "off": 0.005, "rounding": 0.005}}),
	])
	messages(found) == {"mcc is 0.90, its counts give 0.81"}
}

test_points_are_parts_of_a_hundred if {
	found := rule.findings with input as results([changed({
		"value": 99,
		"text": "99",
		"unit": "points",
		"counted": {"cases": 100, "of": 90, "among": 100, "off": 9, "rounding": 0.5},
	})])
	messages(found) == {"accuracy is 99 points, its counts give 90 points"}
}

test_counts_of_a_group_add_up_to_its_cases if {
	group := {"group": {"sex": "f"}, "n": 12, "counts": {"tp": 1, "fp": 2, "fn": 3, "tn": 4}}
	whole := object.union(group, {"n": 10})
	partly := object.union(group, {"counts": {"tp": null}})
	found := rule.findings with input as {"artifact": {
		"path": "rai/fairness/f.json",
		"root": "",
		"kind": "fairness-report",
		"value": {"groups": [whole, group, partly, "a group", {"n": 3}]},
	}}
	{[one.at, one.message] | some one in found} == {["/groups/1/counts", "counts of a group add up to 10, n is 12"]}
}

again := {
	"path": "predictions.csv",
	"at": "/derived_from/path",
	"digest": "sha256:0123456789abcdef0123",
	"digest_stated": "sha256:0123456789abcdef0123",
	"digest_at": "/derived_from/digest",
	"rows": 100,
	"compared": 12,
}

test_counts_that_the_predictions_give_are_no_finding if {
	found := rule.findings with input as counted_again({})
	count(found) == 0
	silent := rule.not_evaluated with input as counted_again({})
	count(silent) == 0
	here := rule.deferred with input as counted_again({})
	count(here) == 0
}

test_counts_that_the_predictions_do_not_give_are_shown_with_theirs if {
	cells := [{"cell": "tp", "stated": 41, "found": 40}, {"cell": "fn", "stated": 9, "found": 10}]
	found := rule.findings with input as counted_again({"counts": [{"at": "/groups/1/counts", "cells": cells}]})
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/groups/1/counts",
		"message": "tp 41 and fn 9 stated, the predictions give 40 and 10",
	}}
}

test_a_number_of_cases_that_the_predictions_do_not_give_is_shown if {
	sizes := [{"at": "/unknown_n", "of": "unknown_n", "stated": 0, "found": 4}]
	found := rule.findings with input as counted_again({"sizes": sizes})
	messages(found) == {"unknown n is 0, the predictions give 4"}
}

test_a_value_that_the_predictions_do_not_give_is_shown if {
	values := [
		changed({"metric": "roc_auc", "counted": {"exact": 0.8, "off": 0.1, "rounding": 0.005}}),
		changed({"metric": "roc_auc", "counted": {"exact": 0.905, "off": 0.005, "rounding": 0.005}}),
		changed({"metric": "roc_auc", "counted": {"undefined": "no case is positive"}}),
	]
	found := rule.findings with input as counted_again({"values": values})
	messages(found) == {
		"roc auc is 0.90, the predictions give 0.8",
		"roc auc is 0.90, the predictions leave it undefined: no case is positive",
	}
}

test_other_predictions_than_were_counted_are_one_finding if {
	found := rule.findings with input as counted_again({
		"digest": "sha256:fedcba9876543210fedc",
		"sizes": [{"at": "/total_n", "of": "total_n", "stated": 90, "found": 100}],
		"left_out": [{"features": ["sex"], "groups": 1, "cases": 3}],
	})
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/derived_from/digest",
		"message": concat("", [
			"counted were predictions of digest sha256:0123456789ab…, ",
			"those that are there have sha256:fedcba987654…; 1 of 12 numbers differ",
		]),
	}}
}

test_predictions_without_a_stated_digest_are_compared_all_the_same if {
	sizes := [{"at": "/total_n", "of": "total_n", "stated": 90, "found": 100}]
	recounted := object.remove(object.union(again, {"sizes": sizes}), ["digest_stated"])
	found := rule.findings with input as {"artifact": {"path": "f", "root": "", "facts": {"recounted": recounted}}}
	messages(found) == {"total n is 90, the predictions give 100"}
}

test_of_many_numbers_that_differ_some_are_shown if {
	sizes := [{"at": sprintf("/groups/%d/n", [index]), "of": "n", "stated": index, "found": 100} | some index in numbers.range(1, 12)]
	found := rule.findings with input as counted_again({"sizes": sizes})
	count(found) == 11
	"12 of 12 numbers are not what the predictions give, 10 are shown" in messages(found)
}

test_groups_that_are_left_out_are_shown_by_feature if {
	found := rule.findings with input as counted_again({"left_out": [{"features": ["sex", "age"], "groups": 2, "cases": 1}]})
	messages(found) == {"2 groups by sex and age in the predictions, of 1 case, not reported"}
}

test_a_path_out_of_the_repository_is_shown if {
	found := rule.findings with input as elsewhere({"escapes": true})
	messages(found) == {"path of the predictions leads out of the repository"}
}

test_predictions_that_cannot_be_counted_are_not_evaluated if {
	found := rule.not_evaluated with input as elsewhere({"uncountable": "row 3 (line 4), column `y_true` has no meaning"})
	messages(found) == {"predictions cannot be counted again: row 3 (line 4), column `y_true` has no meaning"}
}

test_predictions_that_are_missing_where_they_were_looked_for_are_not_evaluated if {
	found := rule.not_evaluated with input as elsewhere({"absent": {"was_asked": true}})
	messages(found) == {"predictions are neither in the repository nor in the folder of evidence"}
	later := rule.deferred with input as elsewhere({"absent": {"was_asked": true}})
	count(later) == 0
}

test_predictions_that_are_elsewhere_are_deferred if {
	found := rule.deferred with input as elsewhere({"absent": {"was_asked": false}})
	messages(found) == {"predictions are not here"}
	now := rule.not_evaluated with input as elsewhere({"absent": {"was_asked": false}})
	count(now) == 0
}

counted_again(change) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"recounted": object.union(again, change)},
}}

elsewhere(found) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"recounted": object.union({"path": "predictions.csv", "at": "/derived_from/path"}, found)},
}}

changed(change) := object.union(object.remove(accuracy, object.keys(change)), change)

messages(found) := {finding.message | some finding in found}

results(measured) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"doubtful": measured},
}}

test_counts_that_name_their_rows_no_more_are_not_evaluated if {
	dropped := [{"at": "", "path": "rows.csv", "is_rows": true}, {"at": "/metrics/0", "path": "out.json", "is_rows": false}]
	found := rule.not_evaluated with input as {"artifact": {"path": "a.json", "root": "", "kind": "fairness-report", "value": {}, "facts": {"dropped_sources": dropped}}}
	{[one.at, one.message] | some one in found} == {[
		"",
		"counts of `rows.csv`, which is here, do not name it any more and are not counted again",
	]}
}

test_groups_that_are_no_list_are_for_the_schema_to_say if {
	report := {"path": "rai/fairness/a.json", "root": "", "kind": "fairness-report", "facts": {}, "value": {"groups": "all"}}
	count(rule.findings) == 0 with input as {"artifact": report}
}
