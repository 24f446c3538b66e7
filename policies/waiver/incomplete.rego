# METADATA
# title: A waiver with open questions
# description: >
#   An exception that does not say why, what limits the harm meanwhile, who asked and
#   who agreed cannot be weighed by anybody, so the people whom the rule protects carry
#   a risk that nobody has taken on. Until it is complete it excuses nothing.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [waiver]
#   waivable: false
#   implied_by: [artifact/unparsable, artifact/schema-mismatch]
#   settings:
#     required: [rule, scope, reason, compensating_control, requested_by, approved_by, created, expires]
#     min_characters: 2
#     min_reason_words: 20
#   since: 0.1.0
#   remedy: >
#     Write down what the reviewer of the waiver has to know: why the rule cannot be
#     met, what limits the harm until then, who asked, who approved it and its last day.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [A.2.2]
#     soc2: [CC5.3]
package raigate.rules.waiver.incomplete

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

settings := data.settings.waiver.incomplete

findings contains waiver.void(finding.limited_by(finding.at(input.artifact, "", message), "required")) if {
	is_object(input.artifact.value)
	stated := {key | some key, value in input.artifact.value; value != null}
	absent := [key | some key in settings.required; not key in stated]
	count(absent) > 0
	message := sprintf("waiver does not state %s", [text.listed(absent)])
}

findings contains waiver.void(finding.limited_by(finding.at(input.artifact, pointer, message), "required")) if {
	some key in settings.required
	value := input.artifact.value[key]
	value != null
	pointer := sprintf("/%s", [key])
	said := raigate.text.said(value, settings.min_characters)
	every place in said {
		concat("", [pointer, place]) in placeholders
	}
	message := sprintf("`%s` is not answered", [key])
}

placeholders := {placeholder.at | some placeholder in input.artifact.facts.placeholders}

findings contains waiver.void(finding.limited_by(found, "min_reason_words")) if {
	words := input.artifact.facts.waives.words
	words > 0
	words < settings.min_reason_words
	not "/reason" in placeholders
	found := finding.at(input.artifact, "/reason", sprintf("reason has %s, at least %d needed", [
		text.counted(words, "word"),
		settings.min_reason_words,
	]))
}

# A placeholder among several names leaves open who else agreed.
findings contains waiver.void(finding.at(input.artifact, pointer, "`approved_by` is not answered in full")) if {
	is_array(input.artifact.value.approved_by)
	some index, _ in input.artifact.value.approved_by
	pointer := sprintf("/approved_by/%d", [index])
	pointer in placeholders
	count(input.artifact.value.approved_by) > count([each | some each in placeholders; startswith(each, "/approved_by/")])
}

findings contains waiver.void(finding.at(input.artifact, "/status", message)) if {
	input.artifact.value.status in {"draft", "in-review"}
	message := sprintf("waiver is at status `%s`, and counts once it is approved", [input.artifact.value.status])
}

findings contains waiver.void(finding.at(input.artifact, glob.at, message)) if {
	some glob in input.artifact.facts.waives.unread_globs
	message := sprintf("`%s` is no glob, so it fits no file", [text.shortened(glob.glob)])
}
