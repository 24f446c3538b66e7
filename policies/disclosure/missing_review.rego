# METADATA
# title: Nobody reviewed what people are told
# description: >
#   People who use a system or are judged by it have a right to know that it is one, what it
#   cannot do and where to turn. Who wrote that text also wants the launch, so somebody else
#   reads it first.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [disclosure-review, external-record]
#   from_stage: launch
#   facets: [user_facing]
#   since: 0.1.0
#   remedy: >
#     Have the text that people see reviewed against the limitations of the card, and add the
#     review; `raigate new disclosure-review` lays out the file.
#   controls:
#     nist-ai-rmf: [MEASURE 2.8, MEASURE 3.3]
#     eu-ai-act: [Article 50, Article 13]
#     iso-42001: [A.8.2, A.8.5]
#     soc2: [P1.1, CC2.3]
package raigate.rules.disclosure.missing_review

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

applicable if lifecycle.is_launched

reviews := record.current("disclosure-review")

findings contains finding.of_system("no review of what users are told") if {
	count(reviews) == 0
	count(record.elsewhere("disclosure-review")) == 0
}

findings contains finding.at(reviews[0], "/reviewer", "disclosure review names no reviewer") if {
	count(reviews) > 0
	count([review | some review in reviews; is_given(review, "reviewer")]) == 0
}

findings contains finding.at(reviews[0], "/text", "disclosure review does not say which text was read") if {
	count(reviews) > 0
	count([review | some review in reviews; some key in ["text", "path"]; is_given(review, key)]) == 0
}

is_given(review, key) if {
	field := evidence.field(review, key)
	answer.is_given(review, field.at, field.value)
}
