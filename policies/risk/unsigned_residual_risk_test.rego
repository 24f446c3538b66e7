package raigate.rules.risk.unsigned_residual_risk_test

import data.raigate.rules.risk.unsigned_residual_risk as rule

system := {"id": "router", "tier": "limited", "stage": "launch", "facets": []}

assessment(rating) := {
	"path": "risk.yaml", "root": "", "kind": "risk-assessment", "facts": {},
	"value": {"risks": [{"id": "a", "residual_rating": "low"}, {"id": "b", "residual_rating": rating}]},
}

mitigation(status) := {
	"path": "m.yaml", "root": "", "kind": "mitigation", "facts": {}, "value": {"status": status},
}

signature := {
	"path": "s.yaml", "root": "", "kind": "approval",
	"value": {"decision_type": "residual-risk", "decision": "approve", "role": "director"},
	"facts": {"approval": {
		"who": "di", "person": "di", "holds": "yes",
		"bindings": [{"system": "router", "state": "same", "contributed": {"state": "no"}}],
	}},
}

told(evidence) := {one.message | some one in rule.findings with input as {"system": system, "evidence": evidence}}

test_low_risk_needs_no_signature if {
	told([assessment("low"), mitigation("closed")]) == set()
	not rule.applicable with input as {"system": system, "evidence": [assessment("low")]}
}

test_risk_that_stays_is_signed_by_who_answers_for_it if {
	rule.applicable with input as {"system": system, "evidence": [assessment("high")]}
	told([assessment("high")]) == {"a risk is rated high after all mitigations, and nobody signed it as `director`"}
	told([assessment("high"), signature]) == set()
}

test_an_open_mitigation_is_signed_too if {
	told([mitigation("open")]) == {"a mitigation is not closed, and nobody signed it as `director`"}
}

test_risks_that_are_no_list_are_none if {
	odd := object.union(assessment("low"), {"value": {"risks": "none"}})
	told([odd, mitigation("closed")]) == set()
}
