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

signed(made, signature, facts) := object.union(asked({"state": made}, []), {"artifact": {"facts": object.union(
	facts,
	{"approval": {"signed": signature}},
)}})

test_a_signature_of_the_approver_says_more_than_a_commit if {
	not rule.applicable with input as signed("other", {"state": "approver", "by": "file"}, {})
	rule.applicable with input as signed("other", {"state": "none"}, {})
}

test_a_file_that_is_no_good_signature_is_shown_whoever_committed if {
	bad := {"state": "not_good", "by": "file", "file": "a.yaml.sig", "why": "not one of these bytes"}
	found := rule.findings with input as signed("approver", bad, {})
	{one.message | some one in found} == {"signature of the approval, `a.yaml.sig`, is not good: not one of these bytes"}
	also := rule.findings with input as signed("other", bad, {})
	also == found
	count(rule.deferred) == 0 with input as signed("uncommitted", bad, {})
	count(rule.not_evaluated) == 0 with input as signed("cut_short", bad, {})
}

test_a_signature_of_somebody_else_is_shown if {
	other := {"state": "other", "by": "file", "file": "a.yaml.sig", "signers": ["eve@example.org"]}
	found := rule.findings with input as signed("approver", other, {})
	{one.message | some one in found} == {"approval of `@ada` is signed by `eve@example.org`"}
}

test_whoever_signs_a_commit_signs_for_themselves_where_that_is_asked_for if {
	other := {"state": "other", "by": "commit", "signers": ["eve@example.org"]}
	count(rule.findings) == 0 with input as signed("approver", other, {})
	found := rule.findings with input as signed("approver", other, {"needs_signature": true})
	{one.message | some one in found} == {"approval of `@ada` is signed by `eve@example.org`"}
}

test_both_addresses_of_a_mailmap_are_shown if {
	made := {"state": "other", "author": "e@old.example", "mapped": "eve@example.org"}
	found := rule.findings with input as asked(made, [])
	{one.message | some one in found} == {"approval of `@ada` was committed by `e@old.example` (`eve@example.org` by `.mailmap`) in 0123456789ab"}
}
