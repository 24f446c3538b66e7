package raigate.rules.eval.threshold_missed_test

import data.raigate.rules.eval.threshold_missed as rule

planned := {
	"at": "/metrics/0/type",
	"entry": "/metrics/0",
	"metric": "accuracy",
	"metric_name": "accuracy",
	"direction": "higher",
	"threshold": 0.85,
	"threshold_text": "0.85",
	"threshold_at": "/metrics/0/threshold",
	"unit": "fraction",
	"bounds": [0, 1],
	"slice": {},
}

measured := {
	"at": "/metrics/0/value",
	"metric": "accuracy",
	"model": "acme/scorer",
	"slice": {},
	"value": 0.91,
	"text": "0.91",
	"unit": "fraction",
	"n": 1000,
}

test_a_value_whose_whole_interval_is_above_its_threshold_meets_it if {
	found := rule.findings with input as system(planned, measured)
	count(found) == 0
	open := rule.not_evaluated with input as system(planned, measured)
	count(open) == 0
}

test_a_value_at_its_threshold_meets_it_where_nothing_is_uncertain if {
	auc := {"metric": "roc_auc", "value": 0.85, "text": "0.85"}
	found := rule.findings with input as system(changed(planned, {"metric": "roc_auc"}), changed(measured, auc))
	count(found) == 0
}

test_a_value_below_its_threshold_is_shown_with_its_interval_and_the_threshold if {
	found := rule.findings with input as system(planned, changed(measured, {"value": 0.7, "text": "0.70"}))
	found == {{
		"path": "results.json",
		"root": "",
		"at": "/metrics/0/value",
		"message": "accuracy is 0.70 (0.671 to 0.728), threshold is 0.85",
		"related": [{
			"path": "plan.yaml",
			"root": "",
			"at": "/metrics/0/threshold",
			"message": "threshold set here",
		}],
	}}
}

test_an_interval_that_reaches_the_threshold_says_how_many_cases_would_tell if {
	found := rule.findings with input as system(planned, changed(measured, {"value": 0.84, "text": "0.84"}))
	messages(found) == {"accuracy is 0.84 (0.816 to 0.861), threshold is 0.85; the interval reaches it; about 4898 cases would tell"}
}

test_a_value_above_its_threshold_by_chance_leaves_it_open if {
	found := rule.findings with input as system(planned, changed(measured, {"value": 0.86, "text": "0.86"}))
	messages(found) == {"accuracy is 0.86 (0.837 to 0.88), which leaves open whether the threshold of 0.85 is met; about 4898 cases would tell"}
}

test_slices_that_leave_one_threshold_open_are_said_once if {
	slices := [sliced("en"), sliced("de"), sliced("fr")]
	found := rule.findings with input as many(planned, slices)
	messages(found) == {"accuracy of language=en is 0.86 (0.837 to 0.88) and 2 more results, which leaves open whether the threshold of 0.85 is met; about 4898 cases would tell"}
}

test_a_share_of_unknown_many_cases_is_not_evaluated if {
	found := rule.not_evaluated with input as system(planned, object.remove(measured, ["n"]))
	messages(found) == {"accuracy is 0.91 without a number of cases, which leaves open whether the threshold of 0.85 is met"}
}

test_a_format_without_a_place_for_cases_is_not_asked_for_them if {
	judged := json.patch(
		system(planned, object.remove(measured, ["n"])),
		[{"op": "replace", "path": "/evidence/1/standard", "value": "results-table"}],
	)
	open := rule.not_evaluated with input as judged
	count(open) == 0
	others := json.patch(judged, [{"op": "add", "path": "/evidence/1/facts/results/1", "value": {"metric": "recall", "n": 400}}])
	found := rule.not_evaluated with input as others
	count(found) == 1
}

test_a_score_needs_an_interval_only_where_the_plan_asks_for_one if {
	auc := object.remove(changed(measured, {"metric": "roc_auc"}), ["n"])
	plain := changed(planned, {"metric": "roc_auc"})
	open := rule.not_evaluated with input as system(plain, auc)
	count(open) == 0
	asked := rule.not_evaluated with input as system(changed(plain, {"ci_at": "/metrics/0/ci"}), auc)
	count(asked) == 1
}

test_lower_is_better_for_errors if {
	rmse := {"metric": "rmse", "direction": "lower", "threshold": 3, "threshold_text": "3", "unit": null}
	result := object.remove(changed(measured, {"metric": "rmse", "value": 3.5, "text": "3.5", "unit": null}), ["n"])
	found := rule.findings with input as system(changed(planned, rmse), result)
	messages(found) == {"rmse is 3.5, threshold is 3"}
}

test_a_score_without_a_known_unit_has_an_interval_from_its_standard_error if {
	rmse := {"metric": "rmse", "direction": "lower", "threshold": 3, "threshold_text": "3", "unit": null}
	result := changed(measured, {"metric": "rmse", "value": 2.9, "text": "2.9", "unit": null, "stderr": 0.1})
	found := rule.findings with input as system(changed(planned, rmse), result)
	messages(found) == {"rmse is 2.9 (2.704 to 3.096), which leaves open whether the threshold of 3 is met"}
}

test_no_standard_error_leads_out_of_the_range_of_a_metric if {
	few := {"value": 0.3333333333, "text": "0.3333333333", "n": 3, "stderr": 0.3333, "bounds": [0, 1]}
	found := rule.findings with input as system(planned, changed(measured, few))
	messages(found) == {"accuracy is 0.3333 (0 to 0.987), threshold is 0.85; the interval reaches it"}
}

test_the_name_of_the_metric_outranks_what_the_plan_says_of_its_direction if {
	turned := changed(planned, {"stated_direction": "lower"})
	found := rule.findings with input as system(turned, changed(measured, {"value": 0.7, "text": "0.70"}))
	count(found) == 1
}

test_a_plan_may_say_which_selection_rates_are_better if {
	rate := {"metric": "selection_rate", "stated_direction": "lower", "threshold": 0.5, "threshold_text": "0.5"}
	result := changed(measured, {"metric": "selection_rate"})
	found := rule.findings with input as system(changed(planned, rate), result)
	count(found) == 1
}

test_a_metric_without_a_direction_is_not_evaluated if {
	house := object.remove(changed(planned, {"metric": "house_score"}), ["direction"])
	found := rule.not_evaluated with input as system(house, measured)
	messages(found) == {"whether higher or lower is better for house score is not stated, so its threshold of 0.85 cannot be judged"}
}

test_counts_outrank_the_interval_that_a_result_states if {
	counted := {"counted": {"of": 91, "among": 100, "cases": 100}, "ci": [0.909, 0.911]}
	found := rule.findings with input as system(planned, changed(measured, counted))
	messages(found) == {"accuracy is 0.91 (0.838 to 0.952), which leaves open whether the threshold of 0.85 is met; about 137 cases would tell"}
}

test_a_stated_interval_is_never_narrower_than_so_many_cases_allow if {
	narrow := {"n": 100, "ci": [0.909, 0.911]}
	found := rule.findings with input as system(planned, changed(measured, narrow))
	count(found) == 1
}

test_a_stated_interval_counts_where_there_are_no_cases if {
	stated := object.remove(changed(measured, {"ci": [0.84, 0.95]}), ["n"])
	found := rule.findings with input as system(planned, stated)
	messages(found) == {"accuracy is 0.91 (0.84 to 0.95), which leaves open whether the threshold of 0.85 is met"}
}

test_a_number_of_cases_that_nobody_counted_gives_no_interval if {
	every n in [0.5, -3, 100.5, 10000000000000000000] {
		found := rule.not_evaluated with input as system(planned, changed(measured, {"n": n}))
		count(found) == 1
	}
}

test_f1_has_the_interval_of_the_share_that_it_follows_from if {
	f1 := {"metric": "f1", "value": 0.8, "text": "0.80", "counted": {"of": 80, "among": 100, "cases": 200}}
	found := rule.findings with input as system(changed(planned, {"metric": "f1"}), changed(measured, f1))
	messages(found) == {"f1 is 0.80 (0.702 to 0.872), threshold is 0.85; the interval reaches it"}
}

test_an_interval_is_shown_in_the_unit_of_the_plan if {
	percent := {"threshold": 85, "threshold_text": "85", "unit": "percent", "bounds": [0, 100]}
	asked := many(changed(planned, percent), [changed(measured, {"value": 0.7, "text": "0.70"})])
	scaled := json.patch(asked, [
		{"op": "replace", "path": "/evidence/0/facts/planned/0/measured/0/times", "value": 100},
		{"op": "replace", "path": "/evidence/0/facts/planned/0/measured/0/value", "value": 70},
	])
	found := rule.findings with input as scaled
	messages(found) == {"accuracy is 0.70 (67.1 to 72.8 %), threshold is 85 %"}
}

test_points_are_shown_as_points if {
	bleu := {"metric": "bleu", "threshold": 30, "threshold_text": "30", "unit": "points"}
	result := {"metric": "bleu", "value": 28.5, "text": "28.5", "unit": "points", "ci": [28, 29]}
	found := rule.findings with input as system(changed(planned, bleu), changed(measured, result))
	messages(found) == {"bleu is 28.5 points (28 to 29 points), threshold is 30 points"}
}

test_a_result_of_another_model_is_held_against_no_threshold if {
	manifest := {
		"path": "manifest.yaml", "root": "", "kind": "model-manifest", "value": {},
		"facts": {"identity": {"name": {"value": "acme/other", "at": "/name"}}},
	}
	judged := system(planned, changed(measured, {"value": 0.7, "text": "0.70"}))
	with_manifest := object.union(judged, {"evidence": array.concat(judged.evidence, [manifest])})
	found := rule.findings with input as with_manifest
	count(found) == 0
	named := json.patch(with_manifest, [{"op": "replace", "path": "/evidence/2/facts/identity/name/value", "value": "Scorer"}])
	same := rule.findings with input as named
	count(same) == 1
	unnamed := json.patch(with_manifest, [{"op": "remove", "path": "/evidence/1/facts/results/0/model"}])
	open := rule.findings with input as unnamed
	count(open) == 1
}

test_what_is_superseded_is_held_against_no_threshold if {
	judged := system(planned, changed(measured, {"value": 0.7, "text": "0.70"}))
	marked := json.patch(judged, [{"op": "add", "path": "/evidence/1/value/status", "value": "superseded"}])
	found := rule.findings with input as marked
	count(found) == 0
	later := {
		"path": "later.json", "root": "", "kind": "eval-result", "value": {},
		"facts": {"references": [{"at": "/supersedes", "supersedes": {"path": "results.json", "root": ""}}]},
	}
	replaced := object.union(judged, {"evidence": array.concat(judged.evidence, [later])})
	none := rule.findings with input as replaced
	count(none) == 0
	lines := json.patch(judged, [{"op": "replace", "path": "/evidence/1/value", "value": [{"status": "retired"}]}])
	gone := rule.findings with input as lines
	count(gone) == 0
}

sliced(language) := changed(measured, {"value": 0.86, "text": "0.86", "slice": {"language": language}})

system(cell, result) := many(cell, [result])

many(cell, results) := {"system": {"id": "scorer", "declared": true}, "evidence": [
	{
		"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": {},
		"facts": {"planned": [object.union(cell, {"measured": [place(index, result) |
			some index, result in results
		]})]},
	},
	{
		"path": "results.json", "root": "", "kind": "eval-result", "standard": "native", "value": {},
		"facts": {"results": results},
	},
]}

place(index, result) := {
	"path": "results.json",
	"root": "",
	"position": index,
	"at": result.at,
	"value": result.value,
	"text": result.text,
	"unit": result.unit,
	"times": 1,
	"slice": result.slice,
}

changed(one, change) := object.union(one, change)

messages(found) := {one.message | some one in found}
