# METADATA
# title: A tier that is lowered
# description: >
#   The tier decides how much evidence a system owes the people it affects, and the change
#   that lowers it is judged by the person who would have to give less. Until it is
#   merged, the system is judged at the tier of the base.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: []
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Leave the tier as it is, or propose the lower one in a change of its own, with the
#     reason, for those to approve who decide tiers: by a review, or by an approval of type
#     `tier-change` that they sign.
#   controls:
#     nist-ai-rmf: [GOVERN 1.3, GOVERN 2.1]
#     iso-42001: [A.3.2]
#     soc2: [CC8.1]
package raigate.rules.intake.unapproved_tier_downgrade

import data.raigate.lib.approval
import data.raigate.lib.finding

applicable if input.system.before

# Whoever decides tiers has approved this declaration, in a signed record or a review.
approved if count(approval.open("tier-change", array.concat(by_record, by_review))) == 0

# A name in a file is not enough to ask for less: whoever decides has signed it, for this change.
by_record := approval.passing(records)

records := [record |
	some record in approval.records("tier-change")
	input.system.declared_at.path in record.value.subject
]

by_review := [review |
	some review in input.system.change_reviews
	review.state == "same"
	review.contributed.state == "no"
]

findings contains approval.with_unsigned(finding.of_system(message), records) if {
	not approved
	position(input.system.stated.tier) < position(input.system.before.tier)
	message := sprintf("tier is lowered to %s, it was %s", [input.system.stated.tier, input.system.before.tier])
}

tiers := ["minimal", "limited", "high", "prohibited"]

position(tier) := index if {
	some index, name in tiers
	name == tier
}
