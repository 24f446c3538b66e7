# METADATA
# title: A group too small to be compared
# description: >
#   A rate of a handful of people is mostly chance, and a rate over nobody is
#   undefined and not 0. Such groups take no part when disparities are held against
#   their limits, so that nobody knows how the model treats them.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [fairness-report]
#   from_stage: review
#   implied_by: [fairness/disparity-over-limit]
#   settings:
#     min_cases: {minimal: 30, limited: 30, high: 100}
#     min_positives: 10
#     min_negatives: 10
#     half_width: 0.1
#     confidence: 0.95
#     max_left_out: 0.1
#     min_reason_characters: 20
#   since: 0.1.0
#   remedy: >
#     Measure more people of the group, or merge it with one that is alike for this
#     purpose; where neither can be done, say so in the `reason` of the group and in
#     the limitations.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11]
#     eu-ai-act: [Article 10]
package raigate.rules.fairness.small_group

import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.small_group

least := object.get(settings.min_cases, input.system.tier, settings.min_cases.high)

# Combinations of features make small groups by their nature; single features are asked.
comparisons := [comparison |
	some comparison in input.artifact.facts.comparisons
	count(comparison.features) == fairness.narrowest(input.artifact)
]

findings contains finding.limited_by(finding.at(input.artifact, place, message), setting) if {
	some comparison in comparisons
	some group in comparison.groups
	[setting, words] := lack(group)
	not is_excused(comparison, group)
	place := object.get(group, "counts_at", object.get(group, "n_at", group.at))
	message := sprintf("%s %s; %d cases keep a rate within %v points", [
		name(comparison, group),
		words,
		raigate.stat.cases_within(settings.half_width, settings),
		settings.half_width * 100,
	])
}

findings contains finding.limited_by(finding.at(input.artifact, comparison.at, message), "max_left_out") if {
	some comparison in comparisons
	left_out := [group | some group in comparison.groups; lack(group)]
	count(left_out) > 0
	count(comparison.groups) > 1
	every group in left_out {
		has_reason(group)
	}
	not is_small_share(comparison)
	message := sprintf("groups that are left out hold %d of %d cases by %s, at most %v %% can be left out", [
		sum([size(group) | some group in left_out]),
		sum([size(group) | some group in comparison.groups]),
		fairness.by(comparison),
		settings.max_left_out * 100,
	])
}

# One finding for groups by the same features, however many classes they are measured in.
not_evaluated contains finding.at(input.artifact, first.at, message) if {
	some features in {comparison.features | some comparison in comparisons}
	alike := [comparison | some comparison in comparisons; comparison.features == features]
	unsized := [group |
		some comparison in alike
		some group in comparison.groups
		not is_number(size(group))
	]
	first := unsized[0]
	message := sprintf("%d of %s by %s state no number of cases", [
		count({group.label | some group in unsized}),
		text.counted(count({group.label | some comparison in alike; some group in comparison.groups}), "group"),
		fairness.by(alike[0]),
	])
}

size(group) := fairness.cases(group.counts, ["tp", "fp", "fn", "tn"]) if {
	group.counts
} else := group.n

lack(group) := ["min_cases", sprintf("has %s, a comparison needs %d", [text.counted(size(group), "case"), least])] if {
	size(group) < least
} else := ["min_positives", sprintf("has no positive case, so that its true positive rate is undefined and not 0, a comparison needs %d", [settings.min_positives])] if {
	fairness.cases(group.counts, ["tp", "fn"]) == 0
} else := ["min_negatives", sprintf("has no negative case, so that its false positive rate is undefined and not 0, a comparison needs %d", [settings.min_negatives])] if {
	fairness.cases(group.counts, ["fp", "tn"]) == 0
} else := ["min_positives", sprintf("has %s, a comparison needs %d", [text.counted(positives, "positive case"), settings.min_positives])] if {
	positives := fairness.cases(group.counts, ["tp", "fn"])
	positives < settings.min_positives
} else := ["min_negatives", sprintf("has %s, a comparison needs %d", [text.counted(negatives, "negative case"), settings.min_negatives])] if {
	negatives := fairness.cases(group.counts, ["fp", "tn"])
	negatives < settings.min_negatives
}

# A few small groups with a reason are an honest report; most of the people are not a few.
is_excused(_, group) if has_reason(group)

has_reason(group) if count(raigate.text.said(group.reason, settings.min_reason_characters)) > 0

is_small_share(comparison) if {
	all := sum([size(group) | some group in comparison.groups])
	left_out := sum([size(group) | some group in comparison.groups; lack(group)])
	raigate.num.lte(left_out, raigate.num.mul(settings.max_left_out, all))
	large := [group | some group in comparison.groups; not lack(group)]
	count(large) > 1
}

name(comparison, group) := sprintf("group %s of %s", [text.shortened(group.label), fairness.by(comparison)])
