package raigate.rules.intake.missing_specialist_review_test

import data.raigate.rules.intake.missing_specialist_review as rule

intake(reviews) := {
	"path": "rai/intake/chat.yaml", "root": "", "kind": "intake",
	"value": {"reviews": reviews},
	"facts": {"placeholders": [{"at": "/reviews/0/reviewer"}]},
}

seen(facets, evidence) := {
	"system": {"declared": true, "stage": "review", "facets": facets},
	"evidence": evidence,
}

messages(found) := {one.message | some one in found}

filler := {"review": "legal", "reviewer": "TODO"}

test_a_facet_asks_for_its_specialist if {
	found := rule.findings with input as seen(["personal_data"], [intake([])])
	found == {{
		"path": "rai/intake/chat.yaml",
		"root": "",
		"at": "/reviews",
		"limit": "reviews",
		"message": "intake lists no privacy review, facet `personal_data` asks for one",
	}}
	rule.applicable with input as seen(["personal_data"], [intake([])])
}

test_a_review_by_somebody_is_enough_however_it_is_spelled if {
	reviews := [filler, {"review": "Trust and Safety", "reviewer": "@grace"}]
	found := rule.findings with input as seen(["generative", "user_facing"], [intake(reviews)])
	count(found) == 0
}

test_a_review_by_nobody_is_shown_at_its_entry if {
	reviews := [{"review": "privacy", "reviewer": "TODO"}]
	found := rule.findings with input as seen(["personal_data"], [intake(reviews)])
	found == {{
		"path": "rai/intake/chat.yaml",
		"root": "",
		"at": "/reviews/0",
		"message": "privacy review names no reviewer",
	}}
}

test_a_privacy_review_of_its_own_counts if {
	own := {
		"path": "rai/privacy.yaml", "root": "", "kind": "privacy-review",
		"value": {"reviewer": "@dana"}, "facts": {},
	}
	found := rule.findings with input as seen(["personal_data"], [intake([]), own])
	count(found) == 0
}

test_a_record_kept_elsewhere_counts if {
	own := {
		"path": "rai/privacy.yaml", "root": "", "kind": "external-record", "facts": {},
		"value": {"record_kind": "privacy-review", "url": "https://privacy.example.org/7", "approver": "@dana"},
	}
	found := rule.findings with input as seen(["personal_data"], [intake([]), own])
	count(found) == 0
}

test_an_exported_record_counts_and_one_without_a_place_does_not if {
	exported := {
		"path": "rai/a.yaml", "root": "", "kind": "external-record", "facts": {},
		"value": {"record_kind": "privacy-review", "export": {"path": "privacy.pdf"}, "approver": "@dana"},
	}
	lost := object.union(exported, {"value": {"export": {"path": ""}}})
	count(rule.findings) == 0 with input as seen(["personal_data"], [intake([]), exported])
	count(rule.findings) == 1 with input as seen(["personal_data"], [intake([]), lost])
}

test_other_facets_ask_for_nobody if {
	found := rule.findings with input as seen(["human_in_the_loop"], [intake([])])
	count(found) == 0
}

test_without_an_intake_nothing_is_said_here if {
	not rule.applicable with input as seen(["agentic"], [])
}

test_a_retired_system_is_not_asked if {
	retired := object.union(seen(["agentic"], [intake([])]), {"system": {"stage": "retired"}})
	not rule.applicable with input as retired
}
