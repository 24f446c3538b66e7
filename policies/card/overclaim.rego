# METADATA
# title: A claim that no measurement can bear
# description: >
#   Absolute words such as "unbiased" or "guaranteed" lead people to trust the
#   model in cases that nobody tested, and those it fails have been told that it
#   cannot. A finite test shows a rate on its own data, never an absence.
# custom:
#   severity: {minimal: warning, limited: warning, high: error}
#   profile: recommended
#   confidence: low
#   scope: artifact
#   kinds: []
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     State what was measured, on what data and with which result; where nothing
#     was measured, leave the claim out.
#   controls:
#     nist-ai-rmf: [MEASURE 2.9]
#     eu-ai-act: [Article 13]
#     iso-42001: [A.8.2]
package raigate.rules.card.overclaim

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains finding.at(input.artifact, claim.at, message) if {
	some claim in input.artifact.facts.overclaims
	message := sprintf("claims \"%s\": %s", [text.shortened(claim.text), claim.why])
}
