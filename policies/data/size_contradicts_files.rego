# METADATA
# title: A stated size that the files contradict
# description: >
#   Whoever picks a dataset by its stated size trains or measures on an order of
#   magnitude more or less data than expected. The card's `size_categories` are
#   compared with the rows that `dataset_infos.json` counts beside it.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [datasheet]
#   from_stage: review
#   since: 0.1.0
#   remedy: Correct `size_categories`, or regenerate `dataset_infos.json` if it is the one that is behind.
#   controls:
#     nist-ai-rmf: [MAP 2.3, MEASURE 2.1]
#     eu-ai-act: [Article 10, Annex IV(2)(d)]
#     iso-42001: [A.7.2]
#     soc2: [PI1.2]
package raigate.rules.data.size_contradicts_files

import data.raigate.lib.finding

findings contains found if {
	size := input.artifact.facts.size_categories
	not size.expected in size.stated
	message := sprintf("card states size %s, the files hold %d rows (%s)", [
		concat(", ", size.stated),
		size.rows,
		size.expected,
	])
	found := finding.related(
		finding.at(input.artifact, size.at, message),
		size.source, size.source.at, "counted here",
	)
}
