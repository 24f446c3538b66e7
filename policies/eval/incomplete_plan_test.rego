package raigate.rules.eval.incomplete_plan_test

import data.raigate.rules.eval.incomplete_plan as rule

whole := {
	"test_sets": ["loans"],
	"metrics": [{"type": "accuracy", "threshold": 0.85, "ci": {"method": "wilson"}}],
	"slices": [{"feature": "sex"}],
}

cell := {
	"at": "/metrics/0/type",
	"entry": "/metrics/0",
	"metric": "accuracy",
	"direction": "higher",
	"threshold": 0.85,
	"threshold_text": "0.85",
	"threshold_at": "/metrics/0/threshold",
	"unit": "fraction",
	"bounds": [0, 1],
}

test_a_plan_that_says_what_is_good_enough_is_no_finding if {
	found := rule.findings with input as system(whole, [cell, cell])
	count(found) == 0
}

test_how_it_is_tested_can_be_said_of_the_conditions if {
	plan := object.union(
		object.remove(whole, ["metrics"]),
		{"metrics": ["accuracy"], "test_conditions": {"description": "as in the branch"}},
	)
	found := rule.findings with input as system(plan, [cell])
	count(found) == 0
}

test_what_a_plan_leaves_open_is_listed_once if {
	found := rule.findings with input as system({"metrics": [], "test_sets": ["  "]}, [])
	messages(found) == {"plan names no metric, no slice, no test set, no way of testing (`test_conditions`, or `ci` of a metric)"}
}

test_results_without_a_plan_are_one_finding if {
	found := rule.findings with input as {"system": {"declared": true, "tier": "high"}, "evidence": results}
	messages(found) == {"1 file of results, and no plan in force that says what is good enough; tier high asks for one"}
	undeclared := rule.findings with input as {"system": {"declared": false, "tier": "high"}, "evidence": results}
	count(undeclared) == 0
}

test_a_system_of_minimal_tier_is_not_asked_to_plan if {
	found := rule.findings with input as {"system": {"declared": true, "tier": "minimal"}, "evidence": results}
	count(found) == 0
}

test_a_plan_that_is_retired_is_not_in_force if {
	retired := system(object.union(whole, {"status": "retired"}), [cell])
	found := rule.findings with input as retired
	messages(found) == {"1 file of results, and no plan in force that says what is good enough; tier limited asks for one"}
}

test_a_metric_without_a_threshold_is_shown if {
	found := rule.findings with input as system(whole, [object.remove(cell, ["threshold"])])
	messages(found) == {"plan states no threshold for accuracy"}
}

test_a_metric_of_ones_own_needs_a_direction if {
	own := object.remove(object.union(cell, {"metric": "house_score"}), ["direction", "bounds"])
	found := rule.findings with input as system(whole, [own])
	messages(found) == {"plan does not state whether higher or lower is better for house score"}
	stated := rule.findings with input as system(whole, [object.union(own, {"stated_direction": "lower"})])
	count(stated) == 0
}

test_a_threshold_that_everything_meets_is_shown_at_the_threshold if {
	zero := rule.findings with input as system(whole, [object.union(cell, {"threshold": 0, "threshold_text": "0"})])
	zero == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/metrics/0/threshold",
		"message": "threshold of 0 for accuracy is met by every value",
	}}
	error := {"metric": "error_rate", "direction": "lower", "threshold": 1, "threshold_text": "1"}
	one := rule.findings with input as system(whole, [object.union(cell, error)])
	count(one) == 1
}

test_a_fraction_written_as_per_cent_is_shown if {
	slip := {"unit": "percent", "bounds": [0, 100]}
	found := rule.findings with input as system(whole, [object.union(cell, slip)])
	messages(found) == {"threshold of 0.85 % for accuracy reads as a fraction written as per cent"}
}

test_a_direction_against_the_metric_is_shown_at_the_direction if {
	turned := {"stated_direction": "lower", "direction_at": "/metrics/0/direction"}
	found := rule.findings with input as system(whole, [object.union(cell, turned)])
	messages(found) == {"plan states that lower values of accuracy are better, higher ones are"}
	rate := rule.findings with input as system(whole, [object.union(cell, object.union(turned, {"metric": "selection_rate"}))])
	count(rate) == 0
}

results := [{
	"path": "result.json", "root": "", "kind": "eval-result", "value": {},
	"facts": {"results": [{"at": "/metrics/0/value"}]},
}]

system(value, cells) := {"system": {"declared": true, "tier": "limited"}, "evidence": array.concat(
	[{"path": "plan.yaml", "root": "", "kind": "eval-plan", "value": value, "facts": {"planned": cells}}],
	results,
)}

messages(found) := {one.message | some one in found}
