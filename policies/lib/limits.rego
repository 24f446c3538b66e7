# Limits for disparities, and where what was measured stands beside them.
#
# They are functions of a list of artifacts, so that they can be asked of those of today and
# of those where a change began.
package raigate.lib.limits

import data.raigate.lib.evidence
import data.raigate.lib.fairness

settings := data.settings.fairness.disparity_over_limit

# What the artifacts of a system are held against.
terms(artifacts, plans) := {
	"features": {feature | some feature in settings.sensitive_features} | {lower(feature) |
		some report in artifacts
		report.kind == "fairness-report"
		named := evidence.field(report, "sensitive_features").value
		is_array(named)
		some feature in named
		is_string(feature)
	},
	"planned": [{"artifact": plan, "stated": stated} |
		some plan in plans
		some stated in plan.facts.limits
		stated.form in {"difference", "ratio"}
	],
	"least": {
		"cases": object.get(settings.min_cases, input.system.tier, settings.min_cases.high),
		"positives": settings.min_positives,
		"negatives": settings.min_negatives,
	},
}

reported(artifact) := [stated |
	some stated in artifact.facts.disparities
	stated.form in {"difference", "ratio"}
]

# Of all limits of one disparity the strictest; one to overall or of a mean counts where
# it is stricter than that of the worst case between groups, which is never smaller.
judged(artifact, terms) := [one |
	all := all_of(artifact, terms.planned)
	some index, one in all
	not is_outdone(one, index, all)
]

# Each disparity of an artifact with where its interval stands.
standings(artifact, terms) := [{
	"artifact": artifact,
	"comparison": comparison,
	"groups": groups,
	"one": one,
	"found": found,
} |
	some one in judged(artifact, terms)
	some comparison in fairness.comparisons(artifact)
	fairness.is_of_people(artifact, comparison, terms.features)
	groups := fairness.supported(comparison.groups, one.asked, terms.least)
	count(groups) > 1
	found := stands(comparison, groups, one)
	found.value != null
]

stands(comparison, groups, one) := fairness.apart(comparison, groups, one.asked, {
	"confidence": settings.confidence,
	"limit": one.limit,
})

# Limits for an artifact, each with what it is a limit of, and where it stands.
all_of(artifact, planned) := array.concat(
	array.concat(
		[{"asked": asked, "limit": limit, "setting": setting} |
			some key in names(artifact, planned)
			asked := fairness.of_key(key)
			[setting, limit] := of_setting(key, asked.form)
		],
		[{"asked": asked, "limit": limit, "source": source} |
			some plan in planned
			asked := fairness.asked(plan.stated)
			limit := without_direction(plan.stated.value, asked.form)
			source := {"artifact": plan.artifact, "at": plan.stated.at, "words": "the plan sets this limit"}
		],
	),
	[{"asked": asked, "limit": limit, "source": source} |
		some stated in reported(artifact)
		asked := fairness.asked(stated)
		limit := without_direction(stated.threshold, asked.form)
		source := {"artifact": artifact, "at": stated.threshold_at, "words": "the report sets this limit"}
	],
)

# The names of what is judged of an artifact: asked for always, reported, or planned.
names(artifact, planned) := ({always | some always in settings.always} |
	{fairness.key(stated) | some stated in reported(artifact)}) |
	{fairness.key(plan.stated) | some plan in planned}

of_setting(name, _) := ["limits", settings.limits[name]]

of_setting(name, "difference") := ["max_difference", settings.max_difference] if not settings.limits[name]

# A limit of -0.1 is one of 0.1, and one of 1.25 for a ratio is one of 0.8.
without_direction(limit, "difference") := raigate.num.abs(limit)

without_direction(limit, "ratio") := limit if limit <= 1

without_direction(limit, "ratio") := 1 / limit if limit > 1

# Whether a limit lets pass what another one did not.
allows_more("difference", was, is) if without_direction(is, "difference") > without_direction(was, "difference")

allows_more("ratio", was, is) if without_direction(is, "ratio") < without_direction(was, "ratio")

is_outdone(one, index, all) if {
	some before, other in all
	before != index
	other.asked.rates == one.asked.rates
	other.asked.form == one.asked.form
	is_as_wide(other.asked, one.asked)
	is_stricter(other, one, before, index)
}

is_as_wide(asked, _) if {
	asked.method == "between_groups"
	asked.aggregate == "worst_case"
}

is_as_wide(asked, other) if asked == other

is_stricter(other, one, _, _) if {
	one.asked.form == "difference"
	other.limit < one.limit
}

is_stricter(other, one, _, _) if {
	one.asked.form == "ratio"
	other.limit > one.limit
}

is_stricter(other, one, before, index) if {
	other.limit == one.limit
	before < index
}

# Whether the gate objects to it: it is beyond its limit, or too few cases tell. Of
# combinations of features, which make many small groups, only what is known counts.
is_objected_to(standing) if standing.found.standing == "over"

is_objected_to(standing) if {
	standing.found.standing in {"uncertain", null}
	count(standing.comparison.features) == fairness.narrowest(standing.artifact)
}

# "demographic parity difference to overall by sex, without 1 small group,"
name(standing) := sprintf("%s%s by %s", [
	fairness.name(standing.one.asked),
	ways[[standing.one.asked.method, standing.one.asked.aggregate]],
	fairness.by(standing.comparison),
])

ways := {
	["between_groups", "worst_case"]: "",
	["between_groups", "mean"]: " (mean)",
	["to_overall", "worst_case"]: " to overall",
	["to_overall", "mean"]: " to overall (mean)",
}
