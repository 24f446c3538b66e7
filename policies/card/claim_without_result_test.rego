package raigate.rules.card.claim_without_result_test

import data.raigate.rules.card.claim_without_result as rule

claim := {
	"at": "/model-index/0/results/0/metrics/0/value",
	"metric": "accuracy",
	"value": 0.99,
	"text": "0.99",
	"unit": "fraction",
}

match := {"path": "eval/result.json", "root": "", "at": "/metrics/0/value", "value": 0.99}

near(aspect, ours, theirs) := object.union(claim, {"nearest": object.union(match, {
	"value": 0.914,
	"differs": [{"aspect": aspect, "claim": ours, "result": theirs}],
})})

test_a_claim_that_nothing_measures_is_shown if {
	found := rule.findings with input as card([claim])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/model-index/0/results/0/metrics/0/value",
		"message": "card claims accuracy 0.99, no result in the system measures it",
	}}
}

test_forty_claims_that_nothing_measures_are_one_finding if {
	found := rule.findings with input as card([object.union(claim, {"at": sprintf("/claims/%d", [index])}) |
		some index in numbers.range(0, 39)
	])
	[[finding.at, finding.message] | some finding in found] == [[
		"/claims/0",
		"card claims accuracy 0.99 and 39 more numbers, no result in the system measures them",
	]]
}

test_the_nearest_result_is_shown_with_what_differs if {
	found := rule.findings with input as card([near("split", "test", "validation")])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/model-index/0/results/0/metrics/0/value",
		"message": "card claims accuracy 0.99 of split `test`, the nearest result is of split `validation`",
		"related": [{"path": "eval/result.json", "root": "", "at": "/metrics/0/value", "message": "measured here"}],
	}}
}

test_a_claim_that_names_no_data_is_not_of_a_benchmark if {
	found := rule.findings with input as card([near("dataset", null, "arc_easy")])
	messages(found) == {"card claims accuracy 0.99, the nearest result is of dataset `arc_easy`"}
}

test_a_slice_that_was_not_measured_alone_is_told if {
	found := rule.findings with input as card([near("slice", "sex=female", null)])
	messages(found) == {"card claims accuracy 0.99 of slice `sex=female`, the nearest result names no slice"}
}

test_claims_that_differ_from_their_results_in_one_way_are_one_finding if {
	other := object.union(near("split", "test", "validation"), {"at": "/claims/1"})
	found := rule.findings with input as card([near("split", "test", "validation"), other, near("model", "a", "b")])
	messages(found) == {
		"card claims accuracy 0.99 and 1 more number of split `test`, the nearest result is of split `validation`",
		"card claims accuracy 0.99 of model `a`, the nearest result is of model `b`",
	}
}

test_a_nearest_result_of_the_same_name_differs_in_how_it_is_named if {
	same := object.union(claim, {"nearest": object.union(match, {"differs": []})})
	found := rule.findings with input as card([same])
	messages(found) == {"card claims accuracy 0.99, the nearest result is not the one it names"}
}

test_a_fraction_behind_a_percent_sign_is_told if {
	stated := {"value": 0.95, "text": "0.95%", "unit": "percent"}
	nearest := {"nearest": {"value": 80.1437}}
	found := rule.findings with input as card([object.union(near("model", "net", "net.in1k"), object.union(stated, nearest))])
	messages(found) == {concat("", [
		"card claims accuracy 0.95% of model `net`, the nearest result is of model `net.in1k`",
		" at 80.14 %, so the claim is a fraction written as per cent",
	])}
}

test_a_claim_with_a_result_is_no_finding if {
	found := rule.findings with input as card([object.union(claim, {"matches": [match]})])
	count(found) == 0
}

test_a_number_of_a_public_leaderboard_rests_on_its_record if {
	source := {"url": "https://huggingface.co/spaces/open-llm-leaderboard/open_llm_leaderboard", "at": "/source/url"}
	found := rule.findings with input as card([object.union(claim, {"source": source})])
	count(found) == 0
}

test_a_page_of_the_model_itself_is_no_record_of_others if {
	source := {"url": "https://huggingface.co/acme/scorer", "at": "/source/url"}
	found := rule.findings with input as card([object.union(claim, {"source": source})])
	count(found) == 1
}

test_anybody_can_open_a_space_of_the_hub if {
	every url in [
		"https://huggingface.co/spaces/acme/leaderboard",
		"https://huggingface.co/datasets/acme/results",
		"https://huggingface.co/spaces/mteb/../acme/leaderboard",
		"https://huggingface.co/spaces/mteb/%2E./acme/leaderboard",
	] {
		source := {"url": url, "at": "/source/url"}
		found := rule.findings with input as card([object.union(claim, {"source": source})])
		count(found) == 1
	}
}

test_a_number_that_the_hub_measured_rests_on_its_token if {
	found := rule.findings with input as card([object.union(claim, {"verified": {"at": "/verifyToken"}})])
	count(found) == 0
}

test_a_declared_system_is_asked_for_results if {
	rule.applicable with input as card([claim])
}

test_an_implied_system_is_not_asked_for_results if {
	not rule.applicable with input as implied([claim])
}

test_an_implied_system_that_measured_something_near_is_asked if {
	rule.applicable with input as implied([near("split", "test", "validation")])
}

messages(found) := {finding.message | some finding in found}

card(claims) := {
	"artifact": {"path": "README.md", "root": "", "facts": {"claims": claims}},
	"system": {"declared": true},
}

implied(claims) := object.union(card(claims), {"system": {"declared": false}})
