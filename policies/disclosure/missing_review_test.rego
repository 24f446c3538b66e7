package raigate.rules.disclosure.missing_review_test

import data.raigate.rules.disclosure.missing_review as rule

review(value) := {"path": "rai/disclosure.yaml", "root": "", "kind": "disclosure-review", "value": value, "facts": {}}

elsewhere := {
	"path": "rai/record.yaml", "root": "", "kind": "external-record", "facts": {},
	"value": {"record_kind": "disclosure-review", "url": "https://legal.example.org/7"},
}

seen(stage, evidence) := {"system": {"declared": true, "stage": stage}, "evidence": evidence}

messages(found) := {one.message | some one in found}

test_no_review_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen("launch", [])
	found == {{
		"at_system": true,
		"message": "no review of what users are told",
	}}
	rule.applicable with input as seen("launch", [])
}

test_a_review_by_somebody_of_some_text_is_enough if {
	found := rule.findings with input as seen("launch", [review({"reviewer": "@lee", "path": "web/notice.md"})])
	count(found) == 0
}

test_a_review_kept_elsewhere_is_enough if {
	count(rule.findings) == 0 with input as seen("launch", [elsewhere])
}

test_a_review_by_nobody_of_nothing_is_shown if {
	found := rule.findings with input as seen("operate", [review({"surface": "web"})])
	messages(found) == {
		"disclosure review does not say which text was read",
		"disclosure review names no reviewer",
	}
}

test_before_launch_none_is_due if {
	not rule.applicable with input as seen("review", [])
}
