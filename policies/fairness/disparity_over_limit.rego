# METADATA
# title: A disparity above its limit, or not shown to be below it
# description: >
#   Groups of people are treated further apart than was decided to be acceptable, or
#   too few of them were measured to tell. Disparities are computed from the counts,
#   whatever the report states; a limit of the plan or the report counts where it is
#   stricter than the setting. An interval within the limit passes, one beyond it
#   fails, and one around it needs more cases.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [fairness-report, eval-result, eval-plan]
#   from_stage: review
#   settings:
#     max_difference: 0.1
#     limits: {equalized_odds_difference: 0.1}
#     always: [equalized_odds_difference]
#     confidence: 0.95
#     min_cases: {minimal: 30, limited: 30, high: 100}
#     min_positives: 10
#     min_negatives: 10
#     sensitive_features:
#       - age
#       - age_band
#       - age_cat
#       - age_group
#       - disability
#       - ethnicity
#       - gender
#       - nationality
#       - race
#       - religion
#       - sex
#   since: 0.1.0
#   remedy: >
#     Find out why the groups differ and change the model or its use; where the answer
#     is open, measure as many cases as the message names. A limit that is too strict
#     for this use is changed in `raigate.toml`, with reasons, before the result is known.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.5.4]
package raigate.rules.fairness.disparity_over_limit

import data.raigate.lib.evidence
import data.raigate.lib.fairness
import data.raigate.lib.finding
import data.raigate.lib.identity
import data.raigate.lib.limits
import data.raigate.lib.plan
import data.raigate.lib.text

settings := data.settings.fairness.disparity_over_limit

# Slices of results are groups of people where their feature is one of people.
measured := [artifact |
	some artifact in input.evidence
	artifact.facts.comparisons
	not plan.is_past(artifact)
]

terms := limits.terms(input.evidence, plan.in_force)

# Each disparity with where its interval stands.
standings := [standing |
	some artifact in measured
	some standing in limits.standings(artifact, terms)
	not is_told_by_a_report(artifact, standing.comparison)
]

findings contains explained(standing, message) if {
	some standing in standings
	standing.found.standing == "over"
	message := sprintf("%s is %s, %s", [name(standing), interval(standing.found), limit(standing)])
}

# Combinations of features make many small groups; of them only what is known is said.
findings contains explained(standing, message) if {
	some standing in standings
	standing.found.standing == "uncertain"
	count(standing.comparison.features) == fairness.narrowest(standing.artifact)
	message := sprintf("%s is %s, %s: %s", [
		name(standing),
		interval(standing.found),
		limit(standing),
		settling(standing),
	])
}

findings contains explained(standing, message) if {
	some standing in standings
	standing.found.standing == null
	count(standing.comparison.features) == fairness.narrowest(standing.artifact)
	message := sprintf("%s is %s, %s: the counts give no interval", [
		name(standing),
		fairness.shown(standing.found.value),
		limit(standing),
	])
}

# Slices of a result that a report counts as well are one gap, told where it is judged.
is_told_by_a_report(artifact, comparison) if {
	artifact.kind == "eval-result"
	some report in evidence.of_kind("fairness-report")
	not evidence.field(report, "status").value in {"superseded", "retired"}
	some other in report.facts.comparisons
	other.features == comparison.features
	other.control == comparison.control
	not is_of_another_model(comparison, other)
	every group in comparison.groups {
		is_counted_among(group, other.groups)
	}
}

is_of_another_model(comparison, other) if {
	comparison.model
	other.model
	not identity.same_name(comparison.model, other.model)
}

is_counted_among(group, groups) if {
	some other in groups
	other.counts
	{feature: lower(label) | some feature, label in other.slice} == {feature: lower(label) | some feature, label in group.slice}
	agrees(group, other)
}

# Where the two differ, both are told: `eval/contradicting-counts` says why.
agrees(group, other) if group.counts == other.counts

agrees(group, other) if {
	not group.counts
	object.get(group, "n", null) in {null, fairness.cases(other.counts, ["tp", "fp", "fn", "tn"])}
}

# Rates alone do not tell how far they can be trusted. One finding for groups by the same
# features, however many classes or levels they are measured in.
not_evaluated contains finding.at(artifact, first.at, message) if {
	some artifact in measured
	some features_of in {comparison.features | some comparison in fairness.comparisons(artifact)}
	open := [comparison |
		some comparison in fairness.comparisons(artifact)
		comparison.features == features_of
		fairness.is_of_people(artifact, comparison, terms.features)
		count([group | some group in comparison.groups; not group.counts]) > 0
		not is_told_by_a_report(artifact, comparison)
	]
	first := open[0]
	labels := {label | some comparison in open; some group in comparison.groups; label := group.label}
	uncounted := {label | some comparison in open; some group in comparison.groups; not group.counts; label := group.label}
	message := sprintf("%d of %s by %s have no counts, so that no interval tells how far they are apart", [
		count(uncounted),
		text.counted(count(labels), "group"),
		fairness.by(first),
	])
}

not_evaluated contains finding.at(artifact, comparison.at, message) if {
	some artifact in measured
	some comparison in artifact.facts.comparisons
	count(comparison.groups) > 1000
	message := sprintf("%d groups by %s, at most 1000 are compared", [
		count(comparison.groups),
		fairness.by(comparison),
	])
}

explained(standing, message) := limited(related, standing.one) if {
	found := finding.at(standing.artifact, place(standing), message)
	related := object.union(found, {"related": [finding.at(standing.artifact, standing.groups[index].at, words) |
		is_array(standing.found.between)
		some side, index in standing.found.between
		words := sprintf("%s: %s", [sides[side], text.shortened(standing.groups[index].label)])
	]})
}

sides := ["lowest", "highest"]

limited(found, one) := finding.limited_by(found, one.setting) if one.setting

limited(found, one) := finding.related(found, one.source.artifact, one.source.at, one.source.words) if one.source

# At the number that is reported, where there is one.
place(standing) := array.concat(stated_at(standing), [standing.comparison.at])[0]

stated_at(standing) := [stated.at |
	some stated in limits.reported(standing.artifact)
	fairness.key(stated) == fairness.key(standing.one.asked)
	standing.comparison in fairness.about(standing.artifact, stated)
]

name(standing) := sprintf("%s%s", [
	limits.name(standing),
	without(count(standing.comparison.groups) - count(standing.groups)),
])

without(number) := "" if number == 0

without(number) := sprintf(", without %s,", [text.counted(number, "small group")]) if number > 0

interval(found) := sprintf("%s (%s to %s)", [
	fairness.shown(found.value),
	fairness.shown(found.low),
	fairness.shown(found.high),
])

limit(standing) := sprintf("limit is %s%s", [fairness.shown(standing.one.limit), looser(standing)])

# A limit that the report sets for itself loosens nothing.
looser(standing) := sprintf(" and not the %v that the report allows", [allowed[0]]) if {
	standing.one.setting
	allowed := [stated.threshold |
		some stated in limits.reported(standing.artifact)
		fairness.asked(stated) == standing.one.asked
		stated.threshold != standing.one.limit
	]
	count(allowed) > 0
} else := ""

settling(standing) := sprintf("%d cases would settle it, these are %d", [standing.found.settling, cases]) if {
	is_number(standing.found.settling)
	cases := sum([fairness.cases(group.counts, ["tp", "fp", "fn", "tn"]) | some group in standing.groups])
} else := "more cases are needed than can be told"
