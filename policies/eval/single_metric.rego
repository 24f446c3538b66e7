# METADATA
# title: An evaluation that rests on one kind of metric
# description: >
#   One metric, or several that say the same, can look good while the system fails those
#   whom it does not count: an accuracy hides the rare class, a score for ranking hides
#   probabilities that are wrong. A second kind of metric can disagree with the first.
# custom:
#   severity: {minimal: warning, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan]
#   from_stage: review
#   settings:
#     min_families: 2
#     min_justification_words: 12
#     families:
#       share of right answers:
#         - accuracy
#         - acc_norm
#         - error_rate
#         - exact_match
#         - pass_at_1
#         - pixel_accuracy
#         - top_5_accuracy
#         - f1_micro
#         - precision_micro
#         - recall_micro
#         - recall_weighted
#       errors by class:
#         - balanced_accuracy
#         - f1
#         - f1_macro
#         - f1_weighted
#         - false_discovery_rate
#         - false_negative_rate
#         - false_omission_rate
#         - false_positive_rate
#         - npv
#         - precision
#         - precision_macro
#         - precision_weighted
#         - recall
#         - recall_macro
#         - specificity
#         - mcc
#         - cohen_kappa
#       ranking:
#         - average_precision
#         - mean_average_precision
#         - mrr
#         - ndcg
#         - pr_auc
#         - roc_auc
#         - roc_auc_macro
#         - roc_auc_micro
#         - roc_auc_weighted
#       probabilities: [brier_score, ece, log_loss]
#       size of errors: [mae, mape, mse, rmse]
#       explained variance: [pearson, r2, spearman]
#       overlap of areas: [dice, iou, mean_iou]
#       overlap of texts: [bleu, chrf, meteor, rouge1, rouge2, rougel, rougelsum, sacrebleu]
#       errors of transcription: [cer, wer]
#       surprise at texts: [bits_per_byte, byte_perplexity, perplexity, word_perplexity]
#   since: 0.1.0
#   remedy: >
#     Plan a second metric that can disagree with the first, such as the false negative rate
#     beside the accuracy; where one is enough, say why in `justification`.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 1.2]
#     eu-ai-act: [Annex IV(4)]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.single_metric

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.eval.single_metric

findings contains finding.limited_by(found, "min_families") if {
	some one in plan.in_force
	metrics := {cell.metric | some cell in one.facts.planned}
	families := {family(metric) | some metric in metrics}
	count(families) > 0
	count(families) < settings.min_families
	not is_justified(one)
	message := sprintf("plan measures the %s alone, at least %d kinds of metric needed", [
		text.shortened(concat(", ", sort(families))),
		settings.min_families,
	])
	found := finding.at_key(one, sprintf("%s/metrics", [root(one)]), message)
}

# Reasons in the place of every slice, or metrics that are all of the whole alone.
findings contains finding.at_key(one, slices.at, message) if {
	some one in plan.in_force
	slices := evidence.field(one, "slices")
	is_array(slices.value)
	count(slices.value) > 0
	count([cell | some cell in one.facts.planned; cell.slice != {}]) == 0
	count([cell | some cell in one.facts.planned; cell.feature]) == 0
	not is_justified(one)
	message := "plan measures none of the slices that it lists"
}

root(one) := trim_suffix(evidence.field(one, "metrics").at, "/metrics")

# A metric that nobody else knows is a kind of its own.
family(metric) := name if {
	some name, metrics in settings.families
	metric in metrics
} else := replace(metric, "_", " ")

is_justified(one) if {
	reason := evidence.field(one, "justification").value
	is_string(reason)
	words := regex.split(`\s+`, trim_space(reason))
	count(words) >= settings.min_justification_words
}
