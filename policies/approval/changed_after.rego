# METADATA
# title: Content that changed after it was approved
# description: >
#   What people approved is no longer what is there, so those who rely on the approval
#   rely on something that nobody has looked at. Contents are compared, not dates or commits: a
#   rebase, a squash or a change elsewhere leaves an approval as it is.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Have what changed looked at, and record the decision in an approval of its own; or take
#     the change back.
#   controls:
#     soc2: [CC8.1, CC3.4]
package raigate.rules.approval.changed_after

import data.raigate.lib.approval
import data.raigate.lib.finding

applicable if {
	input.system.stage != "retired"
	approval.in_force(input.artifact)
	not approval.is_history(input.artifact)
	bound.state in {"same", "changed"}
}

bound := approval.binding(input.artifact, input.system.id)

findings contains finding.at(input.artifact, "/subject_digest", message) if {
	bound.state == "changed"
	message := sprintf("%s changed after the approval: %s%s", [files, shown, others])
}

files := "1 file" if bound.changed_files == 1

files := sprintf("%d files", [bound.changed_files]) if bound.changed_files != 1

most := 5

shown := concat(", ", [sprintf("`%s`", [path]) | some path in array.slice(bound.changed, 0, most)])

others := sprintf(" and %d more", [bound.changed_files - most]) if bound.changed_files > most

others := "" if bound.changed_files <= most
