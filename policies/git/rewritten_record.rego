# METADATA
# title: A record that says something else than it did
# description: >
#   An approval, a waiver or an incident is what somebody decided or what happened, and
#   whoever relies on it reads what was never decided once it is edited or taken away. A
#   later decision is a record of its own.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [approval, waiver, incident, external-record]
#   since: 0.1.0
#   remedy: >
#     Put the record back as it was, and add a new one that names it in `supersedes`.
#   controls:
#     eu-ai-act: [Article 18]
#     soc2: [CC2.1]
package raigate.rules.git.rewritten_record

import data.raigate.lib.finding
import data.raigate.lib.text

applicable if input.system.gone

findings contains finding.at(record, change.at, message) if {
	some record in input.evidence
	some change in record.facts.rewritten
	message := sprintf("%s says another `%s` than it did%s", [
		record.kind,
		text.shortened(change.key),
		was(change.before),
	])
}

findings contains finding.of_system(message) if {
	some record in input.system.gone
	message := sprintf("%s `%s` is gone", [record.kind, text.shortened(record.path)])
}

was(value) := sprintf(": it was %v", [value]) if {
	value != null
	not is_string(value)
} else := sprintf(": it was %s", [text.shortened(value)]) if {
	is_string(value)
} else := ""
