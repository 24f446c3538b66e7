# METADATA
# title: A threshold that asks for less than before
# description: >
#   What is good enough was decided before anybody saw the results, and this change makes
#   it less: whoever is served by the model gets what nobody agreed on. A plan that takes
#   the place of another one is held against that one.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan]
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Leave the threshold as it was, or propose the lower one in a change of its own,
#     before its results are looked at, with the reason, for those to approve who decide it:
#     by a review, or by an approval of type `metric` that they sign.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [A.6.2.2]
#     soc2: [CC8.1, CC3.4]
package raigate.rules.eval.threshold_loosened

import data.raigate.lib.approval
import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.limits
import data.raigate.lib.plan
import data.raigate.lib.text

applicable if count(before) > 0

applicable if count(limits_before) > 0

# Whoever decides what is measured has approved these plans, in a signed record or a review.
approved if {
	people := array.concat(approval.passing(records), approval.by_review)
	count(approval.open("metric", people)) == 0
}

# A name in a file is not enough to ask for less: whoever decides has signed it, for this change.
records := [record |
	some record in approval.records("metric")
	every one in plan.in_force {
		one.path in record.value.subject
	}
]

# Every measurement with something to reach that a plan in force asked for.
before := [cell |
	some earlier in input.system.plans_before
	not earlier.status in {"superseded", "retired"}
	some cell in earlier.planned
	is_number(cell.threshold)
]

now := [{"plan": one, "cell": cell} |
	some one in plan.in_force
	some cell in one.facts.planned
	is_number(cell.threshold)
]

findings contains found(finding.at(asked.plan, asked.cell.threshold_at, message)) if {
	not approved
	some cell in before
	some asked in now
	is_same(cell, asked.cell)
	is_less(cell, asked.cell)
	message := sprintf("threshold of %s is %s, it was %s", [
		plan.subject(cell.metric, {}),
		shown(asked.cell),
		shown(cell),
	])
}

findings contains found(finding.at(asked.plan, place, message)) if {
	not approved
	some cell in before
	cell.min_n
	some asked in now
	is_same(cell, asked.cell)
	cases := object.get(asked.cell, "min_n", 0)
	cases < cell.min_n
	place := object.get(asked.cell, "min_n_at", asked.cell.at)
	message := sprintf("%s may rest on %s, the plan asked for at least %d", [
		plan.subject(cell.metric, {}),
		text.counted(cases, "case"),
		cell.min_n,
	])
}

# One finding for a metric, whatever parts of it are asked for no more.
findings contains found(where_plans_are(message)) if {
	not approved
	some metric in {cell.metric | some cell in lost}
	alike := [cell | some cell in lost; cell.metric == metric]
	message := sprintf("threshold of %s%s is gone, it was %s", [
		plan.subject(metric, object.get(alike[0], "slice", {})),
		more(count(alike) - 1),
		shown(alike[0]),
	])
}

lost := [cell | some cell in before; not is_asked(cell)]

is_asked(cell) if {
	some asked in now
	is_same(cell, asked.cell)
}

found(what) := approval.with_unsigned(what, records)

where_plans_are(message) := finding.at_key(plan.in_force[0], "/metrics", message) if {
	count(plan.in_force) > 0
} else := finding.of_system(message)

# Every limit for a disparity that a plan in force set.
limits_before := [limit |
	some earlier in input.system.plans_before
	not earlier.status in {"superseded", "retired"}
	some limit in earlier.limits
	is_number(limit.value)
]

limits_now := [{"plan": one, "limit": limit} |
	some one in plan.in_force
	some limit in one.facts.limits
	is_number(limit.value)
]

findings contains found(finding.at(asked.plan, asked.limit.at, message)) if {
	not approved
	some was in limits_before
	some asked in limits_now
	is_same_limit(was, asked.limit)
	allows_more(was, asked.limit)
	message := sprintf("limit of %s is %s, it was %s", [
		text.shortened(replace(was.name, "_", " ")),
		asked.limit.text,
		was.text,
	])
}

findings contains found(where_plans_are(message)) if {
	not approved
	some was in limits_before
	every asked in limits_now {
		not is_same_limit(was, asked.limit)
	}
	message := sprintf("limit of %s is gone, it was %s", [text.shortened(replace(was.name, "_", " ")), was.text])
}

# By what it compares, whatever it is called; by its name where nobody knows what it compares.
is_same_limit(one, other) if {
	one.rates
	other.rates
	fairness.asked(one) == fairness.asked(other)
} else if {
	not one.rates
	one.name == other.name
}

allows_more(was, is) if {
	was.form in {"difference", "ratio"}
	limits.allows_more(was.form, was.value, is.value)
} else if {
	not was.form in {"difference", "ratio"}
	was.value != is.value
}

# The same metric of the same part of the same data.
is_same(one, other) if {
	one.metric == other.metric
	object.get(one, "slice", {}) == object.get(other, "slice", {})
	object.get(one, "feature", "") == object.get(other, "feature", "")
	object.get(one, "dataset", "") == object.get(other, "dataset", "")
}

is_less(was, is) if {
	plan.direction(was, []) == "higher"
	raigate.num.lt(as_fraction(is), as_fraction(was))
}

is_less(was, is) if {
	plan.direction(was, []) == "lower"
	raigate.num.gt(as_fraction(is), as_fraction(was))
}

# Where nobody says which side is the good one, any other value may be the lesser one.
is_less(was, is) if {
	not plan.direction(was, [])
	as_fraction(is) != as_fraction(was)
}

as_fraction(cell) := raigate.num.mul(cell.threshold, 0.01) if {
	cell.unit == "percent"
} else := cell.threshold

shown(cell) := text.with_unit(cell.threshold_text, object.get(cell, "unit", ""))

more(0) := ""

more(others) := sprintf(" and %s", [text.counted(others, "part")]) if others > 0
