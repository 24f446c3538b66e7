package raigate.rules.fairness.one_class_parity_test

import data.raigate.rules.fairness.one_class_parity as rule

test_groups_that_are_told_apart_are_no_finding if {
	count(rule.findings) == 0 with input as report([counts(40, 10, 10, 40), counts(30, 10, 20, 40)])
}

test_a_model_that_selects_nobody_is_shown if {
	found := rule.findings with input as report([counts(0, 0, 50, 50), counts(0, 0, 60, 40)])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/0",
		"message": concat("", [
			"0 of 200 cases in 2 groups by sex are predicted positive, 110 are: ",
			"groups are alike where nothing is told apart",
		]),
	}}
}

test_a_single_case_of_the_other_class_hides_nothing if {
	found := rule.findings with input as report([counts(150, 149, 0, 1), counts(160, 140, 0, 0)])
	messages(found) == {concat("", [
		"1 of 600 cases in 2 groups by sex are predicted negative, 290 are: ",
		"groups are alike where nothing is told apart",
	])}
}

test_a_class_that_nobody_is_of_is_rightly_not_predicted if {
	count(rule.findings) == 0 with input as report([counts(0, 0, 0, 50), counts(0, 0, 0, 60)])
}

test_rates_as_stated_show_it_too if {
	rated := {"rates": {"selection_rate": {"value": 1}}}
	found := rule.findings with input as report([rated, rated])
	messages(found) == {concat("", [
		"selection rate is 1 in all 2 groups by sex: ",
		"groups are alike where nothing is told apart",
	])}
}

counts(tp, fp, missed, tn) := {"counts": {"tp": tp, "fp": fp, "fn": missed, "tn": tn}}

report(groups) := {"artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"facts": {"comparisons": [{"at": "/groups/0", "features": ["sex"], "control": {}, "groups": groups}]},
}}

messages(found) := {finding.message | some finding in found}
