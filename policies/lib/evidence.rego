# The artifacts of the system that is judged.
package raigate.lib.evidence

# All artifacts of one kind, in path order.
of_kind(kind) := [artifact | some artifact in input.evidence; artifact.kind == kind]

# The fields of an artifact that are not null, wherever its kind keeps them.
fields(artifact) := object.union(members(artifact.value.raigate), members(artifact.value)) if {
	is_object(artifact.value.raigate)
}

fields(artifact) := members(artifact.value) if not is_object(artifact.value.raigate)

members(holder) := {key: value | some key, value in holder; value != null}

# A field of an artifact, wherever its kind keeps it: {"value", "at"}. Markdown
# carries raigate's own fields under `raigate` in the front matter, and a format with
# names of its own may call the field something else.
field(artifact, key) := raigate.evidence.field(artifact, key)
