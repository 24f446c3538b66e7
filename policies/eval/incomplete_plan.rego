# METADATA
# title: A plan that settles nothing
# description: >
#   What is good enough was not decided before the numbers were known, or so that every
#   number passes. Then the result decides what was asked, and a system can be shipped on
#   whatever it happens to reach.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan, eval-result]
#   from_stage: development
#   implied_by: [artifact/unparsable, artifact/schema-mismatch]
#   settings:
#     open_directions: [selection_rate]
#     asked_tiers: [limited, high]
#   since: 0.1.0
#   remedy: >
#     Decide with those whom the system serves which metrics, on which data and for which
#     groups, how good each has to be, and how it is tested; then measure.
#     `raigate new eval-plan` lays out the file.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 2.1]
#     eu-ai-act: [Article 9, Annex IV(4)]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.incomplete_plan

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.eval.incomplete_plan

# A system that nobody declared, or of little risk, was never asked to plan.
findings contains finding.at(first, first.facts.results[0].at, message) if {
	input.system.declared
	input.system.tier in settings.asked_tiers
	count(plan.in_force) == 0
	measured := [artifact | some artifact in evidence.of_kind("eval-result"); artifact.facts.results]
	count(measured) > 0
	first := measured[0]
	message := sprintf("%s of results, and no plan in force that says what is good enough; tier %s asks for one", [
		text.counted(count(measured), "file"),
		input.system.tier,
	])
}

# What a plan settles, by the field that settles it.
needed := {
	"test_sets": "test set",
	"metrics": "metric",
	"slices": "slice",
}

findings contains finding.at(one, "", message) if {
	some one in plan.in_force
	absent := [noun | some key, noun in needed; not says(one, key)]
	ways := [way | not says_how(one); way := "way of testing (`test_conditions`, or `ci` of a metric)"]
	lacks := array.concat(absent, ways)
	count(lacks) > 0
	message := sprintf("plan names no %s", [concat(", no ", lacks)])
}

says(one, key) if count(raigate.text.said(evidence.field(one, key).value, 1)) > 0

says_how(one) if says(one, "test_conditions")

says_how(one) if {
	metrics := evidence.field(one, "metrics").value
	is_array(metrics)
	some metric in metrics
	metric.ci.method
}

# Metrics of a plan, each once: what is asked of one stands together.
entries := [{"plan": one, "cell": cell} |
	some one in plan.in_force
	cells := one.facts.planned
	some index, cell in cells
	not cells[index - 1].entry == cell.entry
]

findings contains finding.at(asked.plan, asked.cell.at, message) if {
	some asked in entries
	not is_number(asked.cell.threshold)
	message := sprintf("plan states no threshold for %s", [name(asked.cell)])
}

findings contains finding.at(asked.plan, asked.cell.at, message) if {
	some asked in entries
	is_number(asked.cell.threshold)
	not plan.direction(asked.cell, settings.open_directions)
	message := sprintf("plan does not state whether higher or lower is better for %s", [name(asked.cell)])
}

# A threshold that is met whatever comes out.
findings contains finding.at(asked.plan, asked.cell.threshold_at, message) if {
	some asked in entries
	is_met_by_all(asked.cell, plan.direction(asked.cell, settings.open_directions))
	message := sprintf("threshold of %s for %s is met by every value", [written(asked.cell), name(asked.cell)])
}

is_met_by_all(cell, "higher") if {
	is_number(cell.bounds[0])
	raigate.num.lte(cell.threshold, cell.bounds[0])
}

is_met_by_all(cell, "lower") if {
	is_number(cell.bounds[1])
	raigate.num.gte(cell.threshold, cell.bounds[1])
}

# A fraction with the unit of per cent is a hundredth of what was meant.
findings contains finding.at(asked.plan, asked.cell.threshold_at, message) if {
	some asked in entries
	asked.cell.unit == "percent"
	asked.cell.threshold > 0
	asked.cell.threshold <= 1
	plan.direction(asked.cell, settings.open_directions) == "higher"
	message := sprintf("threshold of %s for %s reads as a fraction written as per cent", [
		written(asked.cell),
		name(asked.cell),
	])
}

# The plan says the opposite of what the metric means.
findings contains finding.at(asked.plan, asked.cell.direction_at, message) if {
	some asked in entries
	not asked.cell.metric in settings.open_directions
	asked.cell.direction != asked.cell.stated_direction
	message := sprintf("plan states that %s values of %s are better, %s ones are", [
		asked.cell.stated_direction,
		name(asked.cell),
		asked.cell.direction,
	])
}

name(cell) := text.shortened(replace(cell.metric, "_", " "))

written(cell) := text.with_unit(cell.threshold_text, cell.unit)
