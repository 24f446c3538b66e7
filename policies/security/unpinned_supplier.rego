# METADATA
# title: A supplier's model that can change unseen
# description: >
#   What was measured is only what runs if the supplier cannot replace it: a name such as
#   `main` or `latest` means another model tomorrow, with none of this evidence. Pinned is
#   what states a digest, or a revision or version that does not move; and its licence says
#   whether it may be used at all.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [model-manifest]
#   from_stage: review
#   implied_by: [card/placeholder-text, artifact/schema-mismatch]
#   settings:
#     facet: third_party_model
#     moving: [current, default, dev, develop, head, latest, main, master, newest, nightly, stable, trunk]
#   since: 0.1.0
#   remedy: >
#     State the commit or digest that was measured as `revision` or `digest`, for a hosted
#     model its dated version, and the licence that it comes under.
#   controls:
#     nist-ai-rmf: [GOVERN 6.1, MAP 4.1, MANAGE 3.1]
#     eu-ai-act: [Article 25]
#     iso-42001: [A.10.3]
#     soc2: [CC9.2]
package raigate.rules.security.unpinned_supplier

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.record

settings := data.settings.security.unpinned_supplier

applicable if {
	input.system.stage != "retired"
	count(manifests) > 0
}

manifests := record.current("model-manifest")

supplied := [manifest | some manifest in manifests; is_given(manifest, "supplier")]

findings contains finding.limited_by(finding.of_system(message), "facet") if {
	settings.facet in input.system.facets
	count(supplied) == 0
	message := sprintf("facet `%s` is declared, no manifest names a supplier", [settings.facet])
}

findings contains finding.limited_by(finding.at(manifest, pin.at, message), "moving") if {
	some manifest in supplied
	not has_digest(manifest)
	all := pins(manifest)
	pin := all[0]
	is_moving(pin.value)
	message := sprintf("supplier's model is at %s `%v`, which moves", [pin.key, pin.value])
}

findings contains finding.at(manifest, "/supplier", "supplier's model states no revision, version or digest") if {
	some manifest in supplied
	not has_digest(manifest)
	count(pins(manifest)) == 0
}

findings contains finding.at(manifest, "/supplier", "supplier's model states no licence") if {
	some manifest in supplied
	not is_given(manifest, "license")
}

# What names the model most exactly comes first.
pins(manifest) := [{"key": key, "at": field.at, "value": field.value} |
	some key in ["revision", "version"]
	is_given(manifest, key)
	field := evidence.field(manifest, key)
]

is_moving(name) if lower(trim_space(sprintf("%v", [name]))) in settings.moving

has_digest(manifest) if is_given(manifest, "digest")

is_given(manifest, key) if {
	field := evidence.field(manifest, key)
	answer.is_given(manifest, field.at, field.value)
}
