package raigate.rules.eval.not_reproducible_test

import data.raigate.rules.eval.not_reproducible as rule

whole := {
	"code_commit": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
	"command": "python evaluate.py --split test",
	"environment": "requirements.lock",
	"seed": 0,
}

test_a_result_that_says_how_to_repeat_it_is_no_finding if {
	found := rule.findings with input as result("native", whole)
	count(found) == 0
}

test_what_is_not_stated_is_listed_at_the_first_number if {
	found := rule.findings with input as result("native", {"seed": 7, "command": "TODO", "environment": "  "})
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "result states no code commit, no command, no environment",
	}}
}

test_a_harness_is_asked_what_it_has_a_place_for if {
	stated := {"git_hash": "1f84a09f", "lm_eval_version": "0.4.9", "config": {"random_seed": 0}}
	found := rule.findings with input as result("lm-eval", stated)
	count(found) == 0
	unknown := rule.findings with input as result("lm-eval", object.union(stated, {"git_hash": "unknown"}))
	{one.message | some one in unknown} == {"result states no code commit"}
}

test_a_log_of_inspect_names_its_packages if {
	stated := {"eval": {"revision": {"commit": "6aea785d"}, "packages": {"inspect_ai": "0.3.41"}}}
	found := rule.findings with input as result("inspect", stated)
	count(found) == 0
	dirty := rule.findings with input as result("inspect", {"eval": {"packages": {}}})
	{one.message | some one in dirty} == {"result states no code commit, no environment"}
}

test_a_format_without_a_place_for_it_is_not_asked if {
	found := rule.findings with input as result("metrics-file", {})
	count(found) == 0
}

test_a_system_that_nobody_declared_is_not_asked if {
	rule.applicable with input as result("native", {})
	not rule.applicable with input as {"system": {"declared": false}}
}

result(standard, value) := {"system": {"declared": true}, "artifact": {
	"path": "result.json",
	"root": "",
	"standard": standard,
	"value": value,
	"facts": {"results": [{"at": "/metrics/0/value"}]},
}}
