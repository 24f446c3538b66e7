# What rules about waivers share.
package raigate.lib.waiver

# Whether it can still excuse something: not where it says that it is past, or another
# takes its place.
in_use(artifact) if {
	is_object(artifact.value)
	not artifact.facts.waives.past
	not artifact.facts.waives.superseded
}

# A finding for which the waiver excuses nothing.
void(found) := object.union(found, {"voids": true})
