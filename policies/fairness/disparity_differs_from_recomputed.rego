# METADATA
# title: A disparity that its own counts do not give
# description: >
#   Whoever decides whether the model treats groups alike reads a number that the
#   counts beside it contradict. Differences and ratios are computed again by
#   Fairlearn's definitions, the signed ones of AIF360 by its own, at the precision
#   they are written in; of rates without counts, as far as rounding allows.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [fairness-report, eval-result]
#   from_stage: review
#   settings:
#     tolerance: 0.000001
#   since: 0.1.0
#   remedy: >
#     Write the number that the counts give, with the method it is computed by;
#     `raigate metrics` writes both.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11, MEASURE 2.13]
#     iso-42001: [A.6.2.4]
package raigate.rules.fairness.disparity_differs_from_recomputed

import data.raigate.lib.evidence
import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.disparity_differs_from_recomputed

# Each stated disparity with what it can be about, and what is computed from that.
held := [{"stated": stated, "all": all, "undefined": undefined} |
	some stated in input.artifact.facts.disparities
	stated.rates
	candidates := [{"comparison": comparison, "found": found} |
		some comparison in fairness.about(input.artifact, stated)
		found := recomputed(comparison, stated)
	]
	all := [candidate | some candidate in candidates; candidate.found.value != null]
	undefined := [candidate |
		some candidate in candidates
		basis(candidate.comparison) == "counts"
		is_number(candidate.found.printed)
	]
]

wrong := [{"stated": one.stated, "comparison": first.comparison, "found": first.found} |
	some one in held
	count(one.all) > 0
	every candidate in one.all {
		not agrees(one.stated, candidate.found)
	}
	first := one.all[0]
]

# Counts that changed move every number computed from them: one cause, one finding.
findings contains object.union(found, {"related": array.concat([from], others)}) if {
	some comparison in {one.comparison | some one in wrong}
	all := [one | some one in wrong; one.comparison == comparison]
	first := all[0]
	message := sprintf("%s by %s is %s, the %s give %s%s%s", [
		name(first.stated),
		fairness.by(comparison),
		written(first.stated),
		basis(comparison),
		computed(first),
		slip(first.stated, first),
		more(count(all) - 1),
	])
	found := finding.at(input.artifact, first.stated.at, message)
	from := finding.at(input.artifact, comparison.at, "recomputed from these groups")
	others := [finding.at(input.artifact, one.stated.at, words) |
		some index, one in all
		index > 0
		words := sprintf("they give %s", [computed(one)])
	]
}

more(0) := ""

more(number) := sprintf("; %s of these groups are off as well", [text.counted(number, "more number")]) if number > 1

more(1) := "; 1 more number of these groups is off as well"

# As many digits as show the difference, and no noise behind them.
written(stated) := stated.text if text.decimals(stated.text) <= most_decimals

written(stated) := text.rounded(stated.value, most_decimals) if text.decimals(stated.text) > most_decimals

computed(one) := text.rounded(one.found.value, min([max([text.decimals(one.stated.text) + 1, 4]), most_decimals]))

most_decimals := 8

# A rate of a group that its own counts do not give.
findings contains finding.related(found, input.artifact, result.counts_at, "counted here") if {
	input.artifact.kind == "fairness-report"
	some result in input.artifact.facts.results
	result.counted.off > result.counted.rounding
	slack := raigate.num.add(result.counted.rounding, settings.tolerance)
	raigate.num.gt(result.counted.off, slack)
	exact := result.counted.of / result.counted.among
	message := sprintf("%s of %s is %s, its counts give %s", [
		replace(result.metric, "_", " "),
		whose(result.slice),
		text.with_unit(result.text, result.unit),
		fairness.shown(exact),
	])
	found := finding.at(input.artifact, result.at, message)
}

# Beside nothing that it could be computed from, a number is no evidence.
not_evaluated contains finding.at(input.artifact, one.stated.at, message) if {
	input.artifact.kind == "fairness-report"
	some one in held
	count(one.all) == 0
	count(one.undefined) == 0
	message := sprintf("%s is %s, %s", [name(one.stated), written(one.stated), missing(one.stated)])
}

# What nobody measured is no number, whatever is printed in its place.
not_evaluated contains finding.related(found, input.artifact, first.comparison.at, "recomputed from these groups") if {
	some one in held
	count(one.all) == 0
	first := one.undefined[0]
	message := sprintf("%s by %s is %s, the counts leave it undefined: %s; Fairlearn prints %s", [
		name(one.stated),
		fairness.by(first.comparison),
		written(one.stated),
		first.found.undefined,
		fairness.shown(first.found.printed),
	])
	found := finding.at(input.artifact, one.stated.at, message)
}

# Names that mean nothing here are left to their authors, unless nothing else is stated.
not_evaluated contains finding.at(input.artifact, first.at, message) if {
	first := input.artifact.facts.disparities[0]
	input.artifact.kind == "fairness-report"
	count(held) == 0
	number := count(input.artifact.facts.disparities)
	message := sprintf("none of %s is a metric that counts give", [text.counted(number, "reported disparity")])
}

recomputed(comparison, stated) := fairness.apart(comparison, comparison.groups, fairness.asked(stated), {}) if {
	not fairness.is_directional(stated)
	not lacks_overall(comparison, stated)
}

# The groups together are all cases only where nobody is of unknown group.
lacks_overall(comparison, stated) if {
	stated.method == "to_overall"
	not comparison.overall
	unknown := evidence.field(input.artifact, "unknown_n").value
	is_number(unknown)
	unknown > 0
}

# The unprivileged group is everybody else.
recomputed(comparison, stated) := raigate.stat.directional(unprivileged, privileged[0], stated.directional, {}) if {
	fairness.is_directional(stated)
	privileged := [group.counts | some group in comparison.groups; group.slice == stated.privileged]
	others := [group.counts | some group in comparison.groups; group.slice != stated.privileged]
	count(privileged) == 1
	count(others) == count(comparison.groups) - 1
	unprivileged := {cell: sum([counts[cell] | some counts in others]) | some cell in ["tp", "fp", "fn", "tn"]}
}

agrees(stated, found) if {
	is_number(found.value)
	is_near(stated.value, found.value, slack(stated, found))
}

slack(stated, found) := raigate.num.add(
	raigate.num.add(stated.tolerance, settings.tolerance),
	object.get(found, "off", 0),
)

is_near(one, other, slack) if raigate.num.lte(raigate.num.abs(raigate.num.sub(one, other)), slack)

name(stated) := replace(stated.directional, "_", " ") if fairness.is_directional(stated)

name(stated) := fairness.name(fairness.asked(stated)) if not fairness.is_directional(stated)

basis(comparison) := "counts" if {
	every group in comparison.groups {
		group.counts
	}
} else := "rates"

whose(slice) := "all cases" if count(slice) == 0

whose(slice) := text.listed([text.shortened(label) | some label in slice]) if count(slice) > 0

# What the number is instead, where that can be told.
slip(stated, held) := sprintf("; it is what remains where a rate of nothing counts as 0 (%s)", [text.listed(why)]) if {
	is_printed(stated, held.found)
	why := {sprintf("%s: %s", [text.shortened(held.comparison.groups[left.group].label), left.why]) |
		some left in held.found.left_out
	}
} else := sprintf("; %s is the %s", [written(stated), others[0]]) if {
	not fairness.is_directional(stated)
	others := [sprintf("%s, %s", [words[method], words[aggregate]]) |
		some method in ["between_groups", "to_overall"]
		some aggregate in ["worst_case", "mean"]
		other := object.union(fairness.asked(stated), {"method": method, "aggregate": aggregate})
		agrees(stated, fairness.apart(held.comparison, held.comparison.groups, other, {}))
	]
	count(others) > 0
} else := "; it is written in per cent" if {
	is_near(raigate.num.mul(stated.value, 0.01), held.found.value, raigate.num.mul(slack(stated, held.found), 0.01))
} else := ""

is_printed(stated, found) if {
	is_number(found.printed)
	count(found.left_out) > 0
	is_near(stated.value, found.printed, slack(stated, found))
}

words := {
	"between_groups": "value between groups",
	"to_overall": "value to overall",
	"worst_case": "worst case",
	"mean": "mean",
}

missing(stated) := "and names no group of the report as privileged" if {
	fairness.is_directional(stated)
	count(fairness.about(input.artifact, stated)) > 0
} else := sprintf("the report has no groups by %s to compute it from", [text.listed(stated.features)]) if {
	stated.features
	count(fairness.about(input.artifact, stated)) == 0
} else := "the report has no groups to compute it from" if {
	count(fairness.about(input.artifact, stated)) == 0
} else := "the report has no counts of all cases, some of which are in no group" if {
	some comparison in fairness.about(input.artifact, stated)
	lacks_overall(comparison, stated)
} else := sprintf("by %s there is one group, and a disparity lies between two", [fairness.by(single[0])]) if {
	single := [comparison | some comparison in fairness.about(input.artifact, stated); count(comparison.groups) == 1]
	count(single) == count(fairness.about(input.artifact, stated))
} else := "neither counts nor rates of the groups give it"
