# METADATA
# title: A decision that nobody entitled has taken
# description: >
#   What is launched without the people who answer for it has been decided by whoever
#   happened to be there, and those it harms find nobody who weighed it. Each role is filled
#   by another person who had no part in the work: by a record that is bound to what is
#   there, or by a review of it. Where no reviews are known, an open role is deferred.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [approval]
#   from_stage: launch
#   settings:
#     # At which stage which decisions are needed.
#     needed: {launch: [launch], operate: [launch]}
#     # Where an approval may come from.
#     sources: [record, review]
#     # Who decides, by decision and tier: each line is filled by one person of its own.
#     required:
#       intake:
#         minimal: [rai-associate]
#         limited: [rai-associate]
#         high: [rai-associate]
#         prohibited: [rai-associate]
#       tier-change:
#         minimal: [rai-associate]
#         limited: [rai-team]
#         high: [rai-team]
#         prohibited: [rai-team]
#       evaluation:
#         minimal: [rai-associate]
#         limited: [rai-associate]
#         high: [rai-team]
#         prohibited: [rai-team]
#       metric:
#         minimal: [rai-team]
#         limited: [rai-team]
#         high: [rai-team]
#         prohibited: [rai-team]
#       waiver:
#         minimal: [rai-team]
#         limited: [rai-team]
#         high: [rai-team, product-director]
#         prohibited: [rai-team, product-director]
#       launch:
#         minimal: [product-owner]
#         limited: [rai-team, product-owner]
#         high: [rai-lead, product-director or executive]
#         prohibited: [rai-lead, product-director or executive]
#       residual-risk:
#         minimal: [rai-team]
#         limited: [director]
#         high: [director or executive]
#         prohibited: [director or executive]
#       gate-change:
#         minimal: [rai-team]
#         limited: [rai-team]
#         high: [rai-team]
#         prohibited: [rai-team]
#       external-statement:
#         minimal: [director]
#         limited: [director]
#         high: [director or executive]
#         prohibited: [director or executive]
#     # Who else decides about systems with these facets.
#     by_facet:
#       launch:
#         minimal: {}
#         limited: {}
#         high: {personal_data: [privacy], agentic: [security], consequential_decision: [legal]}
#         prohibited: {personal_data: [privacy], agentic: [security], consequential_decision: [legal]}
#   since: 0.1.0
#   remedy: >
#     Ask somebody who holds the role and had no part in the work to read what is there,
#     and to record the decision: `raigate new approval`, then `raigate stamp`, in a commit of
#     their own; or to approve the pull request.
#   controls:
#     nist-ai-rmf: [GOVERN 2.1, GOVERN 2.3]
#     eu-ai-act: [Article 17]
#     iso-42001: [A.3.2]
#     soc2: [CC1.3, CC8.1]
package raigate.rules.approval.missing_role

import data.raigate.lib.approval
import data.raigate.lib.finding

settings := data.settings.approval.missing_role

decisions := object.get(settings.needed, input.system.stage, [])

applicable if {
	input.system.declared
	some decision in decisions
	count(approval.needed(decision)) > 0
}

open[decision] := approval.open(decision, approval.candidates(decision)) if some decision in decisions

# Nobody can fill a role that is not defined, review or not.
findings contains finding.limited_by(finding.of_system(message), "required") if {
	some decision, slots in open
	undefined := approval.undefined(slots)
	count(undefined) > 0
	message := sprintf("%s at tier %s is decided by %s, which `[roles]` does not define", [
		decision,
		input.system.tier,
		approval.listed(undefined),
	])
}

findings contains finding.limited_by(finding.of_system(told(decision, slots)), "required") if {
	not approval.awaits_reviews
	some decision, slots in open
	count(slots) > 0
	count(approval.undefined(slots)) == 0
}

deferred contains finding.of_system(told(decision, slots)) if {
	approval.awaits_reviews
	some decision, slots in open
	count(slots) > 0
}

findings contains finding.at(record, "/decision", message) if {
	some record in input.evidence
	record.kind == "approval"
	record.value.decision == "reject"
	record.value.decision_type in decisions
	approval.in_force(record)
	record.facts.approval.holds == "yes"
	approval.binding(record, input.system.id).state == "same"
	not decided_again(record)
	message := sprintf("%s was rejected by `%s` as `%s`", [
		record.value.decision_type,
		record.facts.approval.who,
		record.value.role,
	])
}

# The same person may come to another decision about the same content.
decided_again(record) if {
	some later in input.evidence
	later.kind == "approval"
	later.value.decision_type == record.value.decision_type
	later.value.role == record.value.role
	later.facts.approval.who == record.facts.approval.who
	later.value.date > record.value.date
	approval.binding(later, input.system.id).state == "same"
}

told(decision, slots) := sprintf("%s at tier %s is approved in %d of %d roles, not by %s", [
	decision,
	input.system.tier,
	wanted - count(slots),
	wanted,
	approval.listed(slots),
]) if {
	wanted := count(approval.needed(decision))
}
