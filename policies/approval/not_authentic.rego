# METADATA
# title: An approval that somebody else wrote
# description: >
#   Anybody can write another person's name into a file. An approval speaks for its approver,
#   and for those who trust it, when it was committed by them, or when they approved the same
#   content in a review. A good signature of theirs, beside the record or of its commit, says
#   more than the name in a commit, and one that is not theirs says that it is not.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Have the approver commit the record themselves, sign it (`ssh-keygen -Y sign -n
#     raigate-approval`), or approve the pull request. A squash by the forge makes its author
#     the author of the record: merge records by a merge commit or a rebase, or sign them.
#   controls:
#     soc2: [CC6.1, CC8.1]
package raigate.rules.approval.not_authentic

import data.raigate.lib.approval
import data.raigate.lib.finding

said := input.artifact.facts.approval

applicable if {
	input.system.stage != "retired"
	approval.in_force(input.artifact)
	not approval.is_history(input.artifact)
	approval.binding(input.artifact, input.system.id).state == "same"
	said.made
	not reviewed
	not approval.by_approver(input.artifact)
}

# The same person has approved the same content where nobody else could.
reviewed if {
	some review in input.system.facts.reviews
	review.who == said.who
	review.state == "same"
}

# A file that claims to be a signature is told before the commit.
findings contains finding.at(input.artifact, "/approver", message) if {
	said.signed.state == "not_good"
	message := sprintf("signature of the approval, `%s`, is not good: %s", [said.signed.file, said.signed.why])
}

findings contains finding.at(input.artifact, "/approver", message) if {
	is_of_another
	message := sprintf("approval of `%s` is signed by `%s`", [said.approver, concat("`, `", said.signed.signers)])
}

is_of_another if {
	said.signed.state == "other"
	said.signed.by == "file"
}

# A commit can name any author, and its committer signs for themselves.
is_of_another if {
	said.signed.state == "other"
	said.signed.by == "commit"
	input.artifact.facts.needs_signature
	said.made.state == "approver"
}

# The other name that `.mailmap` of the base has for whoever committed it.
mapped := sprintf(" (`%s` by `.mailmap`)", [said.made.mapped]) if said.made.mapped

mapped := "" if not said.made.mapped

by_file if said.signed.by == "file"

findings contains finding.at(input.artifact, "/approver", message) if {
	not by_file
	said.made.state == "other"
	message := sprintf("approval of `%s` was committed by `%s`%s in %s", [said.approver, said.made.author, mapped, approval.short(said.made.commit)])
}

not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	not by_file
	said.made.state == "incomparable"
	message := sprintf("no `[people]` entry ties `%s` to an e-mail address, so `%s`, who committed it in %s, may be somebody else", [said.approver, said.made.author, approval.short(said.made.commit)])
}

not_evaluated contains finding.at(input.artifact, "/approver", message) if {
	not by_file
	said.made.state == "cut_short"
	message := "who committed the approval is not known: history is cut short here, and `git fetch --unshallow` brings the rest"
}

deferred contains finding.at(input.artifact, "/approver", message) if {
	not by_file
	said.made.state == "uncommitted"
	message := "approval is not committed yet, so nobody stands for it"
}

deferred contains finding.at(input.artifact, "/approver", message) if {
	not by_file
	said.made.state == "no_history"
	message := "who committed the approval stands in history, which is not here"
}
