package raigate.rules.security.unpinned_supplier_test

import data.raigate.rules.security.unpinned_supplier as rule

manifest(value) := {
	"path": "rai/models/chat.yaml", "root": "", "kind": "model-manifest", "value": value, "facts": {},
}

seen(facets, evidence) := {
	"system": {"declared": true, "stage": "review", "facets": facets},
	"evidence": evidence,
}

messages(found) := {one.message | some one in found}

test_a_name_that_moves_is_shown if {
	value := {"supplier": "acme", "license": "mit", "revision": "Main", "version": "2.0"}
	found := rule.findings with input as seen([], [manifest(value)])
	found == {{
		"path": "rai/models/chat.yaml",
		"root": "",
		"at": "/revision",
		"limit": "moving",
		"message": "supplier's model is at revision `Main`, which moves",
	}}
	rule.applicable with input as seen([], [manifest(value)])
}

test_a_digest_pins_whatever_it_is_called if {
	value := {"supplier": "acme", "license": "mit", "revision": "main", "digest": "sha256:00"}
	count(rule.findings) == 0 with input as seen([], [manifest(value)])
}

test_a_dated_version_of_a_hosted_model_pins if {
	value := {"supplier": "acme", "license": "proprietary", "version": "chat-2026-08-06"}
	count(rule.findings) == 0 with input as seen(["third_party_model"], [manifest(value)])
}

test_without_any_pin_or_licence_both_are_said if {
	found := rule.findings with input as seen([], [manifest({"supplier": "acme"})])
	messages(found) == {
		"supplier's model states no licence",
		"supplier's model states no revision, version or digest",
	}
}

test_a_model_of_the_team_is_not_asked if {
	count(rule.findings) == 0 with input as seen([], [manifest({"version": "latest"})])
}

test_a_facet_without_a_supplier_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen(["third_party_model"], [manifest({"version": "1.0"})])
	messages(found) == {"facet `third_party_model` is declared, no manifest names a supplier"}
}

test_without_a_manifest_nothing_is_said if {
	not rule.applicable with input as seen(["third_party_model"], [])
}
