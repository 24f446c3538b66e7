package raigate.rules.git.gate_changed_test

import data.raigate.rules.git.gate_changed as rule

_weaker(how, before, after) := {
	"path": "raigate.toml",
	"at": "/gate/fail-on",
	"how": how,
	"what": "gate.fail-on",
	"before": before,
	"after": after,
}

_change(weakened) := {"change": {"base": "0", "weakened": weakened}, "systems": []}

_declared := {"stage": "launch", "facets": ["generative"], "watch": ["src/**"], "root": "models/loans"}

_system(stated) := {
	"change": {"base": "0", "weakened": []},
	"systems": [{
		"id": "loans",
		"declared_at": {"path": "raigate.toml", "at": "/system/0/id"},
		"before": _declared,
		"stated": object.union(_declared, stated),
	}],
}

_messages(found) := {one.message | some one in found}

test_a_looser_value_is_found_at_its_key if {
	found := rule.findings with input as _change([_weaker("looser", "error", "never")])
	found == {{
		"path": "raigate.toml",
		"root": "",
		"at": "/gate/fail-on",
		"limit": "reviewers",
		"message": "gate.fail-on is never, it was error",
	}}
}

test_what_is_lost_gained_gone_or_rewritten_is_said_so if {
	found := rule.findings with input as _change([
		_weaker("lost", "a", ""),
		_weaker("gained", "", "b"),
		_weaker("gone", "", ""),
		_weaker("rewritten", "", ""),
	])
	_messages(found) == {
		"gate.fail-on has lost a",
		"gate.fail-on has gained b",
		"gate.fail-on is gone",
		"gate.fail-on reads differently",
	}
}

test_a_stage_that_goes_back_is_found_where_the_system_is_declared if {
	found := rule.findings with input as _system({"stage": "development"})
	found == {{
		"path": "raigate.toml",
		"root": "",
		"at": "/system/0/id",
		"limit": "reviewers",
		"message": "system `loans` is at stage development, it was at launch",
	}}
}

test_a_facet_a_watched_path_and_a_root_that_are_gone_are_found if {
	found := rule.findings with input as _system({"facets": [], "watch": [], "root": "old"})
	_messages(found) == {
		"system `loans` has lost the facet generative",
		"system `loans` watches `src/**` no more",
		"system `loans` lives in `old`, it lived in `models/loans`",
	}
}

test_a_later_stage_and_more_facets_are_none if {
	stricter := {"stage": "operate", "facets": ["generative", "agentic"], "watch": ["src/**", "data/**"]}
	count(rule.findings) == 0 with input as _system(stricter)
}

test_a_change_that_weakens_nothing_is_none if {
	count(rule.findings) == 0 with input as _change([])
	rule.applicable with input as _change([])
}

test_without_a_base_there_is_no_change if {
	not rule.applicable with input as {"systems": []}
}

test_of_a_system_that_is_declared_no_more_only_that_is_said if {
	system := {"id": "loans", "declared_at": {"path": "raigate.toml", "at": ""}, "before": _declared}
	count(rule.findings) == 0 with input as {"change": {"base": "0", "weakened": []}, "systems": [system]}
}

_reviewed(review) := object.union(
	_change([_weaker("looser", "error", "never")]),
	{"change": {"base": "0", "weakened": [_weaker("looser", "error", "never")], "reviews": [object.union(
		{"state": "same", "contributed": {"state": "no"}, "roles": ["rai-team"]},
		review,
	)]}},
)

test_who_answers_for_the_gate_and_read_it_as_it_is_can_let_it_pass if {
	count(rule.findings) == 0 with input as _reviewed({})
}

test_a_review_of_something_else_by_somebody_else_or_by_a_contributor_is_none if {
	count(rule.findings) == 1 with input as _reviewed({"state": "changed"})
	count(rule.findings) == 1 with input as _reviewed({"roles": ["legal"]})
	count(rule.findings) == 1 with input as _reviewed({"contributed": {"state": "yes"}})
}

_approval := {
	"path": "rai/approvals/gate.yaml", "root": "",
	"approver": "@ada", "who": "ada", "role": "rai-team", "holds": "yes", "decision": "approve",
	"state": "same", "contributed": {"state": "no"}, "signed": {"state": "approver"}, "stood_before": false,
}

_approved(other) := {"systems": [], "change": {
	"base": "0",
	"weakened": [_weaker("looser", "error", "never")],
	"approvals": [object.union(_approval, other)],
}}

_why(other) := why if {
	found := rule.findings with input as _approved(other) with data.run.today as "2026-11-23"
	why := {one.related[0].message | some one in found}
}

test_a_signed_approval_of_who_answers_for_the_gate_lets_it_pass if {
	count(rule.findings) == 0 with input as _approved({}) with data.run.today as "2026-11-23"
	count(rule.findings) == 0 with input as _approved({"expires": "2026-12-01"}) with data.run.today as "2026-11-23"
}

test_an_approval_that_is_not_enough_is_shown_with_the_reason if {
	_why({"state": "changed"}) == {"does not let it pass: what it approves is not what the gate is now"}
	_why({"state": "absent", "why": "it states no `subject_digest`"}) == {"does not let it pass: it is bound to nothing: it states no `subject_digest`"}
	_why({"stood_before": true}) == {"does not let it pass: it was there before this change"}
	_why({"decision": "reject"}) == {"does not let it pass: it is no approval in force"}
	_why({"status": "draft"}) == {"does not let it pass: it is no approval in force"}
	_why({"expires": "2026-11-01"}) == {"does not let it pass: it is no approval in force"}
	_why({"role": "legal"}) == {"does not let it pass: its approver does not hold `rai-team`"}
	_why({"holds": "no"}) == {"does not let it pass: its approver does not hold `rai-team`"}
	_why({"contributed": {"state": "yes"}}) == {"does not let it pass: `ada` made part of the change"}
	_why({"contributed": {"state": "incomparable"}}) == {"does not let it pass: whether its approver made part of the change is not known"}
	_why({"signed": {"state": "none"}}) == {"does not let it pass: its approver has not signed it"}
	_why({"signed": {"state": "other", "signers": ["eve@example.org"]}}) == {"does not let it pass: it is signed by `eve@example.org`"}
	_why({"signed": {"state": "not_good", "why": "not one of these bytes"}}) == {"does not let it pass: its signature is not good: not one of these bytes"}
}

test_what_is_bound_to_nothing_has_no_contributors_to_tell_of if {
	bare := object.remove(_approval, ["contributed", "signed"])
	found := rule.findings with input as {"systems": [], "change": {
		"base": "0",
		"weakened": [_weaker("gone", "", "")],
		"approvals": [object.union(bare, {"state": "wrong"})],
	}}
	{one.related[0].message | some one in found} == {"does not let it pass: what it approves is not what the gate is now; its approver has not signed it"}
}
