package raigate.rules.data.undeclared_sensitive_data_test

import data.raigate.rules.data.undeclared_sensitive_data as rule

test_columns_that_a_denial_contradicts_are_shown if {
	found := rule.findings with input as system([sheet(["age", "race", "decision"], "None.")])
	found == {{
		"path": "data.json",
		"root": "",
		"at": "/rai:personalSensitiveInformation",
		"message": "datasheet says that nothing is personal or sensitive, 2 columns look like it: `age` and `race`",
		"related": [column_at("age"), column_at("race")],
	}}
}

test_a_denial_is_known_in_many_words if {
	every words in [
		"No", "n/a", "[N/A]", "Not applicable.", "Nothing personal is in it", "No personal and sensitive information included in the dataset.",
		"The dataset doesn't contain any personal or sensitive information.", "To our knowledge no personal data is published.",
	] {
		found := rule.findings with input as system([sheet(["age", "race"], words)])
		{finding.at | some finding in found} == {"/rai:personalSensitiveInformation"}
	}
}

test_columns_without_a_word_are_shown_at_the_datasheet if {
	every silent in [bare(["applicant_age_group", "applicant_race", "text"]), sheet(["Race", "Age"], "[More Information Needed]")] {
		found := rule.findings with input as system([silent])
		{finding.at | some finding in found} == {""}
	}
}

test_a_datasheet_that_says_something_declares_it if {
	said := sheet(["age", "race"], "Race is self-reported; we need it to measure fairness.")
	found := rule.findings with input as system([said])
	count(found) == 0
}

test_one_statement_among_denials_declares_it if {
	both := sheet(["age", "race"], ["No e-mail addresses.", "Race is self-reported.", "None."])
	found := rule.findings with input as system([both])
	count(found) == 0
}

test_the_topics_of_a_text_are_no_data_of_people if {
	found := rule.findings with input as system([sheet(["text", "race", "religion", "disability"], "None")])
	count(found) == 0
}

test_one_group_may_be_anything if {
	every columns in [["wine", "age"], ["race", "race_no", "horse"], ["noun", "gender"], ["religion_label"]] {
		found := rule.findings with input as system([sheet(columns, "None"), bare(columns)])
		count(found) == 0
	}
}

test_age_and_sex_alone_are_asked_for_only_where_denied if {
	silent := rule.findings with input as system([bare(["age", "sex"])])
	count(silent) == 0
	denied := rule.findings with input as system([sheet(["age_group", "sex"], "none")])
	count(denied) == 1
}

test_columns_of_another_file_are_shown_there if {
	card := {
		"path": "README.md", "root": "", "kind": "datasheet",
		"value": {"$body": {"sections": [
			{"heading": "Personal and Sensitive Information", "text": "None"},
			{"heading": "Other", "text": "Race"},
		]}},
		"facts": {"columns": [
			{"name": "race", "words": [{"text": "race"}], "at": "/default/features/race", "path": "dataset_infos.json", "root": ""},
			{"name": "sex", "words": [{"text": "sex"}], "at": "/default/features/sex", "path": "dataset_infos.json", "root": ""},
		]},
	}
	found := rule.findings with input as system([card])
	{[finding.at, finding.related[0].path] | some finding in found} == {["/$body/sections/0/heading", "dataset_infos.json"]}
}

test_a_list_of_sensitive_fields_is_a_statement if {
	with_list := object.union(bare(["age", "race"]), {"value": {"sensitive_fields": ["race"]}})
	declared := rule.findings with input as system([with_list])
	count(declared) == 0
	empty := object.union(bare(["age", "race"]), {"value": {"sensitive_fields": []}})
	denied := rule.findings with input as system([empty])
	{finding.at | some finding in denied} == {"/sensitive_fields"}
}

test_a_value_that_is_no_text_is_a_statement if {
	every said in [{"@value": 1}, 7, true] {
		found := rule.findings with input as system([sheet(["age", "race"], said)])
		count(found) == 0
	}
	one_field := object.union(bare(["age", "race"]), {"value": {"sensitive_fields": "race"}})
	found := rule.findings with input as system([one_field])
	count(found) == 0
}

test_a_package_without_a_name_speaks_for_no_datasheet if {
	said := {"path": "bom.json", "root": "", "kind": "model-card", "facts": {"sensitive": [
		{"at": "/@graph/2/dataset_hasSensitivePersonalInformation", "said": "yes", "name": null},
	]}}
	named := object.union(sheet([], "None"), {"facts": {"dataset_names": ["acme/loans"]}})
	found := rule.findings with input as system([said, named])
	count(found) == 0
}

test_many_columns_are_counted if {
	columns := ["age", "sex", "race", "religion", "diagnosis", "felony", "ssn"]
	found := rule.findings with input as system([bare(columns)])
	some finding in found
	endswith(finding.message, "7 columns look like it: `age`, `diagnosis`, `felony`, `race`, `religion` and 2 more")
	count(finding.related) == 3
}

test_two_columns_of_one_group_are_one_group if {
	found := rule.findings with input as system([sheet(["race", "ethnicity"], "None")])
	count(found) == 0
}

test_a_bill_that_says_otherwise_is_shown_beside_the_denial if {
	said := {"path": "bom.json", "root": "", "kind": "model-manifest", "facts": {"sensitive": [
		{"at": "/@graph/1/ai_useSensitivePersonalInformation", "said": "yes", "name": "scorer"},
	]}}
	message := "datasheet says that nothing is personal or sensitive, the bill of materials says that something is"
	found := rule.findings with input as system([said, sheet([], "None")])
	{finding.message | some finding in found} == {message}
	one_of_two := rule.findings with input as system([said, sheet([], "None"), sheet([], "Race is in it")])
	count(one_of_two) == 0
	no := json.patch(said, [{"op": "replace", "path": "/facts/sensitive/0/said", "value": "no"}])
	denied := rule.findings with input as system([no, sheet([], "None")])
	count(denied) == 0
}

test_a_dataset_package_speaks_for_the_datasheet_of_its_name if {
	said := {"path": "bom.json", "root": "", "kind": "model-manifest", "facts": {"sensitive": [
		{"at": "/@graph/2/dataset_hasSensitivePersonalInformation", "said": "yes", "name": "Acme/Loans"},
	]}}
	named := object.union(sheet([], "None"), {"facts": {"dataset_names": ["acme/loans"]}})
	found := rule.findings with input as system([said, named, sheet([], "Race is in it")])
	count(found) == 1
	other := rule.findings with input as system([said, sheet([], "None")])
	count(other) == 0
}

system(evidence) := {"system": {"declared": true}, "evidence": evidence}

bare(columns) := {
	"path": "data.json", "root": "", "kind": "datasheet", "value": {},
	"facts": {"columns": [{"name": name, "at": sprintf("/columns/%s", [name]), "words": words(name)} | some name in columns]},
}

# As raigate takes names apart; `annotatorAge` is written with its steps here.
words(name) := [{"text": lower(name)}] if not contains(name, "_")

words(name) := [
	{"text": lower(name)},
	{"text": concat("_", array.slice(steps, 1, count(steps))), "before": steps[0]},
	{"text": concat("_", array.slice(steps, 1, count(steps) - 1)), "before": steps[0], "behind": steps[count(steps) - 1]},
	{"text": concat("_", array.slice(steps, 0, count(steps) - 1)), "behind": steps[count(steps) - 1]},
] if {
	contains(name, "_")
	steps := split(lower(name), "_")
}

sheet(columns, said) := object.union(bare(columns), {"value": {"rai:personalSensitiveInformation": said}})

column_at(name) := {"path": "data.json", "root": "", "at": sprintf("/columns/%s", [name]), "message": "a column of that name"}
