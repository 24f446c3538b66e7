package raigate.rules.waiver.incomplete_test

import data.raigate.rules.waiver.incomplete as rule

complete := {
	"rule": "card/missing-section",
	"scope": {"system": "ticket-router"},
	"reason": "A reason of at least so many words.",
	"compensating_control": "A clerk reads every ticket.",
	"requested_by": "@grace",
	"approved_by": ["@ada"],
	"created": "2026-11-02",
	"expires": "2027-01-15",
}

test_a_complete_waiver_is_no_finding if {
	count(rule.findings) == 0 with input as waiver(complete, {"words": 24}, [])
}

test_absent_answers_are_named_in_one_finding_that_voids_it if {
	found := rule.findings with input as waiver(object.remove(complete, ["expires", "compensating_control"]), {"words": 24}, [])
	found == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "",
		"limit": "required",
		"message": "waiver does not state compensating_control and expires",
		"voids": true,
	}}
}

test_a_placeholder_is_no_answer if {
	value := object.union(complete, {"compensating_control": "TODO"})
	found := rule.findings with input as waiver(value, {"words": 24}, ["/compensating_control"])
	messages(found) == {"`compensating_control` is not answered"}
}

test_an_empty_list_and_a_blank_are_no_answers if {
	value := object.union(complete, {"approved_by": [], "requested_by": "  "})
	found := rule.findings with input as waiver(value, {"words": 24}, [])
	messages(found) == {"`approved_by` is not answered", "`requested_by` is not answered"}
}

test_a_placeholder_among_approvers_leaves_the_list_open if {
	value := object.union(complete, {"approved_by": ["@ada", "TODO"]})
	found := rule.findings with input as waiver(value, {"words": 24}, ["/approved_by/1"])
	messages(found) == {"`approved_by` is not answered in full"}
}

test_a_short_reason_is_shown_with_both_numbers if {
	found := rule.findings with input as waiver(complete, {"words": 19}, [])
	messages(found) == {"reason has 19 words, at least 20 needed"}
}

test_a_reason_that_is_still_to_come_is_said_once if {
	value := object.union(complete, {"reason": "TODO"})
	found := rule.findings with input as waiver(value, {"words": 1}, ["/reason"])
	messages(found) == {"`reason` is not answered"}
}

test_a_draft_counts_for_nothing_yet if {
	value := object.union(complete, {"status": "draft"})
	found := rule.findings with input as waiver(value, {"words": 24}, [])
	messages(found) == {"waiver is at status `draft`, and counts once it is approved"}
}

test_a_glob_that_nobody_can_read_is_shown_at_its_place if {
	facts := {"words": 24, "unread_globs": [{"at": "/scope/paths/0", "glob": "models/[a"}]}
	found := rule.findings with input as waiver(complete, facts, [])
	messages(found) == {"`models/[a` is no glob, so it fits no file"}
}

test_an_unreadable_waiver_is_left_to_reading if {
	count(rule.findings) == 0 with input as waiver(null, {"words": 0}, [])
}

messages(found) := {one.message | some one in found; one.voids}

waiver(value, waives, placeholders) := {"artifact": {
	"path": "rai/waivers/w.yaml",
	"root": "",
	"value": value,
	"facts": {"waives": waives, "placeholders": [{"at": at} | some at in placeholders]},
}}
