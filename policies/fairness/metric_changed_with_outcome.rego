# METADATA
# title: A disparity that passes because it is asked for differently
# description: >
#   Groups were too far apart, and this change does not bring them together: it changes the
#   metric, the limit, or the groups that are compared, and by the old question the answer
#   is still no, or can no longer be given. Whoever reads the report sees fairness where
#   nothing became fairer. What was judged where the change began is judged again by the
#   counts of today; a change of the data alone, or one that passes either way, is none.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [fairness-report, eval-result, eval-plan]
#   from_stage: review
#   implied_by: [eval/threshold-loosened]
#   since: 0.1.0
#   remedy: >
#     Keep the old metric, limit and groups beside the new ones in this change; propose to
#     replace them in a change of its own, with the reason, for those to approve who decide
#     what is measured: by a review, or by an approval of type `metric` that they sign.
#   controls:
#     nist-ai-rmf: [MEASURE 1.2]
#     iso-42001: [A.6.2.4]
#     soc2: [CC3.4]
package raigate.rules.fairness.metric_changed_with_outcome

import data.raigate.lib.approval
import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.limits
import data.raigate.lib.plan
import data.raigate.lib.text

applicable if {
	input.system.stage != "retired"
	count(before) > 0
}

# What compared groups or set limits where the change began, the past aside.
before := [artifact |
	some artifact in input.system.disparities_before
	not raigate.evidence.is_past(artifact, input.system.disparities_before)
]

now := [artifact |
	some artifact in input.evidence
	artifact.facts.comparisons
	not plan.is_past(artifact)
]

# What the gate objected to there, and what it objects to today.
failed := [standing |
	terms := limits.terms(before, [artifact | some artifact in before; artifact.kind == "eval-plan"])
	some artifact in before
	artifact.facts.comparisons
	some standing in limits.standings(artifact, terms)
	limits.is_objected_to(standing)
]

terms := limits.terms(now, plan.in_force)

fails := [standing |
	some artifact in now
	some standing in limits.standings(artifact, terms)
	limits.is_objected_to(standing)
]

# One finding for a disparity by the same features, however many files tell of it.
findings contains found if {
	some key in {question(standing) | some standing in failed}
	was := [standing | some standing in failed; question(standing) == key][0]
	not still_fails(was)
	not passes_as_before(was)
	[place, what] := explained(was)
	message := sprintf("%s was %s, limit %s, and did not pass; %s", [
		limits.name(was),
		fairness.shown(was.found.value),
		fairness.shown(was.one.limit),
		what,
	])
	about := shown(place, message)
	not is_approved(about)
	found := approval.with_unsigned(about, records(about))
}

question(standing) := [
	standing.one.asked.rates,
	standing.one.asked.form,
	standing.comparison.features,
	object.get(standing.comparison, "control", {}),
]

still_fails(was) if {
	some standing in fails
	standing.one.asked.rates == was.one.asked.rates
	standing.one.asked.form == was.one.asked.form
	is_same(standing.comparison, was.comparison)
}

# By the metric, the limit and the groups of before, with the counts of today.
passes_as_before(was) if {
	some same in compared(was)
	count(lost(was, same.comparison)) == 0
	found := answer(was, same.comparison)
	found.standing == "within"
}

# Where nobody is left to be compared, `fairness/small-group` says so.
passes_as_before(was) if {
	some same in compared(was)
	count(lost(was, same.comparison)) == 0
	not answer(was, same.comparison)
}

# How far the groups of today are apart, by the question of before.
answer(was, comparison) := limits.stands(comparison, groups, was.one) if {
	groups := fairness.supported(comparison.groups, was.one.asked, terms.least)
	count(groups) > 1
}

# The comparisons of today by the same features: those of the same report, if it has any.
compared(was) := own if {
	own := [same | some same in all_compared(was); is_own(same.artifact, was.artifact)]
	count(own) > 0
} else := all_compared(was)

all_compared(was) := [{"artifact": artifact, "comparison": comparison} |
	some artifact in now
	some comparison in fairness.comparisons(artifact)
	is_same(comparison, was.comparison)
]

is_own(artifact, earlier) if {
	artifact.path == earlier.path
} else if {
	is_string(earlier.id)
	artifact.id == earlier.id
}

is_same(one, other) if {
	one.features == other.features
	object.get(one, "control", {}) == object.get(other, "control", {})
}

# The same groups under another name of the feature.
is_same(one, other) if {
	one.features != other.features
	count(one.features) == count(other.features)
	labels(one.groups) == labels(other.groups)
}

labels(groups) := {lower(group.label) | some group in groups}

# Groups that were compared and stand there no more, under their name or by their counts.
lost(was, comparison) := [group.label |
	some group in was.groups
	not lower(group.label) in labels(comparison.groups)
	count([other | some other in comparison.groups; other.counts == group.counts]) == 0
]

# What changed, most telling first, and where that stands.
explained(was) := [{"plans": true}, sprintf("no groups by %s are compared any more", [fairness.by(was.comparison)])] if {
	count(compared(was)) == 0
} else := [at_groups(same), sprintf("group %s is not compared any more", [text.listed([text.shortened(label) | some label in gone])])] if {
	same := compared(was)[0]
	gone := lost(was, same.comparison)
	count(gone) > 0
} else := [limit_of(was, one, same), sprintf("it is %s, and %s", [today(was, same), asked_now(was, one)])] if {
	same := compared(was)[0]
	one := [held |
		some held in limits.judged(same.artifact, terms)
		held.asked.rates == was.one.asked.rates
		held.asked.form == was.one.asked.form
	][0]
} else := [at_number(was, same), sprintf("it is %s, and is not held against a limit any more", [today(was, same)])] if {
	same := compared(was)[0]
}

at_groups(same) := {"artifact": same.artifact, "at": same.comparison.at}

# At the number that is reported today, and its limit, where there is one.
at_number(was, same) := array.concat(
	[{"artifact": same.artifact, "at": object.get(stated, "threshold_at", stated.at)} |
		some stated in limits.reported(same.artifact)
		stated.rates == was.one.asked.rates
		stated.form == was.one.asked.form
	],
	[at_groups(same)],
)[0]

limit_of(was, one, same) := {"artifact": one.source.artifact, "at": one.source.at} if {
	one.source
} else := at_number(was, same)

today(was, same) := fairness.shown(answer(was, same.comparison).value)

asked_now(was, one) := sprintf("the limit is %s", [fairness.shown(one.limit)]) if {
	[one.asked.method, one.asked.aggregate] == [was.one.asked.method, was.one.asked.aggregate]
} else := sprintf("what is held against a limit, %s, is now %s", [fairness.shown(one.limit), way(one)])

way(one) := concat(" ", array.concat(
	[word | one.asked.aggregate == "mean"; word := "the mean"],
	[{"between_groups": "between groups", "to_overall": "the distance to overall"}[one.asked.method]],
))

shown(place, message) := finding.at(place.artifact, place.at, message) if {
	place.artifact
} else := finding.at_key(plan.in_force[0], "/fairness", message) if {
	count(plan.in_force) > 0
} else := finding.of_system(message)

# Whoever decides what is measured has approved it, in a signed record of that file or a review.
is_approved(found) if {
	people := array.concat(approval.passing(records(found)), approval.by_review)
	count(approval.open("metric", people)) == 0
}

# A name in a file is not enough to ask for less: whoever decides has signed it, for this change.
records(found) := [record |
	some record in approval.records("metric")
	object.get(found, "path", "") in record.value.subject
]
