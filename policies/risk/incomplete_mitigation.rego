# METADATA
# title: A mitigation that nobody can finish
# description: >
#   A mitigation that nobody owns, that has no day and no test for being done stays a
#   promise, and the risk stays where it was. One that is closed needs no day any more.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [mitigation]
#   from_stage: review
#   implied_by: [card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer, artifact/schema-mismatch]
#   settings:
#     required: [owner, due, acceptance_criterion, ticket]
#     not_when_closed: [due, ticket]
#   since: 0.1.0
#   remedy: >
#     Agree with its owner on a day and on what will show that it works, and link the ticket
#     in which the work is tracked.
#   controls:
#     nist-ai-rmf: [MANAGE 1.3, MANAGE 4.1]
#     eu-ai-act: [Article 9]
#     iso-42001: [A.5.3]
#     soc2: [CC5.1]
package raigate.rules.risk.incomplete_mitigation

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.risk.incomplete_mitigation

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

findings contains finding.limited_by(finding.at(input.artifact, "", message), "required") if {
	is_object(input.artifact.value)
	absent := [key | some key in required; not is_stated(key)]
	count(absent) > 0
	message := sprintf("mitigation does not state %s", [text.listed(absent)])
}

required := [key | some key in settings.required; not key in settings.not_when_closed] if is_closed

required := settings.required if not is_closed

is_closed if evidence.field(input.artifact, "status").value == "closed"

is_stated(key) if {
	field := evidence.field(input.artifact, key)
	answer.is_given(input.artifact, field.at, field.value)
}
