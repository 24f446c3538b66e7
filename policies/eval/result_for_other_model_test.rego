package raigate.rules.eval.result_for_other_model_test

import data.raigate.rules.eval.result_for_other_model as rule

digest := "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

shipped := {"name": "acme/scorer", "version": "2.1", "digest": digest}

test_a_result_of_the_build_that_is_shipped_is_no_finding if {
	found := rule.findings with input as system([shipped], [{"name": "Scorer", "version": "v2.1", "digest": upper(digest)}])
	count(found) == 0
}

test_without_a_manifest_nothing_is_another_model if {
	found := rule.findings with input as system([], [{"name": "other", "version": "1"}])
	count(found) == 0
}

test_another_version_is_shown_beside_the_manifest if {
	found := rule.findings with input as system([shipped], [{"name": "acme/scorer", "version": "2.0"}])
	found == {{
		"path": "0.json",
		"root": "",
		"at": "/model/version",
		"message": "result is of version `2.0`, the manifest states `2.1`",
		"related": [{"path": "0.yaml", "root": "", "at": "/version", "message": "shipped as this"}],
	}}
}

test_another_digest_of_the_same_version_is_another_build if {
	tested := [{"name": "acme/scorer", "version": "2.1", "digest": "sha256:00"}, {"digest": "sha256:00"}]
	every one in tested {
		found := rule.findings with input as system([shipped], [one])
		count(found) == 1
	}
}

test_a_version_that_another_manifest_states_is_shipped_too if {
	two := [shipped, {"name": "acme/scorer", "version": "2.0", "digest": "sha256:00"}]
	found := rule.findings with input as system(two, [{"name": "acme/scorer", "version": "2.0", "digest": "sha256:00"}])
	count(found) == 0
}

test_an_earlier_result_that_says_so_is_no_finding if {
	judged := system([shipped], [{"name": "acme/scorer", "version": "2.0"}])
	marked := json.patch(judged, [{"op": "add", "path": "/evidence/1/value/status", "value": "superseded"}])
	found := rule.findings with input as marked
	count(found) == 0
}

test_results_of_other_models_alone_are_one_finding if {
	found := rule.findings with input as system([shipped], [{"name": "acme/ranker"}, {"name": "acme/router"}])
	found == {{
		"path": "0.json",
		"root": "",
		"at": "/model/name",
		"message": "every result is of another model than the manifest's `acme/scorer`, this one of `acme/ranker`",
		"related": [{"path": "0.yaml", "root": "", "at": "/name", "message": "shipped as this"}],
	}}
}

test_a_result_to_compare_with_is_no_finding if {
	found := rule.findings with input as system([shipped], [{"name": "acme/baseline"}, {"name": "acme_scorer"}, {"name": "acme/scorer"}])
	count(found) == 0
	exact := rule.findings with input as system([shipped], [{"name": "Scorer"}])
	count(exact) == 0
}

test_a_table_names_its_models_result_by_result if {
	judged := system([shipped], [{}])
	table := [
		{"op": "replace", "path": "/evidence/1/facts/results/0/model", "value": "acme/router"},
	]
	found := rule.findings with input as json.patch(judged, table)
	{one.at | some one in found} == {"/metrics/0/value"}
}

test_an_unnamed_result_is_of_the_only_model_there_is if {
	judged := json.patch(system([shipped], [{}]), [{"op": "remove", "path": "/evidence/1/facts/results/0/model"}])
	open := rule.not_evaluated with input as judged
	count(open) == 0
	two := system([shipped, {"name": "acme/ranker"}], [{}])
	unnamed := json.patch(two, [{"op": "remove", "path": "/evidence/2/facts/results/0/model"}])
	found := rule.not_evaluated with input as unnamed
	{one.message | some one in found} == {"result names no model, the system has 2"}
}

system(models, tested) := {"system": {"declared": true}, "evidence": array.concat(
	[{
		"path": sprintf("%d.yaml", [index]), "root": "", "kind": "model-manifest", "value": {},
		"facts": {"identity": {key: {"value": value, "at": sprintf("/%s", [key])} | some key, value in model}},
	} |
		some index, model in models
	],
	[{
		"path": sprintf("%d.json", [index]), "root": "", "kind": "eval-result", "value": {},
		"facts": {
			"identity": {key: {"value": value, "at": sprintf("/model/%s", [key])} | some key, value in identity},
			"results": [{"at": "/metrics/0/value", "metric": "accuracy", "model": "acme/scorer"}],
		},
	} |
		some index, identity in tested
	],
)}
