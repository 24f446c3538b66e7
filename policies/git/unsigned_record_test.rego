package raigate.rules.git.unsigned_record_test

import data.raigate.rules.git.unsigned_record as rule

_record(facts) := {"artifact": {"path": "rai/approvals/launch.yaml", "root": "", "kind": "approval", "value": {}, "facts": facts}}

_signed(status) := _record({"needs_signature": true, "history": {"signature": {"status": status}}})

test_a_record_that_nobody_signed_is_found_and_counts_for_nothing if {
	found := rule.findings with input as _signed("unsigned")
	found == {{
		"path": "rai/approvals/launch.yaml",
		"root": "",
		"at": "",
		"voids": true,
		"message": "approval was committed without a signature, and a good signature is asked for",
	}}
}

test_a_signature_of_somebody_else_or_of_another_time_is_found if {
	found := rule.findings with input as _signed("signer_mismatch")
	some one in found
	contains(one.message, "with a signature that is not good (signer mismatch)")
	count(rule.findings) == 1 with input as _signed("good_expired_key")
}

test_a_good_signature_is_none if {
	rule.applicable with input as _signed("good")
	count(rule.findings) == 0 with input as _signed("good")
	count(rule.deferred) == 0 with input as _signed("good")
}

test_what_is_not_committed_is_not_signed_yet if {
	found := rule.deferred with input as _record({"needs_signature": true})
	count(found) == 1
	count(rule.findings) == 0 with input as _record({"needs_signature": true})
}

test_where_no_signature_is_asked_for_there_is_nothing_to_say if {
	not rule.applicable with input as _record({"history": {"signature": {"status": "none"}}})
}

_beside(facts) := _record(object.union(facts, {
	"needs_signature": true,
	"approval": {"signed": {"state": "approver", "by": "file"}},
}))

test_an_approval_may_be_signed_in_a_file_beside_it if {
	count(rule.findings) == 0 with input as _beside({"history": {"signature": {"status": "unsigned"}}})
	count(rule.deferred) == 0 with input as _beside({})
}
