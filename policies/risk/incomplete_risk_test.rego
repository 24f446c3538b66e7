package raigate.rules.risk.incomplete_risk_test

import data.raigate.rules.risk.incomplete_risk as rule

whole := {"id": "wrong-queue", "severity": 2, "likelihood": 3, "owner": "@ada", "treatment": "accept"}

seen(value, placeholders) := {
	"system": {"stage": "review"},
	"artifact": {
		"path": "rai/risk/a.yaml", "root": "", "value": value,
		"facts": {"placeholders": placeholders},
	},
}

messages(found) := {one.message | some one in found}

test_a_risk_that_is_weighed_is_no_finding if {
	found := rule.findings with input as seen({"risks": [whole]}, [])
	count(found) == 0
	rule.applicable with input as seen({"risks": [whole]}, [])
}

test_what_a_risk_leaves_open_is_named_in_one_finding if {
	found := rule.findings with input as seen({"risks": [whole, {"severity": 3, "treatment": "accept"}]}, [])
	found == {{
		"path": "rai/risk/a.yaml",
		"root": "",
		"at": "/risks/1",
		"limit": "required",
		"message": "risk 2 does not state likelihood and owner",
	}}
}

test_a_placeholder_is_no_owner if {
	risk := object.union(whole, {"owner": "TODO"})
	found := rule.findings with input as seen({"risks": [risk]}, [{"at": "/risks/0/owner"}])
	messages(found) == {"risk `wrong-queue` does not state owner"}
}

test_an_assessment_without_any_risk_is_shown if {
	said := "assessment names no risk, and does not say why there is none"
	messages(rule.findings) == {said} with input as seen({"risks": []}, [])
	messages(rule.findings) == {said} with input as seen({"assessor": "@grace"}, [])
}

test_an_assessment_that_says_why_there_is_no_risk_is_no_finding if {
	value := {"not_applicable": [{"category": "fairness", "reason": "It sorts photographs of screws."}]}
	found := rule.findings with input as seen(value, [])
	count(found) == 0
}

test_an_assessment_that_was_replaced_is_left_alone if {
	not rule.applicable with input as seen({"status": "superseded", "risks": []}, [])
}

test_one_that_cannot_be_read_is_left_to_reading if {
	found := rule.findings with input as seen(null, [])
	count(found) == 0
}

test_what_has_another_shape_is_left_to_the_schema if {
	count(rule.findings) == 1 with input as seen({"risks": "none", "not_applicable": "all of them"}, [])
	count(rule.findings) == 1 with input as seen({"risks": 3, "not_applicable": ["fairness"]}, [])
}
