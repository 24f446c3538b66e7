# METADATA
# title: Counts that contradict each other
# description: >
#   The same people are counted twice and come to different numbers, so at least one of
#   the two was not counted, and nobody can tell which. Groups are held against all cases,
#   cell by cell, and each file against the others of its system: how many cases a group
#   has and how many of them are positive follows from the data alone, what is predicted
#   of them from data and model.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: [eval-result, fairness-report]
#   from_stage: review
#   settings:
#     min_cases: 30
#   since: 0.1.0
#   remedy: >
#     Count all of them from the output of one run, as `raigate metrics` does; where they
#     are of two runs, name in each the model, its version and the data, or mark the one
#     that no longer holds as `superseded`.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.eval.contradicting_counts

import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.contradicting_counts

# What groups add up to, in a file that counts everybody, too: one finding a comparison.
findings contains finding.related(found, input.artifact, all_at, "all cases") if {
	some comparison in input.artifact.facts.comparisons
	whole := comparison.overall.counts
	are_of_the_whole(comparison, sum([number | some number in whole]))
	more := [[cell, number] |
		some cell, number in whole
		comparison.sums[cell] > number
	]
	[cell, number] := more[0]
	all_at := object.get(comparison.overall, "counts_at", comparison.overall.at)
	message := sprintf("groups by %s hold %s, all cases hold %d", [
		fairness.by(comparison),
		text.counted(comparison.sums[cell], cells[cell]),
		number,
	])
	found := finding.at(input.artifact, comparison.at, message)
}

# Groups of people do not overlap; slices of anything else may, unless they add up.
are_of_the_whole(comparison, cases) if {
	input.artifact.kind == "fairness-report"
	comparison.sums.n <= cases
}

are_of_the_whole(comparison, cases) if {
	input.artifact.kind == "eval-result"
	comparison.sums.n == cases
}

cells := {"tp": "true positive", "fp": "false positive", "fn": "false negative", "tn": "true negative"}

# All cases sorted into groups in two ways.
findings contains finding.related(found, input.artifact, first.at, "and these are all cases, too") if {
	input.artifact.kind == "fairness-report"
	total := input.artifact.value.total_n
	entire := [comparison |
		some comparison in input.artifact.facts.comparisons
		comparison.sums.n == total
		count(comparison.control) == 0
		not comparison.overall
	]
	first := entire[0]
	some index, comparison in entire
	index > 0
	differing := [cell | some cell, _ in cells; comparison.sums[cell] != first.sums[cell]]
	cell := differing[0]
	message := sprintf("groups by %s hold %s, groups by %s hold %d, and both are all %d cases", [
		fairness.by(comparison),
		text.counted(comparison.sums[cell], cells[cell]),
		fairness.by(first),
		first.sums[cell],
		total,
	])
	found := finding.at(input.artifact, comparison.at, message)
}

# One finding a file that counts otherwise, at the first slice.
findings contains object.union(found, {"related": [seen]}) if {
	some other in input.artifact.facts.contradictions
	wrong := [[slice, words] |
		some slice in other.slices
		words := difference(other, slice)
	]
	count(wrong) > 0
	[slice, words] := wrong[0]
	message := sprintf("%s %s in `%s`%s", [whose(slice), words, other.path, more(wrong)])
	found := finding.at(input.artifact, slice.at, message)
	seen := {"path": other.path, "root": other.root, "at": slice.other_at, "message": "counted otherwise here"}
}

difference(other, slice) := sprintf("holds %s, and %d", [text.counted(slice.cases[0], "case"), slice.cases[1]]) if {
	are_of_one_data(other)
	slice.cases
} else := sprintf("holds %s, and %d", [text.counted(slice.positives[0], "positive case"), slice.positives[1]]) if {
	are_of_one_data(other)
	slice.positives
} else := sprintf("has tp, fp, fn, tn of %s, and %s", [listed(slice.counts[0]), listed(slice.counts[1])]) if {
	are_of_one_run(other)
	slice.counts
}

are_of_one_data(other) if other.same_data

are_of_one_data(other) if are_of_one_run(other)

# The same four numbers of everybody are no accident, unless they are small.
are_of_one_run(other) if {
	other.same_whole
	other.same_model != false
	other.cases >= settings.min_cases
}

# A model says the same of the same data. Two results may be of two thresholds or seeds;
# a report is about what was measured.
are_of_one_run(other) if {
	other.same_data
	other.same_model == true
	"fairness-report" in {other.kind, input.artifact.kind}
}

whose(slice) := "the whole" if slice.label == ""

whose(slice) := sprintf("group %s", [text.shortened(slice.label)]) if slice.label != ""

more(wrong) := "" if count(wrong) == 1

more(wrong) := sprintf("; %d slices differ", [count(wrong)]) if count(wrong) > 1

listed(counts) := concat(", ", [sprintf("%d", [number]) | some number in counts])
