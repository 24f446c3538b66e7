package raigate.rules.approval.unbound_test

import data.raigate.rules.approval.unbound as rule

asked(binding) := {
	"system": {"id": "router", "stage": "launch"},
	"artifact": {
		"path": "a.yaml", "root": "", "value": {"decision": "approve"},
		"facts": {"approval": {"bindings": [object.union(binding, {"system": "router"})]}},
	},
}

test_a_bound_approval_is_fine if {
	count(rule.findings) == 0 with input as asked({"state": "same"})
	rule.applicable with input as asked({"state": "same"})
}

test_no_digest_is_shown if {
	found := rule.findings with input as asked({"state": "absent", "why": "it states no `subject_digest`"})
	{one.message | some one in found} == {"approval is bound to nothing: it states no `subject_digest`"}
}

test_a_digest_of_something_else_is_shown if {
	wrong := {"state": "wrong", "files": 3, "digest": "sha256:ab"}
	found := rule.findings with input as asked(wrong)
	{one.message | some one in found} == {"approval states another digest than that of the 3 files it covers, sha256:ab"}
	one := rule.findings with input as asked(object.union(wrong, {"files": 1}))
	{it.message | some it in one} == {"approval states another digest than that of the file it covers, sha256:ab"}
}

test_what_cannot_be_read_is_not_passed_over if {
	found := rule.not_evaluated with input as asked({"state": "unknown", "why": "more than 50 commits"})
	{one.message | some one in found} == {"what the approval is bound to cannot be seen: more than 50 commits"}
}

test_drafts_and_what_was_followed_are_not_asked if {
	draft := {"artifact": {"value": {"status": "draft"}}}
	not rule.applicable with input as object.union(asked({"state": "absent", "why": ""}), draft)
	not rule.applicable with input as asked({"state": "older"})
}

elsewhere(export) := object.union(asked({"state": "same"}), {"artifact": {
	"kind": "external-record",
	"facts": {"approval": {"bindings": [{"system": "router", "state": "same"}]}, "export": export},
}})

test_what_is_kept_elsewhere_has_a_copy_here if {
	count(rule.findings) == 0 with input as elsewhere({"state": "same"})
	none := rule.findings with input as elsewhere({"state": "absent"})
	{one.message | some one in none} == {"approval is kept elsewhere, and no copy of it is here"}
	bare := rule.findings with input as elsewhere({"state": "undigested"})
	{one.message | some one in bare} == {"approval is kept elsewhere, and its copy has no `digest`"}
}

test_a_copy_that_approved_something_else_approves_nothing if {
	found := rule.findings with input as elsewhere({"state": "same", "elsewhere": {"path": "old.yaml", "root": ""}})
	{[one.message, one.at, one.related[0].path] | some one in found} == {[
		"copy of the approval is that of `old.yaml`, which covers other content",
		"/export/digest",
		"old.yaml",
	]}
}

test_of_a_change_that_is_merged_nothing_is_asked if {
	past := {"artifact": {"value": {"decision_type": "gate-change"}}}
	not rule.applicable with input as object.union(asked({"state": "wrong"}), past)
	now := {"artifact": {"value": {"decision_type": "gate-change"}, "facts": {"changed": true}}}
	rule.applicable with input as object.union(asked({"state": "wrong"}), now)
}
