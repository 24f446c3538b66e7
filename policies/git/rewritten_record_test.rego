package raigate.rules.git.rewritten_record_test

import data.raigate.rules.git.rewritten_record as rule

_record(rewritten) := {
	"path": "rai/approvals/launch.yaml",
	"root": "",
	"kind": "approval",
	"value": {},
	"facts": {"rewritten": rewritten},
}

_system(gone, evidence) := {"system": {"id": "loans", "gone": gone}, "evidence": evidence}

_said(before) := {one.message |
	some one in rule.findings with input as _system([], [_record([{"at": "/decision", "key": "decision", "before": before}])])
}

test_a_member_that_says_something_else_is_found_where_it_stands if {
	change := {"at": "/decision", "key": "decision", "before": "reject"}
	found := rule.findings with input as _system([], [_record([change])])
	found == {{
		"path": "rai/approvals/launch.yaml",
		"root": "",
		"at": "/decision",
		"message": "approval says another `decision` than it did: it was reject",
	}}
}

test_a_number_is_shown_as_it_was_and_a_list_is_not_shown if {
	_said(3) == {"approval says another `decision` than it did: it was 3"}
	_said(null) == {"approval says another `decision` than it did"}
}

test_a_record_that_is_gone_is_told_of_the_system if {
	record := {"path": "rai/approvals/launch.yaml", "kind": "approval", "id": "launch"}
	found := rule.findings with input as _system([record], [])
	found == {{"at_system": true, "message": "approval `rai/approvals/launch.yaml` is gone"}}
}

test_records_that_only_grew_are_none if {
	rule.applicable with input as _system([], [_record([])])
	count(rule.findings) == 0 with input as _system([], [_record([])])
}

test_without_a_base_there_is_nothing_to_compare_with if {
	not rule.applicable with input as {"system": {"id": "loans"}, "evidence": []}
}
