# METADATA
# title: An approval by somebody who made what it covers
# description: >
#   Whoever made something cannot see it with other eyes, so an approval by them is no
#   second look for those who rely on it. Authors, committers and co-authors of the commits
#   count: those of the pull request, and those since the previous approval.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval, external-record]
#   from_stage: review
#   waivable: false
#   since: 0.1.0
#   remedy: >
#     Ask somebody else who holds the role to look at it and to approve it.
#   controls:
#     nist-ai-rmf: [GOVERN 2.1, MEASURE 1.3]
#     soc2: [CC6.3, CC8.1]
package raigate.rules.approval.self_approved

import data.raigate.lib.approval
import data.raigate.lib.finding

applicable if relevant

relevant if {
	input.system.stage != "retired"
	input.artifact.value.decision != "reject"
	approval.in_force(input.artifact)
	not approval.is_history(input.artifact)
	bound.state == "same"
}

bound := approval.binding(input.artifact, input.system.id)

contributed := bound.contributed

findings contains finding.at(input.artifact, "/approver", message) if {
	contributed.state == "yes"
	message := sprintf("approver `%s` made part of what is approved: %s", [input.artifact.facts.approval.who, part])
}

part := sprintf("commit %s changed `%s`", [approval.short(contributed.commit), contributed.path]) if contributed.commit

part := "the pull request is theirs" if not contributed.commit

# An address in a commit cannot be compared with a handle.
not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	contributed.state == "incomparable"
	message := sprintf("no `[people]` entry ties `%s` to an e-mail address, so commits do not show whether they made it", [input.artifact.facts.approval.who])
}

not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	contributed.state == "unknown"
	has_history
	message := sprintf("who made what is approved is not known: %s", [contributed.why])
}

deferred contains finding.at(input.artifact, "/approver", "who made what is approved stands in history, which is not here") if {
	contributed.state == "unknown"
	not has_history
}

has_history if input.artifact.facts.approval.made.state != "no_history"
