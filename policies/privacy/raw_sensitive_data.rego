# METADATA
# title: Rows of people in the repository
# description: >
#   Everybody who can read the repository reads what each of these people is, has or believes,
#   and its history keeps the rows when the file is gone. To check how a model treats groups,
#   their counts are enough. A table of groups, of measurements or of texts is no such file, and
#   neither is one that git does not hold. Without a name, an identifier or a prediction of each
#   person it is a warning at most.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: []
#   from_stage: intake
#   settings:
#     min_rows: 20
#     identifiers: [identity]
#     outcomes:
#       - [actual, class, ground_truth, label, label_value, outcome, target, true_label, truth, y, y_true]
#       - [decision, predicted, prediction, pred, probability, score, y_hat, y_pred, y_prob, y_score]
#     measurements:
#       - accuracy
#       - attribute_name
#       - count
#       - counts
#       - f1
#       - f1_score
#       - false_negative_rate
#       - false_positive_rate
#       - fn
#       - fnr
#       - fp
#       - fpr
#       - group_size
#       - mean
#       - mean_prediction
#       - metric
#       - metric_name
#       - "n"
#       - percent
#       - percentage
#       - precision
#       - proportion
#       - recall
#       - selection_rate
#       - share
#       - std
#       - support
#       - tn
#       - tnr
#       - total
#       - tp
#       - tpr
#       - true_negative_rate
#       - true_positive_rate
#   since: 0.1.0
#   remedy: >
#     Commit counts instead: `raigate metrics FILE --by COLUMN…` writes them, and `raigate check
#     --evidence-dir DIR` counts the rows again where they are kept. Then take the file out of
#     the history, and tell whoever is responsible for privacy.
#   controls:
#     nist-ai-rmf: [MEASURE 2.10]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.7.2]
#     soc2: [C1.1, P4.1]
package raigate.rules.privacy.raw_sensitive_data

import data.raigate.lib.finding
import data.raigate.lib.sensitive
import data.raigate.lib.text

settings := data.settings.privacy.raw_sensitive_data

findings contains by_weight(table, telling, finding.at(table, "", message(table, telling))) if {
	some table in input.system.facts.tables
	table.seen >= settings.min_rows
	not is_of_measurements(table)
	telling := sensitive.telling(table.columns)
	count(telling) > 0
	is_of_people(table, telling)
}

# What columns are called leaves a doubt where nothing was predicted of anybody and nobody is
# named: it is no reason to block.
by_weight(table, telling, found) := found if {
	is_certain(table, telling)
} else := finding.at_most(found, "warning")

is_certain(table, telling) if names_somebody(table, telling)

is_certain(table, _) if is_of_predictions(table)

message(table, telling) := sprintf("%s rows of people, each with %s", [
	how_many(table),
	text.listed(first_of(names)),
]) if {
	names := sort({sprintf("`%s`", [text.shortened(column.name)]) | some column in telling})
}

# One row for each group has numbers that no single person has.
is_of_measurements(table) if {
	some column in table.columns
	column.words[0].text in settings.measurements
}

is_of_people(table, telling) if names_somebody(table, telling)

# Who is meant stands in the row.
names_somebody(table, telling) if {
	some one in telling
	one.group in settings.identifiers
	raigate.num.gt(raigate.num.mul(one.column.distinct, 2), table.seen)
}

# What is true of somebody stands beside what was predicted, or evidence was counted from it.
is_of_people(table, telling) if {
	is_of_predictions(table)
	count(attributes(telling)) > 0
}

# Several attributes, and more rows than these have combinations.
is_of_people(table, telling) if {
	not is_of_predictions(table)
	count({one.group | some one in attributes(telling)}) > 1
	raigate.num.gt(table.seen, raigate.num.mul(combinations(attributes(telling)), 2))
}

is_of_predictions(table) if table.is_counted

is_of_predictions(table) if {
	names := {column.words[0].text | some column in table.columns}
	every outcome in settings.outcomes {
		count(names & {name | some name in outcome}) > 0
	}
}

attributes(telling) := [one |
	some one in telling
	not one.group in settings.identifiers
	one.column.distinct > 1
]

# Of the three attributes with the fewest values: a table of groups rarely has more.
combinations(all) := product([number | some number in array.slice(sort([one.column.distinct | some one in all]), 0, 3)])

how_many(table) := sprintf("%d", [table.rows]) if is_number(table.rows)

how_many(table) := sprintf("more than %d", [table.seen]) if not is_number(table.rows)

first_of(names) := names if count(names) <= 4

first_of(names) := array.concat(array.slice(names, 0, 3), [sprintf("%d more", [count(names) - 3])]) if count(names) > 4
