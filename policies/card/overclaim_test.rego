package raigate.rules.card.overclaim_test

import data.raigate.rules.card.overclaim as rule

test_an_absolute_claim_is_shown_where_it_stands if {
	claim := {"at": "@310-319", "text": "bias-free", "why": "no finite test shows an absence"}
	found := rule.findings with input as card({"overclaims": [claim]})
	found == {{
		"path": "README.md",
		"root": "",
		"at": "@310-319",
		"message": "claims \"bias-free\": no finite test shows an absence",
	}}
}

test_a_measured_statement_is_no_finding if {
	found := rule.findings with input as card({})
	count(found) == 0
}

card(facts) := {"artifact": {"path": "README.md", "root": "", "facts": facts}}
