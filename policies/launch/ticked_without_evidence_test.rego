package raigate.rules.launch.ticked_without_evidence_test

import data.raigate.rules.launch.ticked_without_evidence as rule

checklist(items) := {
	"path": "rai/launch/july.yaml", "root": "", "kind": "launch-checklist", "value": {},
	"facts": {"items": items, "placeholders": [{"at": "/items/0/evidence/9"}]},
}

report := {"path": "rai/fairness/july.json", "root": "", "kind": "fairness-report", "value": {}, "facts": {}}

item(id, proofs) := {"at": "/items/0", "id": id, "done": true, "control": [], "proofs": proofs}

to_report := {
	"at": "/items/0/evidence/0", "text": "fairness-report:july", "form": "evidence",
	"resolves": true, "path": "rai/fairness/july.json", "root": "",
}

seen(items, outcomes) := {
	"system": {"declared": true, "stage": "launch"},
	"evidence": [report, checklist(items)],
	"outcomes": outcomes,
}

over_limit := {"fairness/disparity-over-limit": {
	"outcome": "fail",
	"severity": "error",
	"findings": [{
		"path": "rai/fairness/july.json", "root": "", "at": "@10-14",
		"message": "gap is 8.1 points, limit is 5.0",
	}],
}}

messages(found) := {one.message | some one in found}

test_a_tick_without_evidence_is_shown_at_its_item if {
	found := rule.findings with input as seen([item("fairness", [])], {})
	found == {{
		"path": "rai/launch/july.yaml",
		"root": "",
		"at": "/items/0",
		"message": "item `fairness` is ticked, no evidence is named",
	}}
	rule.applicable with input as seen([item("fairness", [])], {})
}

test_a_placeholder_is_no_evidence if {
	proof := {"at": "/items/0/evidence/9", "text": "TODO", "form": "words"}
	found := rule.findings with input as seen([item(null, [proof])], {})
	messages(found) == {"item 1 is ticked, no evidence is named"}
}

test_an_item_that_is_not_ticked_is_left_alone if {
	open := object.union(item("fairness", []), {"done": false})
	not rule.applicable with input as seen([open], {})
}

test_evidence_that_is_there_and_passes_is_enough if {
	found := rule.findings with input as seen([item("fairness", [to_report])], {})
	count(found) == 0
}

test_evidence_that_leads_nowhere_is_shown_where_it_is_named if {
	lost := {"at": "/items/0/evidence/0", "text": "tests/gone.py", "form": "file", "resolves": false}
	found := rule.findings with input as seen([item("tests", [lost])], {})
	messages(found) == {"item `tests` is ticked, its evidence `tests/gone.py` leads nowhere"}
}

test_words_are_no_evidence if {
	words := {"at": "/items/0/evidence/0", "text": "done in July", "form": "words"}
	found := rule.findings with input as seen([item("tests", [words])], {})
	messages(found) == {"item `tests` is ticked, its evidence `done in July` leads nowhere"}
}

test_evidence_that_fails_shows_both_sides if {
	found := rule.findings with input as seen([item("fairness", [to_report])], over_limit)
	found == {{
		"path": "rai/launch/july.yaml",
		"root": "",
		"at": "/items/0",
		"message": "item `fairness` is ticked, its evidence fails `fairness/disparity-over-limit`",
		"related": [{
			"path": "rai/fairness/july.json",
			"root": "",
			"at": "@10-14",
			"message": "gap is 8.1 points, limit is 5.0",
		}],
	}}
}

test_what_is_only_warned_of_contradicts_no_tick if {
	warned := {"fairness/small-group": object.union(over_limit["fairness/disparity-over-limit"], {"severity": "warning"})}
	count(rule.findings) == 0 with input as seen([item("fairness", [to_report])], warned)
}

test_the_rule_that_an_item_names_is_said_once if {
	named := object.union(item("fairness", [to_report]), {"control": ["fairness/disparity-over-limit", "MEASURE 2.11"]})
	found := rule.findings with input as seen([named], over_limit)
	messages(found) == {"item `fairness` is ticked, `fairness/disparity-over-limit` fails"}
}

test_a_rule_about_the_system_has_no_other_place if {
	absent := {"monitoring/missing-plan": {"outcome": "fail", "severity": "error", "findings": []}}
	named := object.union(item("monitoring", [to_report]), {"control": ["monitoring/missing-plan"]})
	found := rule.findings with input as seen([named], absent)
	found == {{
		"path": "rai/launch/july.yaml",
		"root": "",
		"at": "/items/0",
		"message": "item `monitoring` is ticked, `monitoring/missing-plan` fails",
	}}
}

waived := {"fairness/disparity-over-limit": {
	"outcome": "waived",
	"severity": "error",
	"findings": [],
	"waived": [{"path": "rai/fairness/july.json", "root": "", "at": "@10-14", "message": "gap is 8.1 points, limit is 5.0"}],
}}

test_what_is_waived_neither_contradicts_a_tick_nor_stands_behind_it if {
	count(rule.findings) == 0 with input as seen([item("fairness", [to_report])], waived)
	named := object.union(item("fairness", [to_report]), {"control": ["fairness/disparity-over-limit"]})
	found := rule.findings with input as seen([named], waived)
	found == {{
		"path": "rai/launch/july.yaml",
		"root": "",
		"at": "/items/0",
		"at_most": "note",
		"message": "item `fairness` is ticked, `fairness/disparity-over-limit` is waived",
	}}
}
