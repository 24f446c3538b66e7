package raigate.rules.data.digest_mismatch_test

import data.raigate.rules.data.digest_mismatch as rule

test_a_file_with_another_digest_is_shown_with_both if {
	found := rule.findings with input as sheet([{
		"at": "/digest", "file": "data/loans.csv", "digest": digest("a"),
		"other": {"digest": digest("b"), "path": "data/loans.csv", "by": "file"},
	}])
	found == {{
		"path": "rai/datasheets/loans.yaml",
		"root": "",
		"at": "/digest",
		"message": "digest of `data/loans.csv` is stated as sha256:aaaaaaaaaaaaaaaa…, the file has sha256:bbbbbbbbbbbbbbbb…",
	}}
}

test_a_digest_that_another_artifact_states_is_shown_in_its_place if {
	found := rule.findings with input as sheet([{
		"at": "/digest", "file": "data/loans.csv", "digest": "md5:a",
		"other": {"digest": "md5:b", "path": "rai/models/a.yaml", "root": "", "at": "/datasets/0/digest", "by": "artifact"},
	}])
	{[one.message, one.related[0].path] | some one in found} == {[
		"digest of `data/loans.csv` is stated as md5:a, another artifact states md5:b",
		"rai/models/a.yaml",
	]}
}

test_a_file_that_dvc_does_not_know_so_is_shown_where_it_is_named if {
	found := rule.findings with input as sheet([{
		"at": "/path", "file": "data/loans.csv", "digest": "md5:a", "is_content": true,
		"other": {"digest": "md5:b", "path": "data/loans.csv.dvc", "root": "", "at": "/outs/0/md5", "by": "dvc"},
	}])
	{one.message | some one in found} == {"`data/loans.csv` has md5:a, DVC keeps md5:b"}
}

test_a_pointer_of_git_lfs_is_called_so if {
	found := rule.findings with input as sheet([{
		"at": "/digest", "file": "m.onnx", "digest": "md5:a",
		"other": {"digest": "md5:b", "path": "m.onnx", "by": "lfs"},
	}])
	{one.message | some one in found} == {"digest of `m.onnx` is stated as md5:a, its Git LFS pointer names md5:b"}
}

test_a_file_that_cannot_be_read_leaves_it_open if {
	found := rule.not_evaluated with input as {"artifact": {
		"path": "rai/datasheets/loans.yaml",
		"root": "",
		"facts": {"unread_digests": [{"at": "/digest", "file": "m.onnx", "why": "is a device, not a file"}]},
	}}
	{one.message | some one in found} == {"digest of `m.onnx` could not be compared: is a device, not a file"}
}

digest(letter) := sprintf("sha256:%s", [concat("", [letter | some _ in numbers.range(1, 64)])])

sheet(mismatches) := {"artifact": {
	"path": "rai/datasheets/loans.yaml",
	"root": "",
	"facts": {"digest_mismatches": mismatches},
}}

record(export) := {"artifact": {"path": "rai/external/7.yaml", "root": "", "facts": {"export": export}}}

test_a_copy_that_is_missing_is_shown_where_it_is_named if {
	found := rule.findings with input as record({"state": "missing", "path": "rai/external/exports/7.pdf"})
	found == {{
		"path": "rai/external/7.yaml",
		"root": "",
		"at": "/export/path",
		"message": "copy `rai/external/exports/7.pdf` of the record is not here",
	}}
	outside := rule.findings with input as record({"state": "missing", "path": "../7.pdf", "why": "leads out of the repository"})
	{one.message | some one in outside} == {"copy `../7.pdf` of the record is not here: leads out of the repository"}
	count(rule.findings) == 0 with input as record({"state": "same", "path": "rai/external/exports/7.pdf"})
}
