# METADATA
# title: Placeholder text
# description: >
#   A template's prompt stands where a reader expects an answer, so the evidence
#   looks finished to whoever counts files and says nothing to whoever needs it.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: review
#   implied_by: [intake/incomplete, waiver/incomplete, artifact/schema-mismatch]
#   since: 0.1.0
#   remedy: Replace the placeholder by what is known, or say in a sentence why it is not known.
#   controls:
#     iso-42001: [A.6.2.7]
#     soc2: [CC2.1]
package raigate.rules.card.placeholder_text

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains finding.at(input.artifact, placeholder.at, message(placeholder)) if {
	some placeholder in input.artifact.facts.placeholders
}

message(placeholder) := sprintf("placeholder `%s` in section \"%s\"", [
	text.shortened(placeholder.text),
	text.shortened(placeholder.section),
]) if {
	is_string(placeholder.section)
}

message(placeholder) := sprintf("placeholder `%s`", [text.shortened(placeholder.text)]) if {
	not is_string(placeholder.section)
}
