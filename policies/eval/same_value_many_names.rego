# METADATA
# title: One number under many names
# description: >
#   Metrics that measure different things have one value to the last digit. It was measured
#   once and written under each name, or averaged so that the names mean the same; either
#   way a reader takes one number for several that agree.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [eval-result]
#   from_stage: review
#   settings:
#     min_decimals: 4
#     min_names: 3
#     many_decimals: 6
#     # Each list is of metrics whose values are or can well be equal; recall by class,
#     # averaged over all cases, is the accuracy, and precision and recall are equal where as
#     # many are missed as are wrongly found.
#     kinds:
#       - [accuracy, acc_norm, exact_match, pass_at_1, f1_micro, precision_micro, recall_micro, recall_weighted]
#       - [precision, recall, f1, npv, specificity, precision_weighted, f1_weighted]
#       - [balanced_accuracy, recall_macro, precision_macro, f1_macro]
#       - [roc_auc, roc_auc_macro, roc_auc_micro, roc_auc_weighted]
#       - [average_precision, pr_auc, mean_average_precision]
#       - [mcc, cohen_kappa]
#       - [brier_score]
#       - [ece]
#       - [log_loss]
#       - [mae]
#       - [mse]
#       - [rmse]
#       - [r2]
#       - [pearson]
#       - [spearman]
#       - [iou, mean_iou]
#       - [dice]
#       - [bleu, sacrebleu]
#       - [chrf]
#       - [meteor]
#       - [rouge1]
#       - [rouge2]
#       - [rougel, rougelsum]
#       - [top_5_accuracy]
#   since: 0.1.0
#   remedy: >
#     Report what each metric measures, from the output of the run; where the values are
#     averaged over all cases, keep one of the names, and give the values by class beside it.
#   controls:
#     nist-ai-rmf: [MEASURE 2.5, MEASURE 2.13]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.same_value_many_names

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.same_value_many_names

kind_of[metric] := index if {
	some index, metrics in settings.kinds
	some metric in metrics
}

# Values that two metrics share, found by comparing neighbours alone: nearly all of a long
# table differ.
shared contains one[0] if {
	some index, one in in_order
	before := in_order[index - 1]
	before[0] == one[0]
	before[1] != one[1]
}

in_order := sort([[result.value, result.metric] | some result in input.artifact.facts.results])

# What has a value that others share, and what it is of. Counts tell of themselves whether
# their rates are equal.
candidates[index] := json.marshal([subject(result), result.value]) if {
	count(shared) > 0
	some index, result in input.artifact.facts.results
	result.value in shared
	not result.counted
	kind_of[result.metric] >= 0
	decimals(result) >= settings.min_decimals
}

findings contains found if {
	some alike in {one | some one in candidates}
	indices := [index | some index, one in candidates; one == alike]
	count(indices) > 1
	results := [input.artifact.facts.results[index] | some index in indices]
	metrics := {result.metric | some result in results}
	count({kind_of[metric] | some metric in metrics}) > 1
	count(metrics) >= names_needed(results[0])
	message := sprintf("%s is reported as %s, which measure different things", [
		text.with_unit(results[0].text, results[0].unit),
		text.listed([replace(metric, "_", " ") | some metric in metrics]),
	])
	found := object.union(
		finding.at(input.artifact, results[0].at, message),
		{"related": [finding.at(input.artifact, other.at, "the same value") |
			some other in array.slice(results, 1, settings.min_names + 2)
		]},
	)
}

# Two metrics can meet in four digits; in more, or three of them, they do not.
names_needed(result) := 2 if {
	decimals(result) >= settings.many_decimals
} else := settings.min_names

subject(result) := [
	object.get(result, "model", ""),
	object.get(result, "task", ""),
	object.get(result, "dataset", {}),
	object.get(result, "variant", ""),
	result.slice,
	result.unit,
]

# Digits behind the point of the value as a fraction, however it is written.
decimals(result) := text.decimals(sprintf("%v", [result.value])) + 2 if {
	result.unit in {"percent", "points"}
} else := text.decimals(sprintf("%v", [result.value]))
