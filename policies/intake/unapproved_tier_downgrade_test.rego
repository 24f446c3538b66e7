package raigate.rules.intake.unapproved_tier_downgrade_test

import data.raigate.rules.intake.unapproved_tier_downgrade as rule

_system(before, stated) := {"system": {"id": "loans", "before": {"tier": before}, "stated": {"tier": stated}}}

test_a_lower_tier_is_found if {
	found := rule.findings with input as _system("high", "limited")
	found == {{"at_system": true, "message": "tier is lowered to limited, it was high"}}
}

test_a_higher_tier_is_none if {
	count(rule.findings) == 0 with input as _system("limited", "high")
}

test_the_same_tier_is_none if {
	count(rule.findings) == 0 with input as _system("high", "high")
}

test_without_a_base_there_is_nothing_to_compare_with if {
	not rule.applicable with input as {"system": {"id": "loans"}}
}

test_a_system_that_was_there_before_is_compared if {
	rule.applicable with input as _system("high", "high")
}
