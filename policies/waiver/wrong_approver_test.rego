package raigate.rules.waiver.wrong_approver_test

import data.raigate.rules.waiver.wrong_approver as rule

test_the_right_approver_is_no_finding if {
	count(found(["no"], [])) == 0
}

test_who_asked_cannot_approve if {
	found(["yes"], [{"role": "rai-team", "why": "open"}]) == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "/approved_by/0",
		"message": "waiver is approved by who asked for it",
		"related": [{
			"path": "rai/waivers/w.yaml",
			"root": "",
			"at": "/requested_by",
			"message": "asked for here",
		}],
		"voids": true,
	}}
}

test_names_that_nothing_tells_apart_are_not_two_people if {
	messages(found(["maybe"], [{"role": "rai-team", "why": "open"}])) == {
		"nothing tells whether who approved it and who asked for it are two people; `[people]` of raigate.toml would",
	}
}

test_a_role_that_nobody_fills_is_named_with_the_tier if {
	messages(found(["no"], [{"role": "product-director", "why": "open"}])) == {
		"nobody who approved it fills the role product-director, which a waiver at tier high needs",
	}
}

test_a_role_that_nobody_defined_is_no_role_that_anybody_holds if {
	messages(found(["no"], [{"role": "rai-team", "why": "undefined"}])) == {
		"a waiver at tier high needs the role rai-team, and `[roles]` of raigate.toml does not say who holds it",
	}
}

test_without_approvers_nothing_is_said_here if {
	count(found([], [{"role": "rai-team", "why": "open"}])) == 0
}

test_a_team_that_is_not_known_here_leaves_it_open if {
	unknown := rule.not_evaluated with input as waiver(["no"], [{"role": "rai-team", "why": "unknown"}])
	messages(unknown) == {"a team holds the role rai-team, and who is in it is not known here"}
}

messages(all) := {one.message | some one in all; one.voids}

found(requesters, unfilled) := all if {
	all := rule.findings with input as waiver(requesters, unfilled)
}

waiver(requesters, unfilled) := {
	"artifact": {
		"path": "rai/waivers/w.yaml",
		"root": "",
		"value": {},
		"facts": {"waives": {
			"approvers": [{"at": sprintf("/approved_by/%d", [index]), "requester": requester} | some index, requester in requesters],
			"unfilled": {"high": unfilled},
			"past": false,
			"superseded": false,
		}},
	},
	"system": {"tier": "high"},
}
