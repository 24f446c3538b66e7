package raigate.rules.eval.impossible_number_test

import data.raigate.rules.eval.impossible_number as rule

accuracy := {
	"at": "/metrics/0/value",
	"metric": "accuracy",
	"slice": {},
	"value": 0.9,
	"text": "0.90",
	"unit": "fraction",
	"bounds": [0, 1],
	"n": 100,
	"n_at": "/metrics/0/n",
	"ci": [0.83, 0.94],
	"ci_at": "/metrics/0/ci",
	"counts": {"tp": 40, "fp": 6, "fn": 4, "tn": 50},
	"counts_at": "/metrics/0/counts",
	"counted": {"cases": 100},
}

bare := object.remove(accuracy, ["n", "n_at", "ci", "ci_at", "counts", "counts_at", "counted"])

test_a_result_that_adds_up_is_no_finding if {
	found := rule.findings with input as results([accuracy])
	count(found) == 0
}

test_an_accuracy_above_one_is_shown_at_the_value if {
	found := rule.findings with input as results([changed({"value": 1.7, "text": "1.7"})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "accuracy is 1.7, its range is 0 to 1",
	}}
}

test_a_percentage_has_the_range_of_a_percentage if {
	change := {"value": 101, "text": "101", "unit": "percent", "bounds": [0, 100]}
	found := rule.findings with input as results([object.union(bare, change)])
	messages(found) == {"accuracy is 101 %, its range is 0 to 100"}
}

test_a_loss_below_zero_is_out_of_range if {
	change := {"metric": "log_loss", "value": -0.2, "text": "-0.2", "unit": null, "bounds": [0, null]}
	found := rule.findings with input as results([object.union(bare, change)])
	messages(found) == {"log loss is -0.2, its range is 0 and above"}
}

test_a_coefficient_above_its_greatest_value_is_out_of_range if {
	change := {"metric": "r2", "value": 1.2, "text": "1.2", "unit": null, "bounds": [null, 1]}
	found := rule.findings with input as results([object.union(bare, change)])
	messages(found) == {"r2 is 1.2, its range is 1 and below"}
}

test_a_metric_without_a_known_range_can_be_anything if {
	change := {"metric": "perplexity_ratio", "value": 1700, "text": "1700", "unit": null}
	found := rule.findings with input as results([object.union(object.remove(bare, ["bounds"]), change)])
	count(found) == 0
}

test_half_a_case_is_no_case if {
	found := rule.findings with input as results([object.union(bare, {"n": 100.5, "n_at": "/metrics/0/n"})])
	messages(found) == {"accuracy rests on 100.5 cases, a count is whole and not negative"}
}

test_fewer_than_no_cases_are_impossible if {
	found := rule.findings with input as results([object.union(bare, {"n": -3, "n_at": "/metrics/0/n"})])
	messages(found) == {"accuracy rests on -3 cases, a count is whole and not negative"}
}

test_a_rate_over_no_cases_is_impossible if {
	found := rule.findings with input as results([object.union(bare, {"n": 0, "n_at": "/metrics/0/n"})])
	messages(found) == {"accuracy is 0.90 over 0 cases"}
}

test_an_interval_beside_its_value_is_shown_at_the_interval if {
	found := rule.findings with input as results([changed({"ci": [0.92, 0.97]})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/ci",
		"message": "accuracy is 0.90, outside its interval 0.92 to 0.97",
	}}
}

test_an_interval_below_its_value_is_beside_it_too if {
	found := rule.findings with input as results([changed({"ci": [0.81, 0.88]})])
	messages(found) == {"accuracy is 0.90, outside its interval 0.81 to 0.88"}
}

test_the_end_of_an_interval_written_as_a_whole_number_is_exact_to_a_hundredth if {
	found := rule.findings with input as results([changed({"ci": [1, 1]})])
	messages(found) == {"accuracy is 0.90, outside its interval 1 to 1"}
}

test_an_interval_that_rounding_moved_is_no_finding if {
	found := rule.findings with input as results([object.union(bare, {
		"value": 0.9049,
		"text": "0.9049",
		"ci": [0.85, 0.9],
		"ci_at": "/metrics/0/ci",
	})])
	count(found) == 0
}

test_an_interval_from_high_to_low_is_shown_once if {
	found := rule.findings with input as results([changed({"ci": [0.94, 0.83]})])
	messages(found) == {"interval of accuracy runs from 0.94 down to 0.83"}
}

test_half_a_case_in_a_cell_is_no_case if {
	found := rule.findings with input as results([miscounted({"tp": 46, "fp": 6.5, "fn": 10, "tn": 50})])
	messages(found) == {"fp of accuracy is 6.5, a count is whole and not negative"}
}

test_a_negative_count_is_shown_at_its_cell if {
	found := rule.findings with input as results([miscounted({"tp": 46, "fp": -6, "fn": 10, "tn": 50})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/counts/fp",
		"message": "fp of accuracy is -6, a count is whole and not negative",
	}}
}

test_counts_that_miss_cases_are_shown_with_n if {
	found := rule.findings with input as results([changed({
		"counts": {"tp": 36, "fp": 5, "fn": 4, "tn": 45},
		"counted": {"cases": 90},
	})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/counts",
		"message": "counts of accuracy add up to 90, n is 100",
		"related": [{
			"path": "rai/eval/results/accuracy.json",
			"root": "",
			"at": "/metrics/0/n",
			"message": "stated here",
		}],
	}}
}

test_slices_that_hold_more_than_the_whole_are_one_finding if {
	found := rule.findings with input as sliced([slicing([70, 40]), object.union(slicing([70, 40]), {"at": "/metrics/5/n"})])
	found == {{
		"path": "rai/eval/results/accuracy.json",
		"root": "",
		"at": "/metrics/0/n",
		"message": "slices by sex hold 110 cases, the whole holds 100",
	}}
}

test_slices_that_leave_some_out_are_no_finding if {
	found := rule.findings with input as sliced([slicing([50, 40])])
	count(found) == 0
}

test_slices_that_can_overlap_are_not_added_up if {
	found := rule.findings with input as sliced([slicing([70, 40])])
		with data.settings.eval.impossible_number.exclusive_features as []
	count(found) == 0
}

test_a_feature_is_exclusive_in_whatever_way_it_is_written if {
	slicings := [object.union(slicing([70, 40]), {"feature": feature}) | some feature in ["Sex", "Age Group", "age-band"]]
	count(rule.findings) == 3 with input as sliced(slicings)
}

test_more_cases_than_a_whole_number_holds_are_still_shown if {
	change := {"n": 1e25, "counted": {"cases": 2e29}}
	found := rule.findings with input as results([changed(change)])
	messages(found) == {"counts of accuracy add up to 2e+29, n is 1e+25"}
}

test_no_slice_is_larger_than_the_whole if {
	found := rule.findings with input as sliced([slicing([120, 40])])
		with data.settings.eval.impossible_number.exclusive_features as []
	messages(found) == {"a slice by sex holds 120 cases, the whole holds 100"}
}

changed(change) := object.union(object.remove(accuracy, object.keys(change)), change)

miscounted(counts) := object.remove(changed({"counts": counts}), ["counted"])

slicing(sizes) := {"feature": "sex", "sizes": sizes, "n": 100, "at": "/metrics/0/n"}

sliced(slicings) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"slicings": slicings},
}}

messages(found) := {finding.message | some finding in found}

results(measured) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"doubtful": measured},
}}
