# What counts as an answer: something said that no placeholder stands for.
package raigate.lib.answer

# Two characters, as in the initials of a team.
least := 2

# Whether the value at `pointer` of an artifact says something.
is_given(artifact, pointer, value) if {
	left_open := placeholders(artifact)
	some place in raigate.text.said(value, least)
	not sprintf("%s%s", [pointer, place]) in left_open
}

# The members of `fields`, which stands at `pointer`, that say nothing, in the order of `keys`.
missing(artifact, pointer, fields, keys) := raigate.evidence.missing(artifact, place, fields, keys) if {
	place := {"pointer": pointer, "least": least}
}

placeholders(artifact) := {placeholder.at |
	some placeholder in object.get(artifact, ["facts", "placeholders"], [])
}

# An element of a list as a message shows it: by its id, else by its place.
called(noun, element, _) := sprintf("%s `%s`", [noun, element.id]) if is_string(element.id)

called(noun, element, index) := sprintf("%s %d", [noun, index + 1]) if not is_string(element.id)
