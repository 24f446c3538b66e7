# METADATA
# title: A risk assessment older than what it assesses
# description: >
#   Risks were weighed for a system that has changed since, or so long ago that
#   nobody can rely on them, so people carry risks that were never looked at. What a
#   system watches is compared by the history of the repository, and the day of
#   the last review with the day of the run.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [risk-assessment]
#   from_stage: review
#   settings:
#     grace_days: 30
#     max_age_days: {minimal: 365, limited: 365, high: 180, prohibited: 180}
#   since: 0.1.0
#   remedy: >
#     Go through the risks again with what has changed, correct ratings and
#     mitigations, and set `last_reviewed` to the day on which somebody did.
#   controls:
#     nist-ai-rmf: [MEASURE 3.1, GOVERN 1.5]
#     eu-ai-act: [Article 9]
#     iso-42001: [A.5.2]
#     soc2: [CC3.4]
package raigate.rules.risk.stale_assessment

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.history

settings := data.settings.risk.stale_assessment

findings contains finding.limited_by(finding.at(input.artifact, "", message), "grace_days") if {
	outdated := input.artifact.facts.outdated
	message := history.overdue("assessment", input.artifact, outdated, settings.grace_days)
}

# The day brings it up, whatever a change is about.
findings contains finding.dated(finding.limited_by(finding.at(input.artifact, reviewed.at, message), "max_age_days")) if {
	is_object(input.artifact.value)
	reviewed := last_review
	history.is_date(reviewed.value)
	age := history.days(reviewed.value, data.run.today)
	most := settings.max_age_days[input.system.tier]
	age > most
	message := sprintf("assessment was reviewed %d days ago, at most %d at tier %s", [age, most, input.system.tier])
}

# The day it was written counts where nobody has reviewed it since.
last_review := reviewed if {
	reviewed := evidence.field(input.artifact, "last_reviewed")
} else := evidence.field(input.artifact, "created")
