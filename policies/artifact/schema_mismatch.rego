# METADATA
# title: Evidence that is not shaped like its kind
# description: >
#   A misspelt key or a value of another type is silently ignored by every tool
#   that reads this evidence, so its author believes something is on record that
#   is not. The shape comes from the kind the file states, or from the format it
#   follows: Croissant, CycloneDX, Model Card Toolkit, Every Eval Ever, AI Verify
#   and inspect_ai are held to what their own validators refuse. What those only
#   warn of is no finding.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   implied_by: [artifact/unparsable, artifact/unresolved-pointer]
#   since: 0.1.0
#   remedy: >
#     Bring the marked key or value into the shape of its kind, which `raigate schema`
#     prints, or into that of its format.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
#     soc2: [PI1.2]
package raigate.rules.artifact.schema_mismatch

import data.raigate.lib.finding

findings contains found(error) if {
	some error in input.artifact.facts.schema_errors
}

# An unknown key is shown at the key, a wrong value at the value.
found(error) := finding.at_key(input.artifact, error.at, error.message) if error.key

found(error) := finding.at(input.artifact, error.at, error.message) if not error.key
