# What a rule says: a place, and a message about it.
#
# A place is a JSON pointer into the artifact, or a byte range "@START-END" that a
# fact carries. Severity, id and line numbers are added by raigate.
package raigate.lib.finding

# At a value of an artifact.
at(artifact, place, message) := {
	"path": artifact.path,
	"root": artifact.root,
	"at": place,
	"message": message,
}

# At the key that names a value, where the key is what has to change.
at_key(artifact, place, message) := object.union(at(artifact, place, message), {"key": true})

# About the system as a whole, shown where it is declared.
of_system(message) := {"at_system": true, "message": message}

# With a second place that a reader wants to see.
related(found, artifact, place, message) := object.union(found, {"related": array.concat(
	object.get(found, "related", []),
	[at(artifact, place, message)],
)})

# With the setting that holds the limit, so that its line can be shown.
limited_by(found, setting) := object.union(found, {"limit": setting})

# That the date brought up, and no change: in a system that a pull request does not
# touch, a note there.
dated(found) := object.union(found, {"dated": true})

# That matters no more than this, whatever the severity of the rule.
at_most(found, severity) := object.union(found, {"at_most": severity})
