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

changed(change) := object.union(object.remove(accuracy, object.keys(change)), change)

messages(found) := {finding.message | some finding in found}

results(measured) := {"artifact": {
	"path": "rai/eval/results/accuracy.json",
	"root": "",
	"facts": {"results": measured},
}}
