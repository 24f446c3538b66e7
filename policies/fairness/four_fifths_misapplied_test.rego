package raigate.rules.fairness.four_fifths_misapplied_test

import data.raigate.rules.fairness.four_fifths_misapplied as rule

ratio := {
	"at": "/disparities/0/value",
	"rates": ["selection_rate"],
	"form": "ratio",
	"value": 0.9,
	"threshold": 0.8,
	"threshold_at": "/disparities/0/threshold",
}

odds := {
	"at": "/disparities/1/value",
	"rates": ["recall", "false_positive_rate"],
	"form": "difference",
	"value": 0.03,
	"threshold": 0.05,
	"threshold_at": "/disparities/1/threshold",
}

test_four_fifths_as_the_only_limit_are_shown_there if {
	found := rule.findings with input as system([report([ratio], {"domain": "credit"})])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/disparities/0/threshold",
		"message": "limit 0.8 of a ratio of selection rates is the only criterion, the field is credit",
	}}
}

test_a_limit_for_errors_beside_it_is_no_finding if {
	count(rule.findings) == 0 with input as system([report([ratio, odds], {"domain": "credit"})])
}

test_employment_in_the_united_states_is_its_field if {
	count(rule.findings) == 0 with input as system([report([ratio], {"domain": "employment", "geographies": ["US-NY"]})])
	found := rule.findings with input as system([report([ratio], {"domain": "employment", "geographies": ["DE"]})])
	messages(found) == {"limit 0.8 of a ratio of selection rates is the only criterion, the field is employment, DE"}
}

test_the_field_can_stand_in_the_intake if {
	intake := {"path": "i.yaml", "root": "", "kind": "intake", "facts": {}, "value": {"domain": "employment", "geographies": ["us"]}}
	count(rule.findings) == 0 with input as system([intake, report([ratio], {})])
}

test_without_a_field_it_is_not_stated if {
	found := rule.findings with input as system([report([ratio], {})])
	messages(found) == {"limit 0.8 of a ratio of selection rates is the only criterion, the field is not stated"}
}

test_a_plan_sets_it_too if {
	planned := object.union(object.remove(ratio, ["threshold", "threshold_at"]), {"value": 1.25, "at": "/fairness/thresholds/disparate_impact"})
	plan := {"path": "p.yaml", "root": "", "kind": "eval-plan", "value": {}, "facts": {"limits": [planned]}}
	found := rule.findings with input as system([plan])
	messages(found) == {"limit 1.25 of a ratio of selection rates is the only criterion, the field is not stated"}
}

test_in_words_it_is_shown_where_no_limit_stands if {
	words := {"interpretation": "All ratios pass the Four-Fifths rule.", "domain": "health"}
	found := rule.findings with input as system([report([], words)])
	messages(found) == {"the four-fifths rule is the only criterion, the field is health"}
	count(rule.findings) == 0 with input as system([report([odds], words)])
}

report(disparities, value) := {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"value": value,
	"facts": {"disparities": disparities},
}

system(evidence) := {"system": {"id": "s", "tier": "high"}, "evidence": evidence}

messages(found) := {finding.message | some finding in found}

test_places_that_are_no_list_are_none if {
	intake := {"path": "i.yaml", "root": "", "kind": "intake", "facts": {}, "value": {"domain": "employment", "geographies": "us"}}
	count(rule.findings) == 1 with input as system([intake, report([ratio], {})])
}
