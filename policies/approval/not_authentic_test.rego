package raigate.rules.approval.not_authentic_test

import data.raigate.rules.approval.not_authentic as rule

asked(made, reviews) := {
	"system": {"id": "router", "stage": "launch", "facts": {"reviews": reviews}},
	"artifact": {
		"path": "a.yaml", "root": "", "value": {},
		"facts": {"approval": {
			"approver": "@ada", "who": "ada", "bindings": [{"system": "router", "state": "same"}],
			"made": object.union({"author": "eve@example.org", "commit": "0123456789abcdef"}, made),
		}},
	},
}

test_a_record_by_its_approver_is_theirs if {
	count(rule.findings) == 0 with input as asked({"state": "approver"}, [])
	rule.applicable with input as asked({"state": "approver"}, [])
}

test_a_record_by_somebody_else_is_shown if {
	found := rule.findings with input as asked({"state": "other"}, [])
	{one.message | some one in found} == {"approval of `@ada` was committed by `eve@example.org` in 0123456789ab"}
}

test_a_review_of_the_same_content_speaks_for_itself if {
	not rule.applicable with input as asked({"state": "other"}, [{"who": "ada", "state": "same"}])
	rule.applicable with input as asked({"state": "other"}, [{"who": "ada", "state": "changed"}])
	rule.applicable with input as asked({"state": "other"}, [{"who": "bo", "state": "same"}])
}

test_a_handle_without_an_address_is_not_taken_for_the_author if {
	found := rule.not_evaluated with input as asked({"state": "incomparable"}, [])
	count(found) == 1
}

test_history_that_is_missing_is_said if {
	count(rule.not_evaluated) == 1 with input as asked({"state": "cut_short"}, [])
	count(rule.deferred) == 1 with input as asked({"state": "uncommitted"}, [])
	count(rule.deferred) == 1 with input as asked({"state": "no_history"}, [])
}
