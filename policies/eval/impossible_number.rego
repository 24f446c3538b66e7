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
#     tolerance: 0.000001
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

results := input.artifact.facts.results

# A value outside the range of its metric.
findings contains finding.at(input.artifact, result.at, message) if {
	some result in results
	is_out_of_range(result)
	message := sprintf("%s is %s, its range is %s", [name(result), written(result), range(result)])
}

# A number of cases that is none.
findings contains finding.at(input.artifact, result.n_at, message) if {
	some result in results
	not is_whole(result.n)
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
	is_reversed(result.ci)
	message := sprintf("interval of %s runs from %v down to %v", [name(result), result.ci[0], result.ci[1]])
}

# An interval beside its own value.
findings contains finding.at(input.artifact, result.ci_at, message) if {
	some result in results
	not is_out_of_range(result)
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
	some cell, number in result.counts
	not is_whole(number)
	place := sprintf("%s/%s", [result.counts_at, cell])
	message := sprintf("%s of %s is %v, a count is whole and not negative", [cell, name(result), number])
}

# Counts of more or fewer cases than there are.
findings contains finding.related(found, input.artifact, result.n_at, "stated here") if {
	some result in results
	are_whole(result.counts)
	is_whole(result.n)
	total := sum([number | some number in result.counts])
	total != result.n
	message := sprintf("counts of %s add up to %d, n is %d", [name(result), total, result.n])
	found := finding.at(input.artifact, result.counts_at, message)
}

# A rate that its own counts do not give.
findings contains finding.related(found, input.artifact, result.counts_at, "counted here") if {
	some result in results
	not is_out_of_range(result)
	are_whole(result.counts)
	share := shares(result.counts)[result.metric]
	whole := wholes[result.unit]
	share.among > 0
	difference := raigate.num.sub(raigate.num.mul(result.value, share.among), raigate.num.mul(share.of, whole))
	slack := raigate.num.add(half_unit(result.text, result.unit), raigate.num.mul(settings.tolerance, whole))
	raigate.num.gt(raigate.num.abs(difference), raigate.num.mul(slack, share.among))
	message := sprintf("%s is %s, its counts give %s", [name(result), written(result), recomputed(result, share)])
	found := finding.at(input.artifact, result.at, message)
}

# Slices that hold more cases than the whole: together where a case lies in only one
# of them, else each alone. One metric speaks for all of them.
findings contains finding.at(input.artifact, first.at, message) if {
	some feature in {slicing.feature | some slicing in overfull}
	first := [slicing | some slicing in overfull; slicing.feature == feature][0]
	message := sprintf("%s %d cases, the whole holds %d", [
		sprintf(first.hold, [text.shortened(feature)]),
		first.cases,
		first.whole,
	])
}

overfull contains {"feature": feature, "at": overall.n_at, "hold": hold, "cases": cases, "whole": overall.n} if {
	some overall in results
	overall.slice == {}
	is_whole(overall.n)
	some feature in features
	slices := {[result.slice[feature], result.n] |
		some result in results
		object.keys(result.slice) == {feature}
		is_like(result, overall)
		is_whole(result.n)
	}
	# The same slice twice with two sizes says nothing about the sum.
	count({label | some [label, _] in slices}) == count(slices)
	[hold, cases] := held(feature, [size | some [_, size] in slices])
	cases > overall.n
}

# A text can have two topics and a person two languages, but one age.
held(feature, sizes) := ["slices by %s hold", sum(sizes)] if feature in settings.exclusive_features

held(feature, sizes) := ["a slice by %s holds", max(sizes)] if not feature in settings.exclusive_features

features := {feature | some result in results; some feature, _ in result.slice}

is_like(one, other) if {
	every key in ["metric", "model", "task", "dataset"] {
		object.get(one, key, null) == object.get(other, key, null)
	}
}

is_out_of_range(result) if {
	is_number(result.bounds[0])
	raigate.num.lt(result.value, result.bounds[0])
}

is_out_of_range(result) if {
	is_number(result.bounds[1])
	raigate.num.gt(result.value, result.bounds[1])
}

range(result) := sprintf("%v to %v", result.bounds) if is_rate(result)

range(result) := sprintf("%v and above", [result.bounds[0]]) if result.bounds[1] == null

range(result) := sprintf("%v and below", [result.bounds[1]]) if result.bounds[0] == null

is_rate(result) if {
	is_number(result.bounds[0])
	is_number(result.bounds[1])
}

is_whole(number) if {
	raigate.num.gte(number, 0)
	raigate.num.eq(number, floor(number))
}

are_whole(counts) if {
	every number in counts {
		is_whole(number)
	}
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

# What each rate is a share of, in numbers of cases.
shares(counts) := {
	"accuracy": {"of": counts.tp + counts.tn, "among": total},
	"error_rate": {"of": counts.fp + counts.fn, "among": total},
	"selection_rate": {"of": counts.tp + counts.fp, "among": total},
	"precision": {"of": counts.tp, "among": counts.tp + counts.fp},
	"npv": {"of": counts.tn, "among": counts.tn + counts.fn},
	"recall": {"of": counts.tp, "among": counts.tp + counts.fn},
	"specificity": {"of": counts.tn, "among": counts.tn + counts.fp},
	"false_positive_rate": {"of": counts.fp, "among": counts.fp + counts.tn},
	"false_negative_rate": {"of": counts.fn, "among": counts.fn + counts.tp},
	"f1": {"of": 2 * counts.tp, "among": ((2 * counts.tp) + counts.fp) + counts.fn},
} if {
	total := sum([number | some number in counts])
}

wholes := {"fraction": 1, "percent": 100}

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

recomputed(result, share) := text.with_unit(text.rounded(exact, decimals), result.unit) if {
	exact := (share.of * wholes[result.unit]) / share.among
	decimals := text.decimals(result.text) + 2
}

name(result) := replace(result.metric, "_", " ")

written(result) := text.with_unit(result.text, result.unit)
