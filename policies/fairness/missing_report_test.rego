package raigate.rules.fairness.missing_report_test

import data.raigate.rules.fairness.missing_report as rule

test_a_system_that_decides_about_people_without_a_report_is_a_finding if {
	found := rule.findings with input as system("limited", ["consequential_decision"], [])
	found == {{"at_system": true, "message": "no fairness report, facet `consequential_decision` asks for one"}}
}

test_a_system_of_high_tier_is_asked_for_one_too if {
	found := rule.findings with input as system("high", [], [])
	found == {{"at_system": true, "message": "no fairness report, tier high asks for one"}}
}

test_others_are_not_asked if {
	not rule.applicable with input as system("limited", ["user_facing"], [])
	rule.applicable with input as system("high", [], [])
}

test_data_without_a_model_is_not_asked_unless_it_decides_about_people if {
	bare := object.remove(system("high", [], []).system, ["model_files"])
	not rule.applicable with input as {"system": bare, "evidence": []}
	rule.applicable with input as {"system": bare, "evidence": [{"kind": "model-card"}]}
	deciding := object.union(bare, {"facets": ["consequential_decision"]})
	rule.applicable with input as {"system": deciding, "evidence": []}
}

test_a_report_of_groups_is_enough if {
	count(rule.findings) == 0 with input as system("high", [], [report(2, {})])
}

test_a_report_without_a_group_is_none if {
	found := rule.findings with input as system("high", [], [report(0, {})])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "",
		"message": "fairness report measures no group, tier high asks for one that does",
	}}
}

# That nothing is beside it is for `fairness/missing-group` to say.
test_a_report_of_one_group_is_left_to_the_rule_about_groups if {
	count(rule.findings) == 0 with input as system("high", [], [report(1, {})])
}

test_a_report_that_was_withdrawn_is_none if {
	found := rule.findings with input as system("high", [], [report(2, {"status": "retired"})])
	found == {{
		"path": "rai/fairness/spring.json",
		"root": "",
		"at": "/status",
		"message": "fairness report is retired, tier high asks for one in force",
	}}
	count(rule.findings) == 0 with input as system("high", [], [report(2, {"status": "retired"}), report(2, {})])
}

test_a_format_that_rates_classes_is_a_report if {
	rated := object.union(report(0, {}), {"standard": "ai-verify", "facts": {"results": [{}, {}]}})
	count(rule.findings) == 0 with input as system("high", [], [rated])
}

system(tier, facets, evidence) := {
	"system": {"id": "s", "tier": tier, "facets": facets, "declared": true, "model_files": ["m.onnx"]},
	"evidence": evidence,
}

report(groups, value) := {
	"path": "rai/fairness/spring.json",
	"root": "",
	"kind": "fairness-report",
	"standard": "native",
	"value": value,
	"facts": {"comparisons": [{"groups": [{} | some at in numbers.range(0, groups); at > 0]}]},
}
