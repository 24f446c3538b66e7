# METADATA
# title: A result that cannot be repeated
# description: >
#   The result does not say with which code, in which environment, with which seed or by
#   which command it was made, so nobody can measure again and see whether it holds. It is
#   asked what the format of the file has a place for.
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
#     or the digest of the image, and the seed; run it again where nobody knows them.
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
