package raigate.rules.approval.role_not_held_test

import data.raigate.rules.approval.role_not_held as rule

asked(said) := {
	"system": {"id": "router", "stage": "launch"},
	"artifact": {
		"path": "a.yaml", "root": "", "value": {"role": "rai-team"},
		"facts": {"approval": object.union({"approver": "@ada", "bindings": [{"system": "router", "state": "same"}]}, said)},
	},
}

told(said) := {one.message | some one in rule.findings with input as asked(said)}

test_who_holds_the_role_may_use_it if {
	told({"holds": "yes"}) == set()
	rule.applicable with input as asked({"holds": "yes"})
}

test_who_does_not_hold_it_is_shown if {
	told({"holds": "no"}) == {"approver `@ada` does not hold the role `rai-team`"}
}

test_a_letter_that_looks_like_another_is_named if {
	told({"holds": "no", "odd_letter": "U+0430"}) == {"approver `@ada` does not hold the role `rai-team`; the letter U+0430 in that name only looks like another one"}
}

test_a_role_that_nobody_defined_is_shown if {
	told({"holds": "undefined"}) == {"role `rai-team` is not defined in `[roles]`"}
	told({}) == {"approval states no `role`"}
}

test_an_approval_is_one_persons if {
	told({"problem": "team"}) == {"approver `@ada` is a team; a decision is one person's"}
	told({"problem": "machine"}) == {"approver `@ada` is no person"}
	told({"problem": "unreadable"}) == {"`approver` names neither a handle nor an e-mail address"}
}

test_who_is_in_a_team_is_left_to_the_forge if {
	told({"holds": "unknown"}) == set()
	found := rule.deferred with input as asked({"holds": "unknown"})
	{one.message | some one in found} == {"whether `@ada` is in the team that holds `rai-team` is known to the forge"}
}

test_what_is_history_is_not_asked if {
	not rule.applicable with input as asked({"holds": "no", "bindings": [{"system": "router", "state": "older"}]})
}

test_a_record_that_is_no_approval_is_not_asked if {
	not rule.applicable with input as {
		"system": {"id": "router", "stage": "launch"},
		"artifact": {"path": "a.yaml", "root": "", "kind": "external-record", "value": {}, "facts": {}},
	}
}
