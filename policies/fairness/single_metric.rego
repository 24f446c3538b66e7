# METADATA
# title: Fairness rests on a single metric
# description: >
#   One metric can look even while another is badly skewed: selection alike
#   (independence), errors alike (separation) and predictions equally right
#   (sufficiency) cannot all hold unless groups have the same base rate. And groups can
#   be alike because the model is bad for all of them, so that each needs a measure of
#   how good it is.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [fairness-report]
#   from_stage: review
#   implied_by: [artifact/unparsable, fairness/disparity-over-limit]
#   settings:
#     min_families: 2
#     min_justification_characters: 60
#     families:
#       independence: [selection_rate]
#       separation: [recall, specificity, false_positive_rate, false_negative_rate]
#       sufficiency: [precision, npv, false_discovery_rate, false_omission_rate, brier_score, ece]
#     utility: [accuracy, balanced_accuracy, f1, roc_auc, error_rate, mcc]
#   since: 0.1.0
#   remedy: >
#     Report a second metric that can disagree with the first, and accuracy or the counts
#     of each group; or say in `justification` why one metric is what matters here.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 2.11]
package raigate.rules.fairness.single_metric

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.single_metric

groups := [group |
	some comparison in input.artifact.facts.comparisons
	some group in comparison.groups
]

# Without groups nothing is compared, and `fairness/missing-report` says so.
applicable if count(groups) > 0

rates := {rate |
	some stated in input.artifact.facts.disparities
	some rate in stated.rates
} | {rate |
	some group in groups
	some rate, _ in group.rates
}

families contains family if {
	some family, members in settings.families
	some rate in members
	rate in rates
}

families contains "sufficiency" if {
	some stated in input.artifact.facts.disparities
	contains(lower(stated.name), "calibration")
}

justified if {
	reason := evidence.field(input.artifact, "justification").value
	count(raigate.text.said(reason, settings.min_justification_characters)) > 0
}

findings contains finding.limited_by(finding.at(input.artifact, place, message), "min_families") if {
	count(families) < settings.min_families
	not justified
	message := sprintf("metrics of %s, at least %d needed", [seen, settings.min_families])
}

findings contains finding.at(input.artifact, first.at, message) if {
	unmeasured := [group |
		some group in groups
		not group.counts
		not has_utility(group)
	]
	first := unmeasured[0]
	not justified
	message := sprintf("%d of %s have neither counts nor a measure such as %s", [
		count(labels(unmeasured)),
		text.counted(count(labels(groups)), "group"),
		replace(settings.utility[0], "_", " "),
	])
}

# A group that is measured in several classes is one group.
labels(all) := {object.get(group, "slice", group.at) | some group in all}

has_utility(group) if {
	some metric in settings.utility
	group.rates[metric]
}

seen := "no family of fairness are reported" if count(families) == 0

seen := sprintf("%s (%s) are reported", [
	{true: "1 family of fairness", false: sprintf("%d families of fairness", [count(families)])}[count(families) == 1],
	text.listed([family | some family in families]),
]) if {
	count(families) > 0
}

default place := ""

place := input.artifact.facts.disparities[0].metric_at
