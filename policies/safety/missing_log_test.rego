package raigate.rules.safety.missing_log_test

import data.raigate.rules.safety.missing_log as rule

log := {
	"path": "log.jsonl", "root": "", "kind": "safety-test-log", "value": [],
	"facts": {"trials": [{"at": "/1/outcome", "name": "jailbreak", "n": 3, "failures": 0, "undecided": 0}]},
}

test_a_log_of_attacks_is_enough_here if {
	found := rule.findings with input as {"system": {"declared": true}, "evidence": [log]}
	count(found) == 0
	rule.applicable with input as {"system": {"declared": true}}
}

test_no_log_is_shown_where_the_system_is_declared if {
	found := rule.findings with input as {"system": {"declared": true}, "evidence": []}
	found == {{"at_system": true, "message": "no log of safety tests"}}
}

test_a_log_of_nothing_is_shown if {
	empty := object.union(log, {"facts": {"trials": []}})
	found := rule.findings with input as {"system": {"declared": true}, "evidence": [empty]}
	{one.message | some one in found} == {"log of safety tests counts no attempt that was decided"}
}
