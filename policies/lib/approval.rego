# Who has approved what, and in which roles something still has to be approved.
package raigate.lib.approval

settings := data.settings.approval.missing_role

# What a record is bound to in the system that is judged.
binding(record, system) := found if {
	some found in record.facts.approval.bindings
	found.system == system
}

# Drafts decide nothing, and what was replaced no longer does.
in_force(record) if not record.value.status in {"draft", "superseded", "retired"}

# Commits have 40 digits, a reader needs twelve.
short(commit) := substring(commit, 0, 12)

# The roles in which the system needs a decision, each with those that can stand in for it.
needed(decision) := array.concat(by_tier, sort(by_facet)) if {
	by_tier := object.get(object.get(settings.required, decision, {}), input.system.tier, [])
	facets := object.get(object.get(settings.by_facet, decision, {}), input.system.tier, {})
	by_facet := {slot |
		some facet in input.system.facets
		some slot in object.get(facets, facet, [])
		not slot in by_tier
	}
}

roles(slot) := split(slot, " or ")

# Whoever has approved: a record in its role, a review in every role its author holds.
candidates(decision) := array.concat(by_record(decision), by_review)

by_record(decision) := [candidate |
	"record" in settings.sources
	some record in input.evidence
	record.kind == "approval"
	record.value.decision_type == decision
	record.value.decision == "approve"
	in_force(record)
	not expired(record)
	is_signed(record)
	record.facts.approval.holds == "yes"
	bound := binding(record, input.system.id)
	bound.state == "same"
	bound.contributed.state == "no"
	candidate := {
		"person": record.facts.approval.person,
		"roles": [record.value.role],
		"who": record.facts.approval.who,
		"subject": object.get(record.value, "subject", []),
	}
]

by_review := [candidate |
	"review" in settings.sources
	some review in input.system.facts.reviews
	review.state == "same"
	review.contributed.state == "no"
	candidate := {"person": review.person, "roles": review.roles, "who": review.who}
]

# Where signatures are asked for, a record without a good one is nobody's.
is_signed(record) if not record.facts.needs_signature

is_signed(record) if record.facts.history.signature.status == "good"

expired(record) if record.value.expires < data.run.today

# The roles that nobody has filled: one person fills one of them, whoever they are.
open(decision, people) := [slot | some position, slot in slots; filled[position] == null] if {
	slots := needed(decision)
	filled := raigate.people.fill([roles(slot) | some slot in slots], people)
}

# Roles that `raigate.toml` does not define, so that nobody can ever fill them.
undefined(slots) := [slot |
	some slot in slots
	defined := [role | some role in roles(slot); data.roles[role]]
	count(defined) == 0
]

# A review could still fill them, and is known to the forge alone.
awaits_reviews if {
	"review" in settings.sources
	not input.system.facts.reviews
}

listed(slots) := concat(", ", [sprintf("`%s`", [slot]) | some slot in slots])
