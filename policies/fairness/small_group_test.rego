package raigate.rules.fairness.small_group_test

import data.raigate.rules.fairness.small_group as rule

women := group("female", [40, 10, 10, 60])

men := group("male", [50, 20, 10, 40])

test_large_groups_are_no_finding if {
	count(rule.findings) == 0 with input as report([women, men])
	count(rule.not_evaluated) == 0 with input as report([women, men])
}

test_a_group_of_few_is_shown_at_its_counts if {
	found := rule.findings with input as report([women, men, group("diverse", [3, 1, 2, 6])])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/diverse/counts",
		"limit": "min_cases",
		"message": concat("", [
			"group diverse of sex has 12 cases, a comparison needs 100; ",
			"93 cases keep a rate within 10 points",
		]),
	}}
}

test_a_group_without_positives_has_no_rate if {
	found := rule.findings with input as report([women, men, group("diverse", [0, 50, 0, 60])])
	messages(found) == {concat("", [
		"group diverse of sex has no positive case, so that its true positive rate is undefined ",
		"and not 0, a comparison needs 10; 93 cases keep a rate within 10 points",
	])}
}

test_a_group_without_negatives_has_no_rate if {
	found := rule.findings with input as report([women, men, group("diverse", [60, 0, 50, 0])])
	messages(found) == {concat("", [
		"group diverse of sex has no negative case, so that its false positive rate is undefined ",
		"and not 0, a comparison needs 10; 93 cases keep a rate within 10 points",
	])}
}

test_a_group_of_few_positives_is_a_finding if {
	found := rule.findings with input as report([women, men, group("diverse", [1, 50, 0, 60])])
	messages(found) == {concat("", [
		"group diverse of sex has 1 positive case, a comparison needs 10; ",
		"93 cases keep a rate within 10 points",
	])}
}

test_a_group_of_few_negatives_is_a_finding if {
	found := rule.findings with input as report([women, men, group("diverse", [50, 1, 60, 2])])
	messages(found) == {concat("", [
		"group diverse of sex has 3 negative cases, a comparison needs 10; ",
		"93 cases keep a rate within 10 points",
	])}
}

test_a_small_group_with_a_reason_is_an_honest_report if {
	small := object.union(group("diverse", [3, 1, 2, 6]), {"reason": "Twelve people chose this entry in three years."})
	count(rule.findings) == 0 with input as report([women, men, small])
}

test_a_reason_that_says_nothing_is_none if {
	small := object.union(group("diverse", [3, 1, 2, 6]), {"reason": "small"})
	count(rule.findings) == 1 with input as report([women, men, small])
}

test_most_of_the_people_are_not_left_out_for_a_reason if {
	reason := {"reason": "Too few of these people were measured to compare them."}
	small := [object.union(group(sprintf("%d", [index]), [10, 10, 10, 10]), reason) | some index in numbers.range(1, 8)]
	found := rule.findings with input as report(array.concat([women, men], small))
	messages(found) == {"groups that are left out hold 320 of 560 cases by sex, at most 10 % can be left out"}
}

test_of_combinations_nothing_is_asked if {
	both := object.union(by_sex([women, group("diverse", [1, 1, 1, 1])]), {"features": ["age", "sex"]})
	count(rule.findings) == 0 with input as {"system": {"tier": "high"}, "artifact": {
		"path": "rai/fairness/spring.json",
		"root": "",
		"facts": {"comparisons": [by_sex([women, men]), both]},
	}}
}

test_groups_without_a_number_in_several_classes_are_one_finding if {
	bare := {"at": "/groups/diverse", "label": "diverse"}
	alike := [by_sex([women, men, bare]), by_sex([women, men, object.union(bare, {"at": "/groups/more"})])]
	found := rule.not_evaluated with input as {"artifact": {"path": "f.json", "root": "", "facts": {"comparisons": alike}}}
	messages(found) == {"1 of 3 groups by sex state no number of cases"}
}

test_a_group_without_a_number_of_cases_is_not_evaluated if {
	bare := {"at": "/groups/diverse", "label": "diverse"}
	found := rule.not_evaluated with input as report([women, men, bare])
	messages(found) == {"1 of 3 groups by sex state no number of cases"}
}

test_a_number_of_cases_without_counts_is_held_against_the_least if {
	stated := {"at": "/groups/diverse", "label": "diverse", "n": 40, "n_at": "/groups/diverse/n"}
	found := rule.findings with input as report([women, men, stated])
	{finding.at | some finding in found} == {"/groups/diverse/n"}
}

group(label, counts) := {
	"at": sprintf("/groups/%s", [label]),
	"label": label,
	"counts_at": sprintf("/groups/%s/counts", [label]),
	"counts": {"tp": counts[0], "fp": counts[1], "fn": counts[2], "tn": counts[3]},
}

by_sex(groups) := {"at": "/groups/0", "features": ["sex"], "control": {}, "groups": groups}

report(groups) := {"system": {"tier": "high"}, "artifact": {
	"path": "rai/fairness/spring.json",
	"root": "",
	"facts": {"comparisons": [by_sex(groups)]},
}}

messages(found) := {finding.message | some finding in found}
