# How far a result can be trusted: the interval around it, in its own unit.
#
# From counts where there are any; else what the result states, widened to what so many
# cases allow. Undefined where nothing tells.
package raigate.lib.interval

# Shares of all cases, or of some of them: an interval that counts on all cases is never
# wider than theirs.
rates := {
	"accuracy",
	"acc_norm",
	"attack_success_rate",
	"error_rate",
	"exact_match",
	"false_discovery_rate",
	"false_negative_rate",
	"false_omission_rate",
	"false_positive_rate",
	"npv",
	"pass_at_1",
	"pixel_accuracy",
	"precision",
	"recall",
	"selection_rate",
	"specificity",
	"top_5_accuracy",
	"win_rate",
}

# Nobody counted more; the arithmetic refuses such a number.
most_cases := 1000000000000000

wholes := {"fraction": 1, "percent": 100, "points": 100}

# {"low", "high"}; `settings` are those of the rule: `confidence`, and how many
# `standard_errors` reach as far.
around(result, settings) := scaled(of_share(of_counts, settings), result.unit) if {
	of_counts := counted(result)
	result.metric != "f1"
} else := scaled({"low": twice(jaccard.low), "high": twice(jaccard.high)}, result.unit) if {
	jaccard := of_share(counted(result), settings)
} else := {"low": min([own.low, least.low]), "high": max([own.high, least.high])} if {
	own := stated(result, settings)
	least := scaled(of_share(share(result), settings), result.unit)
} else := own if {
	own := stated(result, settings)
} else := scaled(of_share(share(result), settings), result.unit)

# The same as a list, low end first; empty where nothing tells.
ends(result, settings) := [interval.low, interval.high] if {
	interval := around(result, settings)
} else := []

# How many cases of how many, where the result tells; F1 = 2J / (1 + J) is that of
# J = tp / (tp + fp + fn), which is a share of cases as F1 is not.
counted(result) := {"of": result.counted.of, "among": result.counted.among} if {
	result.metric != "f1"
	result.counted.among > 0
	result.counted.among <= most_cases
}

counted(result) := {"of": found, "among": result.counted.among - found} if {
	result.metric == "f1"
	result.counted.among <= most_cases
	found := result.counted.of / 2
	raigate.num.lt(found, result.counted.among)
}

# The same from a rate and its number of cases.
share(result) := {"of": of, "among": result.n} if {
	result.metric in rates
	result.n >= 1
	result.n <= most_cases
	result.n == floor(result.n)
	of := round((result.value / wholes[result.unit]) * result.n)
	of >= 0
	of <= result.n
}

of_share(counts, settings) := raigate.stat.interval(
	counts.of, counts.among,
	{"confidence": settings.confidence},
)

# An interval that does not go around its value is no interval.
stated(result, _) := {"low": result.ci[0], "high": result.ci[1]} if {
	result.ci[0] < result.ci[1]
	result.ci[0] <= result.value
	result.value <= result.ci[1]
}

stated(result, settings) := {
	"low": max(array.concat([raigate.num.sub(result.value, reach)], bound(result, 0))),
	"high": min(array.concat([raigate.num.add(result.value, reach)], bound(result, 1))),
} if {
	not result.ci
	result.stderr > 0
	reach := raigate.num.mul(result.stderr, settings.standard_errors)
}

# No error leads out of the range of the metric.
bound(result, end) := [result.bounds[end]] if {
	is_number(result.bounds[end])
} else := []

twice(jaccard) := (2 * jaccard) / (1 + jaccard)

scaled(interval, unit) := {
	"low": raigate.num.mul(interval.low, wholes[unit]),
	"high": raigate.num.mul(interval.high, wholes[unit]),
}

# How many cases, at the rate as it is, would tell it from `limit`; null where none would,
# undefined where there are as many and something else makes the result uncertain.
settling(result, limit, settings) := needed if {
	counts := told(result)
	share_of_limit := limit / wholes[result.unit]
	needed := raigate.stat.settling(
		counts.of, counts.among, share_of_limit,
		{"confidence": settings.confidence},
	)
	needed > counts.among
}

told(result) := counts if {
	result.metric != "f1"
	counts := counted(result)
} else := share(result)
