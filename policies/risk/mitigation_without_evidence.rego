# METADATA
# title: A mitigation closed without evidence
# description: >
#   A mitigation that is called done while nothing shows that it works leaves the risk where
#   it was, and those who carry it believe that it is gone. What can be followed counts as
#   evidence: a result or another artifact, a file, a commit, an address.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [mitigation]
#   from_stage: review
#   implied_by: [trace/dangling-reference, card/placeholder-text, artifact/schema-mismatch]
#   since: 0.1.0
#   remedy: >
#     Link the result, the test or the commit that shows that it works, as `evidence`; where
#     there is none yet, open it again.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13, MANAGE 1.3]
#     eu-ai-act: [Annex IV(2)(g)]
#     iso-42001: [A.6.2.4]
#     soc2: [CC4.1]
package raigate.rules.risk.mitigation_without_evidence

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding

applicable if input.system.stage != "retired"

findings contains finding.related(finding.at(input.artifact, place, message), input.artifact, status.at, "closed here") if {
	is_object(input.artifact.value)
	status := evidence.field(input.artifact, "status")
	status.value == "closed"
	count(followed) == 0
	proofs := object.get(input.artifact.facts, "proofs", [])
	place := where(proofs)
	message := sprintf("mitigation is closed, %s", [because(proofs)])
}

proven contains proof if {
	some proof in input.artifact.facts.proofs
	not proof.at in answer.placeholders(input.artifact)
}

# A link that says that the artifact proves something counts as well.
followed contains proof.at if {
	some proof in proven
	proof.form != "words"
	object.get(proof, "resolves", true)
}

followed contains reference.at if {
	links := evidence.field(input.artifact, "links").value
	is_array(links)
	some index, link in links
	link.rel == "evidences"
	some reference in input.artifact.facts.references
	endswith(reference.at, sprintf("/links/%d/ref", [index]))
	reference.resolves
}

where(proofs) := proofs[0].at if count(proofs) > 0

where(proofs) := "/evidence" if count(proofs) == 0

because(proofs) := "no evidence is named" if count(proofs) == 0

because(proofs) := "its evidence leads nowhere" if count(proofs) > 0
