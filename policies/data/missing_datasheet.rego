# METADATA
# title: A dataset without a datasheet
# description: >
#   Whoever judges the model cannot see who is in the data it was trained or
#   measured on, and who is missing from it. A Hugging Face dataset card or a
#   Croissant file of that name counts as a datasheet; a public benchmark that the model
#   is only measured on is described by its publisher.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [model-manifest, model-card, eval-result, datasheet]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Describe the dataset in a datasheet of that name; the publisher's own Croissant
#     file beside it counts as one, and `raigate new datasheet` lays out an empty one.
#   controls:
#     nist-ai-rmf: [MAP 2.3, MEASURE 2.1]
#     eu-ai-act: [Article 10, Annex IV(2)(d)]
#     iso-42001: [A.4.3, A.7.2]
#     soc2: [PI1.2]
package raigate.rules.data.missing_datasheet

import data.raigate.lib.finding

applicable := input.system.declared

uses := [{"artifact": artifact, "name": used.name, "at": used.at, "datasheet": used.datasheet} |
	some artifact in input.evidence
	some used in artifact.facts.datasets_used
	not used.benchmark
]

# One finding a dataset, however often it is used, at its first use.
findings contains object.union(finding.at(first.artifact, first.at, message), {"related": others}) if {
	some name in {use.name | some use in uses}
	unexplained := [use | some use in uses; use.name == name; use.datasheet == null]
	count(unexplained) == count([use | some use in uses; use.name == name])
	first := unexplained[0]
	message := sprintf("no datasheet describes dataset `%s`", [name])
	others := [finding.at(use.artifact, use.at, "also used here") |
		some index, use in unexplained
		index > 0
	]
}
