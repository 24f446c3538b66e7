# METADATA
# title: A model changed, and nothing that is said about it
# description: >
#   The change brings other weights, and no result, card or assessment of the system with
#   it, so that what readers are told was measured on a model that no longer ships.
#   Approvals, waivers and incidents are not counted: they decide, and measure nothing.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   from_stage: development
#   settings:
#     counted: [models]
#   since: 0.1.0
#   remedy: >
#     Measure the model that is now there and bring its result with the change; with
#     `counted = ["models", "watched"]` the same is asked of every file that the system watches.
#   controls:
#     eu-ai-act: [Article 11]
#     soc2: [CC3.4, CC8.1]
package raigate.rules.git.model_changed_alone

import data.raigate.lib.finding
import data.raigate.lib.history

# A rule about a change: without a base there is none.
applicable if {
	input.system.declared
	input.system.changes
}

findings contains finding.of_system(message) if {
	changes := input.system.changes
	counted := [path |
		some what in data.settings.git.model_changed_alone.counted
		some path in changes[what]
	]
	count(counted) > 0
	count(measured) == 0
	message := sprintf("`%s`%s changed, and no evidence of the system", [
		counted[0],
		history.others(count(counted) - 1),
	])
}

# Evidence that says something about the model.
measured := {path |
	some path in input.system.changes.evidence
	some artifact in input.evidence
	artifact.path == path
	not artifact.kind in {"approval", "waiver", "incident", "external-record", "system"}
}
