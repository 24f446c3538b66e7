package raigate.rules.waiver.too_long_test

import data.raigate.rules.waiver.too_long as rule

test_the_longest_time_is_no_finding if {
	count(found(90, 10, "high", false)) == 0
}

test_a_day_more_is_shown_with_both_numbers if {
	found(91, 10, "high", false) == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "/expires",
		"limit": "max_days",
		"message": "waiver holds for 91 days, at most 90 at tier high",
	}}
}

test_the_tier_says_how_long if {
	count(found(180, 10, "limited", false)) == 0
	count(found(181, 10, "limited", false)) == 1
	count(found(366, 10, "minimal", false)) == 1
}

test_what_is_over_is_long_no_more if {
	count(found(400, -1, "high", false)) == 0
	count(found(400, 10, "high", true)) == 0
}

test_a_waiver_without_days_is_left_to_another_rule if {
	count(found(null, null, "high", false)) == 0
}

found(days, left, tier, past) := all if {
	all := rule.findings with input as {
		"artifact": {
			"path": "rai/waivers/w.yaml",
			"root": "",
			"value": {},
			"facts": {"waives": {"days": days, "days_left": left, "past": past, "superseded": false}},
		},
		"system": {"tier": tier},
	}
}
