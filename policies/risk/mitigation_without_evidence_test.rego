package raigate.rules.risk.mitigation_without_evidence_test

import data.raigate.rules.risk.mitigation_without_evidence as rule

seen(status, facts) := {
	"system": {"stage": "review"},
	"artifact": {
		"path": "rai/mitigations/a.yaml", "root": "", "facts": facts,
		"value": {"status": status, "links": [{"rel": "evidences", "ref": "eval-result:bands"}]},
	},
}

messages(found) := {one.message | some one in found}

proof(form) := {"at": "/evidence/0", "text": "x", "form": form}

test_a_closed_one_without_evidence_shows_both_places if {
	found := rule.findings with input as seen("closed", {})
	found == {{
		"path": "rai/mitigations/a.yaml",
		"root": "",
		"at": "/evidence",
		"message": "mitigation is closed, no evidence is named",
		"related": [{
			"path": "rai/mitigations/a.yaml",
			"root": "",
			"at": "/status",
			"message": "closed here",
		}],
	}}
	rule.applicable with input as seen("closed", {})
}

test_an_open_one_needs_none if {
	count(rule.findings) == 0 with input as seen("open", {})
}

test_what_can_be_followed_is_evidence if {
	every form in ["evidence", "file", "commit", "elsewhere"] {
		count(rule.findings) == 0 with input as seen("closed", {"proofs": [proof(form)]})
	}
}

test_words_and_what_leads_nowhere_are_none if {
	words := {"proofs": [proof("words")]}
	messages(rule.findings) == {"mitigation is closed, its evidence leads nowhere"} with input as seen("closed", words)
	lost := {"proofs": [object.union(proof("file"), {"resolves": false})]}
	messages(rule.findings) == {"mitigation is closed, its evidence leads nowhere"} with input as seen("closed", lost)
}

test_a_placeholder_is_none if {
	facts := {"proofs": [proof("elsewhere")], "placeholders": [{"at": "/evidence/0"}]}
	count(rule.findings) == 1 with input as seen("closed", facts)
}

test_a_link_that_evidences_counts if {
	reference := {"at": "/links/0/ref", "text": "eval-result:bands", "resolves": true}
	count(rule.findings) == 0 with input as seen("closed", {"references": [reference]})
}

test_what_has_another_shape_is_left_to_the_schema if {
	artifact := {"path": "a.yaml", "root": "", "value": {"status": "closed", "links": "none"}, "facts": {}}
	count(rule.findings) == 1 with input as {"artifact": artifact, "system": {}}
}
