# METADATA
# title: A waiver that holds for too long
# description: >
#   An exception that nobody has to decide again becomes the rule, and the people it
#   was meant to be weighed against are forgotten with it. The higher the tier, the
#   sooner somebody has to look again.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [waiver]
#   waivable: false
#   settings:
#     max_days: {minimal: 365, limited: 180, high: 90, prohibited: 90}
#   since: 0.1.0
#   remedy: >
#     Choose a last day by which the rule can be met, or by which somebody weighs the
#     exception again.
#   controls:
#     nist-ai-rmf: [GOVERN 1.5]
package raigate.rules.waiver.too_long

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

most := data.settings.waiver.too_long.max_days[input.system.tier]

findings contains finding.limited_by(finding.at(input.artifact, "/expires", message), "max_days") if {
	input.artifact.facts.waives.days > most
	input.artifact.facts.waives.days_left >= 0
	waiver.in_use(input.artifact)
	message := sprintf("waiver holds for %s, at most %d at tier %s", [
		text.counted(input.artifact.facts.waives.days, "day"),
		most,
		input.system.tier,
	])
}
