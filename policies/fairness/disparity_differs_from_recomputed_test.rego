package raigate.rules.fairness.disparity_differs_from_recomputed_test

import data.raigate.rules.fairness.disparity_differs_from_recomputed as rule

# Equal opportunity: 0.8 against 0.6; equalized odds: 0.2 and 0.1; all cases 0.7 and 0.15.
women := {"at": "/groups/0", "label": "female", "slice": {"sex": "female"}, "counts": {"tp": 60, "fp": 10, "fn": 40, "tn": 90}}

men := {"at": "/groups/1", "label": "male", "slice": {"sex": "male"}, "counts": {"tp": 80, "fp": 20, "fn": 20, "tn": 80}}

# Nobody of this group is positive.
others := {"at": "/groups/2", "label": "diverse", "slice": {"sex": "diverse"}, "counts": {"tp": 0, "fp": 5, "fn": 0, "tn": 5}}

by_sex := {"at": "/groups/0", "features": ["sex"], "control": {}, "groups": [women, men]}

odds := {
	"at": "/disparities/0/value",
	"name": "equalized_odds_difference",
	"rates": ["recall", "false_positive_rate"],
	"form": "difference",
	"features": ["sex"],
	"value": 0.2,
	"text": "0.2",
	"tolerance": 0.005,
}

opportunity := object.union(odds, {"name": "equal_opportunity_difference", "rates": ["recall"]})

test_a_disparity_that_the_counts_give_is_no_finding if {
	count(rule.findings) == 0 with input as report([odds], [by_sex])
	count(rule.not_evaluated) == 0 with input as report([odds], [by_sex])
}

test_a_disparity_that_the_counts_do_not_give_is_shown_with_the_groups if {
	found := rule.findings with input as report([changed(odds, 0.05)], [by_sex])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/disparities/0/value",
		"message": "equalized odds difference by sex is 0.05, the counts give 0.2",
		"related": [{
			"path": "rai/fairness/spring.json",
			"root": "",
			"at": "/groups/0",
			"message": "recomputed from these groups",
		}],
	}}
}

test_what_changed_counts_move_is_one_finding if {
	second := object.union(changed(opportunity, 0.1), {"at": "/disparities/1/value"})
	found := rule.findings with input as report([changed(odds, 0.05), second], [by_sex])
	messages(found) == {"equalized odds difference by sex is 0.05, the counts give 0.2; 1 more number of these groups is off as well"}
	{[related.at, related.message] | some one in found; some related in one.related} == {
		["/groups/0", "recomputed from these groups"],
		["/disparities/1/value", "they give 0.2"],
	}
	third := object.union(second, {"at": "/disparities/2/value"})
	all := rule.findings with input as report([changed(odds, 0.05), second, third], [by_sex])
	messages(all) == {"equalized odds difference by sex is 0.05, the counts give 0.2; 2 more numbers of these groups are off as well"}
}

test_numbers_are_shown_with_the_digits_that_tell_them_apart if {
	long := object.union(odds, {"value": 0.123456789012345, "text": "0.123456789012345", "tolerance": 0})
	found := rule.findings with input as report([long], [by_sex])
	messages(found) == {"equalized odds difference by sex is 0.12345679, the counts give 0.2"}
	near := object.union(odds, {"value": 0.20001, "text": "0.20001", "tolerance": 0.000005})
	of_thirds := object.union(by_sex, {"groups": [
		object.union(women, {"counts": {"tp": 20, "fp": 0, "fn": 10, "tn": 90}}),
		object.union(men, {"counts": {"tp": 26, "fp": 0, "fn": 4, "tn": 80}}),
	]})
	close := rule.findings with input as report([near], [of_thirds])
	messages(close) == {"equalized odds difference by sex is 0.20001, the counts give 0.2"}
}

test_one_group_is_no_disparity if {
	bare := object.union(object.remove(women, ["counts"]), {"rates": {"recall": {"value": 0.6, "off": 0}}})
	found := rule.not_evaluated with input as report([odds], [object.union(by_sex, {"groups": [bare]})])
	messages(found) == {"equalized odds difference is 0.2, by sex there is one group, and a disparity lies between two"}
}

test_the_mean_is_told_from_the_worst_case if {
	found := rule.findings with input as report([changed(odds, 0.15)], [by_sex])
	messages(found) == {concat("", [
		"equalized odds difference by sex is 0.15, the counts give 0.2; ",
		"0.15 is the value between groups, mean",
	])}
}

test_a_mean_that_says_so_agrees if {
	mean := object.union(changed(odds, 0.15), {"aggregate": "mean"})
	count(rule.findings) == 0 with input as report([mean], [by_sex])
}

test_a_value_to_overall_that_says_so_agrees if {
	overall := object.union(changed(odds, 0.1), {"method": "to_overall"})
	count(rule.findings) == 0 with input as report([overall], [by_sex])
}

test_per_cent_are_told_from_a_fraction if {
	found := rule.findings with input as report([object.union(odds, {"value": 20, "text": "20"})], [by_sex])
	messages(found) == {"equalized odds difference by sex is 20, the counts give 0.2; it is written in per cent"}
}

test_a_gap_to_a_group_without_positives_is_an_artefact if {
	phantom := object.union(opportunity, {"value": 0.8, "text": "0.8"})
	groups := object.union(by_sex, {"groups": [women, men, others]})
	found := rule.findings with input as report([phantom], [groups])
	messages(found) == {concat("", [
		"equal opportunity difference by sex is 0.8, the counts give 0.2; it is what remains ",
		"where a rate of nothing counts as 0 (diverse: no case is positive)",
	])}
}

test_a_disparity_that_is_undefined_is_not_evaluated if {
	groups := object.union(by_sex, {"groups": [women, others]})
	found := rule.not_evaluated with input as report([object.union(opportunity, {"value": 0.6, "text": "0.6"})], [groups])
	messages(found) == {concat("", [
		"equal opportunity difference by sex is 0.6, the counts leave it undefined: ",
		"fewer than two groups have a value; Fairlearn prints 0.6",
	])}
}

test_without_a_feature_a_single_one_is_meant if {
	unnamed := object.remove(changed(odds, 0.05), ["features"])
	both := object.union(by_sex, {"features": ["age", "sex"], "groups": [women, women]})
	found := rule.findings with input as report([unnamed], [by_sex, both])
	messages(found) == {"equalized odds difference by sex is 0.05, the counts give 0.2"}
}

test_a_level_of_a_control_is_compared_by_itself if {
	north := object.union(by_sex, {"control": {"region": "north"}})
	south := {"at": "/groups/4", "features": ["sex"], "control": {"region": "south"}, "groups": [women, women]}
	stated := object.union(changed(odds, 0.05), {"control": {"region": "north"}})
	found := rule.findings with input as report([stated], [north, south])
	messages(found) == {"equalized odds difference by sex within region north is 0.05, the counts give 0.2"}
}

test_rates_are_compared_as_far_as_rounding_allows if {
	found := rule.findings with input as report([changed(opportunity, 0.15)], [of_rates(0.6, 0.8)])
	messages(found) == {"equal opportunity difference by sex is 0.15, the rates give 0.2"}
	count(rule.findings) == 0 with input as report([changed(opportunity, 0.21)], [of_rates(0.6, 0.8)])
}

test_a_feature_without_groups_is_not_evaluated if {
	found := rule.not_evaluated with input as report([object.union(odds, {"features": ["age"]})], [by_sex])
	messages(found) == {"equalized odds difference is 0.2, the report has no groups by age to compute it from"}
}

test_a_report_without_groups_is_not_evaluated if {
	found := rule.not_evaluated with input as report([object.remove(odds, ["features"])], [])
	messages(found) == {"equalized odds difference is 0.2, the report has no groups to compute it from"}
}

test_groups_without_the_rates_are_not_evaluated if {
	found := rule.not_evaluated with input as report([odds], [of_rates(0.6, 0.8)])
	messages(found) == {"equalized odds difference is 0.2, neither counts nor rates of the groups give it"}
}

test_all_cases_are_not_the_groups_where_some_are_unknown if {
	stated := object.union(changed(odds, 0.1), {"method": "to_overall"})
	unknown := {"artifact": {"value": {"unknown_n": 50}}}
	found := rule.not_evaluated with input as object.union(report([stated], [by_sex]), unknown)
	messages(found) == {concat("", [
		"equalized odds difference is 0.1, the report has no counts of all cases, ",
		"some of which are in no group",
	])}
}

test_names_that_mean_nothing_are_not_evaluated_where_there_is_nothing_else if {
	magic := {"at": "/disparities/0/value", "name": "magic", "value": 0, "text": "0", "tolerance": 0.005}
	found := rule.not_evaluated with input as report([magic], [by_sex])
	messages(found) == {"none of 1 reported disparity is a metric that counts give"}
	count(rule.not_evaluated) == 0 with input as report([magic, odds], [by_sex])
}

test_a_signed_metric_is_that_of_the_unprivileged_minus_the_privileged if {
	count(rule.findings) == 0 with input as report([directional(-0.2)], [by_sex])
	found := rule.findings with input as report([directional(0.2)], [by_sex])
	messages(found) == {"equal opportunity difference by sex is 0.2, the counts give -0.2"}
}

test_a_signed_metric_without_its_privileged_group_is_not_evaluated if {
	stated := object.remove(directional(-0.2), ["privileged"])
	found := rule.not_evaluated with input as report([stated], [by_sex])
	messages(found) == {concat("", [
		"equal opportunity difference is -0.2, ",
		"and names no group of the report as privileged",
	])}
}

test_a_privileged_group_makes_a_metric_signed if {
	stated := object.remove(directional(-0.2), ["family"])
	count(rule.findings) == 0 with input as report([stated], [by_sex])
}

test_a_rate_that_the_counts_of_its_group_do_not_give_is_shown if {
	facts := {"results": [result({"sex": "female"}), result({})]}
	found := rule.findings with input as {"artifact": {
		"path": "rai/fairness/spring.json",
		"root": "",
		"kind": "fairness-report",
		"facts": facts,
	}}
	messages(found) == {
		"recall of female is 0.91, its counts give 0.6",
		"recall of all cases is 0.91, its counts give 0.6",
	}
}

test_another_metric_is_named_by_its_rates if {
	stated := object.union(changed(odds, 0.9), {"rates": ["false_negative_rate"], "form": "ratio"})
	found := rule.findings with input as report([stated], [by_sex])
	messages(found) == {"false negative rate ratio by sex is 0.9, the counts give 0.5"}
}

result(slice) := {
	"at": "/groups/0/metrics/recall",
	"metric": "recall",
	"slice": slice,
	"value": 0.91,
	"text": "0.91",
	"unit": "fraction",
	"counts_at": "/groups/0/counts",
	"counted": {"cases": 200, "of": 60, "among": 100, "off": 0.31, "rounding": 0.005},
}

directional(value) := object.union(changed(opportunity, value), {
	"directional": "equal_opportunity_difference",
	"family": "aif360",
	"privileged": {"sex": "male"},
})

of_rates(one, other) := {"at": "/groups/0", "features": ["sex"], "control": {}, "groups": [
	{"at": "/groups/0", "label": "female", "slice": {"sex": "female"}, "rates": {"recall": {"value": one, "off": 0.005}}},
	{"at": "/groups/1", "label": "male", "slice": {"sex": "male"}, "rates": {"recall": {"value": other, "off": 0.005}}},
]}

changed(stated, value) := object.union(stated, {"value": value, "text": sprintf("%v", [value])})

report(disparities, comparisons) := {"artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"facts": {"disparities": disparities, "comparisons": comparisons},
}}

messages(found) := {finding.message | some finding in found}
