# METADATA
# title: An approval that somebody else wrote
# description: >
#   Anybody can write another person's name into a file. An approval speaks for its approver,
#   and for those who trust it, when it was committed by them, or when they approved the same
#   content in a review.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Have the approver commit the record themselves, or approve the pull request. A squash by
#     the forge makes its author the author of the record: merge records by a merge commit or a
#     rebase.
#   controls:
#     soc2: [CC6.1, CC8.1]
package raigate.rules.approval.not_authentic

import data.raigate.lib.approval
import data.raigate.lib.finding

said := input.artifact.facts.approval

applicable if {
	input.system.stage != "retired"
	approval.in_force(input.artifact)
	approval.binding(input.artifact, input.system.id).state == "same"
	said.made
	not reviewed
}

# The same person has approved the same content where nobody else could.
reviewed if {
	some review in input.system.facts.reviews
	review.who == said.who
	review.state == "same"
}

findings contains finding.at(input.artifact, "/approver", message) if {
	said.made.state == "other"
	message := sprintf("approval of `%s` was committed by `%s` in %s", [said.approver, said.made.author, approval.short(said.made.commit)])
}

not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	said.made.state == "incomparable"
	message := sprintf("no `[people]` entry ties `%s` to an e-mail address, so `%s`, who committed it in %s, may be somebody else", [said.approver, said.made.author, approval.short(said.made.commit)])
}

not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	said.made.state == "cut_short"
	message := "who committed the approval is not known: history is cut short here, and `git fetch --unshallow` brings the rest"
}

deferred contains finding.at(input.artifact, "/approver", message) if {
	said.made.state == "uncommitted"
	message := "approval is not committed yet, so nobody stands for it"
}

deferred contains finding.at(input.artifact, "/approver", message) if {
	said.made.state == "no_history"
	message := "who committed the approval stands in history, which is not here"
}
