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
