# METADATA
# title: People that no group counts
# description: >
#   Who is in no group is treated in a way that nobody looked at, and a group can
#   be made to look well by leaving cases out. Groups of one feature and the cases whose
#   group is unknown add up to all cases, each counted once.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [fairness-report, eval-plan]
#   from_stage: review
#   settings:
#     max_unknown: 0.1
#     unknown_labels: ["", "?", "-", n/a, na, nan, "null", none, unknown, unspecified, not stated, not specified, missing, undisclosed, prefer not to say]
#   since: 0.1.0
#   remedy: >
#     Count every case in one group of the feature, or as unknown in `unknown_n`, and state
#     all of them in `total_n`; `raigate metrics` does. Where most groups are unknown,
#     ask, or measure on data where they are known.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11]
#     eu-ai-act: [Article 10]
package raigate.rules.fairness.missing_group

import data.raigate.lib.evidence
import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.fairness.missing_group

reports := evidence.of_kind("fairness-report")

# The features that groups are made of, each set with its groups of all levels.
features := [{
	"report": report,
	"features": set,
	"first": own[0],
	"groups": groups,
	"known": sum([size(group) | some group in groups; not is_unknown(group)]),
	"named_unknown": sum([size(group) | some group in groups; is_unknown(group)]),
} |
	some report in reports
	some set in {comparison.features | some comparison in report.facts.comparisons}
	own := [comparison | some comparison in report.facts.comparisons; comparison.features == set]
	groups := [group | some comparison in own; some group in comparison.groups]
	every group in groups {
		is_number(size(group))
	}
]

# One group is no comparison.
findings contains finding.at(report, comparison.at, message) if {
	some report in reports
	some comparison in report.facts.comparisons
	count(comparison.groups) == 1
	message := sprintf("the only group by %s is %s", [
		fairness.by(comparison),
		text.shortened(comparison.groups[0].label),
	])
}

findings contains finding.related(finding.at(report, group.at, message), report, group.repeats, "and here") if {
	some report in reports
	report.standard == "native"
	some comparison in report.facts.comparisons
	some group in comparison.groups
	group.repeats
	message := sprintf("group %s of %s is listed twice", [text.shortened(group.label), fairness.by(comparison)])
}

findings contains finding.related(finding.at(report, group.counts_at, message), report, group.n_at, "stated here") if {
	some report in reports
	some comparison in report.facts.comparisons
	some group in comparison.groups
	cases := fairness.cases(group.counts, ["tp", "fp", "fn", "tn"])
	cases != group.n
	message := sprintf("counts of group %s add up to %d, n is %d", [text.shortened(group.label), cases, group.n])
}

# All cases, and how many there are in all.
findings contains finding.related(finding.at(report, whole.at, message), report, total.at, "all cases") if {
	some report in reports
	some comparison in report.facts.comparisons
	whole := comparison.overall
	count(comparison.control) == 0
	total := evidence.field(report, "total_n")
	size(whole) != total.value
	message := sprintf("the group of everybody holds %d cases, all are %v", [size(whole), total.value])
}

# A feature that is named as sensitive and has no groups.
findings contains finding.at(report, sprintf("%s/%d", [field.at, index]), message) if {
	some report in reports
	field := evidence.field(report, "sensitive_features")
	is_array(field.value)
	some index, feature in field.value
	is_string(feature)
	not is_measured(report, feature)
	message := sprintf("sensitive feature %s has no groups", [text.shortened(feature)])
}

# Groups and unknown cases that are fewer or more than all.
findings contains finding.related(found, one.report, total.at, "all cases") if {
	some one in features
	total := evidence.field(one.report, "total_n")
	is_number(total.value)
	[fewest, most] := expected(one, total.value)
	added := one.known + one.named_unknown
	not is_between(added, fewest, most)
	message := sprintf("groups by %s hold %d cases, all but the unknown are %s", [
		text.listed(one.features),
		added,
		range(fewest, most),
	])
	found := finding.at(one.report, one.first.at, message)
}

findings contains finding.limited_by(finding.at(one.report, one.first.at, message), "max_unknown") if {
	some one in features
	all := total_of(one)
	unknown := raigate.num.sub(all, one.known)
	raigate.num.gt(unknown, raigate.num.mul(settings.max_unknown, all))
	message := sprintf("group by %s is unknown of %d of %d cases, at most %v %% can be", [
		text.listed(one.features),
		unknown,
		all,
		settings.max_unknown * 100,
	])
}

# A group that the plan asks for.
findings contains finding.related(found, plan, sprintf("%s/%d", [slices.at, index]), "asked for here") if {
	some plan in evidence.of_kind("eval-plan")
	slices := evidence.field(plan, "slices")
	is_array(slices.value)
	some index, slice in slices.value
	is_string(slice.feature)
	is_array(slice.values)
	some report in reports
	some comparison in report.facts.comparisons
	comparison.features == [normal(slice.feature)]
	missing := [value |
		some value in slice.values
		not has_group(comparison, value)
	]
	count(missing) > 0
	message := sprintf("no group by %s is %s, the plan asks for it", [
		fairness.by(comparison),
		text.listed([text.shortened(sprintf("%v", [value])) | some value in missing]),
	])
	found := finding.at(report, comparison.at, message)
}

# Without a total nobody can tell who was left out.
not_evaluated contains finding.at(report, "", "report states no total number of cases, so that cases in no group do not show") if {
	some report in reports
	report.standard == "native"
	count(report.facts.comparisons) > 0
	not is_number(evidence.field(report, "total_n").value)
}

size(group) := fairness.cases(group.counts, ["tp", "fp", "fn", "tn"]) if {
	group.counts
} else := group.n

is_unknown(group) if {
	some label in group.slice
	trim_space(lower(label)) in settings.unknown_labels
}

is_measured(report, feature) if {
	some comparison in report.facts.comparisons
	normal(feature) in comparison.features
}

normal(feature) := regex.replace(lower(trim_space(feature)), `[\s_-]+`, "_")

# Cases of which any feature is unknown are stated together; of a single set of features,
# or with the unknown of each, it is exact.
expected(one, total) := [exact, exact] if {
	count(one.features) == 1
	unknown := one.report.value["x-unknown"][one.features[0]]
	is_number(unknown)
	exact := raigate.num.sub(total, unknown)
} else := [exact, exact] if {
	sets := {comparison.features | some comparison in one.report.facts.comparisons}
	count(sets) == 1
	exact := raigate.num.sub(total, unknown_of(one.report))
} else := [raigate.num.sub(total, unknown_of(one.report)), total]

unknown_of(report) := evidence.field(report, "unknown_n").value if {
	is_number(evidence.field(report, "unknown_n").value)
} else := 0

is_between(number, fewest, most) if {
	number >= fewest
	number <= most
}

range(fewest, most) := sprintf("%d", [most]) if fewest == most

range(fewest, most) := sprintf("%d to %d", [fewest, most]) if fewest != most

total_of(one) := max([stated, raigate.num.add(one.known, one.named_unknown)]) if {
	stated := evidence.field(one.report, "total_n").value
	is_number(stated)
} else := raigate.num.add(one.known, one.named_unknown)

has_group(comparison, value) if {
	some group in comparison.groups
	some label in group.slice
	lower(label) == lower(sprintf("%v", [value]))
}
