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
#   kinds: [approval, external-record]
#   from_stage: launch
#   settings:
#     # At which stage which decisions are needed.
#     needed: {launch: [launch], operate: [launch]}
#     # Where an approval may come from.
#     sources: [record, review]
#     # Who may decide in a tool of their own, by decision: there an `external-record` counts that
#     # its approver has not signed.
#     kept_elsewhere: {launch: [privacy, security, legal]}
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
import data.raigate.lib.text

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

findings contains finding.limited_by(said(decision, slots), "required") if {
	not approval.awaits_reviews
	some decision, slots in open
	count(slots) > 0
	count(approval.undefined(slots)) == 0
}

deferred contains said(decision, slots) if {
	approval.awaits_reviews
	some decision, slots in open
	count(slots) > 0
}

said(decision, slots) := finding.of_system(told(decision, slots)) if count(uncounted(decision, slots)) == 0

said(decision, slots) := object.union(found, {"related": [label | some label in labels]}) if {
	labels := uncounted(decision, slots)
	count(labels) > 0
	found := finding.of_system(told(decision, slots))
}

# What somebody who could fill a role decided, and does not count.
uncounted(decision, slots) := {finding.at(record, mark, message) |
	some record in input.evidence
	record.facts.approval
	record.value.decision_type == decision
	some slot in slots
	record.value.role in approval.roles(slot)
	some mark, message in why(record)
}

why(record) := {"/date": message} if {
	approval.is_ahead(record.value)
	message := sprintf("dated %s, and today is %s", [record.value.date, data.run.today])
} else := {"/role": message} if {
	record.kind == "external-record"
	not approval.may_be_elsewhere(record)
	message := sprintf("%s is not in `kept_elsewhere`, so this counts once `%s` has signed it", [
		text.shortened(record.value.role),
		record.facts.approval.approver,
	])
}

# A review that cannot be weighed may be the one that is missing.
not_evaluated contains finding.of_system(message) if {
	some slots in open
	count(slots) > 0
	some review in input.system.facts.reviews
	message := sprintf("review of `%s` cannot be weighed: %s", [review.who, unseen(review)])
}

unseen(review) := review.why if review.state == "unknown"

unseen(review) := review.contributed.why if {
	review.state == "same"
	review.contributed.state == "unknown"
}

unseen(review) := "no `[people]` entry ties them to an e-mail address, so commits do not show whether they made it" if {
	review.state == "same"
	review.contributed.state == "incomparable"
}

findings contains finding.at(record, "/decision", message) if {
	some record in input.evidence
	record.facts.approval
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

# The same person may come to another decision about the same content; that they did, nobody
# else can say.
decided_again(record) if {
	some later in input.evidence
	later.facts.approval
	later.value.decision_type == record.value.decision_type
	later.value.role == record.value.role
	later.facts.approval.who == record.facts.approval.who
	later.value.date > record.value.date
	not approval.is_ahead(later.value)
	approval.is_own(later)
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
