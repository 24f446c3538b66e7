# METADATA
# title: Card metadata that tools cannot use
# description: >
#   Search, licence filters and leaderboards read the front matter and drop what
#   they cannot use, so people find the model under the wrong licence or task, or
#   never. The prose of the card does not reach these readers.
# custom:
#   severity: {minimal: note, limited: warning, high: warning}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [model-card, datasheet]
#   from_stage: development
#   implied_by: [artifact/unparsable, artifact/schema-mismatch, artifact/ambiguous-scalar]
#   since: 0.1.0
#   remedy: Give the marked key a value of the form that the Hugging Face card format describes.
#   controls:
#     nist-ai-rmf: [MEASURE 2.9]
#     eu-ai-act: [Annex IV(1)]
#     iso-42001: [A.6.2.7]
package raigate.rules.card.invalid_metadata

import data.raigate.lib.finding

findings contains found(error) if {
	some error in input.artifact.facts.metadata_errors
}

# An unknown or absent key is shown at the key, a wrong value at the value.
found(error) := finding.at_key(input.artifact, error.at, error.message) if error.key

found(error) := finding.at(input.artifact, error.at, error.message) if not error.key
