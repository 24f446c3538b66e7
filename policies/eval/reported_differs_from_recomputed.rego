# METADATA
# title: A result that its counts or predictions do not give
# description: >
#   What stands behind this result gives another value, so one of the two was
#   mistyped, rounded up or taken from another run, and whoever relies on the value
#   relies on nothing that was measured. Rates are computed again from the counts
#   beside them, and counts from the predictions they name, where these are in the
#   repository or below `--evidence-dir`; all at the precision they are written in.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [eval-result, fairness-report]
#   from_stage: review
#   settings:
#     tolerance: 0.000001
#     most_shown: 10
#   implied_by: [eval/impossible-number]
#   since: 0.1.0
#   remedy: >
#     Write value and counts of one and the same run, from its own output, as
#     `raigate metrics` does; if the run is lost, measure again rather than fit one to
#     the other.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.eval.reported_differs_from_recomputed

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.reported_differs_from_recomputed

# All others fit together at a first look.
results := input.artifact.facts.doubtful

recounted := input.artifact.facts.recounted

# A rate that its own counts do not give.
findings contains at_value(result) if {
	some result in results

	# What rounding explains needs no closer look.
	result.counted.off >= result.counted.rounding
	is_another(result)
}

# A rate of no cases: it has no value, and no other tool prints one in its place.
findings contains at_value(result) if {
	some result in results
	result.counted.undefined
	not result.counted.off
}

# Counts of a group that are not its number of cases.
findings contains finding.related(found, input.artifact, sprintf("/groups/%d/n", [index]), "stated here") if {
	input.artifact.kind == "fairness-report"
	is_array(input.artifact.value.groups)
	some index, group in input.artifact.value.groups
	is_number(group.n)
	cells := [group.counts[cell] | some cell in ["tp", "fp", "fn", "tn"]; is_number(group.counts[cell])]
	count(cells) == 4
	sum(cells) != group.n
	message := sprintf("counts of a group add up to %v, n is %v", [sum(cells), group.n])
	found := finding.at(input.artifact, sprintf("/groups/%d/counts", [index]), message)
}

# Predictions that are no longer those that were counted: one cause of all that differs.
findings contains finding.at(input.artifact, recounted.digest_at, message) if {
	recounted.digest_stated != recounted.digest
	message := sprintf("counted were predictions of digest %s, those that are there have %s; %d of %d numbers differ", [
		shown(recounted.digest_stated),
		shown(recounted.digest),
		count(differing),
		recounted.compared,
	])
}

# Numbers that the predictions do not give.
findings contains finding.at(input.artifact, found.at, found.message) if {
	recounted
	is_unchanged
	some index, found in differing
	index < settings.most_shown
}

findings contains finding.limited_by(finding.at(input.artifact, recounted.at, message), "most_shown") if {
	recounted
	is_unchanged
	count(differing) > settings.most_shown
	message := sprintf("%d of %d numbers are not what the predictions give, %d are shown", [
		count(differing),
		recounted.compared,
		settings.most_shown,
	])
}

# Groups that the predictions hold and the report does not.
findings contains finding.at_key(input.artifact, "/groups", message) if {
	some left_out in recounted.left_out
	is_unchanged
	features := text.listed([text.shortened(feature) | some feature in left_out.features])
	message := sprintf("%s by %s in the predictions, of %s, not reported", [
		text.counted(left_out.groups, "group"),
		features,
		text.counted(left_out.cases, "case"),
	])
}

# A path to where no evidence lies.
findings contains finding.at(input.artifact, recounted.at, message) if {
	recounted.escapes
	message := "path of the predictions leads out of the repository"
}

# Whoever takes out where the counts come from has them counted again no more.
not_evaluated contains finding.at(input.artifact, dropped.at, message) if {
	some dropped in input.artifact.facts.dropped_sources
	dropped.is_rows
	message := sprintf("counts of `%s`, which is here, do not name it any more and are not counted again", [text.shortened(dropped.path)])
}

not_evaluated contains finding.at(input.artifact, recounted.at, message) if {
	message := sprintf("predictions cannot be counted again: %s", [recounted.uncountable])
}

not_evaluated contains finding.at(input.artifact, recounted.at, message) if {
	recounted.absent.was_asked
	message := "predictions are neither in the repository nor in the folder of evidence"
}

deferred contains finding.at(input.artifact, recounted.at, message) if {
	not recounted.absent.was_asked
	recounted.absent
	message := "predictions are not here"
}

is_unchanged if not is_changed

is_changed if recounted.digest_stated != recounted.digest

differing := array.concat(array.concat(differing_counts, differing_sizes), differing_values)

differing_counts := [{"at": record.at, "message": message} |
	some record in recounted.counts
	stated := text.listed([sprintf("%s %v", [cell.cell, cell.stated]) | some cell in record.cells])
	found := text.listed([sprintf("%v", [cell.found]) | some cell in record.cells])
	message := sprintf("%s stated, the predictions give %s", [stated, found])
]

differing_sizes := [{"at": size.at, "message": message} |
	some size in recounted.sizes
	message := sprintf("%s is %v, the predictions give %v", [replace(size.of, "_", " "), size.stated, size.found])
]

differing_values := [{"at": value.at, "message": message} |
	some value in recounted.values
	is_off(value)
	message := sprintf("%s is %s, the predictions %s", [name(value), written(value), given(value)])
]

is_off(value) if is_another(value)

is_off(value) if {
	value.counted.undefined
	not value.counted.off
}

# Enough of a digest to tell it from another.
shown(digest) := sprintf("%s…", [substring(digest, 0, 19)])

at_value(result) := finding.related(found, input.artifact, result.counts_at, "counted here") if {
	message := sprintf("%s is %s, its counts %s", [name(result), written(result), given(result)])
	found := finding.at(input.artifact, result.at, message)
}

# As a fraction of whole numbers where it is one, so that nothing is rounded.
is_another(result) if {
	among := result.counted.among
	difference := raigate.num.abs(raigate.num.sub(
		raigate.num.mul(result.value, among),
		raigate.num.mul(result.counted.of, whole(result)),
	))
	raigate.num.gt(difference, raigate.num.mul(slack(result), among))
}

is_another(result) if {
	not result.counted.among
	raigate.num.gt(result.counted.off, slack(result))
}

slack(result) := raigate.num.add(
	result.counted.rounding,
	raigate.num.mul(settings.tolerance, whole(result)),
)

whole(result) := object.get({"percent": 100, "points": 100}, [result.unit], 1)

given(result) := sprintf("leave it undefined: %s", [result.counted.undefined])

# Two decimals more than were written show the difference and no false precision.
given(result) := sprintf("give %s", [text.with_unit(text.rounded(exact(result), decimals), result.unit)]) if {
	not result.counted.undefined
	decimals := min([text.decimals(result.text) + 2, 12])
}

exact(result) := (result.counted.of * whole(result)) / result.counted.among

exact(result) := result.counted.exact if not result.counted.among

name(result) := text.shortened(replace(result.metric, "_", " "))

written(result) := text.with_unit(result.text, result.unit)
