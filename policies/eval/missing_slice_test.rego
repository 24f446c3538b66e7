package raigate.rules.eval.missing_slice_test

import data.raigate.rules.eval.missing_slice as rule

whole := {
	"at": "/metrics/0/type",
	"entry": "/metrics/0",
	"metric": "false_negative_rate",
	"dataset": "loans",
	"slice": {},
	"measured": [{"path": "results.json", "root": "", "position": 0, "at": "/metrics/0/value", "slice": {}}],
}

women := object.union(
	object.remove(whole, ["measured"]),
	{"slice": {"sex": "female"}, "slice_at": "/slices/0/values/0"},
)

by_age := object.union(
	object.remove(whole, ["measured"]),
	{"feature": "age_band", "slice_at": "/slices/1"},
)

result := {"at": "/metrics/0/value", "metric": "false_negative_rate", "slice": {}, "value": 0.1, "n": 400}

test_a_plan_of_which_everything_is_reported_is_no_finding if {
	found := rule.findings with input as system([whole], [result])
	count(found) == 0
	open := rule.not_evaluated with input as system([whole], [result])
	count(open) == 0
}

test_without_a_plan_in_force_it_does_not_apply if {
	rule.applicable with input as system([whole], [result])
	not rule.applicable with input as {"evidence": []}
}

test_a_slice_that_no_result_reports_is_shown_at_its_metric_with_the_slice if {
	found := rule.findings with input as system([whole, women], [result])
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/metrics/0/type",
		"message": "no result reports false negative rate of sex=female on `loans`",
		"related": [{"path": "plan.yaml", "root": "", "at": "/slices/0/values/0", "message": "asked for here"}],
	}}
}

test_slices_that_are_missing_are_said_together if {
	ages := [object.union(object.remove(women, ["slice"]), {"slice": {"age": age}}) | some age in ["18-25", "26-40", "41-60"]]
	found := rule.findings with input as system(array.concat([whole, women], ages), [result])
	messages(found) == {"no result reports false negative rate of sex=female, age=18-25 and age=26-40 and 1 more on `loans`"}
}

test_the_whole_is_named_beside_its_slices if {
	missing := object.remove(whole, ["measured", "dataset"])
	other := object.union(whole, {"entry": "/metrics/1", "metric": "accuracy"})
	found := rule.findings with input as system([missing, object.remove(by_age, ["dataset"]), other], [result])
	messages(found) == {"no result reports false negative rate of the whole and age_band=…"}
	alone := rule.findings with input as system([missing, other], [result])
	messages(alone) == {"no result reports false negative rate"}
}

test_a_plan_without_any_result_is_one_finding if {
	found := rule.findings with input as system([object.remove(whole, ["measured"]), women, by_age], [])
	messages(found) == {"3 measurements planned, no result of the system reports any of them"}
}

test_a_single_group_is_no_slicing if {
	best := object.union(by_age, {"measured": [object.union(whole.measured[0], {"slice": {"age_band": "26-40"}})]})
	found := rule.findings with input as system([best], [result])
	messages(found) == {"false negative rate is reported for a single group of age_band, the plan asks for all of them"}
	both := array.concat(best.measured, [object.union(whole.measured[0], {"slice": {"age_band": "18-25"}})])
	enough := rule.findings with input as system([object.union(best, {"measured": both})], [result])
	count(enough) == 0
}

test_fewer_cases_than_planned_are_shown_at_the_result if {
	asked := object.union(whole, {"min_n": 1000, "min_n_at": "/metrics/0/min_n"})
	found := rule.findings with input as system([asked], [result])
	messages(found) == {"false negative rate rests on 400 cases, the plan asks for at least 1000"}
	counted := object.union(object.remove(result, ["n"]), {"counted": {"cases": 2000}})
	enough := rule.findings with input as system([asked], [counted])
	count(enough) == 0
}

test_a_result_that_does_not_count_its_cases_is_not_evaluated if {
	asked := object.union(whole, {"min_n": 1000, "min_n_at": "/metrics/0/min_n"})
	found := rule.not_evaluated with input as system([asked], [object.remove(result, ["n"])])
	messages(found) == {"false negative rate does not say on how many cases it rests, the plan asks for at least 1000"}
}

test_a_plan_too_large_to_look_at_is_not_evaluated if {
	judged := json.patch(system([whole], [result]), [{"op": "add", "path": "/evidence/0/facts/planned_left_out", "value": 7}])
	found := rule.not_evaluated with input as judged
	messages(found) == {"7 further measurements are planned than are looked at"}
}

system(cells, results) := {"system": {"id": "scorer", "declared": true}, "evidence": [
	{"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": {}, "facts": {"planned": cells}},
	{"path": "results.json", "root": "", "kind": "eval-result", "value": {}, "facts": {"results": results}},
]}

messages(found) := {one.message | some one in found}
