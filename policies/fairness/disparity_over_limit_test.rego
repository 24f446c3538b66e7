package raigate.rules.fairness.disparity_over_limit_test

import data.raigate.lib.fairness
import data.raigate.lib.limits
import data.raigate.rules.fairness.disparity_over_limit as rule

women := group(0, "female", [600, 200, 200, 1000])

men := group(1, "male", [800, 200, 200, 800])

# A third of the true positive rate of the others.
others := group(2, "diverse", [200, 200, 600, 1000])

even := [women, men]

test_even_groups_are_within_the_limit if {
	count(rule.findings) == 0 with input as system([report([], [by_sex(even)])])
	count(rule.not_evaluated) == 0 with input as system([report([], [by_sex(even)])])
}

test_a_disparity_beyond_its_limit_is_shown_with_both_groups if {
	found := rule.findings with input as system([report([], [by_sex([women, others])])])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/0",
		"limit": "limits",
		"message": "equalized odds difference by sex is 0.5 (0.4494 to 0.5462), limit is 0.1",
		"related": [
			{"path": "rai/fairness/spring.json", "root": "", "at": "/groups/2", "message": "lowest: diverse"},
			{"path": "rai/fairness/spring.json", "root": "", "at": "/groups/0", "message": "highest: female"},
		],
	}}
}

test_it_is_shown_at_the_number_that_is_reported if {
	stated := {"at": "/disparities/0/value", "name": "eod", "rates": ["recall", "false_positive_rate"], "form": "difference", "value": 0.5}
	found := rule.findings with input as system([report([stated], [by_sex([women, others])])])
	{finding.at | some finding in found} == {"/disparities/0/value"}
}

test_too_few_cases_to_tell_are_told_how_many_would_do if {
	few := [group(0, "female", [60, 20, 20, 100]), group(1, "male", [48, 20, 32, 100])]
	found := rule.findings with input as system([report([], [by_sex(few)])])
	messages(found) == {concat("", [
		"equalized odds difference by sex is 0.15 (0 to 0.305), limit is 0.1: ",
		"4377 cases would settle it, these are 400",
	])}
}

test_of_combinations_only_what_is_beyond_the_limit_is_said if {
	few := [group(0, "female", [60, 20, 20, 100]), group(1, "male", [48, 20, 32, 100])]
	both := object.union(by_sex(few), {"features": ["age", "sex"]})
	count(rule.findings) == 0 with input as system([report([], [by_sex(even), both])])
}

test_exactly_at_the_limit_no_number_of_cases_settles_it if {
	at := [group(0, "female", [800, 200, 200, 1000]), group(1, "male", [800, 200, 200, 1000])]
	found := rule.findings with input as system([report([], [by_sex(at)])])
		with data.settings.fairness.disparity_over_limit.limits as {"equalized_odds_difference": 0}
	messages(found) == {concat("", [
		"equalized odds difference by sex is 0 (0 to 0.0401), limit is 0: ",
		"more cases are needed than can be told",
	])}
}

test_small_groups_take_no_part if {
	small := group(2, "diverse", [1, 0, 8, 3])
	count(rule.findings) == 0 with input as system([report([], [by_sex([women, men, small])])])
	found := rule.findings with input as system([report([], [by_sex([women, others, small])])])
	messages(found) == {concat("", [
		"equalized odds difference by sex, without 1 small group, is 0.5 (0.4494 to 0.5462), ",
		"limit is 0.1",
	])}
}

test_a_plan_is_stricter_than_the_setting if {
	plan := {"path": "rai/eval/plan.yaml", "root": "", "kind": "eval-plan", "value": {}, "facts": {"limits": [{
		"at": "/fairness/thresholds/equalized_odds_difference",
		"rates": ["recall", "false_positive_rate"],
		"form": "difference",
		"value": 0.01,
	}]}}
	found := rule.findings with input as system([plan, report([], [by_sex([women, men])])])
	{related.message | some finding in found; some related in finding.related} == {
		"lowest: female",
		"highest: male",
		"the plan sets this limit",
	}
}

test_a_looser_limit_of_the_report_loosens_nothing if {
	stated := {
		"at": "/disparities/0/value",
		"name": "equalized_odds_difference",
		"rates": ["recall", "false_positive_rate"],
		"form": "difference",
		"value": 0.5,
		"threshold": 1,
		"threshold_at": "/disparities/0/threshold",
	}
	found := rule.findings with input as system([report([stated], [by_sex([women, others])])])
	messages(found) == {concat("", [
		"equalized odds difference by sex is 0.5 (0.4494 to 0.5462), ",
		"limit is 0.1 and not the 1 that the report allows",
	])}
}

test_a_ratio_has_the_limit_that_the_report_sets if {
	stated := {
		"at": "/disparities/0/value",
		"name": "disparate_impact",
		"rates": ["selection_rate"],
		"form": "ratio",
		"value": 0.5,
		"threshold": 1.25,
		"threshold_at": "/disparities/0/threshold",
	}
	biased := [group(0, "female", [300, 100, 300, 1300]), group(1, "male", [600, 200, 600, 600])]
	found := rule.findings with input as system([report([stated], [by_sex(biased)])])
	"demographic parity ratio by sex is 0.5 (0.4512 to 0.5541), limit is 0.8" in messages(found)
}

test_of_two_limits_for_a_ratio_the_higher_counts if {
	stated := [{"at": "/a", "rates": ["selection_rate"], "form": "ratio", "threshold": limit, "threshold_at": sprintf("/%v", [limit])} |
		some limit in [0.8, 0.9, 0.9]
	]
	judged := limits.judged(report(stated, []), limits.terms([], [])) with input as system([report(stated, [])])
	[one.limit | some one in judged; one.asked.form == "ratio"] == [0.9]
}

test_a_limit_of_the_mean_is_shown_as_such if {
	stated := {
		"at": "/a",
		"rates": ["recall", "false_positive_rate"],
		"form": "difference",
		"aggregate": "mean",
		"threshold": 0.05,
		"threshold_at": "/b",
	}
	found := rule.findings with input as system([report([stated], [by_sex([women, others])])])
	some message in messages(found)
	startswith(message, "equalized odds difference (mean) by sex is 0.25 ")
}

test_one_gap_in_two_files_is_told_at_the_report if {
	gap := [by_sex([women, others])]
	found := rule.findings with input as system([result(gap), report([], gap)])
	{finding.path | some finding in found} == {"rai/fairness/spring.json"}
	named := [object.union(gap[0], {"model": "acme/scorer"})]
	same := [object.union(gap[0], {"model": "Scorer"})]
	again := rule.findings with input as system([result(named), report([], same)])
	count(again) == 1
}

test_another_gap_in_another_file_is_told_as_well if {
	gap := [by_sex([women, others])]
	every other in [
		[by_sex([women, object.union(others, {"counts": {"tp": 300, "fp": 200, "fn": 500, "tn": 1000}})])],
		[object.union(gap[0], {"model": "other"})],
	] {
		own := [object.union(gap[0], {"model": "scorer"})]
		found := rule.findings with input as system([result(own), report([], other)])
		count(found) == 2
	}
}

test_slices_without_counts_rest_on_the_report_that_has_them if {
	bare := [object.remove(one, ["counts"]) | some one in even]
	count(rule.not_evaluated) == 0 with input as system([result([by_sex(bare)]), report([], [by_sex(even)])])
	unsized := [object.remove(one, ["n"]) | some one in bare]
	count(rule.not_evaluated) == 0 with input as system([result([by_sex(unsized)]), report([], [by_sex(even)])])
}

test_a_report_of_other_cases_or_withdrawn_counts_nothing_for_slices if {
	bare := result([by_sex([object.union(object.remove(one, ["counts"]), {"n": 7}) | some one in even])])
	found := rule.not_evaluated with input as system([bare, report([], [by_sex(even)])])
	messages(found) == {"2 of 2 groups by sex have no counts, so that no interval tells how far they are apart"}
	same := result([by_sex([object.remove(one, ["counts"]) | some one in even])])
	over := object.union(report([], [by_sex(even)]), {"value": {"status": "retired"}})
	again := rule.not_evaluated with input as system([same, over])
	count(again) == 1
}

test_groups_in_several_classes_are_one_finding if {
	rates := [object.remove(one, ["counts"]) | some one in even]
	found := rule.not_evaluated with input as system([report([], [by_sex(rates), by_sex(rates)])])
	messages(found) == {"2 of 2 groups by sex have no counts, so that no interval tells how far they are apart"}
}

test_rates_without_counts_are_not_evaluated if {
	rates := [object.remove(one, ["counts"]) | some one in even]
	found := rule.not_evaluated with input as system([report([], [by_sex(rates)])])
	messages(found) == {"2 of 2 groups by sex have no counts, so that no interval tells how far they are apart"}
}

test_more_groups_than_can_be_compared_are_not_evaluated if {
	many := [group(index, sprintf("%d", [index]), [60, 20, 20, 100]) | some index in numbers.range(1, 1001)]
	found := rule.not_evaluated with input as system([report([], [by_sex(many)])])
	messages(found) == {"1001 groups by sex, at most 1000 are compared"}
}

test_slices_of_results_are_judged_where_they_are_of_people if {
	results := {"path": "out/r.json", "root": "", "kind": "eval-result", "facts": {"comparisons": [by_sex([women, others])]}}
	count(rule.findings) == 1 with input as system([results])
	topics := object.union(by_sex([women, others]), {"features": ["topic"]})
	other := object.union(results, {"facts": {"comparisons": [topics]}})
	count(rule.findings) == 0 with input as system([other])
	named := object.union(report([], [by_sex(even)]), {"value": {"sensitive_features": ["Topic"]}})
	count(rule.findings) == 1 with input as system([other, named])
}

test_counts_without_an_interval_pass_nothing if {
	none := [group(0, "female", [0, 0, 500, 500]), group(1, "male", [400, 100, 0, 500])]
	stated := {"at": "/a", "rates": ["selection_rate"], "form": "ratio", "method": "to_overall", "threshold": 0.5, "threshold_at": "/b"}
	found := rule.findings with input as system([report([stated], [by_sex(none)])])
	some message in messages(found)
	message == "demographic parity ratio to overall by sex is 0, limit is 0.5: the counts give no interval"
}

test_a_name_of_other_rates_can_be_asked_for if {
	asked := fairness.of_key("precision_difference")
	asked.rates == ["precision"]
	fairness.key(asked) == "precision_difference"
}

test_support_is_asked_of_what_a_rate_is_about if {
	least := {"cases": 10, "positives": 10, "negatives": 10}
	counts := {"tp": 5, "fp": 50, "fn": 4, "tn": 50}
	not fairness.has_support(counts, "recall", least)
	fairness.has_support(counts, "specificity", least)
	fairness.has_support(counts, "precision", least)
}

group(index, label, counts) := {
	"at": sprintf("/groups/%d", [index]),
	"label": label,
	"slice": {"sex": label},
	"n": sum(counts),
	"counts": {"tp": counts[0], "fp": counts[1], "fn": counts[2], "tn": counts[3]},
}

by_sex(groups) := {"at": "/groups/0", "features": ["sex"], "control": {}, "groups": groups}

report(disparities, comparisons) := {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"value": {},
	"facts": {"disparities": disparities, "comparisons": comparisons},
}

result(comparisons) := {
	"path": "rai/eval/results/spring.json",
	"root": "",
	"kind": "eval-result",
	"value": {},
	"facts": {"comparisons": comparisons},
}

system(evidence) := {"system": {"id": "s", "tier": "high", "declared": true}, "evidence": evidence}

messages(found) := {finding.message | some finding in found}
