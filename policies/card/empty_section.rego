# METADATA
# title: A section that says nothing
# description: >
#   A heading with nothing under it tells a hurried reader that the question was
#   considered, when nobody answered it. Comments, placeholders and bare links do
#   not count as words; subsections do.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [model-card]
#   from_stage: review
#   implied_by: [card/placeholder-text]
#   settings:
#     sections: [intended_use, out_of_scope, limitations, ethical, training_data, eval_data, results]
#     min_words: 5
#   since: 0.1.0
#   remedy: Write what is known here in a sentence or two, or what was looked for and not found.
#   controls:
#     nist-ai-rmf: [MAP 2.2, MEASURE 2.8]
#     eu-ai-act: [Annex IV(1), Annex IV(2), Annex IV(3), Annex IV(4)]
#     iso-42001: [A.8.2]
package raigate.rules.card.empty_section

import data.raigate.lib.finding
import data.raigate.lib.section
import data.raigate.lib.text

settings := data.settings.card.empty_section

# One finding a subject: a full "Direct Use" makes up for an empty "Uses" around it.
findings contains finding.limited_by(finding.at(input.artifact, place, message), "min_words") if {
	some name in thin
	candidates := [candidate |
		some candidate in input.artifact.facts.sections
		name in candidate.names
	]
	words := max([candidate.words | some candidate in candidates])
	words < settings.min_words
	place := section.place(input.artifact, candidates)
	message := sprintf("section \"%s\" has %s of content, at least %d needed", [
		text.shortened(candidates[0].heading),
		text.counted(words, "word"),
		settings.min_words,
	])
}

# The subjects that some section says nothing on.
thin contains name if {
	some candidate in input.artifact.facts.sections
	candidate.words < settings.min_words
	some name in candidate.names
	name in settings.sections
}
