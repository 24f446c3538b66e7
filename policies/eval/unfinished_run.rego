# METADATA
# title: Metrics of a run that did not finish
# description: >
#   The run failed or was stopped, and its metrics are of the cases that it came
#   to. Whoever reads them as the evaluation relies on an accidental part of it,
#   often the easy one. They support no claim.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [eval-result, safety-test-log, fairness-report]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Run it again to its end and keep that output; remove the one that broke off,
#     or keep it where no evidence is looked for.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.13]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.2]
package raigate.rules.eval.unfinished_run

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains finding.related(found, input.artifact, run.metrics_at, "reported here") if {
	run := input.artifact.facts.run
	not run.finished
	message := sprintf("run ended as `%s` and reports %s all the same", [
		text.shortened(run.status),
		text.counted(run.metrics, "metric"),
	])
	found := finding.at(input.artifact, run.at, message)
}
