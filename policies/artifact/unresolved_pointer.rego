# METADATA
# title: A pointer in place of the evidence
# description: >
#   The file holds the address of the evidence instead of the evidence, so
#   nothing in it was judged for the people who rely on it. Git LFS and DVC leave
#   such pointers behind when the content was not fetched, or never pushed.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   waivable: false
#   from_stage: review
#   since: 0.1.0
#   remedy: Fetch the content before the check (`git lfs pull`, `dvc pull`), or keep this evidence in git itself.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
#     soc2: [CC8.1]
package raigate.rules.artifact.unresolved_pointer

import data.raigate.lib.finding

findings contains finding.at(input.artifact, fault.at, fault.message) if {
	some fault in input.artifact.facts.faults
	fault.rule == "artifact/unresolved-pointer"
}
