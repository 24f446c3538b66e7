package raigate.rules.intake.tier_too_low_test

import data.raigate.rules.intake.tier_too_low as rule

test_a_decision_on_credit_makes_the_tier_high if {
	found := rule.findings with input as system("limited", ["consequential_decision"], "credit")
	found == {{
		"at_system": true,
		"limit": "high_domains",
		"message": "tier is limited, facet `consequential_decision` in domain `credit` makes it high",
		"related": [{
			"path": "rai/intake/loans.yaml",
			"root": "",
			"at": "/domain",
			"message": "the domain is stated here",
		}],
	}}
}

test_a_high_tier_is_high_enough if {
	found := rule.findings with input as system("high", ["consequential_decision", "personal_data"], "credit")
	count(found) == 0
}

test_a_domain_without_a_decision_about_people_is_not_high if {
	found := rule.findings with input as system("minimal", [], "credit")
	count(found) == 0
}

test_personal_data_makes_the_tier_limited if {
	found := rule.findings with input as system("minimal", ["personal_data"], "other")
	found == {{
		"at_system": true,
		"limit": "limited_facets",
		"message": "tier is minimal, facet `personal_data` makes it limited",
	}}
}

test_several_facets_are_named_together if {
	found := rule.findings with input as system("minimal", ["user_facing", "generative"], "other")
	some finding in found
	finding.message == "tier is minimal, each of the facets `generative` and `user_facing` makes it limited"
}

test_the_graver_cause_speaks_alone if {
	found := rule.findings with input as system("minimal", ["consequential_decision", "personal_data"], "health")
	count(found) == 1
}

test_a_limited_tier_is_enough_for_personal_data if {
	found := rule.findings with input as system("limited", ["personal_data"], "other")
	count(found) == 0
}

test_an_implied_system_has_no_tier_to_judge if {
	not rule.applicable with input as {"system": {"declared": false}, "evidence": []}
}

test_a_declared_system_has_a_tier_to_judge if {
	rule.applicable with input as system("minimal", [], "other")
}

test_a_decision_in_no_stated_domain_cannot_be_judged if {
	found := rule.not_evaluated with input as undomained("limited", ["consequential_decision"])
	found == {{
		"path": "rai/intake/loans.yaml",
		"root": "",
		"at": "",
		"message": "intake states no domain, which decides whether facet `consequential_decision` makes the tier high",
	}}
}

test_a_high_tier_needs_no_domain if {
	found := rule.not_evaluated with input as undomained("high", ["consequential_decision"])
	count(found) == 0
}

test_a_stated_domain_can_be_judged if {
	found := rule.not_evaluated with input as system("limited", ["consequential_decision"], "other")
	count(found) == 0
}

undomained(tier, facets) := {
	"system": {"declared": true, "tier": tier, "facets": facets},
	"evidence": [{"kind": "intake", "path": "rai/intake/loans.yaml", "root": "", "value": {}}],
}

system(tier, facets, domain) := {
	"system": {"declared": true, "tier": tier, "facets": facets},
	"evidence": [{"kind": "intake", "path": "rai/intake/loans.yaml", "root": "", "value": {"domain": domain}}],
}
