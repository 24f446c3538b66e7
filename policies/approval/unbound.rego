# METADATA
# title: An approval that is bound to nothing
# description: >
#   An approval that does not say which content it is about covers whatever is there next,
#   also what nobody has looked at. The digest of what was approved ties it to that, and
#   outlives a rebase or a squash, which a commit does not.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Have the approver look at what is there, and bind the approval to it with
#     `raigate stamp`; of one that is kept elsewhere, add the copy that says so, and its
#     SHA-256.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     eu-ai-act: [Annex IV(2)(g)]
#     soc2: [CC8.1]
package raigate.rules.approval.unbound

import data.raigate.lib.approval
import data.raigate.lib.finding

applicable if {
	input.system.stage != "retired"
	approval.in_force(input.artifact)
	not approval.is_history(input.artifact)
	bound.state != "older"
}

bound := approval.binding(input.artifact, input.system.id)

findings contains finding.at(input.artifact, "/subject_digest", message) if {
	bound.state == "absent"
	message := sprintf("approval is bound to nothing: %s", [bound.why])
}

findings contains finding.at(input.artifact, "/subject_digest", message) if {
	bound.state == "wrong"
	message := sprintf("approval states another digest than that of the %s it covers, %s", [files, bound.digest])
}

files := "file" if bound.files == 1

files := sprintf("%d files", [bound.files]) if bound.files != 1

# What is kept elsewhere and shown by nothing could say anything by tomorrow.
findings contains finding.at(input.artifact, "/export", message) if {
	some state, what in {"absent": "no copy of it is here", "undigested": "its copy has no `digest`"}
	input.artifact.facts.export.state == state
	message := sprintf("approval is kept elsewhere, and %s", [what])
}

# The same page cannot have approved two contents.
findings contains finding.related(found, other, "/subject_digest", "bound to other content here") if {
	other := input.artifact.facts.export.elsewhere
	found := finding.at(input.artifact, "/export/digest", sprintf("copy of the approval is that of `%s`, which covers other content", [other.path]))
}

not_evaluated contains finding.at(input.artifact, "/subject_digest", message) if {
	bound.state == "unknown"
	message := sprintf("what the approval is bound to cannot be seen: %s", [bound.why])
}
