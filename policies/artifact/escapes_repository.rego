# METADATA
# title: Evidence outside the repository
# description: >
#   What lies outside the repository is not reviewed with it and can change
#   without anyone noticing, so a reader of this evidence trusts a file that
#   nobody here has seen. raigate does not follow the link.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: []
#   waivable: false
#   since: 0.1.0
#   remedy: Commit the file itself, or record its digest and where it is kept as an external record.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
#     soc2: [CC6.1, CC8.1]
package raigate.rules.artifact.escapes_repository

import data.raigate.lib.finding

findings contains finding.at(input.artifact, fault.at, fault.message) if {
	some fault in input.artifact.facts.faults
	fault.rule == "artifact/escapes-repository"
}
