package raigate.rules.eval.same_value_many_names_test

import data.raigate.rules.eval.same_value_many_names as rule

test_accuracy_precision_and_recall_of_one_value_are_one_number if {
	found := rule.findings with input as results(["accuracy", "precision", "recall"], 0.9134, "fraction")
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "0.9134 is reported as accuracy, precision and recall, which measure different things",
		"related": [
			{"path": "result.json", "root": "", "at": "/metrics/1/value", "message": "the same value"},
			{"path": "result.json", "root": "", "at": "/metrics/2/value", "message": "the same value"},
		],
	}}
}

test_two_decimals_of_per_cent_are_four_of_a_fraction if {
	found := rule.findings with input as results(["accuracy", "f1", "recall"], 91.34, "percent")
	count(found) == 1
}

test_metrics_that_are_equal_by_definition_are_no_finding if {
	found := rule.findings with input as results(["accuracy", "f1_micro", "recall_weighted", "exact_match"], 0.9134, "fraction")
	count(found) == 0
}

test_precision_and_recall_can_meet if {
	found := rule.findings with input as results(["precision", "recall", "f1"], 0.9134, "fraction")
	count(found) == 0
}

test_two_metrics_can_meet_in_four_digits_but_not_in_seven if {
	four := rule.findings with input as results(["roc_auc", "average_precision"], 0.9134, "fraction")
	count(four) == 0
	seven := rule.findings with input as results(["roc_auc", "average_precision"], 0.9134127, "fraction")
	count(seven) == 1
}

test_round_numbers_say_nothing if {
	every value in [0, 1, 0.5, 0.913] {
		found := rule.findings with input as results(["accuracy", "precision", "recall"], value, "fraction")
		count(found) == 0
	}
}

test_one_metric_of_several_slices_is_no_finding if {
	judged := results(["accuracy", "accuracy", "accuracy"], 0.9134, "fraction")
	found := rule.findings with input as judged
	count(found) == 0
}

test_metrics_of_other_data_are_no_finding if {
	judged := results(["accuracy", "precision", "recall"], 0.9134, "fraction")
	apart := json.patch(judged, [
		{"op": "add", "path": "/artifact/facts/results/1/dataset", "value": {"name": "other"}},
		{"op": "add", "path": "/artifact/facts/results/2/slice/sex", "value": "female"},
	])
	found := rule.findings with input as apart
	count(found) == 0
}

test_counts_show_for_themselves_that_rates_are_equal if {
	judged := results(["accuracy", "precision", "recall"], 0.9134, "fraction")
	counted := json.patch(judged, [{"op": "add", "path": "/artifact/facts/results/0/counted", "value": {"cases": 9}}])
	found := rule.findings with input as counted
	count(found) == 0
}

results(metrics, value, unit) := {"artifact": {
	"path": "result.json",
	"root": "",
	"value": {},
	"facts": {"results": [{
		"at": sprintf("/metrics/%d/value", [index]),
		"metric": metric,
		"slice": {},
		"value": value,
		"text": sprintf("%v", [value]),
		"unit": unit,
	} |
		some index, metric in metrics
	]},
}}
