# METADATA
# title: A waiver approved by somebody who may not
# description: >
#   An exception that its own author grants, or somebody without the role for it, was
#   weighed by nobody, so the harm that the rule guards against is accepted by the one
#   who gains from it. Until the right people have approved it, it excuses nothing.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [waiver]
#   waivable: false
#   implied_by: [waiver/incomplete, artifact/schema-mismatch]
#   settings:
#     roles:
#       minimal: [rai-team]
#       limited: [rai-team]
#       high: [rai-team, product-director]
#       prohibited: [rai-team, product-director]
#   since: 0.1.0
#   remedy: >
#     Have it approved by people who hold these roles and did not ask for it, and name
#     them in `approved_by` as `[roles]` or `[people]` of raigate.toml does.
#   controls:
#     nist-ai-rmf: [GOVERN 2.1]
#     soc2: [CC6.3]
package raigate.rules.waiver.wrong_approver

import data.raigate.lib.finding
import data.raigate.lib.text
import data.raigate.lib.waiver

waives := input.artifact.facts.waives

unfilled := waives.unfilled[input.system.tier]

findings contains waiver.void(finding.related(found, input.artifact, "/requested_by", "asked for here")) if {
	some approver in waives.approvers
	approver.requester == "yes"
	waiver.in_use(input.artifact)
	found := finding.at(input.artifact, approver.at, "waiver is approved by who asked for it")
}

findings contains waiver.void(finding.related(found, input.artifact, "/requested_by", "asked for here")) if {
	some approver in waives.approvers
	approver.requester == "maybe"
	waiver.in_use(input.artifact)
	found := finding.at(
		input.artifact, approver.at,
		"nothing tells whether who approved it and who asked for it are two people; `[people]` of raigate.toml would",
	)
}

# Where one of them is who asked, that is the cause, and the empty role what follows.
findings contains waiver.void(finding.limited_by(found, "roles")) if {
	count(waives.approvers) > 0
	every approver in waives.approvers {
		approver.requester == "no"
	}
	waiver.in_use(input.artifact)
	roles := [open.role | some open in unfilled; open.why == "open"]
	count(roles) > 0
	found := finding.at_key(input.artifact, "/approved_by", sprintf("nobody who approved it fills the role %s, which a waiver at tier %s needs", [
		text.listed(roles),
		input.system.tier,
	]))
}

findings contains waiver.void(finding.limited_by(found, "roles")) if {
	waiver.in_use(input.artifact)
	roles := [open.role | some open in unfilled; open.why == "undefined"]
	count(roles) > 0
	found := finding.at_key(input.artifact, "/approved_by", sprintf("a waiver at tier %s needs the role %s, and `[roles]` of raigate.toml does not say who holds it", [
		input.system.tier,
		text.listed(roles),
	]))
}

not_evaluated contains waiver.void(finding.limited_by(found, "roles")) if {
	waiver.in_use(input.artifact)
	roles := [open.role | some open in unfilled; open.why == "unknown"]
	count(roles) > 0
	found := finding.at_key(input.artifact, "/approved_by", sprintf("a team holds the role %s, and who is in it is not known here", [
		text.listed(roles),
	]))
}
