package raigate.rules.eval.below_majority_test

import data.raigate.rules.eval.below_majority as rule

# 1000 of 20000 are positive; 300 of them are found, and 800 others with them.
accuracy := {
	"at": "/metrics/0/value",
	"metric": "accuracy",
	"slice": {},
	"value": 0.925,
	"counts": {"tp": 300, "fp": 800, "fn": 700, "tn": 18200},
	"counts_at": "/metrics/0/counts",
	"counted": {"cases": 20000, "of": 18500, "among": 20000},
}

test_an_accuracy_below_that_of_one_constant_answer_is_shown_with_its_counts if {
	found := rule.findings with input as results([accuracy])
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "accuracy is 0.925 by its counts, always the most frequent answer would be right in 0.95 of 20000 cases",
		"related": [{"path": "result.json", "root": "", "at": "/metrics/0/counts", "message": "counted here"}],
	}}
}

test_a_rare_negative_class_is_a_minority_too if {
	turned := {"counts": {"tp": 18200, "fp": 700, "fn": 800, "tn": 300}}
	found := rule.findings with input as results([object.union(accuracy, turned)])
	count(found) == 1
}

test_a_recall_of_the_same_cases_beside_it_hides_nothing if {
	recall := {"at": "/metrics/1/value", "metric": "recall", "slice": {}, "value": 0.3}
	found := rule.findings with input as results([accuracy, recall])
	count(found) == 0
	elsewhere := object.union(recall, {"slice": {"sex": "female"}})
	hidden := rule.findings with input as results([accuracy, elsewhere])
	count(hidden) == 1
}

test_an_accuracy_above_the_majority_is_no_finding if {
	good := {"counts": {"tp": 900, "fp": 100, "fn": 100, "tn": 18900}}
	found := rule.findings with input as results([object.union(accuracy, good)])
	count(found) == 0
}

test_chance_in_few_cases_is_no_finding if {
	few := {"counts": {"tp": 3, "fp": 6, "fn": 1, "tn": 30}, "counted": {"cases": 40, "of": 33, "among": 40}}
	found := rule.findings with input as results([object.union(accuracy, few)])
	count(found) == 0
}

results(list) := {"artifact": {"path": "result.json", "root": "", "value": {}, "facts": {"results": list}}}
