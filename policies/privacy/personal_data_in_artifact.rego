# METADATA
# title: Personal data in evidence
# description: >
#   Whoever can read the repository can read this person's number, and its history
#   keeps it after the file is corrected. Only numbers that carry a check digit or
#   a fixed form are reported unless a team asks for more; they are shown redacted.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: intake
#   settings:
#     data: [us-social-security-number, iban, payment-card]
#     include_uncertain: false
#   since: 0.1.0
#   remedy: >
#     Replace it by an invented value or remove the row, then remove it from the
#     history and tell whoever is responsible for privacy.
#   controls:
#     nist-ai-rmf: [MEASURE 2.10]
#     soc2: [CC6.7, P4.1, P6.1]
package raigate.rules.privacy.personal_data_in_artifact

import data.raigate.lib.finding

settings := data.settings.privacy.personal_data_in_artifact

names := {
	"us-social-security-number": "US social security number",
	"iban": "bank account number (IBAN)",
	"payment-card": "payment card number",
	"email": "e-mail address",
	"phone": "telephone number",
	"ip-address": "IP address",
}

findings contains finding.limited_by(finding.at(input.artifact, datum.at, message), "data") if {
	some datum in input.artifact.facts.personal_data
	datum.kind in settings.data
	is_sought(datum)
	message := sprintf("personal data in the text: %s, %s", [object.get(names, datum.kind, datum.kind), datum.shown])
}

is_sought(datum) if datum.certain

is_sought(_) if settings.include_uncertain
