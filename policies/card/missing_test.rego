package raigate.rules.card.missing_test

import data.raigate.rules.card.missing as rule

test_a_system_without_any_card_is_a_finding_at_its_declaration if {
	found := rule.findings with input as declared([manifest("loans", "credit-scorer")])
	found == {{"at_system": true, "message": "no model card and no system card"}}
}

test_a_model_card_is_enough if {
	found := rule.findings with input as declared([manifest("loans", "credit-scorer"), card("org/Credit_Scorer")])
	count(found) == 0
}

test_a_system_card_is_enough if {
	evidence := [{"kind": "system-card", "path": "rai/system-card.md", "root": "", "facts": {}}]
	found := rule.findings with input as declared(evidence)
	count(found) == 0
}

test_the_one_model_without_a_card_is_shown_at_its_name if {
	evidence := [manifest("loans", "credit-scorer"), manifest("fraud", "fraud-scorer"), card("credit-scorer")]
	found := rule.findings with input as declared(evidence)
	found == {{
		"path": "rai/models/fraud.yaml",
		"root": "",
		"at": "/name",
		"message": "no card describes model `fraud-scorer`",
		"related": [{
			"path": "README.md",
			"root": "",
			"at": "/model-index/0/name",
			"message": "this card describes `credit-scorer`",
		}],
	}}
}

test_a_card_that_fits_no_manifest_is_left_to_wrong_model if {
	evidence := [manifest("loans", "credit-scorer"), manifest("fraud", "fraud-scorer"), card("churn-scorer")]
	found := rule.findings with input as declared(evidence)
	count(found) == 0
}

test_an_implied_system_is_not_asked_for_a_card if {
	not rule.applicable with input as {"system": {"declared": false}, "evidence": []}
}

test_a_declared_system_is_asked_for_a_card if {
	rule.applicable with input as declared([])
}

declared(evidence) := {"system": {"id": "credit", "declared": true}, "evidence": evidence}

manifest(file, name) := {
	"kind": "model-manifest",
	"path": sprintf("rai/models/%s.yaml", [file]),
	"root": "",
	"facts": {"identity": {"name": {"value": name, "at": "/name"}}},
}

card(name) := {
	"kind": "model-card",
	"path": "README.md",
	"root": "",
	"facts": {"identity": {"name": {"value": name, "at": "/model-index/0/name"}}},
}
