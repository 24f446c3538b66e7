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

named(state, more) := object.union({"at": "/code_commit", "text": "5b3f0d1c9a7e4f6288d0c1b2a3948576e5f4d3c2", "state": state}, more)

coming(code) := with_facts({"changed": true, "code_commit": code})

with_facts(facts) := object.union(result("native", whole), {"artifact": {"facts": facts}})

test_a_commit_that_is_nowhere_is_shown_when_the_result_comes if {
	found := rule.findings with input as coming(named("missing", {}))
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/code_commit",
		"message": "code commit 5b3f0d1c9a7e is not in this repository",
	}}
	other := rule.findings with input as coming(named("no_commit", {}))
	{one.message | some one in other} == {"code commit 5b3f0d1c9a7e is another object of this repository, no commit"}
	aside := rule.findings with input as coming(named("unrelated", {}))
	{one.message | some one in aside} == {"code commit 5b3f0d1c9a7e does not come before this one"}
}

test_a_commit_aside_is_shown_while_watched_files_differ_from_it if {
	one := rule.findings with input as coming(named("unrelated", {"differing": {"n": 1}}))
	{found.message | some found in one} == {"code commit 5b3f0d1c9a7e does not come before this one, and 1 watched file differs from it"}
	same := rule.findings with input as coming(named("unrelated", {"differing": {"n": 0}}))
	count(same) == 0
}

test_a_commit_in_the_history_is_no_finding if {
	found := rule.findings with input as coming(named("ancestor", {"differing": {"n": 3}}))
	count(found) == 0
}

test_a_commit_that_is_gone_counts_while_what_it_watched_is_the_same if {
	same := rule.findings with input as coming(named("missing", {"watched": "same"}))
	count(same) == 0
	other := rule.findings with input as coming(named("missing", {"watched": "differs"}))
	count(other) == 1
}

test_a_commit_may_be_left_behind_later if {
	later := with_facts({"code_commit": named("missing", {})})
	found := rule.findings with input as later
	count(found) == 0
}

test_a_short_history_is_not_taken_for_a_good_one if {
	unsure := rule.not_evaluated with input as coming(named("cut_short", {}))
	{one.message | some one in unsure} == {"history is cut short here, so that code commit 5b3f0d1c9a7e cannot be looked for; `fetch-depth: 0` fetches it"}
	later := rule.not_evaluated with input as with_facts({"code_commit": named("cut_short", {})})
	count(later) == 0
}

result(standard, value) := {"system": {"declared": true}, "artifact": {
	"path": "result.json",
	"root": "",
	"standard": standard,
	"value": value,
	"facts": {"results": [{"at": "/metrics/0/value"}]},
}}
