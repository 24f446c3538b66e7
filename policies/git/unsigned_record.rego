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
#     allowed signers name (`git commit -S`); an approval can be signed in a file beside it
#     (`ssh-keygen -Y sign -n raigate-approval`).
#   controls:
#     nist-ai-rmf: [GOVERN 2.1]
#     soc2: [CC6.1]
package raigate.rules.git.unsigned_record

import data.raigate.lib.finding
import data.raigate.lib.waiver

applicable if input.artifact.facts.needs_signature

signature := input.artifact.facts.history.signature

# The approver of a record has signed it in a file of its own.
beside if {
	input.artifact.facts.approval.signed.state == "approver"
	input.artifact.facts.approval.signed.by == "file"
}

findings contains waiver.void(finding.at(input.artifact, "", message)) if {
	not beside
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
	not beside
	not signature
	message := sprintf("%s is not committed, so that nobody has signed it", [input.artifact.kind])
}
