# METADATA
# title: An intake with open questions
# description: >
#   What nobody answers before building, such as who is affected and what happens
#   when the model fails, is found out by the people it fails. A blank, a lone
#   letter and a placeholder are no answers.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [intake]
#   from_stage: intake
#   implied_by: [artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     required:
#       - use_case
#       - intended_users
#       - affected_groups
#       - data_sources
#       - model_type
#       - deployment_surface
#       - human_oversight
#       - fallback_behaviour
#       - owner
#     min_characters: 3
#   since: 0.1.0
#   remedy: >
#     Ask the people who know and write down their answer; where there is none
#     yet, the system is at stage `intake` and not further.
#   controls:
#     nist-ai-rmf: [MAP 1.1, MAP 2.1]
#     eu-ai-act: [Annex IV(1)(a)]
#     iso-42001: [A.6.2.2, A.9.4]
package raigate.rules.intake.incomplete

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.intake.incomplete

findings contains finding.limited_by(finding.at(input.artifact, "", message), "required") if {
	is_object(input.artifact.value)
	stated := object.keys(input.artifact.value)
	absent := [key | some key in settings.required; not key in stated]
	count(absent) > 0
	message := sprintf("intake does not state %s", [text.listed(absent)])
}

findings contains finding.limited_by(finding.at(input.artifact, pointer, message), "required") if {
	value := input.artifact.value
	is_object(value)
	left_open := count(placeholders)
	least := settings.min_characters
	some key in settings.required
	said := raigate.text.said(value[key], least)

	# More answers than there are placeholders are not all placeholders.
	count(said) <= left_open

	# A placeholder among answers is `card/placeholder-text`; a field that holds
	# nothing else is not answered.
	pointer := sprintf("/%s", [key])
	every place in said {
		concat("", [pointer, place]) in placeholders
	}
	message := sprintf("`%s` is not answered", [key])
}

placeholders := {placeholder.at | some placeholder in input.artifact.facts.placeholders}
