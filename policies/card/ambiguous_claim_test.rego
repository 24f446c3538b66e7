package raigate.rules.card.ambiguous_claim_test

import data.raigate.rules.card.ambiguous_claim as rule

claim := {
	"at": "/model-index/0/results/0/metrics/0/value",
	"metric": "accuracy",
	"value": 0.91,
	"text": "0.91",
	"unit": "fraction",
	"tolerance": 0.005,
}

test_two_results_that_differ_are_shown_with_what_tells_them_apart if {
	found := rule.findings with input as card([0.914, 0.871], [{"split": "test"}, {"split": "validation"}])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/model-index/0/results/0/metrics/0/value",
		"message": "card claims accuracy 0.91, its results are 0.914 and 0.871",
		"related": [
			{"path": "eval/0.json", "root": "", "at": "/metrics/0/value", "message": "0.914 here, split `test`"},
			{"path": "eval/1.json", "root": "", "at": "/metrics/0/value", "message": "0.871 here, split `validation`"},
		],
	}}
}

test_more_results_are_told_by_their_range if {
	found := rule.findings with input as card([0.914, 0.871, 0.88], [{}, {}, {}])
	messages(found) == {"card claims accuracy 0.91, its 3 results lie between 0.871 and 0.914"}
}

test_results_that_all_round_to_the_claim_support_it if {
	found := rule.findings with input as card([0.9051, 0.9149], [{}, {}])
	count(found) == 0
}

test_results_that_agree_are_left_to_claim_contradicts_result if {
	found := rule.findings with input as card([0.8712, 0.8714], [{}, {}])
	count(found) == 0
}

test_one_result_is_not_ambiguous if {
	found := rule.findings with input as card([0.871], [{}])
	count(found) == 0
}

messages(found) := {finding.message | some finding in found}

card(measured, about) := {"artifact": {
	"path": "README.md",
	"root": "",
	"facts": {"claims": [object.union(claim, {"matches": [{
		"path": sprintf("eval/%d.json", [index]),
		"root": "",
		"at": "/metrics/0/value",
		"value": value,
		"text": sprintf("%v", [value]),
		"about": about[index],
	} |
		some index, value in measured
	]})]},
}}
