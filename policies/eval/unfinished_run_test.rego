package raigate.rules.eval.unfinished_run_test

import data.raigate.rules.eval.unfinished_run as rule

run := {"status": "error", "at": "/status", "finished": false, "metrics": 2, "metrics_at": "/results/scores/0/metrics/accuracy/value"}

test_a_run_that_failed_and_reports_metrics_is_shown_with_the_first if {
	found := rule.findings with input as log(run)
	found == {{
		"path": "log.json",
		"root": "",
		"at": "/status",
		"message": "run ended as `error` and reports 2 metrics all the same",
		"related": [{"path": "log.json", "root": "", "at": run.metrics_at, "message": "reported here"}],
	}}
}

test_a_run_that_finished_is_no_finding if {
	found := rule.findings with input as log(object.union(run, {"finished": true}))
	count(found) == 0
}

log(stated) := {"artifact": {"path": "log.json", "root": "", "facts": {"run": stated}}}
