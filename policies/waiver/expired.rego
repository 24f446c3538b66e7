# METADATA
# title: A waiver past its last day
# description: >
#   What was excused for a while is excused no longer, and whoever carried the risk
#   meanwhile was promised that it would end. The finding is back; where a waiver ends
#   soon, there is time left to meet the rule or to decide anew.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   phase: outcomes
#   kinds: [waiver]
#   waivable: false
#   settings: {warn_days: 14}
#   since: 0.1.0
#   remedy: >
#     Meet the rule; or ask for another waiver that names this one in `supersedes`, with
#     what has changed. Where nothing is left to excuse, set `status` to `retired`.
#   controls:
#     soc2: [CC4.2]
package raigate.rules.waiver.expired

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

settings := data.settings.waiver.expired

waives := input.artifact.facts.waives

findings contains finding.dated(finding.at(input.artifact, "/expires", message)) if {
	waives.days_left < 0
	waiver.in_use(input.artifact)
	waives.findings > 0
	message := sprintf("waiver ended on %s, %s ago, and %s open", [
		input.artifact.value.expires,
		text.counted(0 - waives.days_left, "day"),
		still(waives.findings),
	])
}

findings contains finding.dated(finding.at_most(found, "note")) if {
	waives.days_left < 0
	waiver.in_use(input.artifact)
	waives.findings == 0
	found := finding.at(input.artifact, "/expires", sprintf("waiver ended on %s, and nothing that it covers is left", [
		input.artifact.value.expires,
	]))
}

findings contains finding.dated(finding.at_most(finding.limited_by(found, "warn_days"), "warning")) if {
	waives.days_left >= 0
	waives.days_left <= settings.warn_days
	waiver.in_use(input.artifact)
	waives.findings > 0
	found := finding.at(input.artifact, "/expires", sprintf("waiver holds until %s, %s left", [
		input.artifact.value.expires,
		text.counted(waives.days_left, "day"),
	]))
}

still(number) := "what it excused is" if number == 1

still(number) := sprintf("%d findings that it excused are", [number]) if number > 1
