# METADATA
# title: Sensitive data that its datasheet does not declare
# description: >
#   Whoever reads that data holds nothing personal or sensitive trains, publishes and
#   joins it as if nobody could be hurt, while its columns hold the race, the health or
#   the beliefs of people. A text of the same topics is no such column: one beside free
#   text counts only where its name says whose it is.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: low
#   scope: system
#   kinds: [datasheet, model-card, model-manifest]
#   from_stage: review
#   implied_by: [artifact/unparsable, artifact/unresolved-pointer]
#   settings:
#     min_groups: 2
#     fields: [personalSensitiveInformation, "rai:personalSensitiveInformation"]
#     headings: ['personal.*sensitive', 'sensitive (data|information|fields)']
#     denials:
#       - '^[^a-z]*(none|no|nothing|n/?a|not applicable|does not apply)[^a-z]*$'
#       - '^[^a-z]*(none|no|nothing) [^.]*(personal|sensitive)'
#       - '(does not|doesn.t|do not|don.t) (contain|include|hold|have) [^.]*(personal|sensitive)'
#       - '(^|[^a-z])(no|neither) (personal|sensitive) [^.]*(data|information|attribute|detail)'
#       - '(^|[^a-z])no (personal|sensitive) (data|information|attribute|detail)'
#     unsaid: ['^[\s\[\]().…_*-]*$', 'more information needed|needs more information', '^[^a-z]*(todo|tbd|tba|fixme|xxx|unknown)[^a-z]*$']
#     groups:
#       age: [age, age_years, birth_year, year_of_birth]
#       sex: [gender, gender_identity, sex]
#       family: [marital, marital_status, civil_status, pregnancy, pregnant]
#       origin: [caste, citizenship, country_of_birth, country_of_origin, ethnic, ethnicity, ethnic_origin, immigrant, immigration_status, national_origin, nationality, native_country, race, race_ethnicity, skin_color, skin_colour, skin_tone, tribe]
#       belief: [belief, denomination, faith, religion, religious_affiliation]
#       politics: [party_affiliation, political_affiliation, political_opinion, political_party, political_views, trade_union, union_member, union_membership]
#       health: [allergies, diagnoses, diagnosis, disability, disabled, disease, drug_use, hiv, hiv_status, icd, icd10, icd9, medical_history, medication, medications, mental_health, symptoms]
#       sexuality: [sex_life, sexual_orientation, sexuality]
#       body: [biometric, dna, face_embedding, fingerprint, genome, genotype, iris_scan, voiceprint]
#       crime: [arrests, conviction, convictions, criminal_history, criminal_record, felonies, felony, priors, priors_count]
#       identity: [birth_date, birthdate, date_of_birth, dob, driver_license, email, email_address, family_name, first_name, full_name, home_address, last_name, national_id, passport, passport_number, patient_id, person_id, phone, phone_number, social_security_number, ssn, street_address, surname]
#     weak_groups: [age, sex, family]
#     people: [annotator, applicant, author, borrower, client, customer, defendant, donor, employee, participant, patient, person, respondent, speaker, student, subject, user, voter, worker]
#     suffixes: [band, bracket, bucket, cat, category, code, group, label, range, type]
#     texts: [abstract, answer, article, body, caption, comment, content, conversation, dialogue, document, image, message, post, prompt, question, review, sentence, statement, story, summary, text, tweet, utterance]
#   since: 0.1.0
#   remedy: >
#     Say in the datasheet which columns are personal or sensitive and why they are
#     needed, or remove them from the data; where a column is something else, say so.
#   controls:
#     nist-ai-rmf: [MEASURE 2.10]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.7.2]
#     soc2: [P3.1]
package raigate.rules.data.undeclared_sensitive_data

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.sensitive
import data.raigate.lib.text

settings := data.settings.data.undeclared_sensitive_data

findings contains object.union(finding.at(one.sheet, denied.at, message), {"related": places(one)}) if {
	some one in flagged
	some denied in [denial(one.sheet)]
	message := sprintf("datasheet says that nothing is personal or sensitive, %s", [looks(one.columns)])
}

findings contains object.union(finding.at(one.sheet, "", message), {"related": places(one)}) if {
	some one in flagged
	count(one.groups - {group | some group in settings.weak_groups}) > 0
	count(statements(one.sheet)) == 0
	message := sprintf("datasheet says nothing of personal or sensitive data, %s", [looks(one.columns)])
}

# The datasheets whose columns look sensitive, with those columns.
flagged := [{"sheet": sheet, "columns": columns, "groups": groups} |
	some sheet in input.evidence
	sheet.kind == "datasheet"
	columns := sensitive.telling(sheet.facts.columns)
	groups := {column.group | some column in columns}
	count(groups) >= settings.min_groups
]

# What a package says of itself, against the datasheet of that name; what the only model says,
# against datasheets of which each denies it.
findings contains finding.related(finding.at(sheet, denied.at, message), bill, said.at, "stated here") if {
	some bill in input.evidence
	some said in bill.facts.sensitive
	said.said == "yes"
	some sheet in input.evidence
	sheet.kind == "datasheet"
	is_about(said, sheet)
	some denied in [denial(sheet)]
	message := "datasheet says that nothing is personal or sensitive, the bill of materials says that something is"
}

is_about(said, sheet) if {
	is_string(said.name)
	some name in sheet.facts.dataset_names
	lower(name) == lower(said.name)
}

is_about(said, _) if {
	contains(said.at, "ai_useSensitive")
	every sheet in evidence.of_kind("datasheet") {
		denial(sheet)
	}
}

# What a datasheet says of personal or sensitive data, prompts of templates aside.
statements(sheet) := [said |
	some said in array.concat(array.concat(fields(sheet), sections(sheet)), lists(sheet))
	not is_unsaid(said.text)
]

denial(sheet) := denied[0] if {
	said := statements(sheet)
	denied := [one | some one in said; is_denial(one.text)]
	count(denied) == count(said)
}

fields(sheet) := [{"at": field.at, "text": one} |
	some key in settings.fields
	some field in [evidence.field(sheet, key)]
	some one in texts(field.value)
]

# What is no text says something all the same.
texts(value) := [value] if is_string(value)

texts(value) := [item | some item in value; is_string(item)] if is_array(value)

texts(value) := ["a value that is no text"] if {
	not is_string(value)
	not is_array(value)
}

sections(sheet) := [{"at": sprintf("/$body/sections/%d/heading", [index]), "text": section.text} |
	is_array(sheet.value["$body"].sections)
	some index, section in sheet.value["$body"].sections
	some pattern in settings.headings
	regex.match(pattern, lower(section.heading))
]

# A list of sensitive fields says something where it names any, and where it is empty.
lists(sheet) := [{"at": field.at, "text": text} |
	some field in [evidence.field(sheet, "sensitive_fields")]
	text := listed(field.value)
]

listed([]) := "none"

listed(value) := concat(", ", texts(value)) if value != []

is_denial(said) if {
	some pattern in settings.denials
	regex.match(pattern, lower(said))
}

is_unsaid(said) if {
	some pattern in settings.unsaid
	regex.match(pattern, lower(said))
}

looks(columns) := sprintf("%s like it: %s", [subject, text.listed(names)]) if {
	all := sort({sprintf("`%s`", [column.name]) | some column in columns})
	names := shortened(all)
	subject := looking(count(all))
}

looking(number) := sprintf("%d columns look", [number]) if number != 1

looking(number) := "1 column looks" if number == 1

shortened(names) := names if count(names) <= 6

shortened(names) := array.concat(array.slice(names, 0, 5), [sprintf("%d more", [count(names) - 5])]) if count(names) > 6

# The first columns, where they are listed.
places(one) := [finding.at(object.union(one.sheet, place), column.column.at, "a column of that name") |
	some index, column in one.columns
	index < 3
	place := object.filter(column.column, ["path", "root"])
]
