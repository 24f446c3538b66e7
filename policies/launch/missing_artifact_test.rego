package raigate.rules.launch.missing_artifact_test

import data.raigate.rules.launch.missing_artifact as rule

artifact(kind, value) := {"path": sprintf("rai/%s.yaml", [kind]), "root": "", "kind": kind, "value": value, "facts": {}}

seen(tier, facets, kinds, outcomes) := {
	"system": {"declared": true, "stage": "launch", "tier": tier, "facets": facets},
	"evidence": [artifact(kind, {}) | some kind in kinds],
	"outcomes": outcomes,
}

messages(found) := {one.message | some one in found}

of_limited := [
	"intake", "model-manifest", "model-card", "datasheet", "eval-plan", "eval-result",
	"risk-assessment", "monitoring-plan", "launch-checklist",
]

of_high := array.concat(of_limited, ["system-card", "fairness-report", "safety-test-log", "privacy-review"])

without(kinds, absent) := [kind | some kind in kinds; not kind in absent]

test_all_that_the_tier_asks_for_is_enough if {
	count(rule.findings) == 0 with input as seen("limited", [], of_limited, {})
	count(rule.findings) == 0 with input as seen("high", [], of_high, {})
	rule.applicable with input as seen("limited", [], of_limited, {})
}

test_what_is_absent_is_named_in_one_finding if {
	kinds := without(of_limited, ["eval-plan", "monitoring-plan"])
	found := rule.findings with input as seen("limited", [], kinds, {})
	found == {{
		"at_system": true,
		"limit": "matrix",
		"message": "2 of 9 kinds of evidence that tier limited asks for are absent: eval-plan and monitoring-plan",
	}}
}

test_a_prohibited_system_is_asked_as_a_high_one if {
	found := rule.findings with input as seen("prohibited", [], without(of_high, ["system-card"]), {})
	messages(found) == {"1 of 13 kinds of evidence that tier high asks for is absent: system-card"}
}

test_a_system_card_stands_in_where_only_one_card_is_asked_for if {
	kinds := array.concat(without(of_limited, ["model-card"]), ["system-card"])
	count(rule.findings) == 0 with input as seen("limited", [], kinds, {})
}

test_a_bought_model_needs_no_datasheet_at_limited_tier if {
	kinds := without(of_limited, ["datasheet"])
	count(rule.findings) == 0 with input as seen("limited", ["third_party_model"], kinds, {})
	count(rule.findings) == 1 with input as seen("limited", [], kinds, {})
}

test_what_a_rule_of_its_own_says_is_not_said_again if {
	kinds := without(of_limited, ["monitoring-plan"])
	told := {"monitoring/missing-plan": {"outcome": "fail", "severity": "error"}}
	count(rule.findings) == 0 with input as seen("limited", [], kinds, told)
	passed := {"monitoring/missing-plan": {"outcome": "pass", "severity": "error"}}
	count(rule.findings) == 1 with input as seen("limited", [], kinds, passed)
}

test_what_is_only_warned_of_there_still_blocks_here if {
	kinds := without(of_limited, ["datasheet"])
	warned := {"data/missing-datasheet": {"outcome": "fail", "severity": "warning"}}
	count(rule.findings) == 1 with input as seen("limited", [], kinds, warned)
	missing := {"card/missing": {"outcome": "fail", "severity": "warning"}}
	kinds_of_minimal := ["intake", "model-manifest", "disclosure-review"]
	count(rule.findings) == 0 with input as seen("minimal", ["user_facing"], kinds_of_minimal, missing)
}

test_a_reason_in_the_assessment_excuses_and_a_word_does_not if {
	base := seen("high", [], without(of_high, ["safety-test-log", "risk-assessment"]), {})
	reason := "It sorts photographs of screws, and nobody can speak to it."
	said := artifact("risk-assessment", {"not_applicable": [{"category": "Safety", "reason": reason}]})
	count(rule.findings) == 0 with input as object.union(base, {"evidence": array.concat(base.evidence, [said])})
	word := artifact("risk-assessment", {"not_applicable": [{"category": "safety", "reason": "harmless"}]})
	count(rule.findings) == 1 with input as object.union(base, {"evidence": array.concat(base.evidence, [word])})
}

test_a_record_kept_elsewhere_counts if {
	base := seen("limited", [], without(of_limited, ["risk-assessment"]), {})
	elsewhere := artifact("external-record", {"record_kind": "risk-assessment", "url": "https://grc.example.org/1"})
	count(rule.findings) == 0 with input as object.union(base, {"evidence": array.concat(base.evidence, [elsewhere])})
}

test_before_launch_nothing_is_due if {
	not rule.applicable with input as {"system": {"declared": true, "stage": "review"}}
}

test_what_a_waiver_excuses_is_not_asked_for_again if {
	waived := {"monitoring/missing-plan": {"outcome": "waived", "severity": "error", "findings": []}}
	found := rule.findings with input as seen("limited", [], without(of_limited, ["monitoring-plan"]), waived)
	count(found) == 0
}
