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
#     reason, for those to approve who decide tiers.
#   controls:
#     nist-ai-rmf: [GOVERN 1.3, GOVERN 2.1]
#     iso-42001: [A.3.2]
#     soc2: [CC8.1]
package raigate.rules.intake.unapproved_tier_downgrade

import data.raigate.lib.approval
import data.raigate.lib.finding

applicable if input.system.before

# Whoever decides tiers has approved this declaration, in a record or a review.
approved if count(approval.open("tier-change", array.concat(by_record, by_review))) == 0

by_record := [record |
	some record in approval.by_record("tier-change")
	input.system.declared_at.path in record.subject
]

by_review := [review |
	some review in input.system.change_reviews
	review.state == "same"
	review.contributed.state == "no"
]

findings contains finding.of_system(message) if {
	not approved
	position(input.system.stated.tier) < position(input.system.before.tier)
	message := sprintf("tier is lowered to %s, it was %s", [input.system.stated.tier, input.system.before.tier])
}

tiers := ["minimal", "limited", "high", "prohibited"]

position(tier) := index if {
	some index, name in tiers
	name == tier
}
