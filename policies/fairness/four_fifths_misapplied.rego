# METADATA
# title: The four-fifths rule outside of its field
# description: >
#   That selection rates of groups stay within four fifths of each other is a rule of
#   thumb of United States employment law. Elsewhere it means nothing, and as the only
#   criterion it says nothing about errors; Fairlearn's guide calls it often misapplied.
# custom:
#   severity: {minimal: "off", limited: warning, high: warning}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [fairness-report, eval-plan]
#   from_stage: review
#   settings:
#     thresholds: [0.8, 1.25]
#     domain: employment
#     geographies: [US]
#     phrases: ["four[- ]fifths", "4/5(ths)? rule", "80 ?(%|percent|per cent)[- ]rule", "four_fifths"]
#   since: 0.1.0
#   remedy: >
#     Choose the metric by the harm that would be done: errors that hurt are compared by
#     error rates, with a limit that the people affected could accept.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 2.11]
package raigate.rules.fairness.four_fifths_misapplied

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.four_fifths_misapplied

# Limits that a report or plan sets, with where they stand.
limits := [{"artifact": artifact, "at": at, "stated": stated, "limit": limit} |
	some artifact in input.evidence
	facts := object.get(artifact.facts, facts_of[artifact.kind], [])
	some stated in facts
	limit := object.get(stated, "threshold", of_plan(artifact, stated))
	is_number(limit)
	at := object.get(stated, "threshold_at", stated.at)
]

facts_of := {"fairness-report": "disparities", "eval-plan": "limits"}

of_plan(artifact, stated) := stated.value if artifact.kind == "eval-plan"

of_plan(artifact, _) := null if artifact.kind != "eval-plan"

findings contains finding.at(one.artifact, one.at, message) if {
	some one in limits
	is_four_fifths(one)
	not is_beside_others(one)
	not is_of_field(one.artifact)
	message := sprintf("limit %v of a ratio of selection rates is the only criterion, the field is %s", [
		one.limit,
		field(one.artifact),
	])
}

# In words, where no limit stands.
findings contains finding.at(artifact, at, message) if {
	some artifact in input.evidence
	artifact.kind in {"fairness-report", "eval-plan"}
	some key in ["interpretation", "recommendation", "justification"]
	stated := evidence.field(artifact, key)
	is_string(stated.value)
	some phrase in settings.phrases
	regex.match(sprintf("(?i)%s", [phrase]), stated.value)
	at := stated.at
	count([one | some one in limits; one.artifact.path == artifact.path]) == 0
	not is_of_field(artifact)
	message := sprintf("the four-fifths rule is the only criterion, the field is %s", [field(artifact)])
}

is_four_fifths(one) if {
	one.stated.form == "ratio"
	one.stated.rates == ["selection_rate"]
	some threshold in settings.thresholds
	raigate.num.eq(one.limit, threshold)
}

# A limit for errors stands beside it.
is_beside_others(one) if {
	some other in limits
	other.stated.rates != ["selection_rate"]
	other.artifact.kind in {one.artifact.kind, "eval-plan"}
}

is_of_field(artifact) if {
	domains(artifact) == {settings.domain}
	some place in places(artifact)
	some geography in settings.geographies
	startswith(upper(sprintf("%v", [place])), geography)
}

domains(artifact) := {artifact.value.domain} if {
	artifact.value.domain
} else := {intake.value.domain |
	some intake in evidence.of_kind("intake")
	intake.value.domain
}

places(artifact) := artifact.value.geographies if {
	is_array(artifact.value.geographies)
} else := [place |
	some intake in evidence.of_kind("intake")
	is_array(intake.value.geographies)
	some place in intake.value.geographies
]

field(artifact) := "not stated" if count(domains(artifact)) == 0

field(artifact) := concat(", ", [text.shortened(sprintf("%v", [word])) |
	some word in array.concat([domain | some domain in domains(artifact)], places(artifact))
]) if {
	count(domains(artifact)) > 0
}
