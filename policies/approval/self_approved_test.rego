package raigate.rules.approval.self_approved_test

import data.raigate.rules.approval.self_approved as rule

asked(contributed, made) := {
	"system": {"id": "router", "stage": "launch"},
	"artifact": {
		"path": "a.yaml", "root": "", "value": {"decision": "approve"},
		"facts": {"approval": {
			"who": "ada", "made": {"state": made},
			"bindings": [{"system": "router", "state": "same", "contributed": contributed}],
		}},
	},
}

test_somebody_else_may_approve if {
	count(rule.findings) == 0 with input as asked({"state": "no"}, "approver")
	rule.applicable with input as asked({"state": "no"}, "approver")
}

test_who_made_part_of_it_is_shown_with_the_commit if {
	made := {"state": "yes", "commit": "0123456789abcdef", "path": "route.py"}
	found := rule.findings with input as asked(made, "approver")
	{one.message | some one in found} == {"approver `ada` made part of what is approved: commit 0123456789ab changed `route.py`"}
}

test_who_opened_the_pull_request_is_shown if {
	found := rule.findings with input as asked({"state": "yes", "as": "author"}, "approver")
	{one.message | some one in found} == {"approver `ada` made part of what is approved: the pull request is theirs"}
}

test_a_handle_without_an_address_is_not_taken_for_somebody_else if {
	found := rule.not_evaluated with input as asked({"state": "incomparable"}, "approver")
	count(found) == 1
}

test_history_that_is_missing_here_is_said if {
	unknown := {"state": "unknown", "why": "history is cut short here"}
	found := rule.not_evaluated with input as asked(unknown, "cut_short")
	{one.message | some one in found} == {"who made what is approved is not known: history is cut short here"}
	count(rule.deferred) == 0 with input as asked(unknown, "cut_short")
	count(rule.deferred) == 1 with input as asked(unknown, "no_history")
	count(rule.not_evaluated) == 0 with input as asked(unknown, "no_history")
}

test_a_rejection_needs_no_second_look if {
	no := {"artifact": {"value": {"decision": "reject"}}}
	not rule.applicable with input as object.union(asked({"state": "yes"}, "approver"), no)
}

test_who_changed_the_gate_before_may_have_approved_a_change_that_is_merged if {
	past := {"artifact": {"value": {"decision_type": "gate-change"}}}
	not rule.applicable with input as object.union(asked({"state": "yes"}, "approver"), past)
}
