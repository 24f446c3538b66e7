package raigate.rules.waiver.expired_test

import data.raigate.rules.waiver.expired as rule

test_the_last_day_is_no_finding_while_it_is_far if {
	count(found(15, 1, {})) == 0
}

test_a_waiver_whose_finding_is_back_is_shown_at_its_last_day if {
	found(-1, 1, {}) == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "/expires",
		"message": "waiver ended on 2026-11-22, 1 day ago, and what it excused is open",
		"dated": true,
	}}
}

test_several_findings_that_are_back_are_counted if {
	messages(found(-22, 3, {})) == {"waiver ended on 2026-11-22, 22 days ago, and 3 findings that it excused are open"}
}

test_a_waiver_that_ends_soon_is_a_warning if {
	one := found(14, 1, {})
	messages(one) == {"waiver holds until 2026-11-22, 14 days left"}
	some each in one
	each.at_most == "warning"
}

test_on_its_last_day_a_waiver_still_holds if {
	messages(found(0, 1, {})) == {"waiver holds until 2026-11-22, 0 days left"}
}

test_what_has_ended_and_covers_nothing_is_a_note if {
	one := found(-5, 0, {})
	messages(one) == {"waiver ended on 2026-11-22, and nothing that it covers is left"}
	some each in one
	each.at_most == "note"
}

test_what_ends_soon_and_covers_nothing_is_left_to_another_rule if {
	count(found(3, 0, {})) == 0
}

test_what_is_retired_or_superseded_is_past if {
	count(found(-5, 1, {"past": true})) == 0
	count(found(-5, 1, {"superseded": true})) == 0
}

messages(all) := {one.message | some one in all}

found(days_left, findings, more) := all if {
	all := rule.findings with input as {"artifact": {
		"path": "rai/waivers/w.yaml",
		"root": "",
		"value": {"expires": "2026-11-22"},
		"facts": {"waives": object.union(
			{"days_left": days_left, "findings": findings, "past": false, "superseded": false},
			more,
		)},
	}}
}
