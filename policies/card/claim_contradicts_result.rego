# METADATA
# title: A claim that the result contradicts
# description: >
#   Whoever chooses the model by the number in its card gets a model that was
#   measured to be another. The claim is compared with the result of the same
#   metric, model, data and slice, at the precision the claim is written in.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [model-card, system-card]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Write the measured value into the card, or add the result of the run that
#     the claimed value comes from.
#   controls:
#     nist-ai-rmf: [MEASURE 2.3, MEASURE 2.5, MEASURE 2.13]
#     eu-ai-act: [Article 13, Article 15, Annex IV(3), Annex IV(4)]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.card.claim_contradicts_result

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains object.union(finding.at(input.artifact, claim.at, message), {"related": measured}) if {
	some claim in input.artifact.facts.claims
	count(claim.matches) > 0
	every match in claim.matches {
		raigate.num.gt(raigate.num.abs(raigate.num.sub(claim.value, match.value)), claim.tolerance)
	}
	agree(claim)
	message := sprintf("card claims %s %s, the result is %s", [
		text.shortened(replace(claim.metric, "_", " ")),
		text.with_unit(claim.text, claim.unit),
		as_measured(claim, claim.matches[0].value),
	])
	measured := [finding.at(match, match.at, "measured here") | some match in claim.matches]
}

# Results that differ among themselves leave open which one was meant, and that is
# `card/ambiguous-claim`.
agree(claim) if {
	values := [match.value | some match in claim.matches]
	raigate.num.lte(raigate.num.sub(max(values), min(values)), claim.tolerance)
}

# Two decimals more than the claim has show the difference and no false precision.
as_measured(claim, value) := text.with_unit(shown, claim.unit) if {
	shown := text.rounded(value, text.decimals(claim.text) + 2)
}
