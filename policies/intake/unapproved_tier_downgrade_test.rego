package raigate.rules.intake.unapproved_tier_downgrade_test

import data.raigate.rules.intake.unapproved_tier_downgrade as rule

_system(before, stated) := {"system": {"id": "loans", "before": {"tier": before}, "stated": {"tier": stated}}}

test_a_lower_tier_is_found if {
	found := rule.findings with input as _system("high", "limited")
	found == {{"at_system": true, "message": "tier is lowered to limited, it was high"}}
}

test_a_higher_tier_is_none if {
	count(rule.findings) == 0 with input as _system("limited", "high")
}

test_the_same_tier_is_none if {
	count(rule.findings) == 0 with input as _system("high", "high")
}

test_without_a_base_there_is_nothing_to_compare_with if {
	not rule.applicable with input as {"system": {"id": "loans"}}
}

test_a_system_that_was_there_before_is_compared if {
	rule.applicable with input as _system("high", "high")
}

_review := {
	"state": "same",
	"contributed": {"state": "no"},
	"person": "ada",
	"who": "ada",
	"roles": ["rai-team"],
}

_seen(review) := object.union(_system("high", "limited"), {"system": {
	"tier": "high",
	"facets": [],
	"declared_at": {"path": "raigate.toml", "at": "/system/0/id"},
	"change_reviews": [object.union(_review, review)],
}})

test_what_was_approved_by_who_decides_it_is_none if {
	count(rule.findings) == 0 with input as _seen({}) with data.roles as {"rai-team": ["@ada"]}
}

test_a_review_of_another_declaration_is_none_of_this_one if {
	count(rule.findings) == 1 with input as _seen({"state": "changed"}) with data.roles as {"rai-team": ["@ada"]}
}

_record(subject) := {
	"path": "rai/approvals/tier.yaml",
	"root": "",
	"kind": "approval",
	"value": {"decision_type": "tier-change", "decision": "approve", "role": "rai-team", "subject": subject, "status": "approved"},
	"facts": {"approval": {
		"person": "ada",
		"who": "ada",
		"holds": "yes",
		"signed": {"state": "approver"},
		"bindings": [{"system": "loans", "state": "same", "contributed": {"state": "no"}}],
	}},
}

_recorded(subject) := object.union(_seen({"state": "changed"}), {"evidence": [_record(subject)]})

test_a_record_counts_where_the_declaration_is_its_subject if {
	roles := {"rai-team": ["@ada"]}
	count(rule.findings) == 0 with input as _recorded(["raigate.toml"]) with data.roles as roles
	count(rule.findings) == 1 with input as _recorded(["notes.txt"]) with data.roles as roles
}

test_a_record_without_the_signature_of_its_approver_or_from_before_is_not_enough if {
	roles := {"rai-team": ["@ada"]}
	unsigned := {"signed": {"state": "none"}}
	found := rule.findings with input as _recorded_as(unsigned, {}) with data.roles as roles
	{[one.message, one.related[0].message] | some one in found} == {[
		"tier is lowered to limited, it was high",
		"does not let it pass: its approver has not signed it",
	]}
	before := rule.findings with input as _recorded_as({}, {"stood_before": true}) with data.roles as roles
	{one.related[0].message | some one in before} == {"does not let it pass: it was there before this change"}
}

_recorded_as(said, facts) := object.union(_seen({"state": "changed"}), {"evidence": [object.union(
	_record(["raigate.toml"]),
	{"facts": object.union(facts, {"approval": object.union(_record([]).facts.approval, said)})},
)]})
