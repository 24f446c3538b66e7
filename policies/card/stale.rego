# METADATA
# title: A card older than what it describes
# description: >
#   The model, its prompt or its code went on after the card was written, so the
#   card describes something that no longer ships. What a system watches is
#   compared by the history of the repository: a file counts if its last change does
#   not lie before that of the card.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [model-card, system-card]
#   from_stage: review
#   settings: {grace_days: 30}
#   since: 0.1.0
#   remedy: >
#     Read the card against the change and correct what no longer holds; take a path
#     out of `watch` only if the card does not describe it.
#   controls:
#     nist-ai-rmf: [GOVERN 1.5, MEASURE 3.1]
#     eu-ai-act: [Article 11, Article 18]
#     iso-42001: [A.6.2.7]
#     soc2: [CC3.4]
package raigate.rules.card.stale

import data.raigate.lib.finding
import data.raigate.lib.history

findings contains finding.limited_by(finding.at(input.artifact, "", message), "grace_days") if {
	outdated := input.artifact.facts.outdated
	message := history.overdue("card", input.artifact, outdated, data.settings.card.stale.grace_days)
}
