# The sections of a Markdown document.
package raigate.lib.section

# Where a thin section has to change: at its first placeholder, else at its heading.
# A placeholder that explains the thinness is then its cause at the same place.
place(artifact, section) := marks[0] if {
	marks := placeholders(artifact, section)
	count(marks) > 0
}

place(artifact, section) := section.at if count(placeholders(artifact, section)) == 0

placeholders(artifact, section) := [placeholder.at |
	some placeholder in object.get(artifact.facts, "placeholders", [])
	placeholder.section == section.heading
]

# The sections that go by one of `names`, in document order.
about(artifact, names) := [section |
	some section in object.get(artifact.facts, "sections", [])
	count({name | some name in section.names; name in names}) > 0
]
