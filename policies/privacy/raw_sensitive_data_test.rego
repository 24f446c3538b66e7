package raigate.rules.privacy.raw_sensitive_data_test

import data.raigate.rules.privacy.raw_sensitive_data as rule

_column(name, distinct) := {"name": name, "distinct": distinct, "words": [{"text": lower(name)}]}

_table(columns) := {"path": "data/people.csv", "root": "", "seen": 1000, "rows": null, "is_counted": false, "columns": columns}

_system(tables) := {"system": {"id": "loans", "facts": {"tables": tables}}, "evidence": []}

_messages(columns) := {one.message | some one in found} if {
	found := rule.findings with input as _system([_table(columns)])
}

_predicted := [_column("y_true", 2), _column("y_pred", 2)]

test_predictions_with_an_attribute_of_each_person_are_found if {
	found := rule.findings with input as _system([_table(array.concat(_predicted, [_column("sex", 2)]))])
	found == {{
		"path": "data/people.csv",
		"root": "",
		"at": "",
		"message": "more than 1000 rows of people, each with `sex`",
	}}
}

test_rows_that_evidence_was_counted_from_are_found if {
	table := object.union(_table([_column("race", 5), _column("truth", 2)]), {"is_counted": true, "rows": 40, "seen": 40})
	found := rule.findings with input as _system([table])
	{one.message | some one in found} == {"40 rows of people, each with `race`"}
}

test_who_is_meant_is_enough if {
	_messages([_column("email", 900), _column("plan", 3)]) == {"more than 1000 rows of people, each with `email`"}
	_messages([_column("email", 2), _column("plan", 3)]) == set()
}

test_data_of_people_without_predictions_is_found if {
	all := [_column("race", 5), _column("sex", 2), _column("religion", 6), _column("diagnosis", 300), _column("disability", 2), _column("income", 700)]
	_messages(all) == {"more than 1000 rows of people, each with `diagnosis`, `disability`, `race` and 2 more"}
	found := rule.findings with input as _system([_table(all)])
	{one.at_most | some one in found} == {"warning"}
}

test_one_row_for_each_group_is_no_row_of_a_person if {
	_messages([_column("race", 6), _column("sex", 2), _column("age", 90), _column("size_of_gap", 900)]) == set()
	_messages([_column("race", 5), _column("sex", 2), _column("count", 10), _column("selection_rate", 10)]) == set()
}

test_a_single_attribute_may_be_of_anything if {
	_messages([_column("gender", 3), _column("noun", 900)]) == set()
	_messages([_column("race", 3), _column("race", 3)]) == set()
}

test_an_attribute_that_never_differs_says_nothing_of_anybody if {
	_messages(array.concat(_predicted, [_column("sex", 1)])) == set()
}

test_texts_are_about_topics if {
	_messages(array.concat(_predicted, [_column("religion", 6), _column("sentence", 990)])) == set()
}

test_a_few_rows_are_an_example if {
	few := object.union(_table(array.concat(_predicted, [_column("sex", 2)])), {"seen": 8, "rows": 8})
	count(rule.findings) == 0 with input as _system([few])
}

test_columns_that_say_nothing_of_people_are_none if {
	_messages([_column("model", 900), _column("top1", 900)]) == set()
}
