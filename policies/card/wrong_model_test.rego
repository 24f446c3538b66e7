package raigate.rules.card.wrong_model_test

import data.raigate.rules.card.wrong_model as rule

shipped := {"name": "credit-scorer", "version": "1.3", "digest": "sha256:aa", "base_model": ["org/base"]}

test_a_card_of_another_name_is_shown_with_the_manifest if {
	found := rule.findings with input as evidence({"name": "churn-scorer"}, [shipped])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "/name",
		"message": "card states name `churn-scorer`, the manifest states `credit-scorer`",
		"related": [{"path": "rai/models/0.yaml", "root": "", "at": "/name", "message": "stated here"}],
	}}
}

test_another_version_of_the_same_model_is_a_finding if {
	found := rule.findings with input as evidence({"name": "credit-scorer", "version": "1.2"}, [shipped])
	messages(found) == {"card states version `1.2`, the manifest states `1.3`"}
}

test_another_digest_is_a_finding if {
	found := rule.findings with input as evidence({"name": "credit-scorer", "digest": "sha256:bb"}, [shipped])
	messages(found) == {"card states digest `sha256:bb`, the manifest states `sha256:aa`"}
}

test_another_base_model_is_a_finding if {
	found := rule.findings with input as evidence({"name": "credit-scorer", "base_model": "org/large"}, [shipped])
	messages(found) == {"card states base model `org/large`, the manifest states `org/base`"}
}

test_spelling_and_prefixes_are_no_difference if {
	same := {"name": "Org/Credit Scorer", "version": "v1.3", "digest": "AA", "base_model": "base"}
	found := rule.findings with input as evidence(same, [shipped])
	count(found) == 0
}

test_a_card_may_describe_an_earlier_version_that_still_has_its_manifest if {
	earlier := {"name": "credit-scorer", "version": "1.2", "digest": "sha256:bb"}
	found := rule.findings with input as evidence(earlier, [shipped, earlier])
	count(found) == 0
}

test_the_digest_of_another_version_is_a_finding if {
	earlier := {"name": "credit-scorer", "version": "1.2", "digest": "sha256:bb"}
	found := rule.findings with input as evidence(object.union(earlier, {"digest": "sha256:aa"}), [shipped, earlier])
	messages(found) == {"card states digest `sha256:aa`, the manifest states `sha256:bb`"}
}

test_a_card_without_a_name_is_of_the_only_model_there_is if {
	found := rule.findings with input as evidence({"version": "1.2"}, [shipped])
	count(found) == 1
}

test_a_card_without_a_name_among_several_models_is_left_alone if {
	found := rule.findings with input as evidence({"version": "1.2"}, [shipped, {"name": "fraud-scorer"}])
	count(found) == 0
}

test_without_a_manifest_there_is_nothing_to_compare if {
	found := rule.findings with input as evidence({"name": "churn-scorer"}, [])
	count(found) == 0
}

messages(found) := {finding.message | some finding in found}

evidence(card, manifests) := {"evidence": array.concat(
	[{
		"kind": "model-card",
		"path": "README.md",
		"root": "",
		"facts": {"identity": stated(card)},
	}],
	[{
		"kind": "model-manifest",
		"path": sprintf("rai/models/%d.yaml", [index]),
		"root": "",
		"facts": {"identity": stated(manifest)},
	} |
		some index, manifest in manifests
	],
)}

stated(identity) := {key: {"value": value, "at": sprintf("/%s", [key])} | some key, value in identity}
