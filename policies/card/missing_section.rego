# METADATA
# title: A card without a section that readers need
# description: >
#   Whoever decides to use the model looks for what it is for, what it was trained
#   on, how it was measured and where it fails, and guesses where the card is
#   silent. Common wordings of a heading all count, at any depth.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [model-card]
#   from_stage: review
#   implied_by: [artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     required: [intended_use, limitations, training_data, results]
#     measures:
#       - accuracy
#       - precision
#       - recall
#       - f1
#       - f-measure
#       - f-score
#       - auc
#       - auroc
#       - ap
#       - map
#       - iou
#       - miou
#       - error
#       - mae
#       - mse
#       - rmse
#       - wer
#       - cer
#       - bleu
#       - rouge
#       - psnr
#       - ssim
#       - perplexity
#       - top-1
#       - top-5
#   since: 0.1.0
#   remedy: >
#     Write what is known under a heading of its own, and what is not known as
#     such: an unmeasured limitation is worth a sentence that says so.
#   controls:
#     nist-ai-rmf: [MAP 2.2, MEASURE 2.8]
#     eu-ai-act: [Annex IV(1), Annex IV(2), Annex IV(3), Annex IV(4)]
#     iso-42001: [A.8.2]
package raigate.rules.card.missing_section

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.card.missing_section

findings contains finding.limited_by(finding.at(input.artifact, "", message), "required") if {
	input.artifact.format == "markdown"
	is_object(input.artifact.value)
	present := {name | some section in input.artifact.facts.sections; some name in section.names}
	missing := [replace(name, "_", " ") |
		some name in settings.required
		not name in present
		not is_given(name)
	]
	count(missing) > 0
	message := sprintf("card has no section on %s", [text.listed(missing)])
}

# Measured values are results, whatever stands above them.
is_given("results") if count(input.artifact.facts.claims) > 0

is_given("results") if {
	some section in input.artifact.value["$body"].sections
	some table in section.tables
	some row in table.rows
	some label in array.concat(table.header, row)
	is_measure(label)
	some cell in row
	regex.match(`^[^A-Za-z]*[0-9]`, cell)
}

is_measure(label) if {
	some word in split(regex.replace(lower(label), `[^a-z0-9-]+`, " "), " ")
	word in settings.measures
}
