package raigate.rules.risk.unnamed_affected_groups_test

import data.raigate.rules.risk.unnamed_affected_groups as rule

assessment(value) := {
	"path": "rai/risk/a.yaml", "root": "", "kind": "risk-assessment", "value": value,
	"facts": {"placeholders": [{"at": "/affected_groups/1"}]},
}

seen(value, facets) := {
	"system": {"stage": "review", "facets": facets},
	"evidence": [assessment(value)],
}

planned(value, slices) := {
	"system": {"stage": "review", "facets": []},
	"evidence": [assessment(value), {
		"path": "rai/eval/plan.yaml", "root": "", "kind": "eval-plan", "facts": {},
		"value": {"slices": slices, "metrics": [{"type": "recall", "slice": {"religion": "none"}}]},
	}],
}

harm(groups) := {"affected_groups": ["applicants"], "risks": [{"id": "wrong", "affected_groups": groups}]}

messages(found) := {one.message | some one in found}

test_nobody_is_shown_where_the_groups_stand if {
	found := rule.findings with input as seen({"risks": [{"id": "wrong-queue"}]}, [])
	found == {{
		"path": "rai/risk/a.yaml",
		"root": "",
		"at": "/affected_groups",
		"message": "assessment names no affected group",
	}}
	rule.applicable with input as seen({}, [])
}

test_a_group_of_the_assessment_or_of_a_risk_is_enough if {
	count(rule.findings) == 0 with input as seen({"affected_groups": ["applicants"]}, [])
	risks := [{"affected_groups": ["people without a credit history"]}]
	count(rule.findings) == 0 with input as seen({"risks": risks}, [])
}

test_everyone_is_no_group if {
	found := rule.findings with input as seen({"affected_groups": ["Everyone", "TODO"]}, [])
	messages(found) == {"assessment names `everyone` as affected, and no group"}
}

test_none_is_an_answer_where_no_facet_speaks_of_people if {
	count(rule.findings) == 0 with input as seen({"affected_groups": ["none"]}, ["agentic"])
	count(rule.findings) == 1 with input as seen({"affected_groups": ["none"]}, ["user_facing"])
}

test_one_that_was_replaced_is_left_alone if {
	not rule.applicable with input as seen({"status": "superseded"}, [])
}

test_what_has_another_shape_names_nobody if {
	count(rule.findings) == 1 with input as seen({"affected_groups": "clerks", "risks": "none"}, [])
	count(rule.findings) == 0 with input as seen(null, [])
}

test_a_characteristic_that_the_plan_does_not_slice_by_is_shown_at_the_group if {
	found := rule.findings with input as planned(harm(["applicants under 25"]), [{"feature": "sex"}])
	found == {{
		"path": "rai/risk/a.yaml",
		"root": "",
		"at": "/risks/0/affected_groups/0",
		"at_most": "warning",
		"message": "harmed group goes by age, no slice of the evaluation plan does",
	}}
	both := rule.findings with input as planned(harm(["older women"]), [])
	messages(both) == {"harmed group goes by age and sex, no slice of the evaluation plan does"}
}

test_a_feature_a_value_or_a_reason_is_a_slice if {
	every slice in [{"feature": "age_band"}, {"feature": "segment", "values": [1, "young"]}, {"feature": "region", "reason": "age is not recorded"}] {
		count(rule.findings) == 0 with input as planned(harm(["Young applicants"]), [slice])
	}
	count(rule.findings) == 0 with input as planned(harm(["religious people"]), [])
}

test_a_part_that_no_slice_has_a_word_of_is_a_note if {
	group := ["applicants with less than one year of account history"]
	found := rule.findings with input as planned(harm(group), [{"feature": "product"}])
	{[one.at_most, one.message] | some one in found} == {["note", "no slice of the evaluation plan has a word of this harmed group"]}
	count(rule.findings) == 0 with input as planned(harm(group), [{"feature": "accounts_open"}])
	count(rule.findings) == 0 with input as planned(harm(group), [{"feature": "has_history"}])
	count(rule.findings) == 0 with input as planned(harm(["people who are with them"]), [])
}

test_everybody_is_measured_by_the_whole if {
	count(rule.findings) == 0 with input as planned(harm(["applicants", "everyone", "none"]), [])
}

test_a_risk_without_groups_hits_all_of_the_assessment if {
	all := {"affected_groups": ["women"], "risks": [{"id": "wrong"}]}
	found := rule.findings with input as planned(all, [{"feature": "age"}])
	{one.at | some one in found} == {"/affected_groups/0"}
	some_of_them := {"affected_groups": ["women"], "risks": [{"id": "wrong", "affected_groups": ["clerks"]}]}
	count(rule.findings) == 0 with input as planned(some_of_them, [{"feature": "age"}])
}

test_groups_of_another_shape_are_no_fault_of_the_rule if {
	every groups in [null, 5, "clerks", {"clerks": true}] {
		count(rule.findings) == 0 with input as planned(harm(groups), [{"feature": "age"}])
	}
	every slices in ["", 5, ["age"], [{"feature": "sex", "values": 5}], [{"feature": ["sex"], "values": {}}]] {
		found := rule.findings with input as planned(harm(["applicants over 60"]), slices)
		messages(found) == {"harmed group goes by age, no slice of the evaluation plan does"}
	}
	every metrics in ["", 5, ["recall"], [{"slice": "age"}], [{"slice": ["age"]}]] {
		all := planned(harm(["applicants over 60"]), [])
		odd := json.patch(all, [{"op": "replace", "path": "/evidence/1/value/metrics", "value": metrics}])
		count(rule.findings) == 1 with input as odd
	}
	ages := [{"feature": "aged over", "values": [60]}]
	count(rule.findings) == 0 with input as planned(harm(["applicants over 60"]), ages)
}

test_without_a_plan_nothing_is_asked_of_it if {
	count(rule.findings) == 0 with input as seen(harm(["applicants under 25"]), [])
}
