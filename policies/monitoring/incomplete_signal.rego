# METADATA
# title: A signal on which nobody acts
# description: >
#   A number that is watched without a limit, or that reaches nobody, or somebody who does
#   not know what to do then, protects no one. Of an incident, who learns of it and what they
#   do is enough.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [monitoring-plan]
#   from_stage: launch
#   implied_by: [card/placeholder-text, artifact/unparsable, artifact/unresolved-pointer, artifact/schema-mismatch]
#   settings:
#     required: [metric, threshold, window, owner, alert_route, runbook]
#     of_incidents: [owner, alert_route, runbook]
#   since: 0.1.0
#   remedy: >
#     Agree with whoever is woken on the value that wakes them, over which time it is
#     measured, and what they do first.
#   controls:
#     nist-ai-rmf: [MANAGE 4.1, MEASURE 2.4]
#     eu-ai-act: [Article 72, Annex IV(9)]
#     iso-42001: [A.6.2.6]
#     soc2: [CC7.2, CC7.3]
package raigate.rules.monitoring.incomplete_signal

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.monitoring.incomplete_signal

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

findings contains finding.limited_by(finding.at(input.artifact, pointer, message), "required") if {
	signals := evidence.field(input.artifact, "signals")
	is_array(signals.value)
	some index, signal in signals.value
	is_object(signal)
	pointer := sprintf("%s/%d", [signals.at, index])
	absent := answer.missing(input.artifact, pointer, signal, required(signal))
	count(absent) > 0
	message := sprintf("%s does not state %s", [answer.called("signal", signal, index), text.listed(absent)])
}

required(signal) := settings.of_incidents if {
	is_string(signal.kind)
	startswith(lower(signal.kind), "incident")
} else := settings.required
