package raigate.rules.risk.unnamed_affected_groups_test

import data.raigate.rules.risk.unnamed_affected_groups as rule

seen(value, facets) := {
	"system": {"stage": "review", "facets": facets},
	"artifact": {
		"path": "rai/risk/a.yaml", "root": "", "value": value,
		"facts": {"placeholders": [{"at": "/affected_groups/1"}]},
	},
}

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
