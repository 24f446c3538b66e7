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
#     # Whose review of the change answers for it.
#     reviewers: [rai-team]
#   since: 0.1.0
#   remedy: >
#     Leave the gate as it is in this change, and propose what it should be in one of its
#     own, for those to review who answer for it and had no part in it.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     soc2: [CC8.1, CC6.3]
package raigate.rules.git.gate_changed

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

findings contains finding.limited_by(place(weaker, message_of(weaker)), "reviewers") if {
	not reviewed
	some weaker in input.change.weakened
}

# What a system states of itself is part of the gate: it decides which rules apply. A lower
# tier has a rule of its own.
findings contains finding.limited_by(place(system.declared_at, message), "reviewers") if {
	not reviewed
	some system in input.systems
	position(system.stated.stage) < position(system.before.stage)
	message := sprintf("system `%s` is at stage %s, it was at %s", [
		text.shortened(system.id),
		system.stated.stage,
		system.before.stage,
	])
}

findings contains finding.limited_by(place(system.declared_at, message), "reviewers") if {
	not reviewed
	some system in input.systems
	system.stated
	some facet in system.before.facets
	not facet in system.stated.facets
	message := sprintf("system `%s` has lost the facet %s", [text.shortened(system.id), facet])
}

findings contains finding.limited_by(place(system.declared_at, message), "reviewers") if {
	not reviewed
	some system in input.systems
	system.stated
	some glob in system.before.watch
	not glob in system.stated.watch
	message := sprintf("system `%s` watches `%s` no more", [text.shortened(system.id), text.shortened(glob)])
}

findings contains finding.limited_by(place(system.declared_at, message), "reviewers") if {
	not reviewed
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
