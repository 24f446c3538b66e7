# METADATA
# title: Data without known limits
# description: >
#   Every dataset leaves someone out, and a user who is not told whom will deploy
#   the model on exactly those people. Gaps, biases and what the data is unfit for
#   count, in a section or in a field.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [datasheet]
#   from_stage: review
#   implied_by: [card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     min_words: 10
#     keys: [dataLimitations, "rai:dataLimitations", dataBiases, "rai:dataBiases"]
#     sections: [limitations, biases]
#   since: 0.1.0
#   remedy: >
#     Say whom or what the data under-represents, how you know, and what it should
#     not be used for; an unexamined bias is worth a sentence that says so.
#   controls:
#     nist-ai-rmf: [MAP 2.3, MEASURE 2.11]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.7.4]
package raigate.rules.data.no_known_limits

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.section
import data.raigate.lib.text

settings := data.settings.data.no_known_limits

fields := [{"at": field.at, "name": key, "words": words(field.value)} |
	some key in settings.keys
	field := evidence.field(input.artifact, key)
]

sections := section.about(input.artifact, settings.sections)

findings contains finding.at(input.artifact, "", "datasheet names no known limits or biases") if {
	is_object(input.artifact.value)
	count(sections) == 0
	count(fields) == 0
}

findings contains finding.limited_by(finding.at(input.artifact, place, message), "min_words") if {
	count([told | some told in sections; told.words >= settings.min_words]) == 0
	subjects := array.concat([{"name": thin.heading, "words": thin.words} | some thin in sections], fields)
	count(subjects) > 0
	every subject in subjects {
		subject.words < settings.min_words
	}
	message := sprintf("\"%s\" has %s on known limits, at least %d needed", [
		text.shortened(subjects[0].name),
		text.counted(subjects[0].words, "word"),
		settings.min_words,
	])
}

place := section.place(input.artifact, sections) if count(sections) > 0

place := fields[0].at if count(sections) == 0

words(value) := count(regex.find_n(`\S+`, value, -1)) if is_string(value)

words(value) := count(regex.find_n(`\S+`, concat(" ", [item | some item in value; is_string(item)]), -1)) if {
	is_array(value)
}

words(value) := 0 if {
	not is_string(value)
	not is_array(value)
}
