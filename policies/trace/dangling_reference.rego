# METADATA
# title: A reference that leads nowhere
# description: >
#   The evidence that this reference promises is not there, so whoever follows the
#   trail from a claim to its proof ends at nothing. References are an artifact's
#   kind and id, or a path with a JSON pointer.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Name the evidence that is meant, add it if it was never committed, or remove
#     the statement that rests on it.
#   controls:
#     soc2: [CC2.1]
package raigate.rules.trace.dangling_reference

import data.raigate.lib.finding

findings contains finding.at(input.artifact, reference.at, message) if {
	some reference in input.artifact.facts.references
	not reference.resolves
	message := concat("", [
		sprintf("reference `%s` leads nowhere", [reference.text]),
		because(reference),
		instead(reference),
	])
}

because(reference) := sprintf(": %s", [reference.why]) if is_string(reference.why)

because(reference) := "" if not is_string(reference.why)

instead(reference) := sprintf(", did you mean `%s`?", [reference.nearest]) if is_string(reference.nearest)

instead(reference) := "" if not is_string(reference.nearest)
