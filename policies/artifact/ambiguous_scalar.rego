# METADATA
# title: A scalar that reads two ways
# description: >
#   Readers of YAML 1.1 and of YAML 1.2 take this scalar for different values, so
#   two people who check the same evidence see different facts. `no` is Norwegian
#   to one of them and false to the other, and a limit written as `012` is 12 or 10.
# custom:
#   severity: warning
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   since: 0.1.0
#   remedy: Quote the scalar if text is meant, or write it in the form that has one meaning.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     iso-42001: [A.6.2.7]
#     soc2: [PI1.2]
package raigate.rules.artifact.ambiguous_scalar

import data.raigate.lib.finding

findings contains finding.at(input.artifact, fault.at, fault.message) if {
	some fault in input.artifact.facts.faults
	fault.rule == "artifact/ambiguous-scalar"
}
