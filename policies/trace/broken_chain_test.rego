package raigate.rules.trace.broken_chain_test

import data.raigate.rules.trace.broken_chain as rule

manifest(links) := {
	"path": "rai/models/scorer.yaml", "root": "", "kind": "model-manifest", "value": {},
	"facts": {"chain": {"name": "scorer", "links": links}},
}

whole(name) := {"link": name, "nodes": [{}]}

gap(name, absent) := {"link": name, "nodes": [], "gap": {
	"at": "/version",
	"message": "no evaluation is of `scorer 2.0`",
	"absent": absent,
}}

of_other := object.union(gap("evaluation", false), {"gap": {"other": [{
	"path": "e.json",
	"root": "",
	"at": "/model/version",
	"message": "an evaluation of version `1.0`",
}]}})

seen(tier, stage, links, outcomes) := {
	"system": {"declared": true, "stage": stage, "tier": tier},
	"evidence": [manifest(links)],
	"outcomes": outcomes,
}

test_a_whole_chain_is_no_finding if {
	links := [whole("model"), whole("data"), whole("evaluation"), whole("approval"), whole("release")]
	count(rule.findings) == 0 with input as seen("high", "operate", links, {})
	rule.applicable with input as seen("high", "operate", links, {})
}

test_the_first_gap_is_shown_beside_what_there_is_instead if {
	links := [whole("model"), of_other, gap("approval", true)]
	found := rule.findings with input as seen("high", "launch", links, {})
	found == {{
		"path": "e.json",
		"root": "",
		"at": "/model/version",
		"message": "chain of `scorer` breaks at evaluation: no evaluation is of `scorer 2.0`",
		"related": [{
			"path": "rai/models/scorer.yaml",
			"root": "",
			"at": "/version",
			"message": "shipped as this",
		}],
	}}
}

test_a_gap_of_the_manifest_is_shown_there if {
	found := rule.findings with input as seen("high", "launch", [gap("model", false)], {})
	found == {{
		"path": "rai/models/scorer.yaml",
		"root": "",
		"at": "/version",
		"message": "chain of `scorer` breaks at model: no evaluation is of `scorer 2.0`",
	}}
}

test_what_is_altogether_absent_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as seen("high", "launch", [gap("approval", true)], {})
	found == {{
		"at_system": true,
		"message": "chain of `scorer` breaks at approval: no evaluation is of `scorer 2.0`",
	}}
}

test_a_release_is_named_once_the_system_runs if {
	count(rule.findings) == 0 with input as seen("high", "launch", [gap("release", false)], {})
	count(rule.findings) == 1 with input as seen("high", "operate", [gap("release", false)], {})
}

test_at_minimal_tier_the_chain_is_short if {
	count(rule.findings) == 0 with input as seen("minimal", "launch", [gap("approval", true)], {})
	count(rule.findings) == 1 with input as seen("minimal", "launch", [gap("data", false)], {})
}

test_an_approval_on_the_forge_closes_its_gap if {
	given := {"approval/missing-role": {"outcome": "pass", "severity": "error", "findings": []}}
	count(rule.findings) == 0 with input as seen("high", "launch", [gap("approval", true)], given)
}

test_before_launch_the_chain_may_have_gaps if {
	not rule.applicable with input as seen("high", "review", [gap("approval", true)], {})
}

test_a_model_without_a_name_goes_by_the_path_of_its_manifest if {
	nameless := object.union(manifest([gap("model", false)]), {"facts": {"chain": {"name": null}}})
	base := seen("high", "launch", [], {})
	found := rule.findings with input as object.union(base, {"evidence": [nameless]})
	{one.message | some one in found} == {"chain of `rai/models/scorer.yaml` breaks at model: no evaluation is of `scorer 2.0`"}
}
