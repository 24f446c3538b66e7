package raigate.rules.waiver.unused_test

import data.raigate.rules.waiver.unused as rule

test_a_waiver_that_covers_a_finding_is_used if {
	count(found({"findings": 1})) == 0
}

test_a_waiver_that_covers_nothing_is_shown_at_its_rule if {
	found({"findings": 0}) == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "/rule",
		"message": "waiver covers no finding",
	}}
}

test_what_is_over_or_past_is_left_to_another_rule if {
	count(found({"findings": 0, "days_left": -1})) == 0
	count(found({"findings": 0, "past": true})) == 0
}

test_what_is_void_is_left_to_another_rule if {
	count(found({"findings": 0, "void": true})) == 0
}

test_a_first_renewal_is_no_finding if {
	count(found({"renewals": 1})) == 0
}

test_a_second_renewal_is_shown_with_both_numbers if {
	messages := {one.message | some one in found({"renewals": 2})}
	messages == {"this rule and scope were waived 2 times before, at most 1 expected"}
}

found(more) := all if {
	all := rule.findings with input as {"artifact": {
		"path": "rai/waivers/w.yaml",
		"root": "",
		"value": {},
		"facts": {"waives": object.union(
			{
				"findings": 1, "renewals": 0, "days_left": 30, "past": false, "superseded": false,
				"void": false,
			},
			more,
		)},
	}}
}
