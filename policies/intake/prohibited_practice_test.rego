package raigate.rules.intake.prohibited_practice_test

import data.raigate.rules.intake.prohibited_practice as rule

test_a_declared_practice_is_shown_where_it_is_declared if {
	found := rule.findings with input as system("high", ["social-scoring"], "high")
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "/practices/0",
		"message": "intake declares the prohibited practice `social-scoring`",
	}}
}

test_the_answer_none_is_no_finding if {
	found := rule.findings with input as system("high", ["none"], "high")
	count(found) == 0
}

test_a_placeholder_is_no_practice if {
	evidence := [{
		"kind": "intake",
		"path": "rai/intake/loans.yaml",
		"root": "",
		"value": {"practices": ["TODO", "social-scoring"]},
		"facts": {"placeholders": [{"at": "/practices/0", "text": "TODO", "section": null}]},
	}]
	found := rule.findings with input as {"system": {"tier": "high"}, "evidence": evidence}
	{finding.at | some finding in found} == {"/practices/1"}
}

test_a_prohibited_class_is_shown_where_it_is_stated if {
	found := rule.findings with input as system("high", [], "prohibited")
	some finding in found
	finding.path == "rai/system.yaml"
	finding.at == "/regulatory_class/eu_ai_act"
}

test_a_prohibited_tier_blocks_whatever_the_intake_says if {
	found := rule.findings with input as system("prohibited", ["none"], "high")
	found == {{"at_system": true, "message": "tier is prohibited"}}
}

system(tier, practices, class) := {
	"system": {"tier": tier},
	"evidence": [
		{"kind": "intake", "path": "rai/intake/loans.yaml", "root": "", "value": {"practices": practices}},
		{
			"kind": "system",
			"path": "rai/system.yaml",
			"root": "",
			"value": {"regulatory_class": {"eu_ai_act": class}},
		},
	],
}
