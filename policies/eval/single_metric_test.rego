package raigate.rules.eval.single_metric_test

import data.raigate.rules.eval.single_metric as rule

test_metrics_that_can_disagree_are_enough if {
	found := rule.findings with input as plan({"metrics": []}, ["accuracy", "false_negative_rate"])
	count(found) == 0
}

test_a_metric_of_ones_own_is_a_kind_of_its_own if {
	found := rule.findings with input as plan({"metrics": []}, ["accuracy", "cost_per_case"])
	count(found) == 0
}

test_metrics_that_say_the_same_are_one if {
	found := rule.findings with input as plan({"metrics": []}, ["accuracy", "error_rate", "f1_micro"])
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/metrics",
		"key": true,
		"message": "plan measures the share of right answers alone, at least 2 kinds of metric needed",
		"limit": "min_families",
	}}
}

test_a_reason_of_some_length_justifies_a_single_metric if {
	few := rule.findings with input as plan({"metrics": [], "justification": "it is enough"}, ["wer"])
	count(few) == 1
	said := "Only the words count here, as a clerk reads every transcript beside the recording before it is used."
	enough := rule.findings with input as plan({"metrics": [], "justification": said}, ["wer"])
	count(enough) == 0
}

test_reasons_in_the_place_of_every_slice_are_shown if {
	value := {"metrics": [], "justification": 7, "slices": [{"feature": "sex", "reason": "not recorded"}]}
	found := rule.findings with input as plan(value, ["accuracy", "recall"])
	{one.message | some one in found} == {"plan measures none of the slices that it lists"}
	sliced := json.patch(plan(value, ["accuracy", "recall"]), [{"op": "add", "path": "/evidence/0/facts/planned/0/slice", "value": {"sex": "female"}}])
	none := rule.findings with input as sliced
	count(none) == 0
	by_feature := json.patch(plan(value, ["accuracy", "recall"]), [{"op": "add", "path": "/evidence/0/facts/planned/0/feature", "value": "sex"}])
	neither := rule.findings with input as by_feature
	count(neither) == 0
}

plan(value, metrics) := {"evidence": [{
	"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": value,
	"facts": {"planned": [{"metric": metric, "slice": {}} | some metric in metrics]},
}]}
