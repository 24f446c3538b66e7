# METADATA
# title: A mitigation that is overdue
# description: >
#   The system runs with a risk that was to be smaller by this day, and those who carry it
#   were told that it would be. The day of the run decides.
# custom:
#   severity: {minimal: warning, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [mitigation]
#   from_stage: operate
#   since: 0.1.0
#   remedy: >
#     Finish it and close it with its evidence; where it takes longer, let whoever accepted
#     the risk agree to a later day.
#   controls:
#     nist-ai-rmf: [MANAGE 1.3]
#     eu-ai-act: [Article 9]
#     soc2: [CC4.2]
package raigate.rules.risk.overdue_mitigation

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.history
import data.raigate.lib.plan
import data.raigate.lib.text

applicable if {
	input.system.stage != "retired"
	not plan.is_past(input.artifact)
}

# The day brings it up, whatever a change is about.
findings contains finding.dated(finding.at(input.artifact, due.at, message)) if {
	is_object(input.artifact.value)
	due := evidence.field(input.artifact, "due")
	history.is_date(due.value)
	due.value < data.run.today
	not is_closed
	message := sprintf("mitigation was due on %s, %s ago, and is open", [
		due.value,
		text.counted(history.days(due.value, data.run.today), "day"),
	])
}

is_closed if {
	evidence.field(input.artifact, "status").value == "closed"
} else if {
	evidence.field(input.artifact, "closed_on")
}
