# The sections of a Markdown document.
package raigate.lib.section

# Where thin sections of one subject have to change: at the first placeholder in any
# of them, else at the first heading. A placeholder that explains the thinness is
# then its cause at the same place.
place(artifact, sections) := marks[0] if {
	marks := placeholders(artifact, sections)
	count(marks) > 0
}

place(artifact, sections) := sections[0].at if count(placeholders(artifact, sections)) == 0

placeholders(artifact, sections) := [placeholder.at |
	some placeholder in object.get(artifact.facts, "placeholders", [])
	placeholder.section in {section.heading | some section in sections}
]

# The sections that go by one of `names`, in document order; one that goes by two of
# them is there twice.
about(artifact, names) := [section |
	some section in artifact.facts.sections
	some name in section.names
	name in names
]
