# METADATA
# title: A waiver of what cannot be waived
# description: >
#   Some rules know no exception, and an exception without a system or for every file
#   takes a rule away from people whose case nobody looked at. Such a waiver excuses
#   nothing.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [waiver]
#   waivable: false
#   settings: {rules: []}
#   since: 0.1.0
#   remedy: >
#     Name one rule that a waiver can excuse, the system, and where it does not hold for
#     all of that system, the files or the findings; else meet the rule.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
package raigate.rules.waiver.not_waivable

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

waives := input.artifact.facts.waives

rule := input.artifact.value.rule

scope := input.artifact.value.scope

findings contains waiver.void(finding.at(input.artifact, "/rule", message)) if {
	waives.rule.waivable == false
	waiver.in_use(input.artifact)
	message := sprintf("`%s` knows no waiver", [rule])
}

# What an organisation adds to the rules that know no waiver.
findings contains waiver.void(finding.limited_by(finding.at(input.artifact, "/rule", message), "rules")) if {
	rule in data.settings.waiver.not_waivable.rules
	waives.rule.waivable
	waiver.in_use(input.artifact)
	message := sprintf("`%s` knows no waiver here", [rule])
}

findings contains waiver.void(finding.at(input.artifact, "/rule", message)) if {
	waives.rule.known == false
	is_string(rule)
	regex.match(`^[a-z0-9-]+/[a-z0-9-]+$`, rule)
	waiver.in_use(input.artifact)
	message := concat("", [sprintf("there is no rule `%s`", [text.shortened(rule)]), instead])
}

instead := sprintf(", did you mean `%s`?", [waives.rule.nearest]) if is_string(waives.rule.nearest)

instead := "" if not is_string(waives.rule.nearest)

findings contains waiver.void(finding.at_key(input.artifact, "/scope", message)) if {
	is_object(scope)
	count(scope) > 0
	not is_string(scope.system)
	not is_of_the_repository
	waiver.in_use(input.artifact)
	message := "scope names no system"
}

# A finding about the repository as a whole has no system; its fingerprint says enough.
is_of_the_repository if {
	waives.rule.scope == "repository"
	count(scope.fingerprints) > 0
}

findings contains waiver.void(finding.at(input.artifact, pointer, message)) if {
	some index, glob in scope.paths
	is_string(glob)
	regex.match(`^[*?./]*$`, glob)
	pointer := sprintf("/scope/paths/%d", [index])
	waiver.in_use(input.artifact)
	message := sprintf("`%s` fits every file", [glob])
}
