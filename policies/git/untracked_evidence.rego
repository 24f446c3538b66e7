# METADATA
# title: Evidence that git does not hold
# description: >
#   The file lies in this folder and nowhere else: whoever takes the same commit judges
#   without it, and nobody can later see what was relied on.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   settings:
#     unwanted: [untracked, ignored]
#   since: 0.1.0
#   remedy: >
#     Add the file with `git add`, or take it out of the folder if it is no evidence; where
#     `.gitignore` hides it, take the line out or name another place.
#   controls:
#     iso-42001: [A.6.2.7]
#     soc2: [CC8.1]
package raigate.rules.git.untracked_evidence

import data.raigate.lib.finding

# The state of what is committed as it is, is no fact.
findings contains finding.at(input.artifact, "", message) if {
	state := input.artifact.facts.state
	state in data.settings.git.untracked_evidence.unwanted
	message := sprintf("evidence is %s", [said[state]])
}

said := {
	"untracked": "not tracked by git",
	"ignored": "ignored by git, and tracked nowhere",
	"modified": "not as it was committed",
	"staged": "staged, and not committed",
}
