# METADATA
# title: A gate that asks for less
# description: >
#   The change takes away something that its own evidence would be held to, so what the gate
#   lets through from then on is decided by the person whom it should stop. Until it is
#   merged, the gate of the base decides; a stricter or merely rewritten configuration is no
#   matter.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: repository
#   kinds: [system]
#   waivable: false
#   settings:
#     # Who answers for it, by a review of the change or a signed approval of it.
#     reviewers: [rai-team]
#   since: 0.1.0
#   remedy: >
#     Leave the gate as it is in this change, and propose what it should be in one of its
#     own, for those to approve who answer for it and had no part in it: by a review, or by an
#     approval of type `gate-change` that they sign.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     soc2: [CC8.1, CC6.3]
package raigate.rules.git.gate_changed

import data.raigate.lib.approval
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.git.gate_changed

applicable if input.change

# Somebody who answers for the gate, and had no part in the change, has read all of this.
reviewed if {
	some review in input.change.reviews
	review.state == "same"
	review.contributed.state == "no"
	some role in review.roles
	role in settings.reviewers
}

answered if reviewed

answered if {
	some one in input.change.approvals
	count(wanting(one)) == 0
}

# Why a record does not answer for the change, each reason once.
wanting(one) := [why | some why in [
	of_other_state(one),
	of_other_change(one),
	of_other_decision(one),
	of_other_role(one),
	of_contributor(one),
	of_other_hand(one),
]; why != ""]

of_other_state(one) := "" if {
	one.state == "same"
} else := "what it approves is not what the gate is now" if {
	one.state in {"changed", "wrong", "older"}
} else := sprintf("it is bound to nothing: %s", [one.why])

of_other_change(one) := "it was there before this change" if one.stood_before

of_other_change(one) := "" if not one.stood_before

of_other_decision(one) := "it is no approval in force" if not is_in_force(one)

of_other_decision(one) := "" if is_in_force(one)

is_in_force(one) if {
	one.decision == "approve"
	not one.status in {"draft", "superseded", "retired"}
	not one.expires < data.run.today
	not approval.is_ahead(one)
}

of_other_role(one) := "" if {
	one.holds == "yes"
	one.role in settings.reviewers
} else := sprintf("its approver does not hold %s", [concat(" or ", [sprintf("`%s`", [role]) | some role in settings.reviewers])])

of_contributor(one) := "" if {
	one.contributed.state == "no"
} else := sprintf("`%s` made part of the change", [one.who]) if {
	one.contributed.state == "yes"
} else := "whether its approver made part of the change is not known" if {
	one.contributed.state in {"unknown", "incomparable"}
} else := ""

of_other_hand(one) := "" if {
	one.signed.state == "approver"
} else := sprintf("its signature is not good: %s", [one.signed.why]) if {
	one.signed.state == "not_good"
} else := sprintf("it is signed by `%s`", [concat("`, `", one.signed.signers)]) if {
	one.signed.state == "other"
} else := "its approver has not signed it"

# The records that were meant to answer for it, and why they do not.
meant := [finding.at(one, "/decision_type", why) |
	some one in input.change.approvals
	why := sprintf("does not let it pass: %s", [concat("; ", wanting(one))])
]

open(found) := finding.limited_by(found, "reviewers") if count(meant) == 0

open(found) := object.union(finding.limited_by(found, "reviewers"), {"related": meant}) if count(meant) > 0

findings contains open(place(weaker, message_of(weaker))) if {
	not answered
	some weaker in input.change.weakened
}

# What a system states of itself is part of the gate: it decides which rules apply. A lower
# tier has a rule of its own.
findings contains open(place(system.declared_at, message)) if {
	not answered
	some system in input.systems
	position(system.stated.stage) < position(system.before.stage)
	message := sprintf("system `%s` is at stage %s, it was at %s", [
		text.shortened(system.id),
		system.stated.stage,
		system.before.stage,
	])
}

findings contains open(place(system.declared_at, message)) if {
	not answered
	some system in input.systems
	system.stated
	some facet in system.before.facets
	not facet in system.stated.facets
	message := sprintf("system `%s` has lost the facet %s", [text.shortened(system.id), facet])
}

findings contains open(place(system.declared_at, message)) if {
	not answered
	some system in input.systems
	system.stated
	some glob in system.before.watch
	not glob in system.stated.watch
	message := sprintf("system `%s` watches `%s` no more", [text.shortened(system.id), text.shortened(glob)])
}

findings contains open(place(system.declared_at, message)) if {
	not answered
	some system in input.systems
	system.stated.root != system.before.root
	message := sprintf("system `%s` lives in `%s`, it lived in `%s`", [
		text.shortened(system.id),
		text.shortened(system.stated.root),
		text.shortened(system.before.root),
	])
}

stages := ["intake", "development", "review", "launch", "operate", "retired"]

position(stage) := index if {
	some index, name in stages
	name == stage
}

place(one, message) := {"path": one.path, "root": "", "at": one.at, "message": message}

message_of(weaker) := sprintf("%s is %s, it was %s", [
	text.shortened(weaker.what),
	text.shortened(weaker.after),
	text.shortened(weaker.before),
]) if {
	weaker.how == "looser"
}

message_of(weaker) := sprintf("%s has lost %s", [
	text.shortened(weaker.what),
	text.shortened(weaker.before),
]) if {
	weaker.how == "lost"
}

message_of(weaker) := sprintf("%s has gained %s", [
	text.shortened(weaker.what),
	text.shortened(weaker.after),
]) if {
	weaker.how == "gained"
}

message_of(weaker) := sprintf("%s is gone", [text.shortened(weaker.what)]) if {
	weaker.how == "gone"
}

message_of(weaker) := sprintf("%s reads differently", [text.shortened(weaker.what)]) if {
	weaker.how == "rewritten"
}
