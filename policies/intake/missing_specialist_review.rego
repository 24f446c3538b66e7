# METADATA
# title: An intake without the review of a specialist
# description: >
#   Who builds a system sees it as its builder, so what it does with personal data, to
#   people who talk to it or with tools in its hands is seen too late. The facets of the
#   system tell which specialists look at it: a review in the intake that names its reviewer
#   counts, and so does a privacy review of its own.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [intake, privacy-review, external-record]
#   from_stage: review
#   facets: [personal_data, special_category_data, generative, user_facing, agentic]
#   settings:
#     reviews:
#       personal_data: privacy
#       special_category_data: privacy
#       generative: trust-and-safety
#       user_facing: trust-and-safety
#       agentic: security
#     records: {privacy: privacy-review}
#   since: 0.1.0
#   remedy: >
#     Ask the specialist to look at the system, and add the review to `reviews` of the intake
#     with the name of who did.
#   controls:
#     nist-ai-rmf: [MAP 1.2, GOVERN 2.1]
#     iso-42001: [A.3.2]
#     soc2: [CC1.3]
package raigate.rules.intake.missing_specialist_review

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

settings := data.settings.intake.missing_specialist_review

# Without an intake, `intake/model-without-intake` says so.
applicable if {
	lifecycle.is_live
	count(intakes) > 0
}

intakes := record.current("intake")

needed := {review |
	some facet in input.system.facets
	review := settings.reviews[facet]
}

listed := [{"intake": intake, "at": sprintf("/reviews/%d", [index]), "review": review} |
	some intake in intakes
	is_array(intake.value.reviews)
	some index, review in intake.value.reviews
	is_object(review)
]

findings contains finding.limited_by(finding.at(intakes[0], "/reviews", message), "reviews") if {
	some review in needed
	count(about(review)) == 0
	not is_recorded(review)
	message := sprintf("intake lists no %s review, facet `%s` asks for one", [review, cause(review)])
}

findings contains finding.at(entry.intake, entry.at, sprintf("%s review names no reviewer", [review])) if {
	some review in needed
	entries := about(review)
	count([entry | some entry in entries; is_named(entry)]) == 0
	not is_recorded(review)
	entry := entries[0]
}

about(review) := [entry |
	some entry in listed
	is_string(entry.review.review)
	replace(replace(lower(trim_space(entry.review.review)), " ", "-"), "_", "-") == review
]

is_named(entry) if {
	answer.is_given(entry.intake, sprintf("%s/reviewer", [entry.at]), entry.review.reviewer)
}

is_recorded(review) if {
	kind := settings.records[review]
	some artifact in array.concat(record.current(kind), record.elsewhere(kind))
	some key in ["reviewer", "approver"]
	who := evidence.field(artifact, key)
	answer.is_given(artifact, who.at, who.value)
}

cause(review) := facets[0] if {
	facets := [facet | some facet in input.system.facets; settings.reviews[facet] == review]
}
