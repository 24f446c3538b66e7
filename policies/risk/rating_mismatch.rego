# METADATA
# title: A risk rated lower than it is weighed
# description: >
#   A rating decides who has to agree to a risk, so one that does not follow from its own
#   severity and likelihood sends the decision to the wrong people. The matrix is a setting:
#   a row for each severity from 1 to 5, in it a rating for each likelihood from 1 to 5.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [risk-assessment]
#   from_stage: review
#   settings:
#     order: [low, medium, high, critical]
#     matrix:
#       - [low, low, low, low, medium]
#       - [low, low, medium, medium, high]
#       - [low, medium, medium, high, high]
#       - [low, medium, high, high, critical]
#       - [medium, high, high, critical, critical]
#   since: 0.1.0
#   remedy: >
#     Correct the rating, or the severity and likelihood that it rests on; a team that rates
#     by another matrix states it as the setting `matrix` of this rule.
#   controls:
#     nist-ai-rmf: [MAP 5.1]
#     eu-ai-act: [Article 9]
#     iso-42001: [A.5.3]
package raigate.rules.risk.rating_mismatch

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan

settings := data.settings.risk.rating_mismatch

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

risks := evidence.field(input.artifact, "risks")

rated contains {"risk": risk, "index": index} if {
	is_array(risks.value)
	some index, risk in risks.value
	is_object(risk)
}

place_of(one, key) := sprintf("%s/%d/%s", [risks.at, one.index, key])

called(one) := answer.called("risk", one.risk, one.index)

# Only ratings below the matrix hide something; a rating above it is caution.
findings contains finding.limited_by(finding.related(found, input.artifact, place_of(one, "likelihood"), also), "matrix") if {
	some one in rated
	is_number(one.risk.severity)
	is_number(one.risk.likelihood)
	expected := settings.matrix[one.risk.severity - 1][one.risk.likelihood - 1]
	rank(one.risk.inherent_rating) < rank(expected)
	message := sprintf("%s is rated %s, severity %d and likelihood %d make it %s", [
		called(one),
		one.risk.inherent_rating,
		one.risk.severity,
		one.risk.likelihood,
		expected,
	])
	found := finding.at(input.artifact, place_of(one, "inherent_rating"), message)
	also := sprintf("severity %d, likelihood %d", [one.risk.severity, one.risk.likelihood])
}

findings contains finding.related(found, input.artifact, place_of(one, "inherent_rating"), "rated here before") if {
	some one in rated
	rank(one.risk.residual_rating) > rank(one.risk.inherent_rating)
	message := sprintf("%s is rated %s once it is treated, %s before", [
		called(one),
		one.risk.residual_rating,
		one.risk.inherent_rating,
	])
	found := finding.at(input.artifact, place_of(one, "residual_rating"), message)
}

rank(rating) := place if {
	some place, known in settings.order
	known == rating
}
