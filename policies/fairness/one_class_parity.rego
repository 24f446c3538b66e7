# METADATA
# title: Parity of a model that predicts one class
# description: >
#   Whoever predicts the same of everybody treats all groups alike, and helps none of
#   them: the disparities are 0 because the model decides nothing. The numbers are
#   true, and no evidence.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [fairness-report, eval-result]
#   from_stage: review
#   settings:
#     min_share: 0.01
#   since: 0.1.0
#   remedy: >
#     Look at the threshold and at the run: predictions of one class are most often a
#     mistake. Where nobody is to be selected, report no parity.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11, MEASURE 2.5]
package raigate.rules.fairness.one_class_parity

import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.one_class_parity

# One finding, however many features groups are made of.
findings contains finding.at(input.artifact, first[0], first[1]) if {
	input.artifact.facts.comparisons
	all := array.concat(counted_alike, rated_alike)
	first := all[0]
}

# Of cases that are positive, hardly any is predicted so in any group; or the other way round.
counted_alike := [[comparison.at, message] |
	some comparison in input.artifact.facts.comparisons
	count(comparison.groups) > 1
	counted := [group.counts | some group in comparison.groups; group.counts]
	count(counted) == count(comparison.groups)
	cases := {cell: sum([counts[cell] | some counts in counted]) | some cell in cells}
	some class in classes
	predicted := fairness.cases(cases, class.predicted)
	actual := fairness.cases(cases, class.actual)
	actual > 0
	raigate.num.lt(predicted, raigate.num.mul(settings.min_share, actual))
	message := sprintf("%d of %d cases in %s by %s are predicted %s, %d are: groups are alike where nothing is told apart", [
		predicted,
		fairness.cases(cases, cells),
		text.counted(count(counted), "group"),
		fairness.by(comparison),
		class.name,
		actual,
	])
]

# Rates as stated: nobody is selected, or everybody.
rated_alike := [[comparison.at, message] |
	some comparison in input.artifact.facts.comparisons
	count(comparison.groups) > 1
	some class in classes
	every group in comparison.groups {
		not group.counts
		group.rates.selection_rate.value == class.rate
	}
	message := sprintf("selection rate is %v in all %d groups by %s: groups are alike where nothing is told apart", [
		class.rate,
		count(comparison.groups),
		fairness.by(comparison),
	])
]

cells := ["tp", "fp", "fn", "tn"]

classes := [
	{"name": "positive", "predicted": ["tp", "fp"], "actual": ["tp", "fn"], "rate": 0},
	{"name": "negative", "predicted": ["fn", "tn"], "actual": ["fp", "tn"], "rate": 1},
]
