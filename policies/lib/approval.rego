# Who has approved what, and in which roles something still has to be approved.
package raigate.lib.approval

import data.raigate.lib.finding
import data.raigate.lib.history

settings := data.settings.approval.missing_role

# What a record is bound to in the system that is judged.
binding(record, system) := found if {
	some found in record.facts.approval.bindings
	found.system == system
}

# An approval, or a record of one that is kept elsewhere.
is_decision(record) if record.facts.approval

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

# A day that is still to come has decided nothing; clocks may differ by so many days.
is_ahead(value) if {
	value.date > data.run.today
	history.is_date(value.date)
	history.days(data.run.today, value.date) > data.settings.git.implausible_date.tolerance_days
}

# Whoever commits or signs it is whom it names; anything else may be written by anybody.
is_own(record) if {
	by_approver(record)
} else if {
	record.facts.approval.made.state in {"approver", "no_history"}
}

# What is decided about one change ends with it: once that is merged, it is history.
is_history(record) if {
	record.value.decision_type in {"gate-change", "tier-change"}
	not record.facts.changed
}

# Lets a change pass: its approver signed it, and it did not stand there before.
lets_pass(record) if {
	by_approver(record)
	not record.facts.stood_before
}

# Whoever lets a change pass by one of these records.
passing(some_records) := [candidate(record) | some record in some_records; lets_pass(record)]

# A finding, with what would count if its approver had signed it for this change.
with_unsigned(found, some_records) := object.union(found, {"related": unsigned}) if {
	unsigned := [finding.at(record, "/decision_type", message) |
		some record in some_records
		not lets_pass(record)
		message := sprintf("does not let it pass: %s", [why_not(record)])
	]
	count(unsigned) > 0
} else := found

why_not(record) := "it was there before this change" if record.facts.stood_before

why_not(record) := "its approver has not signed it" if not record.facts.stood_before

# Whoever has approved: a record in its role, a review in every role its author holds.
candidates(decision) := array.concat(by_record(decision), by_review)

by_record(decision) := [candidate(record) | some record in records(decision)]

candidate(record) := {
	"person": record.facts.approval.person,
	"roles": [record.value.role],
	"who": record.facts.approval.who,
	"subject": object.get(record.value, "subject", []),
}

# The records of a decision that count: in force, by who holds the role and had no part in the
# work, and bound to what is there.
records(decision) := [record |
	"record" in settings.sources
	some record in input.evidence
	record.facts.approval
	record.value.decision_type == decision
	record.value.decision == "approve"
	record.facts.approval.holds == "yes"
	bound := binding(record, input.system.id)
	bound.state == "same"
	bound.contributed.state == "no"
	in_force(record)
	not expired(record)
	is_signed(record)
	is_shown(record)
	not is_ahead(record.value)
]

by_review := [candidate |
	"review" in settings.sources
	some review in input.system.facts.reviews
	review.state == "same"
	review.contributed.state == "no"
	candidate := {"person": review.person, "roles": review.roles, "who": review.who}
]

# Where signatures are asked for, a record without a good one of its approver is nobody's.
is_signed(record) if {
	not record.facts.needs_signature
} else if {
	by_approver(record)
}

# A good signature, in a file beside the record or of its commit, is by whom it names.
by_approver(record) if record.facts.approval.signed.state == "approver"

# What is kept elsewhere is shown by a copy here, and counts for those who decide elsewhere, or
# where its approver has signed it.
is_shown(record) if {
	record.kind != "external-record"
} else if {
	record.facts.export.state == "same"
	may_be_elsewhere(record)
}

may_be_elsewhere(record) if {
	by_approver(record)
} else if {
	record.value.role in object.get(settings.kept_elsewhere, record.value.decision_type, [])
}

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
