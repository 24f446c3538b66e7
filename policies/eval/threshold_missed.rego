# METADATA
# title: A threshold that is not met
# description: >
#   The plan says how good is good enough, and the result is worse, or rests on so few
#   cases that nobody can tell: the people whom the system serves get less than was
#   decided for them. The whole interval around a result has to lie on the good side.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan, eval-result, fairness-report, model-manifest]
#   from_stage: review
#   implied_by: [eval/incomplete-plan]
#   settings:
#     confidence: 0.95
#     standard_errors: 1.96
#     open_directions: [selection_rate]
#   since: 0.1.0
#   remedy: >
#     Improve the model, or measure more cases where the interval reaches the threshold;
#     mark a run that a later one replaces as superseded. A threshold that was wrong is
#     changed in the plan, with its reason, before it is measured again.
#   controls:
#     nist-ai-rmf: [MEASURE 2.5, MANAGE 1.1]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.3]
package raigate.rules.eval.threshold_missed

import data.raigate.lib.finding
import data.raigate.lib.interval
import data.raigate.lib.measurements
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.eval.threshold_missed

# Every metric with a threshold, and the results that are held against it, with the interval
# around them in the unit of the threshold.
held := raigate.plan.held(measurements.asked, {
	"confidence": settings.confidence,
	"standard_errors": settings.standard_errors,
	"shares": interval.rates,
})

# What may be on the wrong side: most results are not, whatever end of their interval is taken.
doubtful := array.concat(
	[object.union(one, {"sign": 1}) |
		some metric in held
		plan.direction(metric.cell, settings.open_directions) == "higher"
		some one in metric.results
		raigate.num.lt(one.low, metric.cell.threshold)
	],
	[object.union(one, {"sign": -1}) |
		some metric in held
		plan.direction(metric.cell, settings.open_directions) == "lower"
		some one in metric.results
		raigate.num.gt(one.high, metric.cell.threshold)
	],
)

findings contains found if {
	some one in doubtful
	is_worse(one, one.value)
	message := sprintf("%s, threshold is %s%s", [measured(one), limit(one), doubt(one)])
	found := against(one, message)
}

# On the good side, but not all of its interval. Those of one threshold in one file are
# said once, at the first.
findings contains against(first, message) if {
	some [path, entry, root, file] in {place(one) | some one in uncertain}
	alike := [one | some one in uncertain; place(one) == [path, entry, root, file]]
	first := alike[0]
	message := sprintf("%s%s, which leaves open whether the threshold of %s is met%s", [
		measured(first),
		more(count(alike) - 1),
		limit(first),
		settled_by(first),
	])
}

# A rate of nobody knows how many.
not_evaluated contains against(first, message) if {
	some [path, entry, root, file] in {place(one) | some one in bare}
	alike := [one | some one in bare; place(one) == [path, entry, root, file]]
	first := alike[0]
	message := sprintf("%s%s without a number of cases, which leaves open whether the threshold of %s is met", [
		measured(first),
		more(count(alike) - 1),
		limit(first),
	])
}

# Nobody says which side of the threshold is the good one.
not_evaluated contains found if {
	some asked in held
	not plan.direction(asked.cell, settings.open_directions)
	message := sprintf("whether higher or lower is better for %s is not stated, so its threshold of %s cannot be judged", [
		plan.subject(asked.cell.metric, {}),
		asked.cell.threshold_text,
	])
	found := finding.at(asked.plan, asked.cell.at, message)
}

uncertain := [one |
	some one in doubtful
	some end in one.ends
	is_worse(one, end)
	not is_worse(one, one.value)
]

# On the good side, as far as one number tells.
bare := [one |
	some metric in held
	sign := signs[plan.direction(metric.cell, settings.open_directions)]
	some result in metric.bare
	one := object.union(result, {"sign": sign})
	needs_interval(one)
	not is_worse(one, one.value)
]

signs := {"higher": 1, "lower": -1}

needs_interval(one) if {
	one.result.metric in interval.rates
	counts_cases(one.artifact)
}

needs_interval(one) if one.cell.ci_at

# A file that has a place for numbers of cases; others are asked only where the plan asks.
counts_cases(artifact) if artifact.standard == "native"

counts_cases(artifact) if {
	some result in artifact.facts.results
	result.n
}

# In exact decimals: a value at its threshold meets it.
is_worse(one, value) if {
	one.sign == 1
	raigate.num.lt(value, one.cell.threshold)
}

is_worse(one, value) if {
	one.sign == -1
	raigate.num.gt(value, one.cell.threshold)
}

place(one) := [one.plan.path, one.cell.entry, one.artifact.path, one.artifact.root]

against(one, message) := finding.related(
	finding.at(one.artifact, one.at, message),
	one.plan, one.cell.threshold_at, "threshold set here",
)

measured(one) := sprintf("%s is %s%s", [
	plan.subject(one.cell.metric, one.slice),
	text.with_unit(written(one), one.unit),
	shown(one.ends, one.cell.unit),
])

# As written, unless a program wrote more digits than anybody reads.
written(one) := one.text if {
	text.decimals(one.text) <= 6
} else := text.rounded(one.result.value, 4)

shown([], _) := ""

shown(ends, unit) := sprintf(" (%s to %s)", [low, high]) if {
	count(ends) > 0
	digits := digits_of(unit)
	low := text.rounded(ends[0], digits)
	high := text.with_unit(text.rounded(ends[1], digits), unit)
}

digits_of("percent") := 1

digits_of("points") := 1

digits_of(unit) := 3 if not unit in {"percent", "points"}

limit(one) := text.with_unit(one.cell.threshold_text, one.cell.unit)

more(0) := ""

more(others) := sprintf(" and %s", [text.counted(others, "more result")]) if others > 0

# The interval of a value on the wrong side may reach the threshold.
doubt(one) := sprintf("; the interval reaches it%s", [settled_by(one)]) if {
	some end in one.ends
	not is_worse(one, end)
} else := ""

settled_by(one) := sprintf("; about %d cases would tell", [needed]) if {
	needed := interval.settling(one.cases, one.result.unit, in_unit_of_the_result(one), settings)
	is_number(needed)
} else := ""

in_unit_of_the_result(one) := one.cell.threshold / one.times
