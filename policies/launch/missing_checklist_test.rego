package raigate.rules.launch.missing_checklist_test

import data.raigate.rules.launch.missing_checklist as rule

checklist(path, value) := {
	"path": path, "root": "", "kind": "launch-checklist", "standard": "native", "value": value,
	"facts": {"items": [{"at": "/items/0", "done": true}]},
}

manifest(release) := {
	"path": "rai/models/a.yaml", "root": "", "kind": "model-manifest", "value": {"release": release}, "facts": {},
}

seen(evidence) := {"system": {"declared": true, "stage": "launch"}, "evidence": evidence}

messages(found) := {one.message | some one in found}

test_no_checklist_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen([manifest("2.0")])
	found == {{"at_system": true, "message": "no launch checklist"}}
	rule.applicable with input as seen([])
}

test_a_checklist_of_this_release_is_enough_beside_an_older_one if {
	evidence := [checklist("a.yaml", {"release": "1.0"}), checklist("b.yaml", {"release": "v2.0"}), manifest("2.0")]
	count(rule.findings) == 0 with input as seen(evidence)
}

test_a_checklist_that_names_no_release_is_of_every_one if {
	evidence := [checklist("a.yaml", {"release": "1.0"}), checklist("b.yaml", {}), manifest("2.0")]
	count(rule.findings) == 0 with input as seen(evidence)
}

test_a_checklist_of_another_release_shows_both if {
	found := rule.findings with input as seen([checklist("a.yaml", {"release": "1.0"}), manifest("2.0")])
	found == {{
		"path": "rai/models/a.yaml",
		"root": "",
		"at": "/release",
		"message": "no launch checklist is of release `2.0`",
		"related": [{
			"path": "a.yaml",
			"root": "",
			"at": "/release",
			"message": "this checklist is of release `1.0`",
		}],
	}}
}

test_an_empty_checklist_is_shown if {
	empty := object.union(checklist("a.yaml", {}), {"facts": {"items": []}})
	found := rule.findings with input as seen([empty])
	messages(found) == {"launch checklist has no item"}
}

test_a_checklist_of_another_tool_is_not_counted_out if {
	foreign := {"path": "a.json", "root": "", "kind": "launch-checklist", "standard": "ai-verify", "value": {}, "facts": {}}
	count(rule.findings) == 0 with input as seen([foreign])
}

test_one_kept_elsewhere_is_enough if {
	elsewhere := {
		"path": "r.yaml", "root": "", "kind": "external-record", "facts": {},
		"value": {"record_kind": "launch-checklist", "url": "https://launch.example.org/7"},
	}
	count(rule.findings) == 0 with input as seen([elsewhere])
}
