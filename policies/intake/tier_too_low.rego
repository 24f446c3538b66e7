# METADATA
# title: A tier below what the system does
# description: >
#   The tier decides how much evidence the people whom the system touches can
#   expect, so a tier stated too low takes that protection away unseen. It
#   follows from the facets of the system and from the domain of its intake; it is
#   raigate's own measure and no legal classification.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [system, intake]
#   from_stage: development
#   settings:
#     limited_facets:
#       - consequential_decision
#       - generative
#       - personal_data
#       - special_category_data
#       - user_facing
#     high_facet: consequential_decision
#     high_domains:
#       - employment
#       - credit
#       - insurance
#       - health
#       - education
#       - essential-service
#       - law-enforcement
#       - migration
#       - justice
#       - biometrics
#       - critical-infrastructure
#   since: 0.1.0
#   remedy: >
#     Raise the tier and supply what it asks for; correct the facet or the domain
#     if it does not describe what the system does.
#   controls:
#     nist-ai-rmf: [MAP 1.5, MANAGE 1.2, GOVERN 1.3]
#     eu-ai-act: [Article 6, Annex III]
#     iso-42001: [A.5.2]
#     soc2: [CC3.2]
package raigate.rules.intake.tier_too_low

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.intake.tier_too_low

applicable := input.system.declared

grave := [intake |
	settings.high_facet in input.system.facets
	some intake in evidence.of_kind("intake")
	intake.value.domain in settings.high_domains
]

findings contains finding.limited_by(found, "high_domains") if {
	input.system.tier in {"minimal", "limited"}
	count(grave) > 0
	domain := grave[0].value.domain
	message := sprintf("tier is %s, facet `%s` in domain `%s` makes it high", [
		input.system.tier,
		settings.high_facet,
		domain,
	])
	found := finding.related(finding.of_system(message), grave[0], "/domain", "the domain is stated here")
}

# Without a domain, nothing tells whether the decisions are among the grave ones.
not_evaluated contains finding.at(intakes[0], "", message) if {
	input.system.tier in {"minimal", "limited"}
	settings.high_facet in input.system.facets
	intakes := evidence.of_kind("intake")
	count(intakes) > 0
	not any_domain(intakes)
	message := sprintf("intake states no domain, which decides whether facet `%s` makes the tier high", [settings.high_facet])
}

any_domain(intakes) if {
	some intake in intakes
	intake.value.domain
}

findings contains finding.limited_by(finding.of_system(message), "limited_facets") if {
	input.system.tier == "minimal"
	count(grave) == 0
	causes := [sprintf("`%s`", [facet]) |
		some facet in settings.limited_facets
		facet in input.system.facets
	]
	count(causes) > 0
	message := sprintf("tier is minimal, %s %s makes it limited", [noun(causes), text.listed(causes)])
}

noun(causes) := "facet" if count(causes) == 1

noun(causes) := "each of the facets" if count(causes) > 1
