# METADATA
# title: A risk that is not weighed to its end
# description: >
#   A risk without a severity, a likelihood, somebody who answers for it and a decision what
#   to do about it is only a sentence, and nobody acts on a sentence. An assessment that
#   names no risk says why, in `not_applicable`.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [risk-assessment]
#   from_stage: review
#   implied_by: [card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer, artifact/schema-mismatch]
#   settings:
#     required: [severity, likelihood, owner, treatment]
#   since: 0.1.0
#   remedy: >
#     Weigh the risk with those who would have to carry it: how bad from 1 to 5, how likely
#     from 1 to 5, who answers for it, and whether it is mitigated, transferred, avoided or
#     accepted.
#   controls:
#     nist-ai-rmf: [MAP 5.1, MANAGE 1.2, MANAGE 1.3]
#     eu-ai-act: [Article 9, Annex IV(5)]
#     iso-42001: [A.5.3]
#     soc2: [CC3.2]
package raigate.rules.risk.incomplete_risk

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.risk.incomplete_risk

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

risks := evidence.field(input.artifact, "risks")

findings contains finding.limited_by(finding.at(input.artifact, pointer, message), "required") if {
	is_array(risks.value)
	some index, risk in risks.value
	is_object(risk)
	pointer := sprintf("%s/%d", [risks.at, index])
	absent := answer.missing(input.artifact, pointer, risk, settings.required)
	count(absent) > 0
	message := sprintf("%s does not state %s", [answer.called("risk", risk, index), text.listed(absent)])
}

findings contains finding.at(input.artifact, "", "assessment names no risk, and does not say why there is none") if {
	is_object(input.artifact.value)
	not names_a_risk
	not says_why
}

names_a_risk if {
	is_array(risks.value)
	count(risks.value) > 0
}

says_why if {
	excluded := evidence.field(input.artifact, "not_applicable")
	is_array(excluded.value)
	some index, category in excluded.value
	is_object(category)
	pointer := sprintf("%s/%d/reason", [excluded.at, index])
	answer.is_given(input.artifact, pointer, object.get(category, "reason", null))
}
