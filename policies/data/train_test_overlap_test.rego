package raigate.rules.data.train_test_overlap_test

import data.raigate.rules.data.train_test_overlap as rule

long := "sha256:3fa94b1d9c0e7a5526f1b8d47ce0a913"

test_the_same_digest_in_both_roles_is_shown_with_both_places if {
	found := rule.findings with input as system([
		manifest({"role": "training", "name": "acme/loans", "digest": long}),
		result({"role": "evaluation", "name": "acme/holdout", "digest": upper(long)}),
	])
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/data",
		"message": "evaluation data `acme/holdout` has digest 3fa94b1d9c0e…, and so has the training data `acme/loans`",
		"related": [{"path": "manifest.yaml", "root": "", "at": "/data", "message": "trained on here"}],
	}}
}

test_data_without_a_name_is_the_same_by_its_digest if {
	found := rule.findings with input as system([
		manifest({"role": "training", "digest": long}),
		result({"role": "evaluation", "digest": long}),
	])
	count(found) == 1
}

test_other_data_is_no_finding if {
	found := rule.findings with input as system([
		manifest({"role": "training", "name": "acme/loans", "digest": long}),
		result({"role": "evaluation", "name": "acme/loans", "digest": "sha256:00"}),
	])
	count(found) == 0
}

test_the_name_alone_proves_nothing if {
	found := rule.findings with input as system([
		manifest({"role": "training", "name": "squad"}),
		result({"role": "evaluation", "name": "squad", "split": "validation"}),
	])
	count(found) == 0
}

test_one_name_without_a_split_or_digest_is_not_evaluated if {
	training := {"role": "training", "name": "acme/loans"}
	tested := {"role": "evaluation", "name": "Acme/loans"}
	found := rule.not_evaluated with input as system([manifest(training), result(tested)])
	found == {{
		"path": "result.json",
		"root": "",
		"at": "/data",
		"message": "evaluated on `Acme/loans`, which the model was trained on, and neither split nor digest tells the two apart",
		"related": [{"path": "manifest.yaml", "root": "", "at": "/data", "message": "trained on here"}],
	}}
	every told in [{"split": "test"}, {"name": "acme/other"}, {"config": "b"}] {
		count(rule.not_evaluated) == 0 with input as system([manifest(training), result(object.union(tested, told))])
	}
	parted := object.union(manifest(training), {"facts": {"data_roles": [
		object.union(training, {"at": "/data/0"}),
		object.union(tested, {"at": "/data/1"}),
	]}})
	count(rule.not_evaluated) == 0 with input as system([parted, result(tested)])
	both := system([manifest(object.union(training, {"digest": long})), result(object.union(tested, {"digest": "sha256:00"}))])
	count(rule.not_evaluated) == 0 with input as both
}

test_the_training_split_is_part_of_the_whole if {
	training := manifest({"role": "training", "name": "squad"})
	found := rule.findings with input as system([training, result({"role": "evaluation", "name": "squad", "split": "train"})])
	{finding.message | some finding in found} == {"evaluated on split `train` of `squad`, which the model was trained on"}
}

test_the_same_split_of_the_same_name_is_the_same_data if {
	training := {"role": "training", "name": "squad", "split": "train"}
	tested := {"role": "evaluation", "name": "Squad", "split": "train"}
	message := "evaluated on split `train` of `Squad`, which the model was trained on"
	every one in [
		[training, tested],
		[object.union(training, {"revision": "a"}), tested],
		[training, object.union(tested, {"revision": "a"})],
		[object.union(training, {"revision": "a"}), object.union(tested, {"revision": "a"})],
	] {
		found := rule.findings with input as system([manifest(one[0]), result(one[1])])
		{finding.message | some finding in found} == {message}
	}
}

test_another_configuration_revision_or_digest_is_other_data if {
	training := {"role": "training", "name": "glue", "split": "train", "config": "sst2", "revision": "a", "digest": long}
	every part in [{"config": "mnli", "digest": null}, {"revision": "b", "digest": null}, {"digest": "sha256:00"}] {
		tested := object.union(object.union(training, {"role": "evaluation"}), part)
		kept := {key: value | some key, value in tested; value != null}
		found := rule.findings with input as system([manifest(training), result(kept)])
		count(found) == 0
	}
}

test_a_split_of_the_evaluation_alone_may_be_a_part_of_the_whole if {
	training := manifest({"role": "training", "name": "acme/loans", "digest": long})
	tested := result({"role": "evaluation", "name": "acme/loans", "split": "test", "digest": long})
	found := rule.findings with input as system([training, tested])
	count(found) == 0
}

test_two_splits_of_one_digest_are_the_same_data if {
	sheet := {"path": "sheet.yaml", "root": "", "facts": {"data_roles": [
		{"role": "training", "name": "acme/loans", "split": "train", "digest": long, "at": "/splits/0"},
		{"role": "evaluation", "name": "acme/loans", "split": "test", "digest": long, "at": "/splits/1"},
	]}}
	found := rule.findings with input as system([sheet])
	count(found) == 1
}

test_a_short_digest_needs_the_same_name if {
	training := manifest({"role": "training", "name": "wine", "digest": "0f3a9b2c"})
	same := rule.findings with input as system([training, result({"role": "evaluation", "name": "wine", "digest": "0f3a9b2c"})])
	count(same) == 1
	other := rule.findings with input as system([training, result({"role": "evaluation", "name": "beer", "digest": "0f3a9b2c"})])
	count(other) == 0
}

test_another_model_of_the_system_may_be_tested_on_that_data if {
	training := named(manifest({"role": "training", "digest": long}), "acme/scorer")
	other := rule.findings with input as system([training, named(result({"role": "evaluation", "digest": long}), "acme/ranker")])
	count(other) == 0
	same := rule.findings with input as system([training, named(result({"role": "evaluation", "digest": long}), "Scorer")])
	count(same) == 1
}

test_shared_rows_are_counted_against_the_limit if {
	sheet := {"path": "sheet.yaml", "root": "", "facts": {"shared_rows": [
		{"at": "/splits/1/row_hashes", "split": "test", "shared": 3, "of": 1000, "training": "train", "training_at": "/splits/0/row_hashes"},
		{"at": "/splits/2/row_hashes", "split": "validation", "shared": 1, "of": 1000, "training": "train", "training_at": "/splits/0/row_hashes"},
	]}}
	found := rule.findings with input as system([sheet])
	found == {{
		"path": "sheet.yaml",
		"root": "",
		"at": "/splits/1/row_hashes",
		"message": "3 of 1000 rows of split `test` are in split `train` too, a share of 0.003, at most 0.001 allowed",
		"limit": "max_shared_rows_share",
		"related": [{"path": "sheet.yaml", "root": "", "at": "/splits/0/row_hashes", "message": "trained on here"}],
	}}
}

system(evidence) := {"system": {"declared": true}, "evidence": evidence}

manifest(data) := {"path": "manifest.yaml", "kind": "model-manifest", "root": "", "facts": {"data_roles": [object.union(data, {"at": "/data"})]}}

result(data) := {"path": "result.json", "kind": "eval-result", "root": "", "facts": {"data_roles": [object.union(data, {"at": "/data"})]}}

named(artifact, name) := object.union(artifact, {"facts": {"identity": {"name": {"value": name}}}})
