# METADATA
# title: A monitoring plan with a blind spot
# description: >
#   Numbers show a model that drifts or gets worse, only people show one that does harm in
#   a way nobody measures. A plan that leaves a kind of signal out does not see what goes
#   wrong there, however long it runs.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [monitoring-plan]
#   from_stage: launch
#   implied_by: [monitoring/missing-plan]
#   settings:
#     required: [drift, performance, feedback, incident]
#     of_facets: {generative: [safety]}
#     names:
#       drift: [drift, distribution, population stability]
#       performance: [performance, quality, accuracy, error, fairness]
#       feedback: [feedback, complaint, appeal, satisfaction]
#       incident: [incident, harm report, escalation]
#       safety: [safety, guardrail, filter, moderation, refusal, abuse]
#   since: 0.1.0
#   remedy: >
#     Add a signal of that kind: the value from which on somebody acts, and who; for
#     feedback and incidents, the way on which people reach you.
#   controls:
#     nist-ai-rmf: [MEASURE 2.4, MEASURE 3.1, MEASURE 3.3]
#     eu-ai-act: [Article 72, Annex IV(9)]
#     iso-42001: [A.6.2.6]
package raigate.rules.monitoring.missing_signal

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.record
import data.raigate.lib.text

settings := data.settings.monitoring.missing_signal

# Without a plan, `monitoring/missing-plan` says so.
applicable if {
	input.system.stage != "retired"
	count(plans) > 0
}

plans := record.current("monitoring-plan")

required := array.concat(settings.required, [kind |
	some facet, kinds in settings.of_facets
	facet in input.system.facets
	some kind in kinds
])

watched := {words |
	some plan in plans
	signals := evidence.field(plan, "signals").value
	is_array(signals)
	some signal in signals
	is_string(signal.kind)
	words := replace(replace(lower(signal.kind), "-", " "), "_", " ")
}

findings contains finding.limited_by(finding.at(plans[0], "/signals", message), "required") if {
	absent := [kind | some kind in required; not is_watched(kind)]
	count(absent) > 0
	message := sprintf("monitoring plan has no signal of %s", [text.listed(absent)])
}

# A kind of the team's own is known by its name alone.
is_watched(kind) if {
	some words in watched
	some name in object.get(settings.names, kind, [kind])
	contains(words, name)
}
