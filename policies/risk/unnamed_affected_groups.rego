# METADATA
# title: Affected groups that are not named, or not measured
# description: >
#   Harm is done to somebody, and a risk that names nobody is never looked for in the numbers
#   of those it hits. The groups stand in the assessment, or at each risk. One that goes by a
#   characteristic, such as an age or a language, is looked for where the evaluation plan tells
#   people apart: among the features and values of its slices, and in their reasons. That is a
#   reading of words, and so a warning at most; a group of a risk that is described otherwise is a
#   note, where no slice has a word of it.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [risk-assessment, eval-plan]
#   from_stage: review
#   implied_by: [risk/incomplete-risk, card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     nobody: [all, anybody, anyone, everybody, everyone, n/a, na, tbd, unknown, various]
#     none: [none, nobody]
#     touching: [personal_data, special_category_data, consequential_decision, user_facing]
#     characteristics:
#       age: [adolescent, adolescents, age, aged, ages, child, children, elder, elderly, elders, infants, juveniles, minors, old, older, oldest, pensioners, retirees, senior, seniors, teenagers, young, younger, youngest, youth, youths]
#       sex: [boys, fathers, female, females, gender, genders, girls, male, males, man, men, mothers, nonbinary, sex, sexes, trans, transgender, woman, women]
#       origin: [asian, black, caste, citizens, citizenship, color, colour, country, ethnic, ethnicities, ethnicity, foreigners, hispanic, immigrants, indigenous, latina, latino, migrants, nationalities, nationality, nationals, origin, race, races, racial, refugees, roma, skin, white]
#       belief: [belief, believers, christian, christians, faith, hindu, hindus, jewish, jews, muslim, muslims, religion, religions, religious]
#       disability: [autistic, blind, deaf, disabilities, disability, disabled, dyslexia, dyslexic, impaired, impairment, impairments, wheelchair]
#       language: [accent, accents, bilingual, dialect, dialects, language, languages, multilingual, speakers, speaking, tongue]
#       family: [divorced, marital, married, parents, pregnancy, pregnant, widowed]
#       place: [city, postcode, region, regions, rural, urban, village, villages, zip]
#       income: [income, poor, poorer, poorest, unemployed]
#     ages: '\b(under|over|below|above|aged|than)( the age of)? [0-9]{1,3}\b'
#     parts: [above, aged, below, from, outside, over, under, who, whose, with, without]
#     everywhere: [a, an, and, are, as, at, be, by, few, for, have, in, is, it, less, many, more, most, much, not, of, on, one, only, or, people, person, persons, than, that, the, their, them, they, those, to, two, year, years]
#   since: 0.1.0
#   remedy: >
#     Name the people whom a mistake would hit first, as they would name themselves; where
#     the system touches nobody, say `none`. Give each group with harm a slice in the evaluation
#     plan, or say in the `reason` of a slice why it cannot be told apart.
#   controls:
#     nist-ai-rmf: [MAP 5.1, MEASURE 2.11]
#     eu-ai-act: [Article 27, Annex IV(3)]
#     iso-42001: [A.5.4]
package raigate.rules.risk.unnamed_affected_groups

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.record
import data.raigate.lib.text

settings := data.settings.risk.unnamed_affected_groups

applicable if {
	input.system.stage != "retired"
	count(assessments) > 0
}

assessments := record.current("risk-assessment")

findings contains finding.at(assessment, "/affected_groups", message) if {
	some assessment in assessments
	is_object(assessment.value)
	all := groups(assessment)
	count([group | some group in all; is_a_name(group.name)]) == 0
	message := said(all)
}

groups(assessment) := array.concat(of_all(assessment), of_risks(assessment))

of_all(assessment) := named(assessment, field.at, field.value) if {
	field := evidence.field(assessment, "affected_groups")
	is_array(field.value)
} else := []

of_risks(assessment) := [group |
	field := evidence.field(assessment, "risks")
	is_array(field.value)
	some index, risk in field.value
	is_array(risk.affected_groups)
	some group in named(assessment, sprintf("%s/%d/affected_groups", [field.at, index]), risk.affected_groups)
]

# A risk that names no group hits all of the assessment.
hits_all(assessment) if {
	field := evidence.field(assessment, "risks")
	is_array(field.value)
	some risk in field.value
	is_object(risk)
	object.get(risk, "affected_groups", []) == []
}

named(assessment, at, list) := [{"at": place, "name": lower(trim_space(group))} |
	some index, group in list
	is_string(group)
	place := sprintf("%s/%d", [at, index])
	answer.is_given(assessment, place, group)
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

said(all) := "assessment names no affected group" if count(all) == 0

said(all) := sprintf("assessment names `%s` as affected, and no group", [all[0].name]) if count(all) > 0

# A group that goes by what the plan tells nobody apart by.
findings contains finding.at_most(finding.at(group.assessment, group.at, message), "warning") if {
	some group in harmed
	count(group.characteristics) > 0
	unmeasured := group.characteristics - planned_characteristics
	count(unmeasured) > 0
	message := sprintf("harmed group goes by %s, no slice of the evaluation plan does", [text.listed(sort(unmeasured))])
}

# A part of the people that is described otherwise, in words that no slice has.
findings contains finding.at_most(finding.at(group.assessment, group.at, message), "note") if {
	some group in harmed
	group.is_own
	count(group.characteristics) == 0
	count(group.words & {part | some part in settings.parts}) > 0
	own := (group.words - {part | some part in settings.parts}) - {word | some word in settings.everywhere}
	count(own) > 0
	count([word | some word in own; is_planned(word)]) == 0
	message := "no slice of the evaluation plan has a word of this harmed group"
}

# Groups that a risk names, or that all of the assessment names.
harmed := [object.union(group, {
	"assessment": assessment,
	"words": words_of(group.name),
	"characteristics": characteristics(group.name),
}) |
	count(plan.in_force) > 0
	some assessment in assessments
	some group in hit(assessment)
	not group.name in settings.nobody
	not group.name in settings.none
]

hit(assessment) := array.concat(
	[object.union(group, {"is_own": true}) | some group in of_risks(assessment)],
	[object.union(group, {"is_own": false}) |
		hits_all(assessment)
		some group in of_all(assessment)
	],
)

words_of(name) := {word | some word in regex.split(`[^\p{L}\p{N}]+`, lower(name)); word != ""}

characteristics(name) := of_words(words_of(name)) | of_ages([name])

of_words(own) := {characteristic |
	some characteristic, words in by_characteristic
	count(words & own) > 0
}

by_characteristic := {characteristic: {word | some word in words} |
	some characteristic, words in settings.characteristics
}

of_ages(texts) := {"age" |
	some one in texts
	regex.match(settings.ages, lower(one))
}

# What stands in the slices of the plans: features, values and reasons.
planned_texts := ({one | some one in planned_parts; is_string(one)} | {sprintf("%v", [one]) |
	some one in planned_parts
	not is_string(one)
}) | {sprintf("%s %v", [feature, value]) |
	some one_plan in plan.in_force
	metrics := evidence.field(one_plan, "metrics").value
	is_array(metrics)
	some metric in metrics
	is_object(metric.slice)
	some feature, value in metric.slice
}

planned_parts := [one |
	some one_plan in plan.in_force
	slices := evidence.field(one_plan, "slices").value
	is_array(slices)
	some slice in slices
	is_object(slice)
	some one in array.concat([slice.feature, object.get(slice, "reason", "")], values_of(slice))
]

values_of(slice) := slice.values if {
	is_array(slice.values)
} else := []

planned_characteristics := of_words(planned_words) | of_ages(planned_texts)

planned_words := words_of(concat(" ", planned_texts))

is_planned(word) if word in planned_words

# "account" and "accounts".
is_planned(word) if {
	some other in planned_words
	count(word) > 3
	count(other) > 3
	some [longer, shorter] in [[word, other], [other, word]]
	startswith(longer, shorter)
}
