package raigate.rules.fairness.single_metric_test

import data.raigate.rules.fairness.single_metric as rule

parity := {"name": "demographic_parity_difference", "rates": ["selection_rate"], "metric_at": "/disparities/0/metric"}

odds := {"name": "equalized_odds_difference", "rates": ["recall", "false_positive_rate"], "metric_at": "/disparities/1/metric"}

counted := {"at": "/groups/0", "counts": {"tp": 1, "fp": 1, "fn": 1, "tn": 1}}

test_two_families_and_counts_are_no_finding if {
	count(rule.findings) == 0 with input as report([parity, odds], [counted], {})
}

test_one_metric_under_two_names_is_one_family if {
	renamed := object.union(parity, {"name": "four_fifths"})
	found := rule.findings with input as report([parity, renamed], [counted], {})
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/disparities/0/metric",
		"limit": "min_families",
		"message": "metrics of 1 family of fairness (independence) are reported, at least 2 needed",
	}}
}

test_more_families_can_be_asked_for if {
	found := rule.findings with input as report([parity, odds], [counted], {})
		with data.settings.fairness.single_metric.min_families as 3
	{finding.message | some finding in found} == {concat("", [
		"metrics of 2 families of fairness (independence and separation) are reported, ",
		"at least 3 needed",
	])}
}

test_counts_alone_report_no_metric if {
	found := rule.findings with input as report([], [counted], {})
	{[finding.at, finding.message] | some finding in found} == {["", concat("", [
		"metrics of no family of fairness are reported, ",
		"at least 2 needed",
	])]}
}

test_calibration_is_a_family_by_any_name if {
	calibration := {"name": "max Calibration error", "metric_at": "/disparities/1/metric"}
	count(rule.findings) == 0 with input as report([parity, calibration], [counted], {})
}

test_rates_of_groups_are_families_too if {
	rated := {"at": "/0", "rates": {"selection_rate": {}, "recall": {}, "accuracy": {}}}
	count(rule.findings) == 0 with input as report([], [rated], {})
}

test_groups_without_a_measure_of_how_good_it_is_are_a_finding if {
	rated := {"at": "/0", "rates": {"selection_rate": {}, "recall": {}}}
	found := rule.findings with input as report([], [rated], {})
	{finding.message | some finding in found} == {"1 of 1 group have neither counts nor a measure such as accuracy"}
}

test_a_reason_that_says_something_justifies_one_metric if {
	reason := "Nobody is refused anything: places are offered, and only who is offered one can be harmed or helped."
	count(rule.findings) == 0 with input as report([parity], [counted], {"justification": reason})
	count(rule.findings) == 1 with input as report([parity], [counted], {"justification": "n/a"})
}

test_without_groups_there_is_nothing_to_compare if {
	not rule.applicable with input as report([parity], [], {})
	rule.applicable with input as report([parity], [counted], {})
}

report(disparities, groups, value) := {"artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"value": value,
	"facts": {"disparities": disparities, "comparisons": [{"groups": groups}]},
}}
