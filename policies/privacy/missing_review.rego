# METADATA
# title: No privacy review
# description: >
#   The system handles data about people, and nobody whose task it is has asked whether it
#   may, how little would do and when it is deleted; the people in the data never find out. A
#   review in the repository or a record of one that is kept elsewhere counts, if it names
#   who reviewed and says something.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [privacy-review, external-record]
#   from_stage: review
#   facets: [personal_data, special_category_data]
#   settings:
#     says: [personal_data, lawful_basis, minimisation, retention, access_controls, dpia_ref]
#   since: 0.1.0
#   remedy: >
#     Have the privacy team review the system and add what they found, or an
#     `external-record` that leads to it; `raigate new privacy-review` lays out the file.
#   controls:
#     nist-ai-rmf: [MEASURE 2.10]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.5.4, A.7.3]
#     soc2: [P1.1, P3.1]
package raigate.rules.privacy.missing_review

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

settings := data.settings.privacy.missing_review

applicable if lifecycle.is_live

reviews := record.current("privacy-review")

findings contains finding.of_system(sprintf("no privacy review, facet `%s` asks for one", [causes[0]])) if {
	count(reviews) == 0
	count(record.elsewhere("privacy-review")) == 0
}

# Of several reviews one that was held is enough.
findings contains finding.at(reviews[0], "/reviewer", "privacy review names no reviewer") if {
	count(reviews) > 0
	count(record.elsewhere("privacy-review")) == 0
	count([review | some review in reviews; is_given(review, "reviewer")]) == 0
}

findings contains finding.limited_by(finding.at(reviews[0], "", message), "says") if {
	count(reviews) > 0
	count(record.elsewhere("privacy-review")) == 0
	count([review | some review in reviews; says_something(review)]) == 0
	message := "privacy review says nothing about the data"
}

causes := [facet |
	some facet in ["personal_data", "special_category_data"]
	facet in input.system.facets
]

says_something(review) if {
	some key in settings.says
	is_given(review, key)
}

is_given(review, key) if {
	field := evidence.field(review, key)
	answer.is_given(review, field.at, field.value)
}
