package raigate.rules.card.claim_contradicts_result_test

import data.raigate.rules.card.claim_contradicts_result as rule

claim := {
	"at": "/model-index/0/results/0/metrics/0/value",
	"metric": "accuracy",
	"value": 0.99,
	"text": "0.99",
	"unit": null,
	"tolerance": 0.005,
}

test_a_claim_far_from_the_result_is_shown_with_the_measurement if {
	found := rule.findings with input as card(claim, [0.914])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/model-index/0/results/0/metrics/0/value",
		"message": "card claims accuracy 0.99, the result is 0.914",
		"related": [{"path": "eval/0.json", "root": "", "at": "/metrics/0/value", "message": "measured here"}],
	}}
}

test_a_long_result_is_shown_with_two_decimals_more_than_the_claim if {
	found := rule.findings with input as card(claim, [0.9141630901])
	messages(found) == {"card claims accuracy 0.99, the result is 0.9142"}
}

test_percent_is_compared_and_shown_in_percent if {
	percent := object.union(claim, {"value": 99, "text": "99", "unit": "percent", "tolerance": 0.5})
	found := rule.findings with input as card(percent, [91.4])
	messages(found) == {"card claims accuracy 99 %, the result is 91.4 %"}
}

test_a_written_percent_sign_is_not_doubled if {
	percent := object.union(claim, {"value": 77.58, "text": "77.58%", "unit": "percent", "tolerance": 0.005})
	found := rule.findings with input as card(percent, [80])
	messages(found) == {"card claims accuracy 77.58%, the result is 80 %"}
}

test_points_are_shown_as_points if {
	points := object.union(claim, {"metric": "exact_match", "value": 88, "text": "88", "unit": "points", "tolerance": 0.5})
	found := rule.findings with input as card(points, [80.25])
	messages(found) == {"card claims exact match 88 points, the result is 80.25 points"}
}

test_a_claim_rounded_from_the_result_is_no_finding if {
	found := rule.findings with input as card(claim, [0.9853])
	count(found) == 0
}

test_a_claim_exactly_half_a_digit_off_is_no_finding if {
	found := rule.findings with input as card(claim, [0.985])
	count(found) == 0
}

test_results_that_agree_all_contradict_the_claim if {
	found := rule.findings with input as card(claim, [0.914, 0.9142])
	count(found) == 1
}

test_results_that_differ_are_left_to_ambiguous_claim if {
	found := rule.findings with input as card(claim, [0.914, 0.87])
	count(found) == 0
}

test_a_claim_without_a_result_is_left_to_its_own_rule if {
	found := rule.findings with input as card(claim, [])
	count(found) == 0
}

messages(found) := {finding.message | some finding in found}

card(stated, measured) := {"artifact": {
	"path": "README.md",
	"root": "",
	"facts": {"claims": [object.union(stated, {"matches": [{
		"path": sprintf("eval/%d.json", [index]),
		"root": "",
		"at": "/metrics/0/value",
		"value": value,
		"text": sprintf("%v", [value]),
	} |
		some index, value in measured
	]})]},
}}
