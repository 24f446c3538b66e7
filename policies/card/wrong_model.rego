# METADATA
# title: A card of another model
# description: >
#   The card speaks of a different model, or another version of it, than the one
#   that is shipped, so its users read measurements of something they do not run.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [model-card, model-manifest]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Rewrite the card for the model that the manifest names, measured anew where
#     the version differs; correct the manifest if it is the one that is behind.
#   controls:
#     nist-ai-rmf: [GOVERN 1.6, MANAGE 3.2]
#     eu-ai-act: [Annex IV(1)(a), Annex IV(1)(c)]
#     iso-42001: [A.6.2.7]
#     soc2: [CC8.1]
package raigate.rules.card.wrong_model

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.identity

manifests := evidence.of_kind("model-manifest")

cards := evidence.of_kind("model-card")

names := {manifest.facts.identity.name.value | some manifest in manifests}

# No manifest of the system bears the card's name.
findings contains difference(card, "name", named) if {
	count(manifests) > 0
	some card in cards
	name := card.facts.identity.name
	not name.value in names
	count(namesakes(card)) == 0
	named := [manifest | some manifest in manifests; manifest.facts.identity.name]
	count(named) > 0
}

# The manifests of that name state another version.
findings contains difference(card, "version", stating) if {
	some card in cards
	card.facts.identity.version
	stating := [manifest | some manifest in namesakes(card); manifest.facts.identity.version]
	count(stating) > 0
	not agrees(card, stating, "version")
}

# Those of that version state another digest or base model.
findings contains difference(card, key, stating) if {
	some card in cards
	some key in ["digest", "base_model"]
	card.facts.identity[key]
	stating := [manifest | some manifest in editions(card); manifest.facts.identity[key]]
	count(stating) > 0
	not agrees(card, stating, key)
}

namesakes(card) := [manifest |
	some manifest in manifests
	identity.same_name(card.facts.identity.name.value, manifest.facts.identity.name.value)
] if {
	card.facts.identity.name
}

# A card that names no model is one of the only model there is.
namesakes(card) := manifests if {
	not card.facts.identity.name
	count(manifests) == 1
}

editions(card) := [manifest |
	some manifest in namesakes(card)
	agrees(card, [manifest], "version")
] if {
	card.facts.identity.version
}

editions(card) := namesakes(card) if not card.facts.identity.version

agrees(card, others, key) if {
	some other in others
	same(key, card.facts.identity[key].value, other.facts.identity[key].value)
}

same("version", one, other) if trim_left(sprintf("%v", [one]), "v") == trim_left(sprintf("%v", [other]), "v")

same("digest", one, other) if trim_prefix(lower(one), "sha256:") == trim_prefix(lower(other), "sha256:")

same("base_model", one, other) if {
	some left in listed(one)
	some right in listed(other)
	identity.same_name(left, right)
}

listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

difference(card, key, others) := finding.related(
	finding.at(card, ours.at, message),
	others[0], theirs.at, "stated here",
) if {
	ours := card.facts.identity[key]
	theirs := others[0].facts.identity[key]
	message := sprintf("card states %s `%s`, the manifest states `%s`", [
		replace(key, "_", " "),
		concat(", ", [sprintf("%v", [word]) | some word in listed(ours.value)]),
		concat(", ", [sprintf("%v", [word]) | some word in listed(theirs.value)]),
	])
}
