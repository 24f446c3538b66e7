# METADATA
# title: Measured on the data it was trained on
# description: >
#   A model repeats what it has seen, so a number from its own training data says
#   nothing about the people it will meet. Data is the same where its digests are, or
#   where name, configuration and split are; a name alone is no proof. Where a datasheet
#   hashes the rows of its splits, those that two of them share are counted.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [model-manifest, model-card, eval-result, datasheet]
#   from_stage: review
#   settings:
#     max_shared_rows_share: 0.001
#     min_digest_characters: 32
#     training_splits: [train, training]
#   since: 0.1.0
#   remedy: >
#     Measure the model on data it has not seen; where training and evaluation use parts of
#     one dataset, state `split`, and the `digest` of that split, in the manifest and in the
#     result.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3, MEASURE 2.5]
#     eu-ai-act: [Article 10]
#     iso-42001: [A.6.2.4, A.7.4]
package raigate.rules.data.train_test_overlap

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.data.train_test_overlap

uses := [{"artifact": artifact, "data": used} |
	some artifact in input.evidence
	some used in artifact.facts.data_roles
]

trained := [use | some use in uses; use.data.role == "training"]

findings contains object.union(finding.at(use.artifact, use.data.at, messages[0]), {"related": seen}) if {
	count(trained) > 0
	some use in uses
	use.data.role == "evaluation"
	overlaps := [{"training": training, "message": message} |
		some training in trained
		is_one_model(use.artifact, training.artifact)
		message := overlap(use.data, training.data)
	]
	messages := [one.message | some one in overlaps]
	count(messages) > 0
	seen := [finding.at(one.training.artifact, one.training.data.at, "trained on here") | some one in overlaps]
}

# One name on both sides, and nothing that tells two parts of the data apart.
not_evaluated contains object.union(finding.at(use.artifact, use.data.at, message), {"related": seen}) if {
	count(trained) > 0
	some use in uses
	use.data.role == "evaluation"
	not use.data.split
	use.artifact.kind != "model-manifest"
	alike := [training |
		some training in trained
		is_one_model(use.artifact, training.artifact)
		is_left_open(use.data, training.data)
		not is_shared_out(training)
	]
	count(alike) > 0
	message := sprintf("evaluated on `%s`, which the model was trained on, and neither split nor digest tells the two apart", [use.data.name])
	seen := [finding.at(training.artifact, training.data.at, "trained on here") | some training in alike]
}

# Who gives one name two roles says that it has two parts.
is_shared_out(training) if {
	some other in training.artifact.facts.data_roles
	other.role == "evaluation"
	lower(other.name) == lower(training.data.name)
}

is_left_open(tested, seen) if {
	lower(tested.name) == lower(seen.name)
	object.get(tested, "config", "") == object.get(seen, "config", "")
	is_of_same_revision(tested, seen)
	not have_digests(tested, seen)
}

have_digests(tested, seen) if {
	tested.digest
	seen.digest
}

findings contains finding.limited_by(found, "max_shared_rows_share") if {
	some artifact in input.evidence
	some rows in artifact.facts.shared_rows
	share := rows.shared / rows.of
	raigate.num.gt(share, settings.max_shared_rows_share)
	message := sprintf("%d of %d rows of split `%s` are in split `%s` too, a share of %s, at most %v allowed", [
		rows.shared,
		rows.of,
		rows.split,
		rows.training,
		text.rounded(share, 4),
		settings.max_shared_rows_share,
	])
	found := finding.related(finding.at(artifact, rows.at, message), artifact, rows.training_at, "trained on here")
}

# What the two have in common, as a message.
overlap(tested, seen) := message if {
	digest := plain(tested.digest)
	digest == plain(seen.digest)
	proves(digest, tested, seen)
	is_of_same_extent(tested, seen)
	message := sprintf("evaluation data%s has digest %s…, and so has the training data%s", [
		called(tested),
		substring(digest, 0, 12),
		called(seen),
	])
} else := message if {
	lower(tested.name) == lower(seen.name)
	is_of_split(tested, seen)
	object.get(tested, "config", "") == object.get(seen, "config", "")
	is_of_same_revision(tested, seen)
	not differs(tested, seen)
	message := sprintf("evaluated on split `%s` of `%s`, which the model was trained on", [tested.split, tested.name])
}

# What the whole was trained on holds its own training split.
is_of_split(tested, seen) if lower(tested.split) == lower(seen.split)

is_of_split(tested, seen) if {
	not seen.split
	lower(tested.split) in settings.training_splits
}

# A digest that a tool cut short proves something only beside the same name.
proves(digest, _, _) if count(digest) >= settings.min_digest_characters

proves(digest, tested, seen) if {
	count(digest) < settings.min_digest_characters
	digest != ""
	lower(tested.name) == lower(seen.name)
}

# A split of the evaluation alone may be a part of what was digested as a whole.
is_of_same_extent(tested, _) if not tested.split

is_of_same_extent(tested, seen) if {
	tested.split
	seen.split
}

is_of_same_revision(tested, seen) if {
	not tested.revision
}

is_of_same_revision(tested, seen) if {
	tested.revision
	not seen.revision
}

is_of_same_revision(tested, seen) if tested.revision == seen.revision

# Two digests that differ are two sets of data, whatever they are called.
differs(tested, seen) if plain(tested.digest) != plain(seen.digest)

plain(digest) := trim_prefix(lower(trim_space(digest)), "sha256:")

called(used) := sprintf(" `%s`", [used.name]) if used.name

called(used) := "" if not used.name

# A system may hold several models: where both are named, the names decide.
is_one_model(one, other) if not are_named(one, other)

is_one_model(one, other) if {
	are_named(one, other)
	last_step(one.facts.identity.name.value) == last_step(other.facts.identity.name.value)
}

are_named(one, other) if {
	is_string(one.facts.identity.name.value)
	is_string(other.facts.identity.name.value)
}

last_step(name) := steps[count(steps) - 1] if steps := split(lower(name), "/")
