package raigate.rules.eval.partial_run_test

import data.raigate.rules.eval.partial_run as rule

result := {"metric": "accuracy", "n": 3, "n_at": "/results/completed_samples", "of": 2376, "of_at": "/eval/dataset/samples"}

test_a_result_on_a_few_cases_is_shown_with_how_many_there_are if {
	found := rule.findings with input as log([result])
	found == {{
		"path": "log.json",
		"root": "",
		"at": "/results/completed_samples",
		"limit": "min_share",
		"message": "3 of 2376 cases were measured, a share of 0.001, at least 0.99 needed",
		"related": [{"path": "log.json", "root": "", "at": "/eval/dataset/samples", "message": "of these"}],
	}}
}

test_all_metrics_of_one_run_are_one_finding if {
	found := rule.findings with input as log([result, object.union(result, {"metric": "f1"})])
	count(found) == 1
}

test_a_case_in_a_hundred_may_be_missing if {
	found := rule.findings with input as log([object.union(result, {"n": 99, "of": 100})])
	count(found) == 0
}

test_a_result_whose_whole_is_unknown_is_no_finding if {
	found := rule.findings with input as log([object.remove(result, ["of", "of_at"])])
	count(found) == 0
}

log(results) := {"artifact": {"path": "log.json", "root": "", "facts": {"results": results}}}
