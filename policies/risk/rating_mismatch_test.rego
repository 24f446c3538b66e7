package raigate.rules.risk.rating_mismatch_test

import data.raigate.rules.risk.rating_mismatch as rule

seen(risk) := {
	"system": {"stage": "review"},
	"artifact": {"path": "rai/risk/a.yaml", "root": "", "value": {"risks": [risk]}, "facts": {}},
}

messages(found) := {one.message | some one in found}

test_a_rating_below_the_matrix_shows_both_sides if {
	risk := {"id": "refusal", "severity": 4, "likelihood": 3, "inherent_rating": "low"}
	found := rule.findings with input as seen(risk)
	found == {{
		"path": "rai/risk/a.yaml",
		"root": "",
		"at": "/risks/0/inherent_rating",
		"limit": "matrix",
		"message": "risk `refusal` is rated low, severity 4 and likelihood 3 make it high",
		"related": [{
			"path": "rai/risk/a.yaml",
			"root": "",
			"at": "/risks/0/likelihood",
			"message": "severity 4, likelihood 3",
		}],
	}}
	rule.applicable with input as seen(risk)
}

test_a_rating_as_the_matrix_or_above_is_no_finding if {
	count(rule.findings) == 0 with input as seen({"severity": 4, "likelihood": 3, "inherent_rating": "high"})
	count(rule.findings) == 0 with input as seen({"severity": 4, "likelihood": 3, "inherent_rating": "critical"})
}

test_a_matrix_of_the_team_decides if {
	found := rule.findings with input as seen({"severity": 1, "likelihood": 1, "inherent_rating": "low"})
		with data.settings.risk.rating_mismatch.matrix as [["medium"]]
	messages(found) == {"risk 1 is rated low, severity 1 and likelihood 1 make it medium"}
}

test_a_risk_that_grows_by_its_treatment_is_shown if {
	found := rule.findings with input as seen({"inherent_rating": "medium", "residual_rating": "high"})
	messages(found) == {"risk 1 is rated high once it is treated, medium before"}
}

test_without_ratings_or_with_numbers_outside_the_matrix_nothing_is_said if {
	count(rule.findings) == 0 with input as seen({"severity": 4, "likelihood": 3})
	count(rule.findings) == 0 with input as seen({"severity": 9, "likelihood": 3, "inherent_rating": "low"})
	count(rule.findings) == 0 with input as seen({"severity": 0, "likelihood": 3, "inherent_rating": "low"})
	count(rule.findings) == 0 with input as seen("wrong queue")
}
