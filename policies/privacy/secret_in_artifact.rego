# METADATA
# title: A secret in evidence
# description: >
#   Whoever can read the repository can act with this credential, on the systems
#   and the data of the people it was meant to protect. The forms that a provider
#   gives its keys are reported; they are shown redacted.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: intake
#   waivable: false
#   settings: {include_uncertain: false}
#   since: 0.1.0
#   remedy: >
#     Revoke the credential first, then remove it from the file; it stays in the
#     history, so removing it alone protects nobody.
#   controls:
#     nist-ai-rmf: [MEASURE 2.7]
#     soc2: [CC6.1]
package raigate.rules.privacy.secret_in_artifact

import data.raigate.lib.finding

findings contains finding.at(input.artifact, secret.at, message) if {
	some secret in input.artifact.facts.secrets
	is_sought(secret)
	message := sprintf("credential in the text: %s, %s", [replace(secret.kind, "-", " "), secret.shown])
}

is_sought(secret) if secret.certain

is_sought(_) if data.settings.privacy.secret_in_artifact.include_uncertain
