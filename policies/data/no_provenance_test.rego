package raigate.rules.data.no_provenance_test

import data.raigate.rules.data.no_provenance as rule

complete := {"license": "cc-by-4.0", "dataCollection": "Branch staff recorded each application."}

test_absent_licence_and_source_are_two_findings if {
	found := rule.findings with input as datasheet({}, [])
	found == {
		{"path": "DATASHEET.md", "root": "", "at": "/license", "message": "datasheet states no licence"},
		{
			"path": "DATASHEET.md",
			"root": "",
			"at": "/source",
			"message": "datasheet states neither a source nor a way of collection",
		},
	}
}

test_licence_and_source_in_fields_are_enough if {
	found := rule.findings with input as datasheet(complete, [])
	count(found) == 0
}

test_a_description_that_tells_how_the_data_came_about_is_enough if {
	told := "Forest cover of 30 x 30 metre cells, determined from survey data obtained from the forest service."
	found := rule.findings with input as datasheet({"license": "mit", "description": told}, [])
	count(found) == 0
}

test_a_description_of_what_the_data_is_tells_no_source if {
	told := "Forest cover of 30 x 30 metre cells, with forty binary columns of soil types."
	found := rule.findings with input as datasheet({"license": "mit", "description": told}, [])
	messages(found) == {"datasheet states neither a source nor a way of collection"}
}

test_the_activity_that_made_the_data_is_a_source if {
	made := [{"@type": "prov:Activity", "prov:description": "Chats of volunteers"}]
	found := rule.findings with input as datasheet({"license": "mit", "prov:wasGeneratedBy": made}, [])
	count(found) == 0
}

test_licence_and_source_in_sections_are_enough if {
	found := rule.findings with input as datasheet({}, [
		section("Licensing Information", "license", 12),
		section("Initial Data Collection and Normalization", "collection", 60),
	])
	count(found) == 0
}

test_the_name_of_a_licence_alone_in_its_section_is_a_licence if {
	found := rule.findings with input as datasheet(
		body("Licensing Information", "MIT"),
		[section("Licensing Information", "license", 1), section("Source Data", "collection", 40)],
	)
	count(found) == 0
}

test_a_section_that_says_unknown_states_no_licence if {
	found := rule.findings with input as datasheet(
		body("Licensing Information", "Unknown license."),
		[section("Licensing Information", "license", 2), section("Source Data", "collection", 40)],
	)
	messages(found) == {"datasheet states no licence"}
}

test_a_list_of_unknown_licences_is_no_licence if {
	found := rule.findings with input as datasheet(object.union(complete, {"license": ["unknown"]}), [])
	messages(found) == {"datasheet states no licence"}
}

test_the_word_unknown_is_no_licence if {
	found := rule.findings with input as datasheet(object.union(complete, {"license": "Unknown"}), [])
	messages(found) == {"datasheet states no licence"}
}

test_a_blank_licence_is_no_licence if {
	found := rule.findings with input as datasheet(object.union(complete, {"license": " "}), [])
	messages(found) == {"datasheet states no licence"}
}

test_fields_in_the_front_matter_of_a_markdown_datasheet_count if {
	found := rule.findings with input as datasheet({"raigate": complete}, [])
	count(found) == 0
}

test_a_licence_as_an_object_is_a_licence if {
	licence := {"@type": "sc:CreativeWork", "name": "CC BY 4.0"}
	found := rule.findings with input as datasheet(object.union(complete, {"license": licence}), [])
	count(found) == 0
}

test_a_dataset_extended_from_another_states_its_source if {
	found := rule.findings with input as datasheet({"license": "mit", "source_datasets": ["original", "extended|squad"]}, [])
	count(found) == 0
}

test_a_thin_section_is_shown_as_the_place_to_change if {
	found := rule.findings with input as datasheet({"license": "mit"}, [section("Source Data", "collection", 2)])
	some finding in found
	finding.at == "/$body/sections/Source Data"
}

test_a_placeholder_in_a_section_below_is_the_place_to_change if {
	sections := [section("Source Data", "collection", 0), section("Initial Data Collection", "collection", 0)]
	placeholders := [{"at": "@800-825", "text": "[More Information Needed]", "section": "Initial Data Collection"}]
	found := rule.findings with input as datasheet({"license": "mit"}, sections)
		with input.artifact.facts.placeholders as placeholders
	some finding in found
	finding.at == "@800-825"
}

test_personal_data_needs_a_lawful_basis if {
	found := rule.findings with input as datasheet(complete, []) with input.system.facets as ["personal_data"]
	messages(found) == {"datasheet of personal data states no lawful basis"}
}

test_personal_data_with_a_lawful_basis_is_no_finding if {
	value := object.union(complete, {"lawful_basis": "contract, GDPR Article 6(1)(b)"})
	found := rule.findings with input as datasheet(value, []) with input.system.facets as ["personal_data"]
	count(found) == 0
}

messages(found) := {finding.message | some finding in found}

body(heading, words) := {"$body": {"sections": [{"heading": heading, "text": words}]}}

section(heading, name, words) := {
	"at": sprintf("/$body/sections/%s", [heading]),
	"heading": heading,
	"names": [name],
	"words": words,
}

datasheet(value, sections) := {
	"artifact": {"path": "DATASHEET.md", "root": "", "value": value, "facts": {"sections": sections}},
	"system": {"facets": []},
}

test_fields_in_a_value_of_another_shape_are_none if {
	odd := object.union(datasheet({}, []), {"artifact": {"value": {"raigate": 5}}})
	count(rule.findings) == 2 with input as odd
	list := json.patch(odd, [{"op": "replace", "path": "/artifact/value", "value": [1]}])
	count(rule.findings) == 0 with input as list
}
