# METADATA
# title: A number that cannot be
# description: >
#   No measurement can have given this number, so the result was mistyped, taken
#   from another run or made up, and whoever relies on it relies on nothing. Rates
#   are held against their range, their interval and their own counts, at the
#   precision they are written in, and slices against the whole.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [eval-result]
#   from_stage: review
#   settings:
#     exclusive_features: [sex, gender, age, age_group, age_band, age_cat]
#   since: 0.1.0
#   remedy: >
#     Write what the run gave, from its own output; if the run is lost, measure
#     again rather than repair the number.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     soc2: [PI1.2]
package raigate.rules.eval.impossible_number

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.impossible_number

# All others fit together at a first look.
results := input.artifact.facts.doubtful

# A value outside the range of its metric.
findings contains finding.at(input.artifact, result.at, message) if {
	some result in results
	is_beyond(result)
	message := sprintf("%s is %s, its range is %s", [name(result), written(result), range(result)])
}

# A number of cases that is none.
findings contains finding.at(input.artifact, result.n_at, message) if {
	some result in results
	is_miscounted(result)
	message := sprintf("%s rests on %v cases, a count is whole and not negative", [name(result), result.n])
}

# A rate over nothing.
findings contains finding.at(input.artifact, result.n_at, message) if {
	some result in results
	result.n == 0
	is_rate(result)
	message := sprintf("%s is %s over 0 cases", [name(result), written(result)])
}

# An interval whose ends are the wrong way round.
findings contains finding.at(input.artifact, result.ci_at, message) if {
	some result in results
	is_outside(result)
	is_reversed(result.ci)
	message := sprintf("interval of %s runs from %v down to %v", [name(result), result.ci[0], result.ci[1]])
}

# An interval beside its own value.
findings contains finding.at(input.artifact, result.ci_at, message) if {
	some result in results
	is_outside(result)
	not is_beyond(result)
	not is_reversed(result.ci)
	is_beside(result)
	message := sprintf("%s is %s, outside its interval %v to %v", [
		name(result),
		written(result),
		result.ci[0],
		result.ci[1],
	])
}

# Counts that count nothing.
findings contains finding.at(input.artifact, place, message) if {
	some result in results
	result.counts
	not result.counted
	some cell, number in result.counts
	not is_count(number)
	place := sprintf("%s/%s", [result.counts_at, cell])
	message := sprintf("%s of %s is %v, a count is whole and not negative", [cell, name(result), number])
}

# Counts of more or fewer cases than there are.
findings contains finding.related(found, input.artifact, result.n_at, "stated here") if {
	some result in results
	result.counted.cases != result.n
	not is_miscounted(result)
	message := sprintf("counts of %s add up to %v, n is %v", [name(result), result.counted.cases, result.n])
	found := finding.at(input.artifact, result.counts_at, message)
}

# Slices that hold more cases than the whole: together where a case lies in only one
# of them, else each alone. One metric speaks for all of them.
findings contains finding.at(input.artifact, at, message) if {
	some index, [feature, at, hold, cases, whole] in overfull
	not is_of_the_feature_before(index, feature)
	message := sprintf("%s %v cases, the whole holds %v", [
		sprintf(hold, [text.shortened(feature)]),
		cases,
		whole,
	])
}

# Sorted, so that those of one feature stand together.
overfull := sort([[slicing.feature, slicing.at, hold, cases, slicing.n] |
	some slicing in input.artifact.facts.slicings
	sum(slicing.sizes) > slicing.n
	[hold, cases] := held(slicing.feature, slicing.sizes)
	cases > slicing.n
])

is_of_the_feature_before(index, feature) if overfull[index - 1][0] == feature

# A text can have two topics and a person two languages, but one age.
held(feature, sizes) := ["slices by %s hold", sum(sizes)] if is_exclusive(feature)

held(feature, sizes) := ["a slice by %s holds", max(sizes)] if not is_exclusive(feature)

# `Age Group` is `age_group`.
is_exclusive(feature) if regex.replace(lower(feature), `[\s-]+`, "_") in settings.exclusive_features

is_beyond(result) if {
	result.value < result.bounds[0]
	is_number(result.bounds[0])
}

is_beyond(result) if {
	result.value > result.bounds[1]
	is_number(result.bounds[1])
}

# An interval does not go around its value.
is_outside(result) if result.ci[0] > result.value

is_outside(result) if result.ci[1] < result.value

# `n` is no number of cases.
is_miscounted(result) if result.n < 0

is_miscounted(result) if result.n != floor(result.n)

is_count(number) if {
	number >= 0
	number == floor(number)
}

range(result) := sprintf("%v to %v", result.bounds) if is_rate(result)

range(result) := sprintf("%v and above", [result.bounds[0]]) if result.bounds[1] == null

range(result) := sprintf("%v and below", [result.bounds[1]]) if result.bounds[0] == null

is_rate(result) if {
	is_number(result.bounds[0])
	is_number(result.bounds[1])
}

is_reversed(interval) if raigate.num.gt(interval[0], interval[1])

is_beside(result) if {
	slack := interval_slack(result, result.ci[0])
	raigate.num.lt(raigate.num.add(result.value, slack), result.ci[0])
}

is_beside(result) if {
	slack := interval_slack(result, result.ci[1])
	raigate.num.gt(raigate.num.sub(result.value, slack), result.ci[1])
}

# The value and the end of the interval may each be rounded.
interval_slack(result, end) := raigate.num.add(
	half_unit(result.text, result.unit),
	half_unit(sprintf("%v", [end]), result.unit),
)

# Half a unit of the last digit written: 0.005 for 0.91. A share written as a whole
# number is exact to a hundredth.
half_unit(number, unit) := to_number(sprintf("0.%s5", [zeros])) if {
	zeros := substring("000000000000000000", 0, places(text.decimals(number), unit))
}

places(decimals, unit) := 2 if is_whole_share(decimals, unit)

places(decimals, unit) := decimals if not is_whole_share(decimals, unit)

is_whole_share(decimals, unit) if {
	decimals == 0
	unit == "fraction"
}

name(result) := text.shortened(replace(result.metric, "_", " "))

written(result) := text.with_unit(result.text, result.unit)
