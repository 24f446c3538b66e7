# METADATA
# title: Evidence that cannot be read
# description: >
#   Nothing in a file that does not parse can be checked, so whoever relies on
#   this evidence relies on nothing. A truncated upload or a broken merge looks
#   like evidence in a file listing, and the people it is about are no safer.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: []
#   waivable: false
#   since: 0.1.0
#   remedy: Repair the syntax at the marked character, or delete the file if it is no evidence.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
#     soc2: [CC2.1, PI1.2]
package raigate.rules.artifact.unparsable

import data.raigate.lib.finding

findings contains finding.at(input.artifact, fault.at, fault.message) if {
	some fault in input.artifact.facts.faults
	fault.rule == "artifact/unparsable"
}
