# METADATA
# title: An approval in a role that the approver does not hold
# description: >
#   A decision counts for those whom it protects because of who may take it. An approval in a
#   role that its approver was never given is the opinion of somebody else.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [approval, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Ask somebody who holds the role to decide. Where the approver does hold it,
#     `[roles]` in `raigate.toml` says so by a change that is reviewed by itself.
#   controls:
#     nist-ai-rmf: [GOVERN 2.1]
#     eu-ai-act: [Article 17]
#     iso-42001: [A.3.2]
#     soc2: [CC1.3, CC8.1]
package raigate.rules.approval.role_not_held

import data.raigate.lib.approval
import data.raigate.lib.finding

said := input.artifact.facts.approval

applicable if {
	approval.is_decision(input.artifact)
	input.system.stage != "retired"
	approval.in_force(input.artifact)
	not approval.binding(input.artifact, input.system.id).state in {"older", "changed"}
}

findings contains finding.at(input.artifact, "/approver", message) if {
	said.problem == "unreadable"
	message := "`approver` names neither a handle nor an e-mail address"
}

findings contains finding.at(input.artifact, "/approver", message) if {
	said.problem == "team"
	message := sprintf("approver `%s` is a team; a decision is one person's", [said.approver])
}

findings contains finding.at(input.artifact, "/approver", message) if {
	said.problem == "machine"
	message := sprintf("approver `%s` is no person", [said.approver])
}

findings contains finding.at(input.artifact, "/role", "approval states no `role`") if {
	not said.problem
	not said.holds
}

findings contains finding.at(input.artifact, "/role", message) if {
	said.holds == "undefined"
	message := sprintf("role `%s` is not defined in `[roles]`", [input.artifact.value.role])
}

findings contains finding.at(input.artifact, "/approver", message) if {
	said.holds == "no"
	message := sprintf("approver `%s` does not hold the role `%s`%s", [said.approver, input.artifact.value.role, lookalike])
}

lookalike := sprintf("; the letter %s in that name only looks like another one", [said.odd_letter]) if said.odd_letter

lookalike := "" if not said.odd_letter

# Only the forge knows who is in a team.
deferred contains finding.at(input.artifact, "/approver", message) if {
	said.holds == "unknown"
	message := sprintf("whether `%s` is in the team that holds `%s` is known to the forge", [said.approver, input.artifact.value.role])
}
