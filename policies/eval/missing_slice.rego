# METADATA
# title: A planned measurement that is not reported
# description: >
#   The plan asks for a number that no result gives, so the group or the test set that
#   would have looked worst may be the one that is missing, and its people are not seen.
#   What was measured on fewer cases than planned, or on another model, does not count.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-plan, eval-result, fairness-report, model-manifest]
#   from_stage: review
#   settings: {shown: 3}
#   since: 0.1.0
#   remedy: >
#     Measure what is missing and add the output of the run. What cannot be measured goes
#     out of the plan, with a reason where the group was, before the results are looked at;
#     a metric of one test set alone says so in its `dataset`.
#   controls:
#     nist-ai-rmf: [MEASURE 1.1, MEASURE 2.3]
#     eu-ai-act: [Annex IV(4)]
#     iso-42001: [A.6.2.4]
package raigate.rules.eval.missing_slice

import data.raigate.lib.finding
import data.raigate.lib.measurements
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.eval.missing_slice

applicable if count(plan.in_force) > 0

missing := [asked |
	some asked in measurements.asked
	count(asked.measured) == 0
]

# Before the first result, the plan is all there is to say.
findings contains found if {
	count(missing) > 0
	count(missing) == count(measurements.asked)
	first := missing[0]
	message := sprintf("%s planned, no result of the system reports any of them", [
		text.counted(count(missing), "measurement"),
	])
	found := finding.at_key(first.plan, "/metrics", message)
}

# One finding for a metric on a test set, whatever parts of it are missing.
findings contains found if {
	count(missing) < count(measurements.asked)
	some [path, entry, dataset] in {place(asked) | some asked in missing}
	alike := [asked | some asked in missing; place(asked) == [path, entry, dataset]]
	first := alike[0]
	message := sprintf("no result reports %s%s%s", [
		text.shortened(replace(first.cell.metric, "_", " ")),
		of_parts([part(asked.cell) | some asked in alike]),
		on_data(first.cell),
	])
	found := at_part(first, finding.at(first.plan, first.cell.at, message))
}

# Every group was asked for; the best one is no slicing.
findings contains found if {
	some asked in measurements.asked
	feature := asked.cell.feature
	groups := {one.slice | some one in asked.measured}
	count(groups) == 1
	message := sprintf("%s is reported for a single group of %s, the plan asks for all of them", [
		text.shortened(replace(asked.cell.metric, "_", " ")),
		text.shortened(feature),
	])
	found := finding.related(
		finding.at(asked.measured[0].artifact, asked.measured[0].at, message),
		asked.plan, asked.cell.slice_at, "asked for here",
	)
}

findings contains found if {
	some asked in measurements.asked
	asked.cell.min_n
	some one in asked.measured
	cases := cases_of(one.result)
	cases < asked.cell.min_n
	message := sprintf("%s rests on %s, the plan asks for at least %d", [
		plan.subject(asked.cell.metric, one.slice),
		text.counted(cases, "case"),
		asked.cell.min_n,
	])
	found := asked_here(one, asked, message)
}

# A value that does not say on how many cases it rests.
not_evaluated contains found if {
	some asked in measurements.asked
	asked.cell.min_n
	some one in asked.measured
	not cases_of(one.result)
	message := sprintf("%s does not say on how many cases it rests, the plan asks for at least %d", [
		plan.subject(asked.cell.metric, one.slice),
		asked.cell.min_n,
	])
	found := asked_here(one, asked, message)
}

not_evaluated contains finding.at_key(plan_artifact, "/metrics", message) if {
	some plan_artifact in plan.in_force
	more := plan_artifact.facts.planned_left_out
	message := sprintf("%d further measurements are planned than are looked at", [more])
}

asked_here(one, asked, message) := finding.related(
	finding.at(one.artifact, one.at, message),
	asked.plan, asked.cell.min_n_at, "asked for here",
)

cases_of(result) := result.n if {
	is_number(result.n)
} else := result.counted.cases

place(asked) := [asked.plan.path, asked.cell.entry, object.get(asked.cell, "dataset", "")]

at_part(asked, found) := finding.related(found, asked.plan, asked.cell.slice_at, "asked for here") if {
	asked.cell.slice_at
} else := found

part(cell) := sprintf("%s=…", [cell.feature]) if {
	cell.feature
} else := concat(", ", sort([sprintf("%s=%s", [feature, value]) | some feature, value in cell.slice]))

# The whole goes without saying where nothing else is missing.
of_parts([""]) := ""

of_parts(parts) := sprintf(" of %s%s", [text.listed(array.slice(named, 0, settings.shown)), others]) if {
	parts != [""]
	named := [text.shortened(whole(one)) | some one in parts]
	others := more(count(named) - settings.shown)
}

whole("") := "the whole"

whole(part) := part if part != ""

more(number) := "" if number <= 0

more(number) := sprintf(" and %d more", [number]) if number > 0

on_data(cell) := sprintf(" on `%s`", [text.shortened(cell.dataset)]) if {
	cell.dataset
} else := ""
