# Disparities and the groups they lie between.
package raigate.lib.fairness

import data.raigate.lib.text

# Every comparison of an artifact that is small enough to be compared.
comparisons(artifact) := [comparison |
	some comparison in artifact.facts.comparisons
	count(comparison.groups) <= 1000
]

# What a disparity as stated asks for, by Fairlearn's definitions where it does not say.
asked(stated) := {
	"rates": stated.rates,
	"form": stated.form,
	"method": object.get(stated, "method", "between_groups"),
	"aggregate": object.get(stated, "aggregate", object.get(stated, "named_aggregate", "worst_case")),
}

# Whether it is one of AIF360's, which have a direction.
is_directional(stated) if {
	stated.directional
	stated.family == "aif360"
}

is_directional(stated) if {
	stated.directional
	stated.privileged
	not stated.family
}

# The comparisons that a stated disparity can be about: those of its features, in its
# level of the controls. Who names no feature means a single one.
about(artifact, stated) := [comparison |
	some comparison in comparisons(artifact)
	is_of_features(comparison, stated, artifact)
	is_of_level(comparison, stated)
]

is_of_features(comparison, stated, _) if comparison.features == stated.features

is_of_features(comparison, stated, artifact) if {
	not stated.features
	count(comparison.features) == narrowest(artifact)
}

is_of_level(comparison, stated) if comparison.control == stated.control

is_of_level(_, stated) if not stated.control

# How far the groups of a comparison are apart, by their counts or by rates as stated.
apart(comparison, groups, asked, options) := raigate.stat.disparity(
	groups,
	asked,
	object.union(options, {"overall": object.get(comparison, "overall", null)}),
)

# "equalized odds difference", "recall ratio".
name(asked) := sprintf("%s %s", [criteria[asked.rates], forms[asked.form]]) if criteria[asked.rates]

name(asked) := sprintf("%s %s", [replace(concat(" and ", asked.rates), "_", " "), forms[asked.form]]) if {
	not criteria[asked.rates]
}

criteria := {
	["selection_rate"]: "demographic parity",
	["recall"]: "equal opportunity",
	["recall", "false_positive_rate"]: "equalized odds",
}

forms := {
	"difference": "difference",
	"ratio": "ratio",
	"least": "of the lowest group",
	"greatest": "of the highest group",
}

# "sex", "age and sex in region north".
by(comparison) := sprintf("%s%s", [text.listed([text.shortened(feature) | some feature in comparison.features]), level]) if {
	words := [sprintf("%s %s", [text.shortened(feature), text.shortened(label)]) |
		some feature, label in comparison.control
	]
	level := {true: "", false: sprintf(" within %s", [text.listed(words)])}[count(words) == 0]
}

# A number with four digits behind the point.
shown(number) := text.rounded(number, 4)

# The one name of a disparity, whatever it is called: "equalized_odds_difference".
key(asked) := sprintf("%s_%s", [object.get(keys, asked.rates, concat("_and_", asked.rates)), asked.form])

keys := {
	["selection_rate"]: "demographic_parity",
	["recall"]: "equal_opportunity",
	["recall", "false_positive_rate"]: "equalized_odds",
}

# What such a name asks for.
of_key(name) := {"rates": rates, "form": form, "method": "between_groups", "aggregate": "worst_case"} if {
	some form in ["difference", "ratio"]
	endswith(name, sprintf("_%s", [form]))
	stem := trim_suffix(name, sprintf("_%s", [form]))
	known := [compared | some compared, word in keys; word == stem]
	rates := array.concat(known, [split(stem, "_and_")])[0]
}

# The groups that are large enough for what is asked.
supported(groups, asked, least) := [group |
	some group in groups
	is_supported(group, asked, least)
]

is_supported(group, asked, least) if {
	group.counts
	cases(group.counts, ["tp", "fp", "fn", "tn"]) >= least.cases
	every rate in asked.rates {
		has_support(group.counts, rate, least)
	}
}

has_support(counts, rate, least) if {
	rate in {"recall", "false_negative_rate"}
	cases(counts, ["tp", "fn"]) >= least.positives
} else if {
	rate in {"specificity", "false_positive_rate"}
	cases(counts, ["fp", "tn"]) >= least.negatives
} else if not rate in {"recall", "false_negative_rate", "specificity", "false_positive_rate"}

cases(counts, cells) := sum([counts[cell] | some cell in cells])

# A feature that groups are made of says something about people.
is_of_people(artifact, _, _) if artifact.kind == "fairness-report"

is_of_people(artifact, comparison, features) if {
	artifact.kind == "eval-result"
	every feature in comparison.features {
		feature in features
	}
}

# How many features the comparisons by the fewest have.
narrowest(artifact) := min({count(comparison.features) | some comparison in artifact.facts.comparisons})
