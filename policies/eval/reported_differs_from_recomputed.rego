# METADATA
# title: A result that its own counts do not give
# description: >
#   The counts or the predictions behind this result give another value, so one of
#   them was mistyped, rounded up or taken from another run, and whoever relies on the
#   value relies on nothing that was measured. Rates are computed again from the counts
#   that stand beside them, and held against what is reported at the precision it is
#   written in.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [eval-result, fairness-report]
#   from_stage: review
#   settings:
#     tolerance: 0.000001
#   implied_by: [eval/impossible-number]
#   since: 0.1.0
#   remedy: >
#     Write value and counts of one and the same run, from its own output; if the run
#     is lost, measure again rather than fit one to the other.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.eval.reported_differs_from_recomputed

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.reported_differs_from_recomputed

results := input.artifact.facts.results

# A rate that its own counts do not give.
findings contains at_value(result) if {
	some result in results

	# What rounding explains needs no closer look.
	result.counted.off >= result.counted.rounding
	is_another(result)
}

# A rate of no cases: it has no value, and no other tool prints one in its place.
findings contains at_value(result) if {
	some result in results
	result.counted.undefined
	not result.counted.off
}

at_value(result) := finding.related(found, input.artifact, result.counts_at, "counted here") if {
	message := sprintf("%s is %s, its counts %s", [name(result), written(result), given(result)])
	found := finding.at(input.artifact, result.at, message)
}

# As a fraction of whole numbers where it is one, so that nothing is rounded.
is_another(result) if {
	among := result.counted.among
	difference := raigate.num.abs(raigate.num.sub(
		raigate.num.mul(result.value, among),
		raigate.num.mul(result.counted.of, whole(result)),
	))
	raigate.num.gt(difference, raigate.num.mul(slack(result), among))
}

is_another(result) if {
	not result.counted.among
	raigate.num.gt(result.counted.off, slack(result))
}

slack(result) := raigate.num.add(
	result.counted.rounding,
	raigate.num.mul(settings.tolerance, whole(result)),
)

whole(result) := object.get({"percent": 100, "points": 100}, [result.unit], 1)

given(result) := sprintf("leave it undefined: %s", [result.counted.undefined])

# Two decimals more than were written show the difference and no false precision.
given(result) := sprintf("give %s", [text.with_unit(text.rounded(exact(result), decimals), result.unit)]) if {
	not result.counted.undefined
	decimals := min([text.decimals(result.text) + 2, 12])
}

exact(result) := (result.counted.of * whole(result)) / result.counted.among

exact(result) := result.counted.exact if not result.counted.among

name(result) := text.shortened(replace(result.metric, "_", " "))

written(result) := text.with_unit(result.text, result.unit)
