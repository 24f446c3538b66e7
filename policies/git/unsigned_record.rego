# METADATA
# title: A record without a good signature
# description: >
#   The repository asks for signatures on this kind of record, because anybody who can push
#   can write another name into a commit. Without one, nobody can tell whose decision it is,
#   so it counts for nothing.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   since: 0.1.0
#   remedy: >
#     Have the person who decided commit the record themselves, signed with a key that the
#     allowed signers name (`git commit -S`).
#   controls:
#     nist-ai-rmf: [GOVERN 2.1]
#     soc2: [CC6.1]
package raigate.rules.git.unsigned_record

import data.raigate.lib.finding
import data.raigate.lib.waiver

applicable if input.artifact.facts.needs_signature

signature := input.artifact.facts.history.signature

findings contains waiver.void(finding.at(input.artifact, "", message)) if {
	signature.status != "good"
	message := sprintf("%s was committed %s, and a good signature is asked for", [
		input.artifact.kind,
		how(signature.status),
	])
}

how("unsigned") := "without a signature"

how(status) := sprintf("with a signature that is not good (%s)", [replace(status, "_", " ")]) if status != "unsigned"

# What is not committed is signed by nobody yet; where there is no history, nobody can tell.
deferred contains finding.at(input.artifact, "", message) if {
	not signature
	message := sprintf("%s is not committed, so that nobody has signed it", [input.artifact.kind])
}
