# METADATA
# title: No card
# description: >
#   People who use or are judged by a system without a card cannot learn what it
#   is for, what it was trained on and where it fails. One card for a model is
#   enough; a system of several models says of each what it is.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [model-card, system-card, model-manifest]
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Write down who the model is for, what it was trained on, how it was measured
#     and where it fails; `raigate new model-card` lays out the file.
#   controls:
#     nist-ai-rmf: [MEASURE 2.8]
#     eu-ai-act: [Article 11, Article 13]
#     iso-42001: [A.6.2.7, A.8.2]
package raigate.rules.card.missing

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.identity

applicable := input.system.declared

cards := array.concat(evidence.of_kind("model-card"), evidence.of_kind("system-card"))

manifests := evidence.of_kind("model-manifest")

names := {card.facts.identity.name.value | some card in cards}

findings contains finding.of_system("no model card and no system card") if count(cards) == 0

# With a card for every other model, the one without is an omission. A card that
# fits no manifest is `card/wrong-model`, and then nothing is said here.
findings contains found if {
	some manifest in manifests
	name := manifest.facts.identity.name
	not name.value in names
	not is_described(name.value)
	count(cards) > 0
	every card in cards {
		is_of_a_manifest(card)
	}
	other := cards[0].facts.identity.name
	found := finding.related(
		finding.at(manifest, name.at, sprintf("no card describes model `%s`", [name.value])),
		cards[0], other.at, sprintf("this card describes `%s`", [other.value]),
	)
}

is_of_a_manifest(card) if {
	some manifest in manifests
	identity.same_name(card.facts.identity.name.value, manifest.facts.identity.name.value)
}

is_described(name) if {
	some described in names
	identity.same_name(described, name)
}
