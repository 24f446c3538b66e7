# METADATA
# title: No log of safety tests
# description: >
#   The system speaks or shows itself to people, and nothing records that anybody tried to
#   make it do harm. What it does under attack is then learnt from those it is done to.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [system, safety-test-log]
#   from_stage: review
#   facets: [generative, user_facing, agentic]
#   since: 0.1.0
#   remedy: >
#     Attack the system as it is shipped and add the report: that of garak or promptfoo as it
#     is, or a log of your own, which `raigate new safety-test-log` lays out.
#   controls:
#     nist-ai-rmf: [MEASURE 2.6, MEASURE 2.7]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.safety.missing_log

import data.raigate.lib.attack
import data.raigate.lib.finding

applicable := input.system.declared

findings contains finding.of_system("no log of safety tests") if count(attack.logs) == 0

# A log in which nothing was decided is none.
findings contains finding.at(attack.logs[0], "", message) if {
	count(attack.logs) > 0
	sum([trial.n | some trial in attack.trials]) == 0
	message := "log of safety tests counts no attempt that was decided"
}
