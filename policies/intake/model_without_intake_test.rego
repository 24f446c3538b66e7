package raigate.rules.intake.model_without_intake_test

import data.raigate.rules.intake.model_without_intake as rule

test_a_system_with_models_and_no_intake_is_one_finding if {
	evidence := [manifest("scorer", {}), manifest("fraud", {}), {"kind": "model-card", "path": "README.md", "root": ""}]
	found := rule.findings with input as system(evidence, ["model.onnx"])
	found == {{
		"at_system": true,
		"message": "no intake covers 2 model manifests, 1 model file and 1 model card",
	}}
}

test_a_system_without_models_needs_no_intake_here if {
	found := rule.findings with input as system([], [])
	count(found) == 0
}

test_the_one_model_that_no_intake_names_is_shown_at_its_name if {
	found := rule.findings with input as system([intake(["scorer"]), manifest("scorer", {}), manifest("fraud", {})], [])
	found == {{
		"path": "rai/models/fraud.yaml",
		"root": "",
		"at": "/name",
		"message": "model `fraud` is in no intake",
	}}
}

test_an_intake_may_name_a_manifest_by_its_id_or_path if {
	evidence := [intake(["m-fraud", "rai/models/scorer.yaml"]), manifest("scorer", {}), manifest("fraud", {})]
	found := rule.findings with input as system(evidence, [])
	count(found) == 0
}

test_a_file_that_no_intake_names_is_shown_at_the_system if {
	found := rule.findings with input as system([intake(["scorer"])], ["models/new/weights.onnx"])
	found == {{"at_system": true, "message": "model file `models/new/weights.onnx` is in no intake"}}
}

test_an_intake_may_name_a_file_by_path_folder_pattern_or_stem if {
	files := [
		"models/a/weights.onnx",
		"models/b/weights.onnx",
		"models/c/part-1.safetensors",
		"models/d/Credit_Scorer.onnx",
	]
	names := ["./models/a/weights.onnx", "b/weights.onnx", "models/c/*.safetensors", "org/credit-scorer"]
	found := rule.findings with input as system([intake(names)], files)
	count(found) == 0
}

test_an_intake_may_name_the_folder_of_a_model if {
	found := rule.findings with input as system([intake(["models/c/"])], ["models/c/part-1.safetensors"])
	count(found) == 0
}

test_a_file_of_a_manifest_is_judged_by_the_manifest if {
	evidence := [
		intake(["scorer", "fraud"]),
		manifest("scorer", {"path": "./models/a/weights.onnx"}),
		manifest("fraud", {"source_uri": "b.onnx"}),
	]
	found := rule.findings with input as system(evidence, ["models/a/weights.onnx", "models/b.onnx"])
	count(found) == 0
}

test_an_mlmodel_file_stands_for_its_folder if {
	mlmodel := {"kind": "model-manifest", "path": "models/a/MLmodel", "root": "", "value": {}, "facts": {}}
	found := rule.findings with input as system([intake(["scorer"]), mlmodel], ["models/a/MLmodel", "models/a/weights.onnx"])
	count(found) == 0
}

test_a_pattern_that_cannot_be_read_names_nothing if {
	found := rule.findings with input as system([intake(["models/[a", 7])], ["models/a.onnx"])
	count(found) == 1
}

test_an_implied_system_is_not_asked_for_an_intake if {
	not rule.applicable with input as {"system": {"declared": false}, "evidence": []}
}

test_a_declared_system_is_asked_for_an_intake if {
	rule.applicable with input as system([], [])
}

system(evidence, files) := {"system": {"declared": true, "model_files": files}, "evidence": evidence}

intake(models) := {"kind": "intake", "path": "rai/intake/loans.yaml", "root": "", "value": {"models": models}}

manifest(name, value) := {
	"kind": "model-manifest",
	"path": sprintf("rai/models/%s.yaml", [name]),
	"root": "",
	"id": sprintf("m-%s", [name]),
	"value": value,
	"facts": {"identity": {"name": {"value": name, "at": "/name"}}},
}
