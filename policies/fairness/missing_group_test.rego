package raigate.rules.fairness.missing_group_test

import data.raigate.rules.fairness.missing_group as rule

women := group("female", 400)

men := group("male", 600)

test_groups_that_add_up_are_no_finding if {
	count(rule.findings) == 0 with input as system({"total_n": 1050, "unknown_n": 50, "sensitive_features": ["Sex"]}, [by_sex([women, men])])
	count(rule.not_evaluated) == 0 with input as system({"total_n": 1050, "unknown_n": 50}, [by_sex([women, men])])
}

test_cases_in_no_group_are_shown_with_the_total if {
	found := rule.findings with input as system({"total_n": 1050}, [by_sex([women, men])])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/groups/0",
		"message": "groups by sex hold 1000 cases, all but the unknown are 1050",
		"related": [{
			"path": "rai/fairness/spring.json",
			"root": "",
			"at": "/total_n",
			"message": "all cases",
		}],
	}}
}

test_the_unknown_of_each_feature_are_exact if {
	value := {"total_n": 1050, "unknown_n": 60, "x-unknown": {"sex": 50}}
	count(rule.findings) == 0 with input as system(value, [by_sex([women, men])])
}

test_the_unknown_of_any_feature_leave_room if {
	by_age := object.union(by_sex([group("old", 1020), group("young", 10)]), {"features": ["age"]})
	count(rule.findings) == 0 with input as system({"total_n": 1050, "unknown_n": 60}, [by_sex([women, men]), by_age])
	found := rule.findings with input as system({"total_n": 1100, "unknown_n": 60}, [by_sex([women, men]), by_age])
	messages(found) == {
		"groups by sex hold 1000 cases, all but the unknown are 1040 to 1100",
		"groups by age hold 1030 cases, all but the unknown are 1040 to 1100",
	}
}

test_many_unknown_are_too_many_by_whatever_name if {
	found := rule.findings with input as system({"total_n": 1200, "unknown_n": 200}, [by_sex([women, men])])
	messages(found) == {"group by sex is unknown of 200 of 1200 cases, at most 10 % can be"}
	named := rule.findings with input as system({"total_n": 1200}, [by_sex([women, men, group("Unknown", 200)])])
	messages(named) == {"group by sex is unknown of 200 of 1200 cases, at most 10 % can be"}
}

test_unknown_groups_count_without_a_total if {
	found := rule.findings with input as system({}, [by_sex([women, men, group("nan", 200)])])
	messages(found) == {"group by sex is unknown of 200 of 1200 cases, at most 10 % can be"}
}

test_a_report_without_a_total_is_not_evaluated if {
	found := rule.not_evaluated with input as system({}, [by_sex([women, men])])
	messages(found) == {"report states no total number of cases, so that cases in no group do not show"}
}

test_one_group_is_no_comparison if {
	found := rule.findings with input as system({"total_n": 400}, [by_sex([women])])
	messages(found) == {"the only group by sex is female"}
}

test_a_group_that_is_listed_twice_is_shown_at_both if {
	again := object.union(women, {"at": "/groups/again", "repeats": "/groups/female"})
	found := rule.findings with input as system({"total_n": 1400}, [by_sex([women, men, again])])
	messages(found) == {"group female of sex is listed twice"}
}

test_counts_of_more_or_fewer_than_there_are_are_shown if {
	other := object.union(women, {"n": 500, "n_at": "/groups/female/n", "counts_at": "/groups/female/counts"})
	found := rule.findings with input as system({"total_n": 1000}, [by_sex([other, men])])
	messages(found) == {"counts of group female add up to 400, n is 500"}
}

test_everybody_is_as_many_as_there_are if {
	whole := object.union(by_sex([women, men]), {"overall": {"at": "/groups/9", "n": 900}})
	found := rule.findings with input as system({"total_n": 1000}, [whole])
	messages(found) == {"the group of everybody holds 900 cases, all are 1000"}
}

test_fields_of_another_shape_are_left_to_the_schema if {
	value := {"total_n": 1000, "unknown_n": "no", "x-unknown": 3, "sensitive_features": "sex"}
	count(rule.findings) == 0 with input as system(value, [by_sex([women, men])])
}

test_a_sensitive_feature_without_groups_is_shown_at_its_name if {
	found := rule.findings with input as system({"total_n": 1000, "sensitive_features": ["sex", "Age band"]}, [by_sex([women, men])])
	{[finding.at, finding.message] | some finding in found} == {["/sensitive_features/1", "sensitive feature Age band has no groups"]}
}

test_a_group_that_the_plan_asks_for_is_missed if {
	plan := {"path": "rai/eval/plan.yaml", "root": "", "kind": "eval-plan", "value": {"slices": [{"feature": "Sex", "values": ["Female", "diverse"]}]}}
	report := system({"total_n": 1000}, [by_sex([women, men])])
	found := rule.findings with input as object.union(report, {"evidence": array.concat(report.evidence, [plan])})
	messages(found) == {"no group by sex is diverse, the plan asks for it"}
}

test_numbers_of_cases_without_counts_are_enough if {
	bare := [{"at": "/a", "label": "female", "slice": {"sex": "female"}, "n": 400}, {"at": "/b", "label": "male", "slice": {"sex": "male"}, "n": 600}]
	count(rule.findings) == 0 with input as system({"total_n": 1000}, [by_sex(bare)])
}

group(label, n) := {
	"at": sprintf("/groups/%s", [label]),
	"label": label,
	"slice": {"sex": label},
	"counts": {"tp": n - 30, "fp": 10, "fn": 10, "tn": 10},
	"n": n,
} if {
	n > 30
} else := {"at": sprintf("/groups/%s", [label]), "label": label, "slice": {"sex": label}, "n": n}

by_sex(groups) := {"at": "/groups/0", "features": ["sex"], "control": {}, "groups": groups}

system(value, comparisons) := {"system": {"id": "s", "tier": "high"}, "evidence": [{
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"standard": "native",
	"value": value,
	"facts": {"comparisons": comparisons},
}]}

messages(found) := {finding.message | some finding in found}
