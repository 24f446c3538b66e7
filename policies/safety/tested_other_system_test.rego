package raigate.rules.safety.tested_other_system_test

import data.raigate.rules.safety.tested_other_system as rule

digest := "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

manifest := {
	"path": "manifest.yaml", "root": "", "kind": "model-manifest",
	"value": {
		"prompts": [{"path": "prompts/system.txt", "digest": digest}],
		"guardrails": [{"name": "acme/guard", "version": "1.4.2"}],
		"tools": [{"name": "web-search"}],
	},
	"facts": {"identity": {
		"name": {"value": "acme/chat", "at": "/name"},
		"version": {"value": "3", "at": "/version"},
	}},
}

header := {"prompt_digest": digest, "guardrail_version": "1.4.2", "tools": ["web-search", "calculator"]}

named := {"name": {"value": "acme/chat", "at": "/0/model/name"}, "version": {"value": "3", "at": "/0/model/version"}}

test_a_log_of_what_is_shipped_is_no_finding if {
	found := rule.findings with input as system(header, named)
	count(found) == 0
	open := rule.not_evaluated with input as system(header, named)
	count(open) == 0
}

test_another_version_is_another_system if {
	found := rule.findings with input as system(header, object.union(named, {"version": {"value": "2", "at": "/0/model/version"}}))
	messages(found) == {"log is of version `2`, the manifest states `3`"}
}

test_another_model_is_another_system if {
	found := rule.findings with input as system(header, {"name": {"value": "acme/chat-mini", "at": "/0/model/name"}})
	messages(found) == {"log is of model `acme/chat-mini`, the manifest states `acme/chat`"}
}

test_a_log_that_names_no_model_is_not_evaluated if {
	found := rule.not_evaluated with input as system(header, {})
	messages(found) == {"log does not say which model was attacked"}
}

test_another_prompt_and_another_filter_are_shown_where_they_stand if {
	changed := object.union(header, {"prompt_digest": "sha256:00", "guardrail_version": "1.3"})
	found := rule.findings with input as system(changed, named)
	{one.at | some one in found} == {"/0/prompt_digest", "/0/guardrail_version"}
	messages(found) == {
		"log is of system prompt `sha256:00`, the manifest states `sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d…`",
		"log is of filter version `1.3`, the manifest states `1.4.2`",
	}
}

test_a_tool_that_was_not_there_could_not_be_misused if {
	found := rule.findings with input as system(object.union(header, {"tools": ["calculator"]}), named)
	messages(found) == {"log is of a system without `web-search`, which is shipped"}
}

test_a_log_of_ours_says_with_what_it_was_run if {
	found := rule.not_evaluated with input as system({}, named)
	messages(found) == {"log does not say with which system prompt, filters and tools it was run, the manifest names them"}
	as_file := json.patch(system({}, named), [{"op": "replace", "path": "/evidence/1/value", "value": header}])
	none := rule.not_evaluated with input as as_file
	count(none) == 0
}

system(first, identity) := {"system": {"facets": []}, "evidence": [manifest, {
	"path": "log.jsonl", "root": "", "kind": "safety-test-log", "standard": "native", "value": [first],
	"facts": {"identity": identity, "trials": []},
}]}

messages(found) := {one.message | some one in found}
