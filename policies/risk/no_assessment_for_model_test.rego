package raigate.rules.risk.no_assessment_for_model_test

import data.raigate.rules.risk.no_assessment_for_model as rule

identity(name, version) := {
	"name": {"value": name, "at": "/model/name"},
	"version": {"value": version, "at": "/model/version"},
}

manifest(name, version) := {
	"path": sprintf("rai/models/%s.yaml", [name]), "root": "", "kind": "model-manifest",
	"value": {}, "facts": {"identity": identity(name, version)},
}

assessment(path, facts) := {"path": path, "root": "", "kind": "risk-assessment", "value": {}, "facts": facts}

seen(tier, evidence) := {
	"system": {"declared": true, "stage": "review", "tier": tier},
	"evidence": evidence,
}

messages(found) := {one.message | some one in found}

test_no_assessment_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen("high", [manifest("router", "2.0")])
	found == {{
		"at_system": true,
		"limit": "tiers",
		"message": "no risk assessment, tier high asks for one",
	}}
	rule.applicable with input as seen("high", [])
}

test_at_minimal_tier_none_is_asked_for if {
	not rule.applicable with input as seen("minimal", [])
}

test_an_assessment_at_minimal_tier_is_looked_at if {
	rule.applicable with input as seen("minimal", [assessment("a.yaml", {})])
}

test_an_assessment_of_the_whole_system_is_enough if {
	evidence := [assessment("a.yaml", {}), manifest("router", "2.0"), manifest("ranker", "1.0")]
	count(rule.findings) == 0 with input as seen("high", evidence)
}

test_an_assessment_kept_elsewhere_is_enough if {
	elsewhere := {
		"path": "rai/risk/record.yaml", "root": "", "kind": "external-record", "facts": {},
		"value": {"record_kind": "risk-assessment", "url": "https://grc.example.org/12"},
	}
	count(rule.findings) == 0 with input as seen("high", [elsewhere, manifest("router", "2.0")])
}

test_an_assessment_of_this_version_is_enough_beside_an_older_one if {
	evidence := [
		assessment("a.yaml", {"identity": identity("router", "1.0")}),
		assessment("b.yaml", {"identity": identity("router", "v2.0")}),
		manifest("router", "2.0"),
	]
	count(rule.findings) == 0 with input as seen("high", evidence)
}

test_an_assessment_of_another_version_shows_both if {
	evidence := [
		assessment("a.yaml", {"identity": identity("router", "1.0")}),
		manifest("router", "2.0"),
	]
	found := rule.findings with input as seen("high", evidence)
	messages(found) == {"assessment is of version `1.0`, the manifest states `2.0`"}
}

test_a_model_that_no_assessment_names_is_shown_at_its_name if {
	evidence := [
		assessment("a.yaml", {"identity": identity("router", "2.0")}),
		manifest("ranker", "1.0"),
		manifest("router", "2.0"),
	]
	found := rule.findings with input as seen("high", evidence)
	messages(found) == {"no risk assessment is of model `ranker`"}
}

test_an_assessment_that_was_replaced_is_none if {
	old := object.union(assessment("a.yaml", {}), {"value": {"status": "superseded"}})
	count(rule.findings) == 1 with input as seen("high", [old])
}

test_data_alone_decides_nothing if {
	sheet := {"path": "data/README.md", "root": "", "kind": "datasheet", "value": {}, "facts": {}}
	not rule.applicable with input as seen("high", [sheet])
	rule.applicable with input as seen("high", [sheet, manifest("router", "2.0")])
	rule.applicable with input as {"system": {"declared": true, "stage": "review", "tier": "high", "facets": ["personal_data"]}, "evidence": [sheet]}
	rule.applicable with input as {"system": {"declared": true, "stage": "review", "tier": "high", "model_files": ["a.onnx"]}, "evidence": [sheet]}
}
