# METADATA
# title: A claim that results answer differently
# description: >
#   Several results fit the claim and differ by more than its precision, so a
#   reader cannot tell which run the number stands for, and the best of several
#   can be taken for all of them. Which one was meant is not guessed.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [model-card, system-card]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Name in the claim what tells the results apart, such as split, configuration
#     or the `result` it rests on; remove a result that a later run replaced.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.card.ambiguous_claim

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains object.union(finding.at(input.artifact, claim.at, message), {"related": measured}) if {
	some claim in input.artifact.facts.claims
	values := [match.value | some match in claim.matches]
	raigate.num.gt(raigate.num.sub(max(values), min(values)), claim.tolerance)
	some value in values
	is_other(claim, value)
	message := sprintf("card claims %s %s, %s", [
		text.shortened(replace(claim.metric, "_", " ")),
		text.with_unit(claim.text, claim.unit),
		answers(claim, values),
	])
	measured := [finding.at(match, match.at, label(claim, match)) | some match in claim.matches]
}

# Results that all round to the claim support it, whichever was meant.
is_other(claim, value) if {
	raigate.num.gt(raigate.num.abs(raigate.num.sub(claim.value, value)), claim.tolerance)
}

answers(claim, values) := sprintf("its results are %s and %s", [shown(claim, values[0]), shown(claim, values[1])]) if {
	count(values) == 2
}

answers(claim, values) := sprintf("its %d results lie between %s and %s", [
	count(values),
	shown(claim, min(values)),
	shown(claim, max(values)),
]) if {
	count(values) > 2
}

# What tells a result apart from the others, where anything does.
label(claim, match) := concat(", ", array.concat([sprintf("%s here", [shown(claim, match.value)])], told)) if {
	told := [sprintf("%s `%s`", [aspect, text.shortened(name)]) | some aspect, name in match.about]
}

# Two decimals more than the claim has show the difference and no false precision.
shown(claim, value) := text.with_unit(text.rounded(value, text.decimals(claim.text) + 2), claim.unit)
