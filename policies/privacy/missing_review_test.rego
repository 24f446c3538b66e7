package raigate.rules.privacy.missing_review_test

import data.raigate.rules.privacy.missing_review as rule

review(value) := {
	"path": "rai/privacy.yaml", "root": "", "kind": "privacy-review", "value": value,
	"facts": {"placeholders": [{"at": "/minimisation"}]},
}

elsewhere := {
	"path": "rai/record.yaml", "root": "", "kind": "external-record", "facts": {},
	"value": {"record_kind": "privacy-review", "url": "https://privacy.example.org/7"},
}

seen(evidence) := {
	"system": {"declared": true, "stage": "review", "facets": ["special_category_data", "personal_data"]},
	"evidence": evidence,
}

messages(found) := {one.message | some one in found}

test_no_review_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen([])
	found == {{
		"at_system": true,
		"message": "no privacy review, facet `personal_data` asks for one",
	}}
	rule.applicable with input as seen([])
}

test_a_review_by_somebody_is_enough if {
	held := review({"reviewer": "@dana", "retention": "P2Y"})
	count(rule.findings) == 0 with input as seen([review({}), held])
}

test_a_review_kept_elsewhere_is_enough if {
	count(rule.findings) == 0 with input as seen([elsewhere, review({})])
	count(rule.findings) == 0 with input as seen([elsewhere])
}

test_a_review_by_nobody_is_shown_at_the_reviewer if {
	found := rule.findings with input as seen([review({"retention": "P2Y"})])
	found == {{
		"path": "rai/privacy.yaml",
		"root": "",
		"at": "/reviewer",
		"message": "privacy review names no reviewer",
	}}
}

test_a_review_of_placeholders_says_nothing if {
	found := rule.findings with input as seen([review({"reviewer": "@dana", "minimisation": "TODO"})])
	messages(found) == {"privacy review says nothing about the data"}
}

test_a_retired_system_is_not_asked if {
	not rule.applicable with input as object.union(seen([]), {"system": {"stage": "retired"}})
}
