# METADATA
# title: One id for two things
# description: >
#   A reference to this id can mean either of them, so an approval or a waiver may
#   cover something that its giver never saw. The first of them stays, and what
#   raigate.toml declares is always first; the others are reported.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: development
#   since: 0.1.0
#   remedy: Give one of them an id of its own, and correct the references that mean it.
#   controls:
#     soc2: [CC2.1]
package raigate.rules.trace.duplicate_id

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains object.union(found, {"related": others}) if {
	duplicate := input.artifact.facts.duplicate_id
	not duplicate.first
	message := sprintf("id `%s` already stands in %s", [text.shortened(duplicate.id), duplicate.others[0].path])
	found := finding.at(input.artifact, duplicate.at, message)
	others := [finding.at(other, other.at, "the same id stands here") | some other in duplicate.others]
}
