package raigate.rules.approval.missing_role_test

import data.raigate.rules.approval.missing_role as rule

roles := {"rai-team": ["@ada"], "product-owner": ["@bo"], "rai-lead": ["@ada"], "executive": ["@cy"], "legal": ["@lou"]}

record(who, role) := {
	"path": sprintf("%s.yaml", [who]), "root": "", "kind": "approval",
	"value": {"decision_type": "launch", "decision": "approve", "role": role, "date": "2026-11-01"},
	"facts": {"approval": {
		"approver": sprintf("@%s", [who]), "who": who, "person": who, "holds": "yes",
		"made": {"state": "approver"},
		"bindings": [{"system": "router", "state": "same", "contributed": {"state": "no"}}],
	}},
}

system := {"id": "router", "declared": true, "tier": "limited", "stage": "launch", "facets": [], "facts": {}}

reviewed(reviews) := object.union(system, {"facts": {"reviews": reviews}})

review(who, roles) := {
	"who": who, "person": who, "roles": roles, "state": "same", "contributed": {"state": "no"},
}

messages(system, evidence) := {one.message |
	some one in rule.findings with input as {"system": system, "evidence": evidence}
		with data.roles as roles
}

deferred(system, evidence) := {one.message |
	some one in rule.deferred with input as {"system": system, "evidence": evidence}
		with data.roles as roles
}

test_a_record_for_each_role_is_enough if {
	records := [record("ada", "rai-team"), record("bo", "product-owner")]
	messages(system, records) == set()
	deferred(system, records) == set()
	rule.applicable with input as {"system": system, "evidence": records}
}

test_what_needs_no_approval_yet_is_not_asked if {
	early := object.union(system, {"stage": "review"})
	not rule.applicable with input as {"system": early, "evidence": []}
}

test_an_open_role_is_deferred_where_a_review_could_fill_it if {
	told := {"launch at tier limited is approved in 1 of 2 roles, not by `product-owner`"}
	deferred(system, [record("ada", "rai-team")]) == told
	messages(system, [record("ada", "rai-team")]) == set()
}

test_an_open_role_is_shown_where_all_reviews_are_known if {
	told := {"launch at tier limited is approved in 1 of 2 roles, not by `product-owner`"}
	messages(reviewed([review("ada", ["rai-team"])]), []) == told
	deferred(reviewed([]), []) == set()
}

test_reviews_and_records_fill_roles_together if {
	messages(reviewed([review("bo", ["product-owner", "executive"])]), [record("ada", "rai-team")]) == set()
}

test_one_person_fills_one_role if {
	twice := [record("ada", "rai-team"), object.union(record("ada", "product-owner"), {"path": "b.yaml"})]
	messages(reviewed([]), twice) == {"launch at tier limited is approved in 1 of 2 roles, not by `product-owner`"}
}

test_whom_no_entry_links_fill_one_role_together if {
	unlinked := {"facts": {"approval": {"person": null}}}
	records := [
		object.union(record("ada", "rai-team"), unlinked),
		object.union(record("bo", "product-owner"), unlinked),
	]
	messages(reviewed([]), records) == {"launch at tier limited is approved in 1 of 2 roles, not by `product-owner`"}
}

test_a_role_that_nobody_defined_is_shown_without_reviews if {
	found := rule.findings with input as {"system": system, "evidence": [record("ada", "rai-team")]}
		with data.roles as {"rai-team": ["@ada"]}
	{one.message | some one in found} == {"launch at tier limited is decided by `product-owner`, which `[roles]` does not define"}
}

test_another_role_can_stand_in_and_facets_ask_for_more if {
	high := object.union(system, {"tier": "high", "facets": ["consequential_decision"]})
	records := [record("ada", "rai-lead"), record("cy", "executive")]
	told := "launch at tier high is approved in 2 of 3 roles, not by `legal`"
	messages(object.union(high, {"facts": {"reviews": []}}), records) == {told}
}

test_what_is_stale_or_their_own_or_expired_fills_nothing if {
	stale := {"facts": {"approval": {"bindings": [{"system": "router", "state": "changed"}]}}}
	own := {"facts": {"approval": {"bindings": [{"system": "router", "state": "same", "contributed": {"state": "yes"}}]}}}
	told := {"launch at tier limited is approved in 1 of 2 roles, not by `rai-team`"}
	bo := record("bo", "product-owner")
	messages(reviewed([]), [bo, object.union(record("ada", "rai-team"), stale)]) == told
	messages(reviewed([]), [bo, object.union(record("ada", "rai-team"), own)]) == told
	expired := object.union(record("ada", "rai-team"), {"value": {"expires": "2026-01-01"}})
	messages(reviewed([]), [bo, expired]) == told with data.run.today as "2026-11-23"
}

test_a_rejection_stands_until_the_same_person_decides_again if {
	no := object.union(record("ada", "rai-team"), {"path": "no.yaml", "value": {"decision": "reject", "date": "2026-10-01"}})
	yes := record("ada", "rai-team")
	bo := record("bo", "product-owner")
	told := "launch was rejected by `ada` as `rai-team`"
	messages(reviewed([]), [no, bo, record("cy", "rai-team")]) == {told}
	messages(reviewed([]), [no, yes, bo]) == set()
}

test_a_review_that_cannot_be_weighed_is_said_with_the_reason if {
	given := [
		object.union(review("ada", ["rai-team"]), {"state": "unknown", "why": "its commit is not here"}),
		object.union(review("bo", ["product-owner"]), {"contributed": {"state": "unknown", "why": "no history"}}),
		object.union(review("cy", ["legal"]), {"contributed": {"state": "incomparable"}}),
	]
	found := rule.not_evaluated with input as {"system": reviewed(given), "evidence": []}
	{one.message | some one in found} == {
		"review of `ada` cannot be weighed: its commit is not here",
		"review of `bo` cannot be weighed: no history",
		"review of `cy` cannot be weighed: no `[people]` entry ties them to an e-mail address, so commits do not show whether they made it",
	}
}

elsewhere(role, facts) := object.union(record("lou", role), {
	"kind": "external-record",
	"facts": object.union({"export": {"state": "same"}}, facts),
})

high := object.union(reviewed([]), {"tier": "high", "facets": ["consequential_decision"]})

high_records := [record("ada", "rai-lead"), record("cy", "executive")]

test_who_decides_elsewhere_is_heard_from_there if {
	messages(high, array.concat(high_records, [elsewhere("legal", {})])) == set()
}

test_a_record_kept_elsewhere_without_its_copy_is_not if {
	missing := {"export": {"state": "missing"}}
	told := {"launch at tier high is approved in 2 of 3 roles, not by `legal`"}
	messages(high, array.concat(high_records, [elsewhere("legal", missing)])) == told
}

test_other_roles_have_to_sign_what_is_kept_elsewhere if {
	lead := array.concat([record("cy", "executive"), record("lou", "legal")], [elsewhere("rai-lead", {"approval": object.union(
		record("kim", "rai-lead").facts.approval,
		{"who": "kim", "person": "kim", "approver": "@kim"},
	)})])
	found := rule.findings with input as {"system": high, "evidence": lead} with data.roles as roles
	{[one.message, one.related[0].message] | some one in found} == {[
		"launch at tier high is approved in 2 of 3 roles, not by `rai-lead`",
		"rai-lead is not in `kept_elsewhere`, so this counts once `@kim` has signed it",
	]}
	signed := array.concat([record("cy", "executive"), record("lou", "legal")], [elsewhere("rai-lead", {"approval": object.union(
		record("kim", "rai-lead").facts.approval,
		{"who": "kim", "person": "kim", "signed": {"state": "approver"}},
	)})])
	messages(high, signed) == set()
}

test_a_decision_of_a_day_to_come_is_none_yet if {
	later := object.union(record("bo", "product-owner"), {"value": {"date": "2031-01-01"}})
	found := rule.findings with input as {"system": reviewed([]), "evidence": [record("ada", "rai-team"), later]}
		with data.roles as roles
		with data.run.today as "2026-11-23"
	{[one.message, one.related[0].message] | some one in found} == {[
		"launch at tier limited is approved in 1 of 2 roles, not by `product-owner`",
		"dated 2031-01-01, and today is 2026-11-23",
	]}
}

test_only_who_rejected_can_take_it_back if {
	no := object.union(record("ada", "rai-team"), {"path": "no.yaml", "value": {"decision": "reject", "date": "2026-10-01"}})
	yes := record("ada", "rai-team")
	bo := record("bo", "product-owner")
	told := "launch was rejected by `ada` as `rai-team`"
	forged := object.union(yes, {"facts": {"approval": {"made": {"state": "other"}}}})
	messages(reviewed([]), [no, forged, bo]) == {told}
	signed := object.union(yes, {"facts": {"approval": {"made": {"state": "other"}, "signed": {"state": "approver"}}}})
	messages(reviewed([]), [no, signed, bo]) == set()
	ahead := object.union(yes, {"value": {"date": "2031-01-01"}})
	told in messages(reviewed([]), [no, ahead, bo])
}

test_where_a_signature_is_asked_for_that_of_the_approver_is_enough if {
	asks := object.union(record("ada", "rai-team"), {"facts": {"needs_signature": true}})
	signed := object.union(asks, {"facts": {"approval": {"signed": {"state": "approver"}}}})
	messages(reviewed([]), [record("bo", "product-owner"), signed]) == set()
	messages(reviewed([]), [record("bo", "product-owner"), asks]) == {"launch at tier limited is approved in 1 of 2 roles, not by `rai-team`"}
}
