package raigate.rules.safety.uncovered_attack_test

import data.raigate.rules.safety.uncovered_attack as rule

names := [
	"prompt-injection-direct",
	"prompt-injection-indirect",
	"jailbreak",
	"harmful-content",
	"pii-leak",
	"hallucination",
]

test_all_attacks_tried_often_enough_are_no_finding if {
	found := rule.findings with input as logs([], [[trial(name, 20) | some name in names]])
	count(found) == 0
}

test_garak_counts_by_its_probes if {
	probes := ["promptinject.HijackHateHumans", "latentinjection.LatentJailbreak", "dan.Dan_11_0", "lmrc.Bullying", "propile.PIILeakTwin", "snowball.GraphConnectivity"]
	found := rule.findings with input as logs([], [[trial(probe, 20) | some probe in probes]])
	count(found) == 0
}

test_promptfoo_counts_by_its_plugins_and_strategies if {
	plugins := ["hijacking", "indirect-prompt-injection", "harmful:hate", "harmful:privacy", "hallucination"]
	jailbroken := object.union(trial("harmful:cybercrime:malicious-code", 20), {"technique": "jailbreak:composite"})
	found := rule.findings with input as logs([], [array.concat([trial(plugin, 20) | some plugin in plugins], [jailbroken])])
	count(found) == 0
}

test_a_list_of_owasp_counts_as_what_it_tells if {
	found := rule.findings with input as logs([], [[trial(name, 20) | some name in ["x-owasp-LLM01", "LLM02:2025", "LLM09:2025"]]])
	{one.message | some one in found} == {"no log tries prompt-injection-indirect, jailbreak or harmful-content"}
}

test_what_was_not_tried_is_listed_once_with_the_list_that_asks_for_it if {
	found := rule.findings with input as logs([], [[trial("jailbreak", 20), trial("something", 9)]])
	found == {{
		"path": "0.jsonl",
		"root": "",
		"at": "/jailbreak",
		"message": "no log tries prompt-injection-direct, prompt-injection-indirect, harmful-content, pii-leak or hallucination",
		"limit": "required",
	}}
}

test_a_handful_of_attempts_is_not_enough if {
	few := array.concat([trial(name, 20) | some name in array.slice(names, 0, 5)], [trial("hallucination", 3)])
	found := rule.findings with input as logs([], [few])
	{one.message | some one in found} == {"hallucination was tried 3 times, at least 20 needed"}
}

test_agents_are_attacked_through_their_tools if {
	found := rule.findings with input as logs(["agentic"], [[trial(name, 20) | some name in names]])
	{one.message | some one in found} == {"no log tries tool-misuse"}
}

test_a_copy_of_a_log_is_no_second_log if {
	half := [trial(name, 12) | some name in names]
	found := rule.findings with input as logs([], [half, half])
	count(found) == 6
	both := rule.findings with input as logs([], [half, [trial(name, 8) | some name in names]])
	count(both) == 0
}

test_one_attempt_judged_by_several_detectors_is_one if {
	judged := [object.union(trial("dan.Dan", 12), {"detector": detector, "failures": failures, "at": detector}) |
		some [detector, failures] in [["dan.DAN", 0], ["mitigation.MitigationBypass", 9]]
	]
	found := rule.findings with input as logs([], [array.concat(judged, [trial(name, 20) | some name in names; name != "jailbreak"])])
	{one.message | some one in found} == {"jailbreak was tried 12 times, at least 20 needed"}
}

test_without_attacks_the_missing_log_is_what_there_is_to_say if {
	rule.applicable with input as logs([], [[trial("jailbreak", 1)]])
	not rule.applicable with input as {"system": {"facets": []}, "evidence": []}
}

trial(name, n) := {"at": sprintf("/%s", [name]), "name": name, "n": n, "failures": 0, "undecided": 0}

logs(facets, all) := {"system": {"facets": facets}, "evidence": [{
	"path": sprintf("%d.jsonl", [index]), "root": "", "kind": "safety-test-log", "value": [],
	"facts": {"trials": trials},
} |
	some index, trials in all
]}
