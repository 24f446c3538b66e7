# METADATA
# title: A waiver that excuses nothing, or is renewed again and again
# description: >
#   An exception that nothing needs lies ready for the next defect of that kind, which
#   would be excused unseen; one that is always renewed is a rule that nobody means to
#   meet.
# custom:
#   severity: {minimal: note, limited: warning, high: warning}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   phase: outcomes
#   kinds: [waiver]
#   waivable: false
#   settings: {max_renewals: 1}
#   since: 0.1.0
#   remedy: >
#     Set `status` to `retired` where nothing is left to excuse. Where it was renewed
#     before, change what the rule asks for, or what stands in the way of meeting it.
#   controls:
#     nist-ai-rmf: [GOVERN 1.5]
#     soc2: [CC4.1]
package raigate.rules.waiver.unused

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

waives := input.artifact.facts.waives

# What is void covers nothing for a reason that another rule gives.
findings contains finding.at(input.artifact, "/rule", message) if {
	waives.findings == 0
	waives.days_left >= 0
	not waives.void
	waiver.in_use(input.artifact)
	message := "waiver covers no finding"
}

findings contains finding.limited_by(found, "max_renewals") if {
	most := data.settings.waiver.unused.max_renewals
	waives.renewals > most
	waives.days_left >= 0
	waiver.in_use(input.artifact)
	found := finding.at(input.artifact, "/rule", sprintf("this rule and scope were waived %s before, at most %d expected", [
		text.counted(waives.renewals, "time"),
		most,
	]))
}
