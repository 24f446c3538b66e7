# METADATA
# title: Data of unknown origin
# description: >
#   The people in the data may never have agreed to this use, and whoever builds
#   on it inherits rights that nobody checked. Needed are a licence, where the
#   data comes from or how it was collected, and for personal data a lawful basis.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: medium
#   scope: artifact
#   kinds: [datasheet]
#   from_stage: review
#   implied_by: [card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     min_words: 10
#     min_words_of_licence: 1
#     min_characters: 3
#     unstated: [unknown, original, none]
#     licence_keys: [license, license_details]
#     licence_sections: [license]
#     source_keys:
#       - source
#       - dataCollection
#       - "rai:dataCollection"
#       - dataCollectionRawData
#       - "rai:dataCollectionRawData"
#       - source_datasets
#       - isBasedOn
#       - citeAs
#       - citation
#       - wasDerivedFrom
#       - wasGeneratedBy
#       - "prov:wasDerivedFrom"
#       - "prov:wasGeneratedBy"
#     source_sections: [collection]
#     source_words:
#       - collected
#       - gathered
#       - obtained from
#       - derived from
#       - taken from
#       - extracted from
#       - recorded
#       - scraped
#       - crawled
#       - surveyed
#       - synthesized
#     basis_keys: [lawful_basis]
#     basis_sections: [personal_information]
#   since: 0.1.0
#   remedy: >
#     State the licence and where the data comes from; where one of them cannot be
#     found out, say what was tried, in words a user can act on.
#   controls:
#     nist-ai-rmf: [MAP 4.1, GOVERN 6.1]
#     eu-ai-act: [Article 10, Annex IV(2)(d)]
#     iso-42001: [A.7.3, A.7.5]
package raigate.rules.data.no_provenance

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.section

settings := data.settings.data.no_provenance

parts contains {
	"message": "datasheet states no licence",
	"keys": settings.licence_keys,
	"sections": settings.licence_sections,
	"min_words": settings.min_words_of_licence,
}

parts contains {
	"message": "datasheet states neither a source nor a way of collection",
	"keys": settings.source_keys,
	"sections": settings.source_sections,
	"words": settings.source_words,
	"min_words": settings.min_words,
}

parts contains {
	"message": "datasheet of personal data states no lawful basis",
	"keys": settings.basis_keys,
	"sections": settings.basis_sections,
	"min_words": settings.min_words,
} if {
	"personal_data" in input.system.facets
}

findings contains finding.at(input.artifact, place(part), part.message) if {
	is_object(input.artifact.value)
	fields := evidence.fields(input.artifact)
	some part in parts
	not is_stated(part, fields)
}

# A description that tells how the data came about says it as well as a field.
is_stated(part, fields) if {
	some key in part.keys
	value := fields[key]
	count(raigate.text.said(value, settings.min_characters)) > 0
	not is_evasive(value)
} else if {
	some candidate in section.about(input.artifact, part.sections)
	candidate.words >= part.min_words
	not shrugs(candidate)
} else if {
	description := fields.description
	is_string(description)
	count(regex.find_n(`\S+`, description, -1)) >= part.min_words
	some phrase in part.words
	contains(lower(description), phrase)
}

# "unknown" is an answer, but none that a user can act on.
is_evasive(value) if {
	is_string(value)
	lower(value) in settings.unstated
}

is_evasive(value) if {
	is_array(value)
	every item in value {
		is_string(item)
		lower(item) in settings.unstated
	}
}

# A section of two words, one of which is "unknown", says no more than that.
shrugs(candidate) if {
	candidate.words < 3
	is_array(input.artifact.value["$body"].sections)
	some written in input.artifact.value["$body"].sections
	written.heading == candidate.heading
	some word in settings.unstated
	contains(lower(written.text), word)
}

# At the thin section that should say it, else at the key that should.
place(part) := section.place(input.artifact, thin) if {
	thin := section.about(input.artifact, part.sections)
	count(thin) > 0
}

place(part) := sprintf("/%s", [part.keys[0]]) if count(section.about(input.artifact, part.sections)) == 0
