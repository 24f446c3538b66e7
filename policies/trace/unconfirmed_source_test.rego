package raigate.rules.trace.unconfirmed_source_test

import data.raigate.rules.trace.unconfirmed_source as rule

test_a_source_that_is_not_there_is_said if {
	told({"state": "absent"}) == {["/derived_from/path", "source `out/run.json` is not there"]}
}

test_a_source_outside_the_repository_is_said if {
	told({"state": "outside"}) == {["/derived_from/path", "source `out/run.json` lies outside the repository"]}
}

test_a_source_that_cannot_be_read_says_why if {
	told({"state": "unread", "why": "is a folder, not a file"}) == {[
		"/derived_from/path",
		"source `out/run.json` could not be looked at: is a folder, not a file",
	]}
}

test_a_source_that_changed_and_still_has_the_values_is_told_apart if {
	told(changed(2)) == {[
		"/derived_from/digest",
		"source `out/run.json` is now md5:b, the copies were made of md5:a; its values are the same",
	]}
	told(changed(1)) == {[
		"/derived_from/digest",
		"source `out/run.json` is now md5:b, the copies were made of md5:a; 1 of its 2 values are the same",
	]}
}

test_a_source_that_is_the_same_needs_no_word if {
	count(told({"state": "same", "copies": 2, "same": 2})) == 0
}

changed(same) := {"state": "changed", "digest": "md5:a", "found": "md5:b", "copies": 2, "same": same}

told(source) := {[one.at, one.message] | some one in found} if {
	shown := object.union({"at": "/derived_from", "path": "out/run.json"}, source)
	found := rule.findings with input as {"artifact": {
		"path": "rai/eval/results/run.yaml",
		"root": "",
		"facts": {"sources": [shown]},
	}}
}

test_a_source_that_is_named_no_more_is_said if {
	dropped := [{"at": "/metrics/0", "path": "out/run.json", "is_rows": false}, {"at": "", "path": "rows.csv", "is_rows": true}]
	found := rule.findings with input as {"artifact": {"path": "a.yaml", "root": "", "facts": {"dropped_sources": dropped}}}
	{[one.at, one.message] | some one in found} == {[
		"/metrics/0",
		"values copied from `out/run.json`, which lies here, do not name it any more",
	]}
}
