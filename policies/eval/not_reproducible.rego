# METADATA
# title: A result that cannot be repeated
# description: >
#   The result does not say with which code, in which environment, with which seed or by
#   which command it was made, or names a commit that nobody can find, so nobody can measure
#   again and see whether it holds. It is asked what the format of the file has a place for.
#   A commit counts that comes before the judged one, or from which nothing differs that the
#   system watches, by itself or by the `watched_digest` beside it. It is looked for when the result comes: a merge that squashes commits
#   leaves them behind later.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [eval-result]
#   from_stage: review
#   implied_by: [artifact/unparsable]
#   settings:
#     needed:
#       native: [code_commit, command, environment, seed]
#       lm-eval: [code_commit, environment, seed]
#       inspect: [code_commit, environment]
#   since: 0.1.0
#   remedy: >
#     Run the evaluation from committed code and state the commit, the command, the lock file
#     or the digest of the image, and the seed; run it again where nobody knows them. Code
#     of another repository is named by `code_repository` beside its commit.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.13]
#     eu-ai-act: [Annex IV(2)(g)]
#     iso-42001: [A.4.4, A.6.2.4]
package raigate.rules.eval.not_reproducible

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.not_reproducible

applicable := input.system.declared

# One finding a result, at its first number.
findings contains finding.at(input.artifact, input.artifact.facts.results[0].at, message) if {
	needed := settings.needed[input.artifact.standard]
	unsaid := [noun(key) | some key in needed; not is_stated(key)]
	count(unsaid) > 0
	message := sprintf("result states no %s", [concat(", no ", unsaid)])
}

# The commit is looked for in the change that brings the result.
findings contains finding.at(input.artifact, named.at, message) if {
	input.artifact.facts.changed
	named := input.artifact.facts.code_commit
	not named.watched == "same"
	message := astray(named)
}

not_evaluated contains finding.at(input.artifact, named.at, message) if {
	input.artifact.facts.changed
	named := input.artifact.facts.code_commit
	named.state == "cut_short"
	message := sprintf("history is cut short here, so that code commit %s cannot be looked for; `fetch-depth: 0` fetches it", [short(named)])
}

astray(named) := sprintf("code commit %s is not in this repository", [short(named)]) if {
	named.state == "missing"
} else := sprintf("code commit %s is another object of this repository, no commit", [short(named)]) if {
	named.state == "no_commit"
} else := sprintf("code commit %s does not come before this one", [short(named)]) if {
	named.state == "unrelated"
	not named.differing
} else := sprintf("code commit %s does not come before this one, and %d watched %s from it", [
	short(named),
	named.differing.n,
	["file differs", "files differ"][min([named.differing.n - 1, 1])],
]) if {
	named.state == "unrelated"
	named.differing.n > 0
}

short(named) := substring(named.text, 0, 12)

noun(key) := replace(key, "_", " ")

# Where each format keeps it.
places := {
	"native": {
		"code_commit": ["code_commit"],
		"command": ["command"],
		"environment": ["environment"],
		"seed": ["seed"],
	},
	"lm-eval": {
		"code_commit": ["git_hash"],
		"environment": ["lm_eval_version"],
		"seed": ["config", "random_seed"],
	},
	"inspect": {
		"code_commit": ["eval", "revision", "commit"],
		"environment": ["eval", "packages"],
	},
}

is_stated(key) if {
	path := places[input.artifact.standard][key]
	is_object(input.artifact.value)
	stated := object.get(input.artifact.value, path, null)
	count(raigate.text.said(stated, 1)) > 0
	not is_unknown(stated)
}

is_unknown(stated) if {
	is_string(stated)
	lower(stated) in {"unknown", "none", "n/a", "todo", "tbd"}
}
