# METADATA
# title: Accuracy below the majority class
# description: >
#   A program that always gives the most frequent answer would have been right more often,
#   so the accuracy shows no skill, and the rare cases, which are often the ones that
#   matter, are hidden in it.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [eval-result, fairness-report]
#   from_stage: review
#   settings:
#     confidence: 0.95
#     beside:
#       - average_precision
#       - balanced_accuracy
#       - cohen_kappa
#       - f1
#       - f1_macro
#       - mcc
#       - pr_auc
#       - precision
#       - recall
#       - roc_auc
#   since: 0.1.0
#   remedy: >
#     Report beside it what tells the classes apart, such as the recall or the balanced
#     accuracy, and say how frequent the classes are; improve the model if that is low, too.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 2.5]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.below_majority

import data.raigate.lib.finding
import data.raigate.lib.interval
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.eval.below_majority

findings contains found if {
	some result in outvoted
	result.metric == "accuracy"
	cases := result.counted.cases
	cases <= interval.most_cases
	counts := result.counts
	most := max([counts.tp + counts.fn, counts.fp + counts.tn])
	right := counts.tp + counts.tn
	raigate.num.lt(right, most)
	is_clear(right, cases, most)
	not tells_classes_apart(result.slice)
	message := sprintf("%s is %s by its counts, always the most frequent answer would be right in %s of %s", [
		plan.subject(result.metric, result.slice),
		text.rounded(right / cases, 3),
		text.rounded(most / cases, 3),
		text.counted(cases, "case"),
	])
	found := finding.related(
		finding.at(input.artifact, result.at, message),
		input.artifact, result.counts_at, "counted here",
	)
}

# Results by whose counts one constant answer is right more often. What is asked comes cheap.
outvoted contains result if {
	some result in input.artifact.facts.results
	result.counts.tn < result.counts.fn
}

outvoted contains result if {
	some result in input.artifact.facts.results
	result.counts.tp < result.counts.fp
}

# In few cases, chance alone makes the difference.
is_clear(right, cases, most) if {
	around := raigate.stat.interval(right, cases, {"confidence": settings.confidence})
	raigate.num.lt(around.high, most / cases)
}

# Who states these of the same cases does not hide behind the accuracy.
tells_classes_apart(slice) if {
	some other in input.artifact.facts.results
	other.metric in settings.beside
	other.slice == slice
}
