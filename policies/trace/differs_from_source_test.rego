package raigate.rules.trace.differs_from_source_test

import data.raigate.rules.trace.differs_from_source as rule

test_a_number_that_its_source_does_not_have_is_shown_with_both_sides if {
	found := rule.findings with input as of_copies([copy({"value": 0.93, "theirs": 0.914, "tolerance": 0.005})])
	found == {{
		"path": "rai/eval/results/run.yaml",
		"root": "",
		"at": "/metrics/0/value",
		"message": "roc auc is 0.93, its source says 0.914",
		"related": [{
			"path": "out/run.json",
			"root": "",
			"at": "/results/t/auc",
			"message": "copied from here",
		}],
	}}
}

test_a_number_that_was_rounded_is_a_copy if {
	found := rule.findings with input as of_copies([copy({"value": 0.91, "theirs": 0.914, "tolerance": 0.005})])
	count(found) == 0
}

test_a_count_has_no_tolerance if {
	found := rule.findings with input as of_copies([copy({"value": 5000, "theirs": 4999, "tolerance": 0})])
	count(found) == 1
}

test_a_place_that_holds_nothing_is_named if {
	found := messages([{"what": "gone", "value": 0.93}])
	found == {"roc auc is said to be copied from `/results/t/auc`, where `out/run.json` has nothing"}
}

test_another_name_than_that_of_the_source_is_shown if {
	messages([{"what": "type", "value": "accuracy", "theirs": "f1"}]) == {"roc auc is `accuracy`, its source says `f1`"}
}

test_free_text_is_not_repeated if {
	messages([{"what": "value", "value": "for anyone", "theirs": "for staff"}]) == {"value of roc auc is not what its source says"}
}

test_another_slice_is_told if {
	messages([{"what": "slice", "value": {}, "theirs": {"sex": "f"}}]) == {"slice of roc auc is not what its source says"}
}

test_counts_of_a_file_that_changed_are_of_another_file if {
	source := {
		"state": "changed", "at": "/derived_from", "path": "p.csv", "copies": 0, "same": 0,
		"digest": digest("a"), "found": digest("b"),
	}
	found := rule.findings with input as of_sources([source])
	{one.message | some one in found} == {"`p.csv` is now sha256:bbbbbbbbbbbbbbbb…, this was made from sha256:aaaaaaaaaaaaaaaa…"}
	{one.at | some one in found} == {"/derived_from/digest"}
}

test_a_changed_file_whose_values_are_compared_one_by_one_is_another_matter if {
	source := {"state": "changed", "at": "/derived_from", "path": "p.csv", "copies": 1, "same": 1}
	found := rule.findings with input as of_sources([source])
	count(found) == 0
}

test_a_file_cannot_vouch_for_itself if {
	found := rule.findings with input as of_sources([{"state": "itself", "at": "/derived_from", "path": "p.csv"}])
	{one.message | some one in found} == {"names itself as the source of its values"}
}

digest(letter) := sprintf("sha256:%s", [concat("", [letter | some _ in numbers.range(1, 64)])])

copy(more) := object.union(
	{
		"at": "/metrics/0/value",
		"name": "roc_auc",
		"what": "value",
		"path": "out/run.json",
		"root": "",
		"source_at": "/results/t/auc",
	},
	more,
)

messages(copies) := {one.message | some one in found} if {
	found := rule.findings with input as of_copies([copy(more) | some more in copies])
}

of_copies(copies) := {"artifact": {
	"path": "rai/eval/results/run.yaml",
	"root": "",
	"facts": {"copies": copies},
}}

of_sources(sources) := {"artifact": {
	"path": "rai/eval/results/run.yaml",
	"root": "",
	"facts": {"sources": sources},
}}
