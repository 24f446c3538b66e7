# METADATA
# title: A card that is the text of another
# description: >
#   Limitations and results copied from another model describe that other model,
#   and whoever relies on this card is misled about this one. Of a pair the later
#   path is reported. Variants of one model that lie side by side may share their
#   text, and a card with numbers of its own is not called a copy.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: low
#   scope: artifact
#   kinds: [model-card, system-card]
#   from_stage: review
#   settings: {min_share: 0.85, min_numbers_share: 0.5}
#   since: 0.1.0
#   remedy: >
#     Describe what this model was trained on, how it was measured and where it
#     fails; if the two are one model, keep one card and point to it.
#   controls:
#     nist-ai-rmf: [MEASURE 2.8]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
package raigate.rules.card.duplicates_another

import data.raigate.lib.finding
import data.raigate.lib.text

limit := data.settings.card.duplicates_another.min_share

numbers_limit := data.settings.card.duplicates_another.min_numbers_share

copies := [other |
	some other in input.artifact.facts.similar
	raigate.num.gte(other.share, limit)
	not other.same_family
	not has_numbers_of_its_own(other)
	not is_reported_there(other)
]

findings contains finding.limited_by(found, "min_share") if {
	count(copies) > 0
	nearest := max([copy.share | some copy in copies])
	other := [copy | some copy in copies; copy.share == nearest][0]
	message := sprintf("%s %% of this card also stands in %s, limit is %s %%", [
		text.rounded(raigate.num.mul(other.share, 100), 0),
		other.path,
		text.rounded(raigate.num.mul(limit, 100), 0),
	])
	found := finding.related(
		finding.at(input.artifact, other.at, message),
		other, other.their_at, "the same text stands here",
	)
}

# Where a card has hardly any numbers, the fact does not speak of them.
has_numbers_of_its_own(other) if raigate.num.lt(other.numbers_share, numbers_limit)

# Each card is nearly the other's text: the later of the two reports it. A short
# card inside a long one is reported at the short one, wherever it lies.
is_reported_there(other) if {
	raigate.num.gte(object.get(other, "their_share", other.share), limit)
	[other.path, other.root] > [input.artifact.path, input.artifact.root]
}
