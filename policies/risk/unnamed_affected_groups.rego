# METADATA
# title: An assessment that names nobody who is affected
# description: >
#   Harm is done to somebody, and a risk that names nobody is never looked for in the numbers
#   of those it hits. The groups stand in the assessment, or at each risk.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [risk-assessment]
#   from_stage: review
#   implied_by: [risk/incomplete-risk, card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     nobody: [all, anybody, anyone, everybody, everyone, n/a, na, tbd, unknown, various]
#     none: [none, nobody]
#     touching: [personal_data, special_category_data, consequential_decision, user_facing]
#   since: 0.1.0
#   remedy: >
#     Name the people whom a mistake would hit first, as they would name themselves; where
#     the system touches nobody, say `none`.
#   controls:
#     nist-ai-rmf: [MAP 5.1, MEASURE 2.11]
#     eu-ai-act: [Article 27, Annex IV(3)]
#     iso-42001: [A.5.4]
package raigate.rules.risk.unnamed_affected_groups

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan

settings := data.settings.risk.unnamed_affected_groups

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

findings contains finding.at(input.artifact, "/affected_groups", message) if {
	is_object(input.artifact.value)
	count([group | some group in groups; is_a_name(group)]) == 0
	message := said(groups)
}

groups := array.concat(of_all, of_risks)

of_all := named(field.at, field.value) if {
	field := evidence.field(input.artifact, "affected_groups")
	is_array(field.value)
} else := []

of_risks := [group |
	risks := evidence.field(input.artifact, "risks")
	is_array(risks.value)
	some index, risk in risks.value
	is_array(risk.affected_groups)
	some group in named(sprintf("%s/%d/affected_groups", [risks.at, index]), risk.affected_groups)
]

named(at, list) := [lower(trim_space(group)) |
	some index, group in list
	is_string(group)
	answer.is_given(input.artifact, sprintf("%s/%d", [at, index]), group)
]

# "None" is an answer, unless the system's own facets say otherwise.
is_a_name(group) if {
	not group in settings.nobody
	not group in settings.none
}

is_a_name(group) if {
	group in settings.none
	not touches_people
}

touches_people if {
	some facet in settings.touching
	facet in input.system.facets
}

said(groups) := "assessment names no affected group" if count(groups) == 0

said(groups) := sprintf("assessment names `%s` as affected, and no group", [groups[0]]) if count(groups) > 0
