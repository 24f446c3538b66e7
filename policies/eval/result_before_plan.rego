# METADATA
# title: A result that was there before any plan
# description: >
#   When the result was committed, the system had no evaluation plan, so that nobody had
#   said beforehand what would be good enough: limits that are set after the numbers are
#   known can be set around them. A plan that came with the result, or was moved since, was
#   there.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan, eval-result]
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Measure again under the plan that is now there, and commit that result; a result that
#     explored says so by `status: superseded`.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MAP 2.3]
#     eu-ai-act: [Article 9, Annex IV(2)(g)]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.result_before_plan

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.measurements
import data.raigate.lib.plan

applicable := input.system.declared

# Whether a plan asks for the result is looked at last: it costs the most.
findings contains finding.related(finding.at(result, place, message), cell.plan, cell.cell.at, "asked for here") if {
	some result in evidence.of_kind("eval-result")
	without := {path | some path in result.facts.history.without}
	plans := {one.path | some one in evidence.of_kind("eval-plan")}
	count(plans - without) == 0
	not plan.is_past(result)
	place := result.facts.results[0].at
	cell := first_asking(result)
	message := sprintf("result was committed on %s, when there was no plan", [result.facts.history.committer.date])
}

not_evaluated contains finding.of_system(message) if {
	short := [result |
		some result in evidence.of_kind("eval-result")
		result.facts.history.cut_short
	]
	count(short) > 0
	message := sprintf("history is cut short here, so that %d result%s cannot be held against the plan; `fetch-depth: 0` fetches it", [
		count(short),
		["", "s"][min([count(short) - 1, 1])],
	])
}

# The first measurement that a plan asks for and the result holds.
first_asking(result) := asking[0] if {
	asking := [one |
		some one in measurements.asked
		some found in one.measured
		found.artifact.path == result.path
		found.artifact.root == result.root
	]
	count(asking) > 0
}
