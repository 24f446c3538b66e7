# METADATA
# title: A digest that the file does not have
# description: >
#   The file is not the one that was described, tested or approved under this digest, so
#   whoever relies on the record relies on other data, or another model. Stated digests are
#   held against the content, against Git LFS and DVC, and against each other.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Fetch or restore the file that the digest is of; where the file was replaced on purpose,
#     check what is said of it anew, and write its digest (`sha256sum FILE`, `dvc add FILE`).
#   controls:
#     nist-ai-rmf: [MEASURE 2.1]
#     eu-ai-act: [Annex IV(2)(d)]
#     iso-42001: [A.7.5]
#     soc2: [PI1.5]
package raigate.rules.data.digest_mismatch

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains stated(mismatch) if {
	some mismatch in input.artifact.facts.digest_mismatches
}

# The copy of a record is all that shows it here.
findings contains finding.at(input.artifact, "/export/path", message) if {
	export := input.artifact.facts.export
	export.state == "missing"
	message := sprintf("copy `%s` of the record is not here%s", [
		text.shortened(export.path),
		because(export),
	])
}

because(export) := sprintf(": %s", [export.why]) if export.why

because(export) := "" if not export.why

# What is not here can be no other file; what is here and cannot be read leaves it open.
not_evaluated contains finding.at(input.artifact, unread.at, message) if {
	some unread in input.artifact.facts.unread_digests
	message := sprintf("digest of `%s` could not be compared: %s", [text.shortened(unread.file), unread.why])
}

stated(mismatch) := finding.related(found, mismatch.other, mismatch.other.at, "stated here") if {
	mismatch.other.at
	found := finding.at(input.artifact, mismatch.at, message(mismatch))
} else := finding.at(input.artifact, mismatch.at, message(mismatch))

message(mismatch) := sprintf("`%s` has %s, %s %s", [
	text.shortened(mismatch.file),
	text.digest(mismatch.digest),
	witness(mismatch.other),
	text.digest(mismatch.other.digest),
]) if {
	mismatch.is_content
} else := sprintf("digest of `%s` is stated as %s, %s %s", [
	text.shortened(mismatch.file),
	text.digest(mismatch.digest),
	witness(mismatch.other),
	text.digest(mismatch.other.digest),
])

witness(other) := {
	"file": "the file has",
	"lfs": "its Git LFS pointer names",
	"dvc": "DVC keeps",
	"artifact": "another artifact states",
}[other.by]
